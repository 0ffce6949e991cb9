"""The one clock: moments in UTC, days in a country's civil time."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_held: ContextVar[datetime | None] = ContextVar("held", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _held.get() or datetime.now(UTC)


def today(timezone: str) -> date:
    """The civil day of a place, `timezone` as an IANA name."""
    return now().astimezone(ZoneInfo(timezone)).date()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Hold the clock at an aware moment: for records entered after the fact, and for tests."""
    token = _held.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)
