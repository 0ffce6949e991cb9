"""The decision: does a consent cover this line on this day? The table of domain.md 5.3, pure and fail closed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import msgspec
from babel.support import LazyProxy

from consult.consent.facts import UNKNOWN, ConditionFacts, LineFacts, PartyFacts, PlaceFacts, ScopeFacts
from consult.consent.reasons import explain
from consult.consent.rules import state_on, turn_on
from consult.consent.states import Answer, ConditionKind, State

ENDED = {State.WITHDRAWN: Answer.WITHDRAWN, State.EXPIRED: Answer.EXPIRED, State.REFUSED: Answer.REFUSED}
NOTHING = frozenset({State.DRAFT, State.SUPERSEDED})


class Outside(msgspec.Struct, frozen=True):
    """What of a line lies outside one consent, part by part."""

    places: tuple[PlaceFacts, ...] = ()
    parties: tuple[PartyFacts, ...] = ()
    nobody: bool = False
    function: str | None = None
    modality: str | None = None

    def __bool__(self) -> bool:
        return self != Outside()

    @property
    def size(self) -> int:
        """How many parts lie outside."""
        return len(self.places) + len(self.parties) + self.nobody + bool(self.function) + bool(self.modality)


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """The answer, the consents that decided (the first one binds), what is open or outside, and why in words.

    `room` is what the first consent's ceiling leaves before this line, in minor units of its currency, None without one.
    `pending` are proposals that wait for their countersignature.
    """

    answer: Answer
    sector_id: int | None = None
    scopes: tuple[ScopeFacts, ...] = ()
    conditions: tuple[ConditionFacts, ...] = ()
    outside: Outside = Outside()
    pending: tuple[ScopeFacts, ...] = ()
    room: int | None = None
    reasons: tuple[Any, ...] = ()

    @property
    def covers(self) -> bool:
        """Whether a consent covers the line, with room."""
        return self.answer in {Answer.COVERED, Answer.COVERED_WITH_CONDITIONS}

    @property
    def pledges(self) -> bool:
        """Whether the line may become PLEDGED."""
        return self.covers or self.answer is Answer.OVER_CEILING

    @property
    def commits(self) -> bool:
        """Whether the line may become COMMITTED or ACTIVE."""
        return self.covers and not any(c.kind is ConditionKind.PRECEDENT for c in self.conditions)

    @property
    def scope(self) -> ScopeFacts | None:
        """The consent that binds the line, where one covers it."""
        return self.scopes[0] if self.covers else None


def decide(consents: Iterable[ScopeFacts], line: LineFacts, *, on: date, used: Mapping[int, int]) -> Decision:
    """The answer for a line of at most one national sector on a day; an unresolved line is NOT_ASKED.

    `consents` are those that the asker may see; `used` is the use of each ceiling without this line, in minor units.
    Raises ValueError for an ambiguous line: ask `decide_each`.
    """
    if len(line.sectors) > 1:
        raise ValueError("an ambiguous line is asked once for each of its sectors")
    sector = next(iter(line.sectors), None)
    mine = sorted((c for c in consents if c.sector_id == sector), key=lambda c: c.id)
    known = [c for c in mine if state_on(c, on) not in NOTHING]
    for row in ROWS:
        if (found := row(known, line, on, used)) is not None:
            return explained(found, line, on, sector)
    pending = tuple(c for c in known if state_on(c, on) is State.PROPOSED and (fits(c, line) or touches(c, line)))
    return explained(Decision(answer=Answer.NOT_ASKED, pending=pending), line, on, sector)


def decide_each(
    consents: Iterable[ScopeFacts], line: LineFacts, *, on: date, used: Mapping[int, int]
) -> tuple[Decision, ...]:
    """One answer for each sector of an ambiguous line, by sector; one for any other (domain.md 5.3)."""
    scopes = tuple(consents)
    sectors = [frozenset({s}) for s in sorted(line.sectors)] or [frozenset()]
    return tuple(decide(scopes, msgspec.structs.replace(line, sectors=s), on=on, used=used) for s in sectors)


def standing(decisions: Iterable[Decision]) -> tuple[Answer, ...]:
    """The different answers, in the table's order: one word where they agree."""
    found = {d.answer for d in decisions}
    return tuple(answer for answer in Answer if answer in found)


def fits(scope: ScopeFacts, line: LineFacts) -> bool:
    """Whether a consent, in whatever state, admits the whole line (domain.md 5.3)."""
    return line.sectors == {scope.sector_id} and bool(line.places) and not outside(scope, line)


def touches(scope: ScopeFacts, line: LineFacts) -> bool:
    """Whether they share the sector, and a place of one lies in or beneath a place of the other."""
    return line.sectors == {scope.sector_id} and any(
        p.is_in(q) or q.is_in(p) for p in line.places for q in scope.places
    )


def outside(scope: ScopeFacts, line: LineFacts) -> Outside:
    """The parts of a line that a consent does not admit; UNKNOWN is outside any list of functions or modalities."""
    return Outside(
        places=tuple(p for p in line.places if not any(p.is_in(q) for q in scope.places)),
        parties=tuple(p for p in line.parties if not scope.admits(p)),
        nobody=not line.parties and not scope.anyone,
        function=_unlisted(line.function, scope.functions),
        modality=_unlisted(line.modality, scope.modalities),
    )


def _unlisted(value: str, allowed: frozenset[str]) -> str | None:
    return (value or UNKNOWN) if allowed and value not in allowed else None


def room(scope: ScopeFacts, used: Mapping[int, int]) -> int | None:
    """What the ceiling leaves, in minor units of the scope's currency; None without a ceiling (domain.md I3)."""
    return None if scope.ceiling is None else scope.ceiling - used.get(scope.id, 0)


def has_room(scope: ScopeFacts, line: LineFacts, used: Mapping[int, int]) -> bool:
    """Whether use without the line plus its amount stays within the ceiling; in another currency, without a rate: no."""
    left = room(scope, used)
    if left is None or line.amount is None:
        return True
    return line.currency == scope.currency and line.amount <= left


def open_conditions(scope: ScopeFacts, on: date) -> tuple[ConditionFacts, ...]:
    """Those to keep, and those to meet first that are not met by that day."""
    return tuple(c for c in scope.conditions if c.open_on(on))


def _least_bound(scope: ScopeFacts, on: date) -> tuple[bool, int, int]:
    # A consent that lets the line be committed comes before one that does not, else withdrawing the second
    # would open what it closed; then the fewest open conditions.
    conditions = open_conditions(scope, on)
    return any(c.kind is ConditionKind.PRECEDENT for c in conditions), len(conditions), scope.id


Row = Callable[[list[ScopeFacts], LineFacts, date, Mapping[int, int]], Decision | None]


def _covered(known: list[ScopeFacts], line: LineFacts, on: date, used: Mapping[int, int]) -> Decision | None:
    covering = [c for c in known if state_on(c, on) is State.IN_FORCE and fits(c, line)]
    if not covering:
        return None
    roomy = sorted((c for c in covering if has_room(c, line, used)), key=lambda c: _least_bound(c, on))
    if not roomy:
        widest = sorted(covering, key=lambda c: (c.currency != line.currency, -(room(c, used) or 0), c.id))
        return Decision(answer=Answer.OVER_CEILING, scopes=tuple(widest), room=room(widest[0], used))
    conditions = open_conditions(roomy[0], on)
    answer = Answer.COVERED_WITH_CONDITIONS if conditions else Answer.COVERED
    return Decision(answer=answer, scopes=tuple(roomy), conditions=conditions, room=room(roomy[0], used))


def _held(state: State, answer: Answer) -> Row:
    def row(known: list[ScopeFacts], line: LineFacts, on: date, used: Mapping[int, int]) -> Decision | None:
        found = tuple(c for c in known if state_on(c, on) is state and fits(c, line))
        return Decision(answer=answer, scopes=found) if found else None

    return row


def _ended(known: list[ScopeFacts], line: LineFacts, on: date, used: Mapping[int, int]) -> Decision | None:
    found = [c for c in known if state_on(c, on) in ENDED and fits(c, line)]
    if not found:
        return None
    latest = sorted(found, key=lambda c: (turn_on(c, on).on, c.id), reverse=True)
    return Decision(answer=ENDED[state_on(latest[0], on)], scopes=tuple(latest))


def _partly(known: list[ScopeFacts], line: LineFacts, on: date, used: Mapping[int, int]) -> Decision | None:
    near = [c for c in known if state_on(c, on) is State.IN_FORCE and touches(c, line)]
    if not near or any(fits(c, line) for c in known):
        return None
    nearest = sorted(near, key=lambda c: (outside(c, line).size, c.id))
    return Decision(answer=Answer.PARTLY, scopes=tuple(nearest), outside=outside(nearest[0], line))


ROWS: tuple[Row, ...] = (
    _covered,
    _held(State.NOTICE, Answer.IN_NOTICE),
    _held(State.SUSPENDED, Answer.SUSPENDED),
    _ended,
    _partly,
)


def explained(found: Decision, line: LineFacts, on: date, sector: int | None) -> Decision:
    """The decision with its sector and its reasons, put into words only when they are read."""
    reasons = tuple(
        LazyProxy(text, enable_cache=False) for text in explain(found, line, on)  # in the reader's language
    )
    return msgspec.structs.replace(found, sector_id=sector, reasons=reasons)
