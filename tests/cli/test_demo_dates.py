"""The demonstration's days: moved by whole months, never past the day of seeding."""

from datetime import date

import pytest

from consult.cli.demo.dates import WRITTEN, Calendar, months_later


@pytest.mark.parametrize(
    ("today", "moved"),
    [
        (date(2026, 3, 23), date(2026, 3, 23)),
        (date(2026, 3, 31), date(2026, 3, 23)),
        (date(2026, 11, 24), date(2026, 11, 23)),
        (date(2026, 11, 22), date(2026, 10, 23)),
        (date(2027, 1, 5), date(2026, 12, 23)),
        (date(2026, 2, 1), date(2026, 1, 23)),
    ],
)
def test_the_mocks_day_becomes_the_latest_23rd(today: date, moved: date) -> None:
    calendar = Calendar(today)
    assert calendar.day(WRITTEN.year, WRITTEN.month, WRITTEN.day) == moved <= today


@pytest.mark.parametrize(
    ("day", "months", "moved"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 6, 30), 1, date(2026, 7, 31)),
        (date(2027, 6, 30), 8, date(2028, 2, 29)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 3, 15), -3, date(2025, 12, 15)),
    ],
)
def test_a_month_s_end_stays_one(day: date, months: int, moved: date) -> None:
    assert months_later(day, months) == moved
