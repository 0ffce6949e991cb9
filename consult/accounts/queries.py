"""Reading people, countries and roles: who is it that asks."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from consult.accounts.matrix import CONSOLE, PERMISSIONS, REACH
from consult.accounts.models import CountrySettings, Membership, NationalSector, Person
from consult.kit.actor import Actor, Reach, Role, Subject
from consult.places.models import Country


def person_by_email(db: Session, email: str) -> Person | None:
    """The account of a mail address, whatever its letters' case."""
    return db.scalars(select(Person).where(Person.email == email.strip().lower())).first()


def public_actor(country_id: int) -> Actor:
    """Everybody, in one country."""
    return Actor(country_id=country_id, reach=REACH[Role.PUBLIC])


def console_actor(country_id: int) -> Actor:
    """Whoever runs the command line: reads as the public; the audit names the console (domain.md 5.1, note 15)."""
    return Actor(country_id=country_id, name="console", reach=REACH[Role.PUBLIC], permissions=CONSOLE)


def worker_actor(country_id: int) -> Actor:
    """The worker, for what dates alone bring about."""
    return Actor(country_id=country_id, name="worker", reach=REACH[Role.PUBLIC])


def actor_of(db: Session, person: Person | None, country_id: int) -> Actor:
    """What a person is in the session's country: the sum of the roles held there, else the public (domain.md I17)."""
    if person is None or not person.active:
        return public_actor(country_id)
    held = db.scalars(
        select(Membership)
        .where(Membership.person_id == person.id)
        .options(joinedload(Membership.organisation))
        .order_by(Membership.id)
    ).all()
    roles = frozenset(Role(m.role) for m in held) or frozenset({Role.PUBLIC})
    organisation = next((m.organisation for m in held if m.organisation), None)
    own = organisation.id if organisation else None
    return Actor(
        country_id=country_id,
        name=person.name,
        person_id=person.id,
        roles=roles,
        permissions=frozenset().union(*(PERMISSIONS[r] for r in roles)),
        reach=widest(roles),
        organisation_id=own,
        kind=organisation.kind if organisation else "",
        sectors=frozenset(db.scalars(select(NationalSector.id).where(NationalSector.ministry_id == own))),
        publisher=own is not None and own == db.scalar(select(CountrySettings.publisher_id)),
    )


def widest(roles: Iterable[Role]) -> dict[Subject, Reach]:
    """For each subject the farthest reading of several roles, never less than the public's."""
    tables = [REACH[Role.PUBLIC], *(REACH[r] for r in roles)]
    return {subject: max(table[subject] for table in tables) for subject in Subject}


def countries_of(db: Session, person_id: int) -> list[Country]:
    """The countries where a person holds a role; it reads across countries, so only the person's own."""
    held = Membership.__table__
    query = select(Country).join(held, held.c.country_id == Country.id).where(held.c.person_id == person_id)
    return list(db.scalars(query.distinct().order_by(Country.name)))
