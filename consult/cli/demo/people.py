"""Accounts of a demonstration: one for each role, and those that the records need besides."""

from functools import cache

from consult.accounts.demo import PASSWORD
from consult.accounts.passwords import hash_password
from consult.accounts.people import add_person, grant_role
from consult.accounts.register import settings_of
from consult.cli.demo.stage import Stage
from consult.kit.actor import Role
from consult.kit.text import slug

PUBLISHER = " publisher"
People = tuple[tuple[str, Role, str, bool], ...]


@cache
def kept_password() -> str:
    """The demonstration's one password as it is kept; hashed once, as that is slow."""
    return hash_password(PASSWORD)


def seat(stage: Stage, people: People) -> None:
    """Make accounts as (name, role, organisation or nothing, whether the sign-in page lists it)."""
    for name, role, body, listed in people:
        mail = f"{slug(name)}@{stage.country.code.lower()}.example.org"
        person = add_person(stage.db, email=mail, name=name)
        person.password = kept_password()
        person.demo = f"{stage.country.code} {role.value}{publishes(stage, body)}" if listed else None
        grant_role(stage.db, stage.console, person, role, stage.organisation(body) if body else None)
    stage.db.flush()


def publishes(stage: Stage, body: str) -> str:
    """The mark of an account that publishes the agenda."""
    return PUBLISHER if body and stage.organisation(body).id == settings_of(stage.db).publisher_id else ""
