"""The accounts that a demonstration shows on its sign-in page, and where a person's own pages begin."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import Person
from consult.accounts.queries import countries_of

PASSWORD = "demonstration only"  # noqa: S105 - shown on the page of a demonstration, refused elsewhere


def demo_accounts(db: Session) -> list[tuple[str, list[Person]]]:
    """The demonstration's people by country code, in the order in which they were made."""
    people = db.scalars(select(Person).where(Person.demo.is_not(None), Person.active).order_by(Person.id)).all()
    codes = sorted({p.demo.split()[0] for p in people if p.demo}, reverse=True)
    return [(code, [p for p in people if p.demo and p.demo.split()[0] == code]) for code in codes]


def home_of(db: Session, person: Person, *, language: str) -> str:
    """The address where a person begins: Work in the only country or the first, else the choice of countries."""
    homes = countries_of(db, person.id)
    return f"/{language}/{homes[0].code.lower()}/work/" if homes else "/"
