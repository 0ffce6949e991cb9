"""A demonstration's outbox: the mails that nobody sends, to be read on a page."""

from typing import Any

from flask import abort, g

from consult.notifications.sending import outbox
from consult.web.door import SIGNED_IN, answer, open_to, room, stores

bp = room("outbox", "work/outbox")


@bp.get("/")
@open_to(SIGNED_IN)
def mails() -> Any:
    if not stores().settings.demo:
        abort(404)
    return answer("home/outbox.html", mails=outbox(g.db, g.country.id))
