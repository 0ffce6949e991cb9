"""What may go wrong, each with the status that the doors give it."""

from typing import Any


class ConsultError(Exception):
    """Something to tell the reader: `reason` is translated text."""

    status = 400

    def __init__(self, reason: Any = "") -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(ConsultError):
    """Not by this person."""

    status = 403


class Missing(ConsultError):
    """Unknown, or not to be known by this person."""

    status = 404


class WrongState(ConsultError):
    """Not in this state."""

    status = 409


class Stale(ConsultError):
    """Changed by somebody else since it was read: both versions are shown, as (label, yours, theirs) rows."""

    status = 409

    def __init__(self, reason: Any, rows: list[tuple[Any, str, str]]) -> None:
        super().__init__(reason)
        self.rows = rows


class Gone(ConsultError):
    """A link that has lapsed."""

    status = 410


class Invalid(ConsultError):
    """Input that is off: `field` names it as forms and files do."""

    status = 422

    def __init__(self, field: str, reason: Any) -> None:
        super().__init__(reason)
        self.field = field


class Unreadable(Invalid):
    """A file that is not what it must be."""

    status = 415


class TooOften(ConsultError):
    """Asked too often in a short time."""

    status = 429
