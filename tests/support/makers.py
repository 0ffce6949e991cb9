"""Makers: the rows that tests need, through the models, each with sensible defaults."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import CountrySettings, Membership, NationalSector, Organisation, Person, SectorCode
from consult.accounts.queries import actor_of
from consult.kit.actor import Actor, Role
from consult.kit.db import Database
from consult.places.models import Country, Place

PLACES = {"XM01": "North", "XM02": "Upper Mora", "XM03": "Centre"}
ORGANISATIONS = {
    "MINISTRY": "Ministry of Justice",
    "ACU": "Aid Coordination Unit",
    "BILATERAL": "Norlund Agency",
    "LOCAL_CSO": "Law Without Borders",
    "INGO": "Harbour Foundation",
}
OF_ROLE = {
    Role.MINISTRY_EDITOR: "MINISTRY",
    Role.CONSENT_AUTHORITY: "MINISTRY",
    Role.ACU_COUNTERSIGNER: "ACU",
    Role.COORDINATOR: "ACU",
    Role.PARTNER_FOCAL_POINT: "BILATERAL",
    Role.CSO_MEMBER: "LOCAL_CSO",
}


def mail_of(role: Role) -> str:
    """The mail address of the test country's person of a role."""
    return f"{role.value.lower()}@example.org"


class Makers:
    """Makes a country XM with places, organisations, two sectors; people on demand. All committed at once."""

    def __init__(self, database: Database, code: str = "XM", name: str = "Kamaro") -> None:
        self.database = database
        self.person_ids: dict[str, int] = {}
        with database.writing() as db:
            self.country = Country(code=code, name=name, timezone="UTC", currency="USD")
            db.add(self.country)
        with database.writing(self.country.id) as db:
            self._places(db)
            self._organisations(db)
            self._sectors(db)

    def _places(self, db: Session) -> None:
        top = Place(code=self.country.code, name=self.country.name, level=0)
        db.add(top)
        db.flush()
        below = [Place(code=code, name=name, level=1, parent_id=top.id) for code, name in PLACES.items()]
        db.add_all(below)
        db.flush()
        self.places = {p.code: p.id for p in (top, *below)}

    def _organisations(self, db: Session) -> None:
        made = [
            Organisation(number=n, slug=name.lower().replace(" ", "-"), name=name, kind=kind)
            for n, (kind, name) in enumerate(ORGANISATIONS.items(), 1)
        ]
        db.add_all(made)
        db.flush()
        self.organisations = {o.kind: o.id for o in made}
        db.add(CountrySettings(publisher_id=self.organisations["MINISTRY"], body="Independent Listening Body"))

    def _sectors(self, db: Session) -> None:
        ministry = self.organisations["MINISTRY"]
        made = [
            NationalSector(code="justice", name="Justice", ministry_id=ministry, core_area="ROL", psg="PSG3", position=1),
            NationalSector(code="finance", name="Public finance", ministry_id=ministry, core_area="ECO", psg="PSG5", position=2),
        ]
        db.add_all(made)
        db.flush()
        self.sectors = {s.code: s.id for s in made}
        db.add_all([SectorCode(sector_id=made[0].id, purpose_code=c) for c in ("15130", "15132", "15134")])
        db.add_all([SectorCode(sector_id=made[1].id, purpose_code=c) for c in ("15111", "15114")])

    def people(self) -> None:
        """One person for each role but PUBLIC."""
        for role in Role:
            if role is not Role.PUBLIC:
                self.person(role)

    def person(self, role: Role, *, organisation_id: int | None = None, mail: str | None = None) -> int:
        """A person with one role in the country; returns the id."""
        email = mail or mail_of(role)
        with self.database.writing(self.country.id) as db:
            person = Person(email=email, name=role.value.replace("_", " ").capitalize(), created_at=datetime.now(UTC))
            db.add(person)
            db.flush()
            own = organisation_id or self.organisations.get(OF_ROLE.get(role, ""))
            db.add(Membership(person_id=person.id, role=role.value, organisation_id=own))
        self.person_ids[email] = person.id
        return person.id

    def actor(self, role: Role, **given: Any) -> Actor:
        """The actor of the country's person of a role, made if need be."""
        email = given.get("mail") or mail_of(role)
        if role is not Role.PUBLIC and email not in self.person_ids:
            self.person(role, **given)
        with self.database.reading(self.country.id) as db:
            person = db.scalars(select(Person).where(Person.email == email)).first()
            return actor_of(db, person, self.country.id)
