"""Who is to be told, by organisation and role."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import Membership, Organisation, Person
from consult.kit.actor import Role
from consult.notifications.writing import Reader

PARTNERS = (Role.PARTNER_FOCAL_POINT, Role.CSO_MEMBER)


def people_of(db: Session, organisation_ids: Iterable[int], roles: Iterable[Role]) -> list[Reader]:
    """Active people who hold one of the roles for one of the organisations, each once."""
    query = (
        select(Person.email, Person.language)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.country_id == db.info["country_id"],
            Membership.organisation_id.in_(list(organisation_ids)),
            Membership.role.in_([r.value for r in roles]),
            Person.active,
        )
    )
    return [Reader(email, language) for email, language in db.execute(query.distinct().order_by(Person.email))]


def holders_of(db: Session, role: Role) -> list[Reader]:
    """Active people who hold a role in the country."""
    query = select(Person.email, Person.language).join(Membership, Membership.person_id == Person.id)
    query = query.where(Membership.country_id == db.info["country_id"], Membership.role == role.value, Person.active)
    return [Reader(email, language) for email, language in db.execute(query.distinct().order_by(Person.email))]


def partners_of(db: Session, organisation_ids: Iterable[int]) -> list[Reader]:
    """The focal points of organisations; where one has nobody, its own address."""
    found: list[Reader] = []
    query = select(Organisation).where(Organisation.id.in_(list(organisation_ids))).order_by(Organisation.id)
    for body in db.scalars(query):
        people = people_of(db, [body.id], PARTNERS)
        found += people or ([Reader(body.email, body.language)] if body.email else [])
    return list(dict.fromkeys(found))
