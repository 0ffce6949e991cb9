"""What happened to commitments and their lines."""

from datetime import date

from consult.kit.outbox import Event


class LinePledged(Event, frozen=True):
    """An organisation offers support for a priority: it may answer an invitation."""

    line_id: int
    organisation_id: int
    priority_id: int | None


class LineMoved(Event, frozen=True):
    """A line went from one state to another on a day; `by_consent` where a consent's change moved it (I4-I7)."""

    line_id: int
    before: str
    after: str
    on: date
    by_consent: bool = False


class LineRebound(Event, frozen=True):
    """A line's consent ended and another one covers it (domain.md I6)."""

    line_id: int
    scope_id: int


class LineNeedsReview(Event, frozen=True):
    """A humanitarian line's consent changed: the line goes on, a coordinator looks at it (domain.md I7)."""

    line_id: int
    scope_id: int


class TwinLinked(Event, frozen=True):
    """A reported line was said to be a registered one, or no longer."""

    line_id: int
    twin_id: int | None
