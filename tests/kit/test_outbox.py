"""The outbox: told once, after the change, and again after a fault."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.kit import clock
from consult.kit.db import Database
from consult.kit.outbox import Event, Message, announce, drain
from consult.kit.worker import Worker
from tests.support.makers import Makers


class Rang(Event, frozen=True):
    """A bell rang, so many times."""

    times: int
    on: date


def test_a_listener_hears_once_in_its_country(database: Database, makers: Makers) -> None:
    heard: list[tuple[int, date, int]] = []
    with database.writing(makers.country.id) as db:
        announce(db, Rang(3, date(2026, 3, 23)))
    listeners = {Rang: (lambda db, event: heard.append((event.times, event.on, db.info["country_id"])),)}
    assert drain(database, listeners) == 1
    assert drain(database, listeners) == 0
    assert heard == [(3, date(2026, 3, 23), makers.country.id)]


def test_nothing_leaves_for_a_change_rolled_back(database: Database, makers: Makers) -> None:
    with pytest.raises(ZeroDivisionError), database.writing(makers.country.id) as db:
        announce(db, Rang(1, date(2026, 3, 23)))
        raise ZeroDivisionError
    assert drain(database, {Rang: ()}) == 0


def test_a_fault_is_tried_again_later_and_blocks_nobody(database: Database, makers: Makers) -> None:
    heard: list[int] = []

    def once_faulty(db: Session, event: Rang) -> None:
        heard.append(event.times)
        if heard == [1]:
            raise ValueError

    with database.writing(makers.country.id) as db:
        announce(db, Rang(1, date(2026, 3, 23)))
        announce(db, Rang(2, date(2026, 3, 23)))
    assert drain(database, {Rang: (once_faulty,)}) == 2
    with time_machine.travel(datetime.now(UTC) + timedelta(seconds=5)):
        drain(database, {Rang: (once_faulty,)})
    assert heard == [1, 2, 1]
    with database.reading() as db:
        assert all(db.scalars(select(Message.done_at)))


def test_the_worker_catches_up_day_by_day(database: Database, makers: Makers) -> None:
    seen: list[date] = []
    worker = Worker(database, {}, {"room": lambda db, on: seen.append(on)})
    with clock.at(datetime(2026, 3, 23, 9, tzinfo=UTC)):
        worker.catch_up()
        worker.catch_up()
    with clock.at(datetime(2026, 3, 26, 0, 30, tzinfo=UTC)):
        worker.catch_up()
    assert seen == [date(2026, 3, 23), date(2026, 3, 24), date(2026, 3, 25), date(2026, 3, 26)]


def test_a_days_work_that_fails_is_not_marked_done(database: Database, makers: Makers) -> None:
    calls: list[date] = []

    def faulty(db: Session, on: date) -> None:
        calls.append(on)
        if len(calls) == 1:
            raise ValueError

    worker = Worker(database, {}, {"room": faulty})
    with clock.at(datetime(2026, 3, 23, 9, tzinfo=UTC)):
        with pytest.raises(ValueError):
            worker.catch_up()
        worker.catch_up()
    assert calls == [date(2026, 3, 23)] * 2
