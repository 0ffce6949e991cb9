"""The worker: drains the outbox and, day by day in each country, does what dates alone bring about."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import structlog
from sqlalchemy import text
from sqlalchemy.orm import Session

from consult.kit import clock
from consult.kit.db import Database
from consult.kit.logs import fault_of
from consult.kit.outbox import DayDone, Listeners, drain

log = structlog.get_logger()
RunDue = Callable[[Session, date], None]
PAUSE = 1.0


class Worker:
    """Runs rounds until stopped. `due` maps a room's name to its `run_due(db, on)`, in the order of their floors."""

    def __init__(
        self, database: Database, listeners: Listeners, due: dict[str, RunDue], more: tuple[Callable[[], object], ...] = ()
    ) -> None:
        self.database = database
        self.listeners = listeners
        self.due = due
        self.more = more
        self._stopped = threading.Event()

    def run(self) -> None:
        """Rounds with a short pause between, until stop()."""
        while not self._stopped.is_set():
            try:
                self.round()
            except Exception as exc:  # noqa: BLE001 - the next round tries again
                log.error("round failed", **fault_of(exc))
            self._stopped.wait(PAUSE)

    def stop(self) -> None:
        """End after the round under way."""
        self._stopped.set()

    def round(self) -> None:
        """What is due now: days not yet dealt with, then messages, until nothing more comes."""
        self.catch_up()
        for extra in self.more:
            extra()
        while drain(self.database, self.listeners):
            pass

    def catch_up(self) -> None:
        """Each country's days since the last one dealt with, in order, each room once."""
        with self.database.reading() as db:
            countries = [tuple(row) for row in db.execute(text("select id, timezone from country order by id"))]
        for country_id, timezone in countries:
            today = clock.today(timezone)
            for room in self.due:
                for day in self.days_left(country_id, room, today):
                    self.do_day(country_id, room, day)
                    drain(self.database, self.listeners)

    def days_left(self, country_id: int, room: str, today: date) -> list[date]:
        """The days from the one after the last dealt with until today; only today at first."""
        with self.database.reading() as db:
            kept = db.get(DayDone, (country_id, room))
        if kept is None:
            return [today]
        return [kept.day + timedelta(days=n + 1) for n in range((today - kept.day).days)]

    def do_day(self, country_id: int, room: str, day: date) -> None:
        """One room's day in one transaction, marked as done with it."""
        with self.database.writing(country_id) as db:
            kept = db.get(DayDone, (country_id, room), with_for_update=True)
            if kept is not None and kept.day >= day:
                return
            self.due[room](db, day)
            db.merge(DayDone(country_id=country_id, room=room, day=day))
