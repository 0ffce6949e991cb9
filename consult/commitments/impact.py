"""What a change of consent would do to lines: the register asked before and after (domain.md I4-I7)."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consult.accounts.models import SectorCode
from consult.commitments import rules, standing
from consult.commitments.models import Line, LineState, Provenance
from consult.commitments.queries import WHOLE
from consult.commitments.standing import Grounds
from consult.consent.facts import ScopeFacts
from consult.consent.rules import timeline, winddown_ends
from consult.consent.states import TERMINAL, Answer, State

RUNNING = frozenset(LineState) - {LineState.CLOSED, LineState.CANCELLED, LineState.LAPSED, LineState.INTEREST}


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A line on the day on which its answer changes; `other` is the consent that goes on covering it.

    `becomes`: the state it is moved to, None where it stays; `closes_on`: the end of its wind-down;
    `review`: humanitarian, so not moved but looked at.
    """

    line: Line
    day: date
    before: Answer
    after: Answer
    becomes: LineState | None = None
    closes_on: date | None = None
    other: ScopeFacts | None = None
    review: bool = False

    @property
    def leaves(self) -> bool:
        """Whether the line is outside consent from that day on."""
        return self.other is None


class Impact(msgspec.Struct, frozen=True):
    """The changes of a decision that is not taken yet, by day and line."""

    changes: tuple[Change, ...] = ()

    @property
    def leaving(self) -> tuple[Change, ...]:
        """The lines that fall out of consent, each once, with their first day."""
        first: dict[int, Change] = {}
        for change in self.changes:
            if change.leaves:
                first.setdefault(change.line.id, change)
        return tuple(first.values())

    @property
    def kept(self) -> tuple[Change, ...]:
        """The lines that another consent covers."""
        return tuple(change for change in self.changes if not change.leaves)

    @property
    def signed(self) -> dict[str, int]:
        """Signed money that leaves consent, by currency, in minor units."""
        return total((c.line.currency, c.line.amount or 0) for c in self.leaving if c.line.state in standing.USES)

    @property
    def spent(self) -> dict[str, int]:
        """What of it is spent already."""
        return total((c.line.currency, c.line.spent) for c in self.leaving if c.line.state in standing.USES)

    @property
    def offered(self) -> dict[str, int]:
        """Pledged money that leaves consent, by currency."""
        return total((c.line.currency, c.line.amount or 0) for c in self.leaving if c.line.state == LineState.PLEDGED.value)

    @property
    def partners(self) -> tuple[str, ...]:
        """The organisations that fund or carry out what changes, by name."""
        rows = (row for c in self.changes for row in (*c.line.commitment.funders, *c.line.implementers))
        return tuple(sorted({row.organisation.name for row in rows}))


def total(amounts: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Sums by currency; nothing is converted."""
    found: dict[str, int] = {}
    for currency, amount in amounts:
        found[currency] = found.get(currency, 0) + amount
    return found


def of_change(db: Session, after: ScopeFacts, *, on: date, also: Sequence[ScopeFacts] = ()) -> Impact:
    """What would happen from a day on if a consent became `after` (with the event in question added).

    `also`: consents that would be new, such as a successor. Reported lines only change their standing.
    """
    ground = standing.grounds(db, None, on=on)
    others = [scope for scope in ground.scopes if scope.id != after.id]
    changed = msgspec.structs.replace(ground, scopes=(*others, after, *also))
    before = next((scope for scope in ground.scopes if scope.id == after.id), None)
    days = days_of_change(before, after, on=on)
    found = [c for line in touched(db, after, on=on) for c in changes_of(line, ground, changed, after, days)]
    return Impact(tuple(sorted(found, key=lambda c: (c.day, c.line.id))))


def days_of_change(before: ScopeFacts | None, after: ScopeFacts, *, on: date) -> list[date]:
    """The days from `on` on which the consent becomes something that it would not have become."""
    known = {(turn.on, turn.state) for turn in timeline(before)} if before else set()
    return [max(turn.on, on) for turn in timeline(after) if (turn.on, turn.state) not in known and turn.state is not State.DRAFT]


def touched(db: Session, scope: ScopeFacts, *, on: date) -> Sequence[Line]:
    """The running lines that are bound to a consent, and the reported ones of its sector, by id."""
    codes = select(SectorCode.purpose_code).where(SectorCode.sector_id == scope.sector_id)
    reported = Line.purpose_code.in_(codes) & (Line.provenance == Provenance.REPORTED.value)
    query = select(Line).where(
        or_(Line.scope_id == scope.id, reported),
        Line.state.in_([state.value for state in RUNNING]),
        Line.twin_of_id.is_(None),
        Line.retired_on.is_(None),
        or_(Line.end.is_(None), Line.end >= on, Line.provenance == Provenance.REGISTERED.value),
    )
    return db.scalars(query.order_by(Line.id).options(*WHOLE)).unique().all()


def changes_of(line: Line, ground: Grounds, changed: Grounds, scope: ScopeFacts, days: Sequence[date]) -> list[Change]:
    """A line's changes, one a day on which the register would answer otherwise than it would have."""
    found: list[Change] = []
    state, told = LineState(line.state), _told(line, ground, on=days[0]) if days else None
    for day in days:
        now, decision = _told(line, changed, on=day), standing.answer(line, changed, on=day)
        if told is None or now == told:
            continue
        change = _change(line, state, scope, day, covered_by=decision.scope)
        found.append(msgspec.structs.replace(change, before=told[0], after=now[0]))
        state, told = change.becomes or state, now
    return found


def _told(line: Line, ground: Grounds, *, on: date) -> tuple[Answer, int | None]:
    """The answer, and for a registered line the consent that covers it."""
    decision = standing.answer(line, ground, on=on)
    registered = line.provenance == Provenance.REGISTERED.value
    return decision.answer, decision.scope.id if decision.scope and registered else None


def _change(line: Line, state: LineState, scope: ScopeFacts, day: date, *, covered_by: ScopeFacts | None) -> Change:
    plain = Change(line=line, day=day, before=Answer.COVERED, after=Answer.COVERED, other=covered_by)
    now = [turn.state for turn in timeline(scope) if turn.on <= day][-1]
    if covered_by is not None or line.provenance != Provenance.REGISTERED.value or now is State.NOTICE:
        return plain
    becomes = rules.after_pause(state) if now is State.SUSPENDED else None
    if now in TERMINAL:
        becomes = rules.after_end(state, rules.resumed(line))
    if line.humanitarian:
        return msgspec.structs.replace(plain, review=becomes is not None)
    closes = winddown_ends(scope, day) if becomes is LineState.WIND_DOWN else None
    return msgspec.structs.replace(plain, becomes=becomes, closes_on=closes)
