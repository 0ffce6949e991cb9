"""The way in: choose a country and a language; a country's home."""

from typing import Any

from flask import Blueprint, g

from consult.places import queries as places
from consult.web.door import PUBLIC, answer, open_to, stores

room = Blueprint("home", __name__)


@room.get("/")
@room.get("/<lang>/")
@open_to(PUBLIC)
def countries() -> Any:
    return answer("home/countries.html", countries=places.countries(g.db), demo=stores().settings.demo)


@room.get("/<lang>/<country>/")
@open_to(PUBLIC)
def country() -> Any:
    return answer("home/country.html")
