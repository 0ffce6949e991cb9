"""Days of the demonstration: written as on 23 March 2026, moved by whole months to the day of seeding."""

from calendar import monthrange
from datetime import UTC, date, datetime, time

WRITTEN = date(2026, 3, 23)


def months_later(day: date, months: int) -> date:
    """The same day some months later, the month's last where it has none such; a month's last day stays that."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    last = monthrange(year, month)[1]
    was_last = day.day == monthrange(day.year, day.month)[1]
    return date(year, month, last if was_last else min(day.day, last))


class Calendar:
    """Moves days by as many whole months as bring 23 March 2026 nearest to `today` without passing it."""

    def __init__(self, today: date) -> None:
        months = (today.year - WRITTEN.year) * 12 + today.month - WRITTEN.month
        self.months = months if months_later(WRITTEN, months) <= today else months - 1

    def day(self, year: int, month: int, day: int) -> date:
        """A day as the mocks state it, moved."""
        return months_later(date(year, month, day), self.months)

    def moment(self, day: date, hour: int = 9) -> datetime:
        """An hour, UTC, of a day that was moved already."""
        return datetime.combine(day, time(hour), UTC)
