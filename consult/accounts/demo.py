"""The accounts that a demonstration shows on its sign-in page, and where a person's own pages begin."""

from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import Membership, Organisation, Person
from consult.accounts.queries import countries_of
from consult.accounts.words import OPENS_WITH, ROLES
from consult.kit.actor import Role
from consult.kit.i18n import gettext as _
from consult.places.models import Country

PASSWORD = "for demonstration only"  # noqa: S105 - shown on the page of a demonstration, and good only there


class Shown(NamedTuple):
    """One account of the demonstration."""

    person_id: int
    name: str
    email: str
    role: Role
    organisation: str
    publisher: bool = False

    @property
    def label(self) -> str:
        """The role's name."""
        return _("Editor of the publishing ministry") if self.publisher else str(ROLES[self.role])

    @property
    def opens_with(self) -> str:
        """What the role's own page begins with."""
        return str(OPENS_WITH[self.role])


def demo_accounts(db: Session) -> list[tuple[Country, list[Shown]]]:
    """The demonstration's people by country, in the roles' order. Across countries, so tables and not classes."""
    held, bodies = Membership.__table__, Organisation.__table__
    query = (
        select(held.c.country_id, Person.id, Person.name, Person.email, held.c.role, bodies.c.name.label("body"), Person.demo)
        .join(held, held.c.person_id == Person.id)
        .outerjoin(bodies, bodies.c.id == held.c.organisation_id)
        .where(Person.demo.is_not(None), Person.active)
        .order_by(Person.id)
    )
    rows = [(r.country_id, shown_of(r)) for r in db.execute(query)]
    order = list(Role)
    found = []
    for country in db.scalars(select(Country).order_by(Country.name)):
        shown = sorted((s for c, s in rows if c == country.id), key=lambda s: order.index(s.role))
        if shown:
            found.append((country, shown))
    return found


def shown_of(row: Any) -> Shown:
    """One account out of its row."""
    return Shown(row.id, row.name, row.email, Role(row.role), row.body or "", row.demo.endswith("publisher"))


def demo_person(db: Session, person_id: int) -> Person | None:
    """An account of the demonstration, or None."""
    person = db.get(Person, person_id)
    return person if person and person.demo and person.active else None


def home_of(db: Session, person: Person, *, language: str) -> str:
    """The address where a person begins: Work in the only country or the first, else the choice of countries."""
    homes = countries_of(db, person.id)
    return f"/{language}/{homes[0].code.lower()}/work/" if homes else "/"
