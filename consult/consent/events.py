"""What happened to a consent, announced once each, on its day."""

from datetime import date

from consult.kit.outbox import Event


class ConsentProposed(Event, frozen=True):
    """A ministry granted; the aid coordination unit is to countersign."""

    scope_id: int


class ConsentRefused(Event, frozen=True):
    """A ministry said no, or the countersignature was declined."""

    scope_id: int
    on: date


class ConsentGranted(Event, frozen=True):
    """In force from `on`."""

    scope_id: int
    on: date


class ConsentSuspended(Event, frozen=True):
    """Paused from `on` (domain.md I4)."""

    scope_id: int
    on: date


class ConsentResumed(Event, frozen=True):
    """In force again from `on`."""

    scope_id: int
    on: date


class ConsentNoticed(Event, frozen=True):
    """Notice given on `on`: withdrawn on `ends_on` unless taken back (domain.md I5)."""

    scope_id: int
    on: date
    ends_on: date


class ConsentRescinded(Event, frozen=True):
    """The notice was taken back on `on`."""

    scope_id: int
    on: date


class ConsentWithdrawn(Event, frozen=True):
    """The notice ran out: no consent from `on` (domain.md I6)."""

    scope_id: int
    on: date


class ConsentExpired(Event, frozen=True):
    """The last day has passed: no consent from `on` (domain.md I6)."""

    scope_id: int
    on: date


class ConsentSuperseded(Event, frozen=True):
    """A successor took its place on `on` (domain.md I6)."""

    scope_id: int
    on: date


class ConditionMet(Event, frozen=True):
    """A condition to meet first was met."""

    scope_id: int
    condition_id: int
    on: date


class ConsentRequested(Event, frozen=True):
    """A partner asks a ministry for consent."""

    request_id: int


class RequestAnswered(Event, frozen=True):
    """A ministry answered a partner's request."""

    request_id: int
