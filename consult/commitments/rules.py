"""Who may move a line, and when: pure functions over domain.md 5.2 and I1-I7, I10, I11."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from consult.commitments.models import COUNTED, MOVES, Commitment, Line, LineState, Provenance
from consult.commitments.words import STATES
from consult.consent.decision import Decision
from consult.consent.states import WORDS, Answer, ConditionKind
from consult.kit.actor import Actor, Permission, Reach, Subject
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.verdict import YES, Verdict, no, not_now

PLEDGE_LASTS = 12  # months, where a pledge names no day of its own (domain.md 5.2)
OVERSPENT = Decimal("1.10")
BEFORE_SIGNING = frozenset({LineState.INTEREST, LineState.PLEDGED})
SPENDS = frozenset({LineState.ACTIVE, LineState.FINALISING, LineState.WIND_DOWN})
AGREED = frozenset({LineState.PLEDGED, LineState.COMMITTED, LineState.ACTIVE})
HELD = frozenset({Answer.SUSPENDED, Answer.WITHDRAWN, Answer.EXPIRED, Answer.REFUSED})


ENDS = {
    LineState.PLEDGED: LineState.LAPSED,
    LineState.COMMITTED: LineState.SUSPENDED,
    LineState.ACTIVE: LineState.WIND_DOWN,
}


def sees(actor: Actor, line: Line, *, sectors: Iterable[int]) -> bool:
    """Whether a line is for the actor's eyes: an interest only for its organisation and its sector's ministry (I1)."""
    if actor.reads(Subject.LINE) is Reach.NONE:
        return False
    return not line.interest or takes_part(actor, line) or bool(actor.sectors & frozenset(sectors))


def takes_part(actor: Actor, line: Line) -> bool:
    """Whether the actor's organisation funds a line or carries it out."""
    parties = (*line.commitment.funders, *line.implementers)
    return actor.organisation_id is not None and any(p.organisation_id == actor.organisation_id for p in parties)


def may_offer(actor: Actor) -> Verdict:
    """Offer support: a partner, for its own organisation (domain.md 5.1)."""
    if not actor.holds(Permission.LINE_EDIT) or actor.organisation_id is None:
        return no(_l("Only a partner may offer support, for its own organisation."))
    return YES


def may_change(actor: Actor, line: Line) -> Verdict:
    """Touch a line at all: whoever funds it, and only one that was registered here."""
    if line.provenance != Provenance.REGISTERED.value:
        return no(_l("This line was reported by a source: it changes there, not here."))
    own = actor.organisation_id in {f.organisation_id for f in line.commitment.funders}
    if not actor.holds(Permission.LINE_EDIT) or actor.organisation_id is None or not own:
        return no(_l("Only the organisation that funds this line may change it."))
    return YES


def may_enter(state: LineState, to: LineState) -> Verdict:
    """Whether one state of a line leads to another at all (domain.md 5.2)."""
    if to in MOVES[state]:
        return YES
    return not_now(_l("Not possible in the present state of this line: %(state)s.", state=STATES[state]))


def may_edit(actor: Actor, line: Line) -> Verdict:
    """Change what was offered: until it is signed."""
    if LineState(line.state) in BEFORE_SIGNING:
        return may_change(actor, line)
    return may_change(actor, line) and not_now(_l("What was signed can no longer be edited."))


def agreed(decision: Decision, to: LineState) -> Verdict:
    """Whether the register's answer lets a line enter a state (domain.md I1 and the table of 5.3)."""
    if to not in AGREED:
        return YES
    return YES if (decision.pledges if to is LineState.PLEDGED else decision.commits) else not_now(why(decision))


def why(decision: Decision) -> Any:
    """The register's reason in words: what must be met first where that alone stands in the way, else its first reason."""
    first = next((c for c in decision.conditions if c.kind is ConditionKind.PRECEDENT), None)
    if decision.covers and first is not None:
        return _l("This condition must be met first: %(condition)s", condition=first.text)
    return decision.reasons[0] if decision.reasons else WORDS[decision.answer]


def binding(decision: Decision) -> int | None:
    """The consent that a line is bound to: the one that covers it, or for a pledge the one with too little room."""
    return decision.scopes[0].id if decision.pledges and decision.scopes else None


def may_pledge(actor: Actor, line: Line, decision: Decision) -> Verdict:
    """INTEREST→PLEDGED."""
    return may_change(actor, line) and _enters(line, LineState.PLEDGED) and agreed(decision, LineState.PLEDGED)


def may_sign(actor: Actor, line: Line) -> Verdict:
    """PLEDGED→COMMITTED, before the register is asked."""
    return may_change(actor, line) and _enters(line, LineState.COMMITTED) and _not_suspended(line)


def may_commit(actor: Actor, line: Line, decision: Decision, *, signed_on: date, today: date) -> Verdict:
    """PLEDGED→COMMITTED: signed, on a day that has come, and covered (domain.md I1, I3)."""
    if signed_on > today:
        return not_now(_l("The date of signature lies in the future."))
    return may_sign(actor, line) and agreed(decision, LineState.COMMITTED)


def may_activate(actor: Actor, line: Line, decision: Decision, *, start: date) -> Verdict:
    """COMMITTED→ACTIVE: signed no later than the work starts (domain.md I2), and covered."""
    ready = may_change(actor, line) and _enters(line, LineState.ACTIVE) and _not_suspended(line)
    return ready and _signed_by(line.commitment, start) and agreed(decision, LineState.ACTIVE)


def may_resume(actor: Actor, line: Line, decision: Decision) -> Verdict:
    """SUSPENDED→what it was, under I1."""
    if LineState(line.state) is not LineState.SUSPENDED or line.resumes is None:
        return may_change(actor, line) and not_now(_l("This line is not suspended."))
    return may_change(actor, line) and agreed(decision, LineState(line.resumes))


def may_finalise(actor: Actor, line: Line, decision: Decision) -> Verdict:
    """ACTIVE→FINALISING: a forward step, so not while its consent is paused (domain.md I4)."""
    ready = may_change(actor, line) and _enters(line, LineState.FINALISING)
    held = decision.answer in HELD and not line.humanitarian
    return ready and (not_now(why(decision)) if held else YES)


def may_close(actor: Actor, line: Line) -> Verdict:
    """FINALISING→CLOSED. A line that winds down is closed by its day."""
    if LineState(line.state) is LineState.WIND_DOWN:
        return may_change(actor, line) and not_now(_l("This line closes when its wind-down ends."))
    return may_change(actor, line) and _enters(line, LineState.CLOSED)


def may_cancel(actor: Actor, line: Line) -> Verdict:
    """Give up what has not started, or what is suspended (domain.md 5.2)."""
    return may_change(actor, line) and _enters(line, LineState.CANCELLED)


def may_spend(actor: Actor, line: Line, *, obliged_on: date | None = None) -> Verdict:
    """Report money paid or spent; after its consent ended only what was owed by that day (domain.md I6)."""
    if LineState(line.state) not in SPENDS:
        return may_change(actor, line) and not_now(_l("Money can be reported once the line is active."))
    last = line.wind_down_effective
    if last is not None and obliged_on is not None and obliged_on > last:
        return may_change(actor, line) and not_now(
            _l("Its consent ended on %(date)s: only what was owed by that day can still be paid.", date=last.isoformat())
        )
    return may_change(actor, line)


def may_link(actor: Actor, line: Line) -> Verdict:
    """Link a reported line to its registered twin, a priority or a chain: the coordinator (domain.md 5.1, note 5)."""
    if not actor.holds(Permission.LINE_LINK):
        return no(_l("Only a coordinator may link lines."))
    if line.provenance != Provenance.REPORTED.value:
        return no(_l("Only a line reported by a source can be linked."))
    return YES


def may_chain(actor: Actor, line: Line) -> Verdict:
    """Say whose money a line draws on: its funder, or the coordinator for a reported line."""
    return may_link(actor, line) if line.provenance == Provenance.REPORTED.value else may_change(actor, line)


def may_review(actor: Actor, line: Line) -> Verdict:
    """Look at a humanitarian line whose consent changed: the coordinator (domain.md I7)."""
    if not actor.holds(Permission.LINE_LINK):
        return no(_l("Only a coordinator may settle this review."))
    return YES if line.review else not_now(_l("No review is open for this line."))


def lapse_day(line: Line) -> date | None:
    """The day on which a pledge lapses: its own, else twelve months after it was made (domain.md 5.2)."""
    if line.lapses_on is not None or line.state_since is None:
        return line.lapses_on
    return months_on(line.state_since, PLEDGE_LASTS)


def after_pause(state: LineState) -> LineState | None:
    """What a pause of its consent makes of a line: work under way is held, all else only cannot go on (domain.md I4)."""
    return LineState.SUSPENDED if state is LineState.ACTIVE else None


def after_end(state: LineState, resumes: LineState | None = None) -> LineState | None:
    """What the end of its consent makes of a line; None where it stays what it is (domain.md I6)."""
    if state is LineState.SUSPENDED:
        return LineState.WIND_DOWN if resumes is LineState.ACTIVE else None
    return ENDS.get(state)


def resumed(line: Line) -> LineState | None:
    """What a suspended line was before."""
    return LineState(line.resumes) if line.resumes else None


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or that month's last."""
    index = day.month - 1 + months
    year, month = day.year + index // 12, index % 12 + 1
    last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month, min(day.day, last))


def residual(line: Line) -> int:
    """What was promised in writing and not spent, in minor units; it is decommitted at the end (domain.md I6)."""
    return max(0, (line.amount or 0) - line.spent)


def overspent(line: Line) -> bool:
    """Disbursed and spent above 110% of a line (domain.md I10)."""
    return line.amount is not None and line.spent > OVERSPENT * line.amount


def outruns(line: Line, decision: Decision) -> bool:
    """Whether a line goes on after its consent ends (domain.md I11)."""
    until = decision.scope.valid_to if decision.scope else None
    return line.end is not None and until is not None and line.end > until


def counts(line: Line) -> bool:
    """Whether a line is money that counts (domain.md 5.4); twins never."""
    return line.state in COUNTED and line.twin_of_id is None and line.retired_on is None and not line.interest


def status_of(commitment: Commitment) -> LineState:
    """A commitment's state, derived: that of its line furthest on (domain.md 5.1)."""
    return max((LineState(line.state) for line in commitment.lines), key=ORDER.index)


ORDER = (
    LineState.CANCELLED,
    LineState.LAPSED,
    LineState.INTEREST,
    LineState.CLOSED,
    LineState.PLEDGED,
    LineState.SUSPENDED,
    LineState.WIND_DOWN,
    LineState.FINALISING,
    LineState.COMMITTED,
    LineState.ACTIVE,
)


def _enters(line: Line, to: LineState) -> Verdict:
    return may_enter(LineState(line.state), to)


def _not_suspended(line: Line) -> Verdict:
    if LineState(line.state) is LineState.SUSPENDED:
        return not_now(_l("This line is suspended: it must resume first."))
    return YES


def _signed_by(commitment: Commitment, start: date) -> Verdict:
    if commitment.signed_on is None or commitment.signed_on > start:
        return not_now(_l("Work cannot start before the agreement is signed."))
    return YES
