"""The door of the command line: databases, the country named, the console as actor."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.queries import console_actor
from consult.kit.actor import Actor
from consult.kit.db import Database
from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _
from consult.kit.settings import Settings, read_settings
from consult.places.models import Country

country_option = click.option("--country", "code", required=True, metavar="CC", help="The country's ISO alpha-2 code.")
format_option = click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)


@cache
def settings() -> Settings:
    """This installation's settings."""
    return read_settings()


@cache
def main_database() -> Database:
    """The main database."""
    return Database(settings().main_url)


@cache
def intake_database() -> Database:
    """The database of raw input."""
    return Database(settings().raw_url)


def find_country(code: str) -> Country:
    """The country of a code; raises `Missing` naming it."""
    with main_database().reading() as db:
        country = db.scalars(select(Country).where(Country.code == code.upper())).first()
    if country is None:
        raise Missing(_("No country %(code)s here. Add it with: consult country add %(code)s", code=code.upper()))
    return country


@contextmanager
def opened(code: str, *, write: bool) -> Iterator[tuple[Session, Actor, Country]]:
    """A session of a country, with the console as actor; writing commits at the end of the block or not at all."""
    country = find_country(code)
    bind = main_database().writing(country.id) if write else main_database().reading(country.id)
    with bind as db:
        yield db, console_actor(country.id), country


def say(text: Any) -> None:
    """A word to the person at the console, on stderr."""
    click.echo(str(text), err=True)
