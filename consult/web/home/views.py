"""The way in: choose a country and a language; a country's home."""

from typing import Any

from flask import Blueprint, g

from consult.agendas import queries as agendas
from consult.consent import queries as consents
from consult.places import queries as places
from consult.web.door import PUBLIC, answer, open_to, stores, today
from consult.web.files import Table
from consult.web.home import shown

room = Blueprint("home", __name__)


@room.get("/")
@room.get("/<string(length=2):lang>/")
@open_to(PUBLIC)
def countries() -> Any:
    return answer("home/countries.html", countries=places.countries(g.db), demo=stores().settings.demo)


@room.get("/<string(length=2):lang>/<string(length=2):country>/")
@open_to(PUBLIC)
def country() -> Any:
    agenda, on = agendas.published_agenda(g.db), today()
    given = consents.consents(g.db, g.actor, on=on)
    return answer(
        "home/country.html",
        agenda=agenda,
        count=len(agendas.published_priorities(g.db)),
        regions=shown.regions(g.db, g.actor) if agenda else [],
        drawing=shown.picture(g.db) if agenda else None,
        dates=shown.dates(agenda, given, on),
        changes=shown.changes(g.db, given, on),
    )


@room.get("/<string(length=2):lang>/<string(length=2):country>/regions/")
@open_to(PUBLIC)
def regions() -> Any:
    rows = shown.regions(g.db, g.actor)
    columns = ("place", "name", "gaps", "missing_minor_units", "currency", "needs_not_stated")
    cells = [(r.place.code, r.place.name, r.gaps, r.missing, g.country.currency, r.unknown) for r in rows]
    return answer("home/regions.html", regions=rows, drawing=shown.picture(g.db), table=Table("regions", columns, cells))
