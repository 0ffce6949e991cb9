"""Whether the server lives and can serve: for whoever watches it."""

from typing import Any

from flask import Blueprint, Response, g
from sqlalchemy import text

from consult.web.door import PUBLIC, open_to, stores

room = Blueprint("health", __name__, url_prefix="/health")


@room.get("/live")
@open_to(PUBLIC)
def live() -> Any:
    return Response("live\n", mimetype="text/plain")


@room.get("/ready")
@open_to(PUBLIC)
def ready() -> Any:
    g.db.execute(text("select 1 from country"))
    with stores().intake.reading() as raw:
        raw.execute(text("select 1"))
    return Response("ready\n", mimetype="text/plain")
