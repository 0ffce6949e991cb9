"""Naming people: accounts by invitation, roles given and ended, a country set up at the console."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import register, rules
from consult.accounts.models import CountrySettings, Membership, Organisation, Person
from consult.accounts.queries import person_by_email
from consult.accounts.signing import ask_link, end_sessions
from consult.audit.actions import record
from consult.kit import clock
from consult.kit.actor import Actor, Role
from consult.kit.errors import Invalid
from consult.kit.i18n import LANGUAGES
from consult.kit.i18n import gettext as _
from consult.places.actions import add_country_place
from consult.places.models import Country

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|[^@\s]+@localhost")


def invite_person(
    db: Session,
    actor: Actor,
    *,
    email: str,
    name: str,
    role: Role,
    organisation: Organisation | None = None,
    language: str = "en",
) -> Membership:
    """Give a role to the person of a mail address; a new one gets an account and a link to set its password."""
    person = person_by_email(db, email)
    if person is None:
        rules.may_name(actor, role).require()
        person = add_person(db, email=email, name=name, language=language)
        membership = grant_role(db, actor, person, role, organisation)
        ask_link(db, person)
        return membership
    return grant_role(db, actor, person, role, organisation)


def add_person(db: Session, *, email: str, name: str, language: str = "en") -> Person:
    """An account without a password; raises `Invalid` where the address is none."""
    address = check_mail(email)
    if not name.strip():
        raise Invalid("name", _("Enter the person's name."))
    person = Person(
        email=address, name=name.strip(), language=language if language in LANGUAGES else "en", created_at=clock.now()
    )
    db.add(person)
    db.flush()
    return person


def check_mail(email: str) -> str:
    """A mail address in small letters; raises `Invalid` where it is none."""
    address = email.strip().lower()
    if not MAIL.fullmatch(address) or len(address) > 254:
        raise Invalid("email", _("Enter an e-mail address, as in name@example.org."))
    return address


def grant_role(
    db: Session, actor: Actor, person: Person, role: Role, organisation: Organisation | None = None
) -> Membership:
    """Give a person a role in this country, for an organisation where the role speaks for one."""
    held = register.memberships_of(db, person.id)
    spoken = next((m.organisation_id for m in held if m.organisation_id), None)
    holder = rules.Holder(frozenset(Role(m.role) for m in held), spoken)
    body = rules.Body(organisation.id, organisation.kind) if organisation else None
    rules.may_grant(actor, role, holder, body).require()
    membership = Membership(
        person_id=person.id, role=role.value, organisation_id=organisation.id if organisation else None
    )
    db.add(membership)
    db.flush()
    what = {"role": role.value, "organisation": membership.organisation_id, "person": person.id}
    record(db, actor, "membership.granted", membership, **what)
    return membership


def end_role(db: Session, actor: Actor, membership: Membership) -> None:
    """Take a role away; the person is signed out everywhere, so that nothing lingers."""
    role = Role(membership.role)
    rules.may_end(actor, role, others=register.holders(db, role) - 1).require()
    record(db, actor, "membership.ended", membership, role=role.value, person=membership.person_id)
    person = db.get_one(Person, membership.person_id)
    db.delete(membership)
    end_sessions(db, person)


def send_link_again(db: Session, actor: Actor, membership: Membership) -> None:
    """Send a person who has not set a password yet another link."""
    rules.may_name(actor, Role(membership.role)).require()
    ask_link(db, db.get_one(Person, membership.person_id))


def set_up_country(
    db: Session, actor: Actor, country: Country, *, body: str = "", admin: str = "", officer: str = ""
) -> CountrySettings:
    """Give a new country its place, its independent body, its first administrator and the body's first officer.

    `admin` and `officer` are mail addresses; each gets a link. Run again, it adds what was not there.
    """
    rules.may_set_body(actor).require()
    settings = db.scalars(select(CountrySettings)).first()
    if settings is None:
        add_country_place(db, country)
        settings = CountrySettings(body=body)
        db.add(settings)
        db.flush()
        record(db, actor, "country.set_up", settings, body=body)
    elif body and settings.body != body:
        settings.body = body
        record(db, actor, "country.body_fixed", settings, body=body)
    for mail, role in ((admin, Role.COUNTRY_ADMIN), (officer, Role.PROTECTION_OFFICER)):
        if mail and not holds(db, mail, role):
            invite_person(db, actor, email=mail, name=mail.split("@")[0], role=role)
    return settings


def holds(db: Session, email: str, role: Role) -> bool:
    """Whether the person of a mail address holds a role in this country."""
    person = person_by_email(db, email)
    return person is not None and any(m.role == role.value for m in register.memberships_of(db, person.id))
