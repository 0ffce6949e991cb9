"""The register changed: organisations, names, merges, sectors, people; and the refused case leaves nothing."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts import actions, people, register
from consult.accounts.actions import Profile, Sector
from consult.accounts.models import AccountLink, Membership, Organisation, Person
from consult.accounts.queries import console_actor
from consult.audit.models import AuditEvent
from consult.kit.actor import Role
from consult.kit.db import Database
from consult.kit.errors import Invalid, Refused, Stale, WrongState
from consult.kit.outbox import Message
from consult.places.models import Country
from tests.support.makers import Makers


@pytest.fixture(autouse=True)
def people_made(request: pytest.FixtureRequest) -> None:
    """Everybody is there before the test's session takes the only lock."""
    if "makers" in request.fixturenames:
        request.getfixturevalue("makers").people()


def topics(db: Session) -> list[str]:
    return list(db.scalars(select(Message.topic).order_by(Message.id)))


def organisation(db: Session, makers: Makers, kind: str) -> Organisation:
    return register.organisation_by_id(db, makers.organisations[kind])


def test_an_organisation_gets_the_next_number_a_slug_its_names_and_identifiers(db: Session, makers: Makers) -> None:
    admin = makers.actor(Role.COUNTRY_ADMIN)
    made = actions.add_organisation(
        db, admin, Profile(name="Électriciens & Co", kind="INGO", communities=("DEV",)), aliases=("ECo",), identifiers=("XM-1",)
    )
    assert (made.number, made.slug, made.communities) == (6, "electriciens-and-co", ["DEV"])
    assert register.by_alias(db, "eco") is made
    assert register.by_identifier(db, "XM-1") is made
    twin = actions.add_organisation(db, admin, Profile(name="Electriciens and Co.", kind="INGO"))
    assert twin.slug == "electriciens-and-co-7"


@pytest.mark.parametrize(
    ("profile", "field"),
    [
        (Profile(name=" "), "name"),
        (Profile(name="A", kind="BANK"), "kind"),
        (Profile(name="A", communities=("XXX",)), "communities"),
        (Profile(name="norlund agency"), "name"),
    ],
)
def test_an_odd_profile_is_refused_and_leaves_nothing(db: Session, makers: Makers, profile: Profile, field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        actions.add_organisation(db, makers.actor(Role.COUNTRY_ADMIN), profile)
    assert wrong.value.field == field
    assert db.scalar(select(func.count(Organisation.id))) == 5
    assert db.scalar(select(func.count(AuditEvent.id))) == 0


def test_partners_do_not_add_organisations(db: Session, makers: Makers) -> None:
    with pytest.raises(Refused):
        actions.add_organisation(db, makers.actor(Role.PARTNER_FOCAL_POINT), Profile(name="Mine"))


def test_a_stale_change_shows_both_versions_and_a_new_name_keeps_the_old(db: Session, makers: Makers) -> None:
    partner, mine = makers.actor(Role.PARTNER_FOCAL_POINT), organisation(db, makers, "BILATERAL")
    actions.change_organisation(db, partner, mine, Profile(name="Norlund", kind="BILATERAL"), version=1)
    assert register.by_alias(db, "Norlund Agency") is mine
    with pytest.raises(Stale) as stale:
        actions.change_organisation(db, partner, mine, Profile(name="Norlund Aid", kind="BILATERAL"), version=1)
    assert stale.value.rows == [("name", "Norlund Aid", "Norlund")]
    with pytest.raises(Refused):
        actions.change_organisation(db, partner, mine, Profile(name="Norlund", kind="UN"), version=2)


def test_names_and_identifiers_mean_one_organisation(db: Session, makers: Makers) -> None:
    coordinator = makers.actor(Role.COORDINATOR)
    one, other = organisation(db, makers, "BILATERAL"), organisation(db, makers, "INGO")
    actions.add_alias(db, coordinator, one, "The Agency")
    actions.add_alias(db, coordinator, one, "the agency ")
    actions.add_identifier(db, coordinator, one, "XM-DAC-7")
    for wrong in (lambda: actions.add_alias(db, coordinator, other, "THE AGENCY"), lambda: actions.add_identifier(db, coordinator, other, "XM-DAC-7"), lambda: actions.add_identifier(db, coordinator, other, "a b")):
        with pytest.raises(Invalid):
            wrong()
    assert len(one.aliases) == 1
    actions.drop_alias(db, coordinator, one, one.aliases[0].id)
    db.flush()
    assert register.by_alias(db, "The Agency") is None


def test_a_merge_moves_names_identifiers_and_people_and_tells_the_rest(db: Session, makers: Makers) -> None:
    coordinator = makers.actor(Role.COORDINATOR)
    gone, kept = organisation(db, makers, "BILATERAL"), organisation(db, makers, "INGO")
    actions.add_alias(db, coordinator, gone, "Old Norlund")
    actions.add_identifier(db, coordinator, gone, "XM-DAC-7")
    actions.merge_organisations(db, coordinator, gone, kept)
    assert {a.name for a in kept.aliases} == {"Old Norlund", "Norlund Agency"}
    assert register.by_identifier(db, "XM-DAC-7") is kept
    assert db.scalars(select(Membership.organisation_id).where(Membership.role == "PARTNER_FOCAL_POINT")).all() == [kept.id]
    assert register.kept_after_merges(db, gone) is kept
    assert gone not in db.scalars(register.organisations()).all()
    assert topics(db) == ["OrganisationsMerged"]


def test_a_ministry_with_sectors_is_not_merged(db: Session, makers: Makers) -> None:
    other = actions.add_organisation(db, makers.actor(Role.COUNTRY_ADMIN), Profile(name="Ministry of Law", kind="MINISTRY"))
    with pytest.raises(WrongState):
        actions.merge_organisations(db, makers.actor(Role.COORDINATOR), organisation(db, makers, "MINISTRY"), other)


def wanted(makers: Makers, **given: Any) -> Sector:
    base = {"code": "health", "name": "Health", "ministry_id": makers.organisations["MINISTRY"], "psg": "PSG5"}
    return Sector(**base | {"purpose_codes": ("121", "12220")} | given)  # type: ignore[arg-type]


def test_a_sector_holds_whole_categories_and_single_codes(db: Session, makers: Makers) -> None:
    made = actions.define_sector(db, makers.actor(Role.COUNTRY_ADMIN), wanted(makers))
    held = register.held_codes(db)
    assert {c for c, s in held.items() if s == made.id} >= {"12110", "12181", "12220"}
    assert "12230" not in held
    assert made.core_area == "ECO"
    assert topics(db) == ["SectorsChanged"]
    actions.define_sector(db, makers.actor(Role.COUNTRY_ADMIN), wanted(makers, purpose_codes=("12220",)), sector=made)
    assert {c for c, s in register.held_codes(db).items() if s == made.id} == {"12220"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"purpose_codes": ("15130",)}, "purpose_codes"),
        ({"purpose_codes": ("151",)}, "purpose_codes"),
        ({"purpose_codes": ("99810",)}, "purpose_codes"),
        ({"purpose_codes": ("12345",)}, "purpose_codes"),
        ({"code": "justice"}, "code"),
        ({"code": "Health Care"}, "code"),
        ({"name": ""}, "name"),
        ({"psg": "PSG9"}, "psg"),
        ({"core_area": "XXX"}, "core_area"),
        ({"ministry_id": 999}, "ministry_id"),
    ],
)
def test_an_odd_sector_is_refused(db: Session, makers: Makers, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as wrong:
        actions.define_sector(db, makers.actor(Role.COUNTRY_ADMIN), wanted(makers, **given))
    assert wrong.value.field == field


def test_settings_are_the_administrator_s(db: Session, makers: Makers) -> None:
    settings, admin = register.settings_of(db), makers.actor(Role.COUNTRY_ADMIN)
    with pytest.raises(Invalid):
        actions.name_publisher(db, admin, settings, organisation(db, makers, "ACU"))
    with pytest.raises(Refused):
        actions.name_publisher(db, makers.actor(Role.MINISTRY_EDITOR), settings, organisation(db, makers, "MINISTRY"))
    with pytest.raises(Invalid):
        actions.change_answer_days(db, admin, settings, 0)
    actions.change_answer_days(db, admin, settings, 60)
    assert settings.answer_days == 60


def test_an_invited_person_gets_an_account_and_a_link_but_a_known_one_only_the_role(db: Session, makers: Makers) -> None:
    admin, ministry = makers.actor(Role.COUNTRY_ADMIN), organisation(db, makers, "MINISTRY")
    asked = {"email": " New@Example.org ", "name": "New", "organisation": ministry}
    people.invite_person(db, admin, role=Role.MINISTRY_EDITOR, **asked)
    people.invite_person(db, admin, role=Role.CONSENT_AUTHORITY, **asked)
    person = db.scalars(select(Person).where(Person.email == "new@example.org")).one()
    assert {m.role for m in register.memberships_of(db, person.id)} == {"MINISTRY_EDITOR", "CONSENT_AUTHORITY"}
    assert db.scalar(select(func.count(AccountLink.id))) == 1
    assert topics(db) == ["LinkAsked"]


@pytest.mark.parametrize("mail", ["", "nobody", "a b@c.d", "x" * 250 + "@example.org"])
def test_an_odd_address_is_refused(db: Session, makers: Makers, mail: str) -> None:
    with pytest.raises(Invalid):
        people.invite_person(db, makers.actor(Role.COUNTRY_ADMIN), email=mail, name="N", role=Role.AUDITOR)


def test_an_administrator_names_no_moderator(db: Session, makers: Makers) -> None:
    admin = makers.actor(Role.COUNTRY_ADMIN)
    count = db.scalar(select(func.count(Person.id)))
    with pytest.raises(Refused):
        people.invite_person(db, admin, email="m@example.org", name="M", role=Role.INTAKE_MODERATOR)
    assert db.scalar(select(func.count(Person.id))) == count
    officer = makers.actor(Role.PROTECTION_OFFICER)
    before = len(db.scalars(register.members(body=True)).all())
    people.invite_person(db, officer, email="m@example.org", name="M", role=Role.INTAKE_MODERATOR)
    assert len(db.scalars(register.members(body=True)).all()) == before + 1


def test_the_last_officer_stays(db: Session, makers: Makers) -> None:
    officer = makers.actor(Role.PROTECTION_OFFICER)
    held = register.memberships_of(db, officer.person_id or 0)[0]
    with pytest.raises(WrongState):
        people.end_role(db, officer, held)
    people.invite_person(db, officer, email="o@example.org", name="O", role=Role.PROTECTION_OFFICER)
    people.end_role(db, officer, held)
    assert register.memberships_of(db, officer.person_id or 0) == []


def test_a_country_is_set_up_once_however_often_asked(database: Database) -> None:
    with database.writing() as db:
        db.add(country := Country(code="SL", name="Sierra Leone"))
    asked = {"body": "Panel", "admin": "a@example.org", "officer": "o@example.org"}
    for _ in range(2):
        with database.writing(country.id) as db:
            people.set_up_country(db, console_actor(country.id), country, **asked)
    with database.reading(country.id) as db:
        assert sorted(m.role for m in db.scalars(register.members())) == ["COUNTRY_ADMIN", "PROTECTION_OFFICER"]
        assert register.settings_of(db).body == "Panel"
        assert topics(db) == ["LinkAsked", "LinkAsked"]
