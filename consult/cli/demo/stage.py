"""Where a demonstration is laid: a country's databases, its people by name, steps done once each."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import register
from consult.accounts.models import Membership, Organisation, Person
from consult.accounts.queries import actor_of, console_actor
from consult.cli.demo.dates import Calendar
from consult.kit import clock
from consult.kit.actor import Actor
from consult.kit.db import Database
from consult.kit.outbox import DayDone
from consult.places.models import Country, Place


class Stores(NamedTuple):
    """The main database and that of raw input."""

    main: Database
    intake: Database


class Stage:
    """One country under way: looks up what earlier steps made. All amounts are in minor units."""

    def __init__(self, db: Session, country: Country, calendar: Calendar, stores: Stores) -> None:
        self.db, self.country, self.calendar, self.stores = db, country, calendar, stores
        self._people: dict[str, Actor] = {}

    def on(self, day: date, hour: int = 9) -> Any:
        """Hold the clock at an hour of a day."""
        return clock.at(self.calendar.moment(day, hour))

    def actor(self, name: str) -> Actor:
        """The actor of a person's name."""
        if name not in self._people:
            held = select(Membership.person_id)
            person = self.db.scalars(select(Person).where(Person.name == name, Person.id.in_(held))).one()
            self._people[name] = actor_of(self.db, person, self.country.id)
        return self._people[name]

    @property
    def console(self) -> Actor:
        """The console, which sets countries up."""
        return console_actor(self.country.id)

    def organisation(self, name: str) -> Organisation:
        """An organisation by its name."""
        return self.db.scalars(select(Organisation).where(Organisation.name == name)).one()

    def organisation_ids(self, *names: str) -> tuple[int, ...]:
        """Ids of organisations by name."""
        return tuple(self.organisation(name).id for name in names)

    def place(self, code: str) -> int:
        """A place's id by its code."""
        return self.db.scalars(select(Place.id).where(Place.code == code)).one()

    def places(self, codes: str) -> tuple[int, ...]:
        """Ids of places by codes that blanks part."""
        return tuple(self.place(code) for code in codes.split())

    def sector(self, code: str) -> int:
        """A national sector's id by its code."""
        return register.sector_by_code(self.db, code).id


Step = Callable[[Stage], None]


def run_step(stores: Stores, country: Country, calendar: Calendar, step: Step) -> bool:
    """Run one step in one transaction, once ever; whether it ran now."""
    name = f"demo {step.__module__.rsplit('.', 1)[-1]} {step.__name__}"
    with stores.main.writing(country.id) as db:
        if db.get(DayDone, (country.id, name)) is not None:
            return False
        step(Stage(db, country, calendar, stores))
        db.add(DayDone(country_id=country.id, room=name, day=clock.today("UTC")))
    return True
