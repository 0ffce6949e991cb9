"""What the register's rules are told: frozen facts of scopes, events and lines, without a database."""

from datetime import date, datetime

import msgspec

from consult.consent.states import ConditionKind, Step, Visibility

UNKNOWN = "UNKNOWN"


class PlaceFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A place, with the ids of the places that hold it and its own."""

    id: int
    name: str = ""
    within: frozenset[int] = frozenset()

    def is_in(self, other: "PlaceFacts") -> bool:
        """Whether this place is `other` or lies beneath it."""
        return other.id == self.id or other.id in self.within


class PartyFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A funder or implementer; `id` is None where a source names a body that the register does not know."""

    id: int | None
    kind: str = "OTHER"
    name: str = ""


class ConditionFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A condition; `met_on` counts for PRECEDENT ones only."""

    id: int
    kind: ConditionKind
    text: str
    met_on: date | None = None

    def open_on(self, day: date) -> bool:
        """STANDING always, PRECEDENT until the day on which it is met (domain.md 5.3)."""
        return self.kind is ConditionKind.STANDING or self.met_on is None or self.met_on > day


class EventFacts(msgspec.Struct, frozen=True, kw_only=True):
    """One thing done to a consent. `effective_at` is a civil day; `ends_on` is the first day without consent of a notice."""

    number: int
    step: Step
    effective_at: date
    recorded_at: datetime
    ends_on: date | None = None
    person_id: int | None = None
    person: str = ""
    body: str = ""
    reason: str = ""

    @property
    def order(self) -> tuple[date, datetime, int]:
        """The order in which events are folded (domain.md 5.2)."""
        return self.effective_at, self.recorded_at, self.number


class ScopeFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A consent: who may help whom, where, how, until when. Amounts in minor units of `currency`.

    `anyone`, or the organisations of `partners`, or those of `kinds`; empty `functions`, `modalities`: all.
    """

    id: int
    number: int
    grantor_id: int
    ministry: str
    sector_id: int
    places: tuple[PlaceFacts, ...]
    valid_from: date
    valid_to: date | None = None
    anyone: bool = False
    partners: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    modalities: frozenset[str] = frozenset()
    ceiling: int | None = None
    currency: str = ""
    conditions: tuple[ConditionFacts, ...] = ()
    notice_days: int = 60
    winddown_days: int = 90
    visibility: Visibility = Visibility.PUBLIC
    events: tuple[EventFacts, ...] = ()

    def admits(self, party: PartyFacts) -> bool:
        """Whether a funder or implementer may take part."""
        return self.anyone or (party.id is not None and party.id in self.partners) or (
            party.id is not None and party.kind in self.kinds
        )


class LineFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A line as the decision sees it: one national sector, or several where it is ambiguous, or none where unresolved.

    `amount` in minor units of `currency`; None where a source states none.
    """

    sectors: frozenset[int]
    places: tuple[PlaceFacts, ...]
    parties: tuple[PartyFacts, ...]
    function: str = UNKNOWN
    modality: str = UNKNOWN
    amount: int | None = None
    currency: str = ""
    ministry: str = ""
