"""What a consent is on a day, who sees it, and who may do what to it now: pure functions."""

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from consult.consent.facts import EventFacts, ScopeFacts
from consult.consent.states import LIVE, TERMINAL, TRANSITIONS, WORDS, State, Step, Visibility
from consult.kit.actor import Actor, Permission, Reach, Subject
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.verdict import YES, Verdict, no, not_now


class Turn(msgspec.Struct, frozen=True):
    """A consent became `state` on a day; `event` did it, or the dates alone where None."""

    on: date
    state: State
    event: EventFacts | None = None


class _Fold(msgspec.Struct):
    """Where a fold stands: the countersignature, the notice and what it interrupted."""

    scope: ScopeFacts
    turns: list[Turn]
    signed: EventFacts | None = None
    ends_on: date | None = None
    before: State = State.IN_FORCE

    @property
    def state(self) -> State:
        return self.turns[-1].state


def timeline(scope: ScopeFacts) -> tuple[Turn, ...]:
    """Every state of a consent with its first day, oldest first (domain.md 5.2).

    The first is DRAFT, from the beginning of time. An event that its state does not admit changes nothing.
    """
    fold = _Fold(scope, [Turn(date.min, State.DRAFT)])
    for event in sorted(scope.events, key=lambda e: e.order):
        _pass_days(fold, event.effective_at)
        _apply(fold, event)
    _pass_days(fold, date.max)
    return tuple(fold.turns)


def _pass_days(fold: _Fold, until: date) -> None:
    """Add what the calendar alone brings, up to and with the day `until`."""
    while (turn := _next_by_date(fold)) is not None and turn.on <= until:
        fold.turns.append(turn)


def _next_by_date(fold: _Fold) -> Turn | None:
    last = fold.turns[-1].on
    if fold.state is State.PROPOSED and fold.signed is not None:
        begins = max(last, fold.signed.effective_at, fold.scope.valid_from)
        return Turn(begins, State.IN_FORCE, fold.signed)
    if fold.state not in LIVE:
        return None
    expires = None if fold.scope.valid_to is None else max(last, days_after(fold.scope.valid_to, 1))
    if fold.state is State.NOTICE and fold.ends_on is not None and (expires is None or fold.ends_on <= expires):
        return Turn(max(last, fold.ends_on), State.WITHDRAWN)
    return None if expires is None else Turn(expires, State.EXPIRED)


def _apply(fold: _Fold, event: EventFacts) -> None:
    if event.step is Step.COUNTERSIGNED and fold.state is State.PROPOSED:
        fold.signed = event
        _pass_days(fold, event.effective_at)
    elif event.step is Step.RESCINDED and fold.state is State.NOTICE:
        fold.turns.append(Turn(event.effective_at, fold.before, event))
    elif (state := TRANSITIONS.get((fold.state, event.step))) is not None:
        if state is State.NOTICE:
            fold.before, fold.ends_on = fold.state, event.ends_on
        fold.turns.append(Turn(event.effective_at, state, event))


def turn_on(scope: ScopeFacts, day: date) -> Turn:
    """The state of a consent on a day, with the day on which it began."""
    return [turn for turn in timeline(scope) if turn.on <= day][-1]


def state_on(scope: ScopeFacts, day: date) -> State:
    """The state of a consent on a day: a fold over its events and dates, never stored (domain.md 5.2)."""
    return turn_on(scope, day).state


def counts_on(scope: ScopeFacts, day: date) -> bool:
    """Whether it counts as coverage: IN_FORCE, or NOTICE reached from IN_FORCE (domain.md M1)."""
    turns = [turn for turn in timeline(scope) if turn.on <= day]
    noticed = len(turns) > 1 and turns[-1].state is State.NOTICE and turns[-2].state is State.IN_FORCE
    return turns[-1].state is State.IN_FORCE or noticed


def notice_ends(scope: ScopeFacts, given_on: date) -> date:
    """The first day without consent if notice is given on a day, at the soonest."""
    return days_after(given_on, scope.notice_days)


def winddown_ends(scope: ScopeFacts, effective_on: date) -> date:
    """The day on which lines under a consent that ended on a day are closed (domain.md I6)."""
    return days_after(effective_on, scope.winddown_days)


def days_after(day: date, days: int) -> date:
    """A day some days later; the calendar's last where it ends before."""
    return day + timedelta(days=min(days, (date.max - day).days))


def conditional_on(scope: ScopeFacts, day: date) -> bool:
    """Whether a condition is open on a day: shown as Conditional instead of Granted."""
    return any(condition.open_on(day) for condition in scope.conditions)


def sees(actor: Actor, scope: ScopeFacts, *, on: date) -> bool:
    """Whether the actor may know of a consent: by its visibility, by name, by its own sector, or by reading all."""
    reach = actor.reads(Subject.CONSENT)
    own = scope.sector_id in actor.sectors or scope.grantor_id == actor.organisation_id
    if reach is Reach.ALL or (reach is Reach.OWN and own):
        return True
    if state_on(scope, on) is State.DRAFT:
        return False
    if actor.organisation_id is not None and actor.organisation_id in scope.partners:
        return True
    if scope.visibility is Visibility.SIGNED_IN:
        return reach >= Reach.SIGNED_IN
    return scope.visibility is Visibility.PUBLIC and reach >= Reach.PUBLISHED


def visible(actor: Actor, scopes: Iterable[ScopeFacts], *, on: date) -> tuple[ScopeFacts, ...]:
    """Those that the actor may know of: to all others a hidden scope equals none (domain.md 5.3)."""
    return tuple(scope for scope in scopes if sees(actor, scope, on=on))


def may_draft(actor: Actor, *, sector_id: int) -> Verdict:
    """Write or change a draft: the sector's own ministry (domain.md I8)."""
    if not actor.holds(Permission.CONSENT_EDIT) or sector_id not in actor.sectors:
        return no(_l("Only the ministry competent for this sector may write a consent for it."))
    return YES


def may_edit(actor: Actor, scope: ScopeFacts, *, on: date) -> Verdict:
    """Change the terms: only while it is a draft."""
    return may_draft(actor, sector_id=scope.sector_id) and _in(scope, on, State.DRAFT)


def may_propose(actor: Actor, scope: ScopeFacts, *, on: date) -> Verdict:
    """Grant, for the ministry; it waits for the countersignature (domain.md I8)."""
    return _decides(actor, scope) and _in(scope, on, State.DRAFT) and _still_valid(scope, on)


def may_refuse(actor: Actor, scope: ScopeFacts, *, on: date) -> Verdict:
    """Say no for the ministry: to what was asked, or to its own proposal."""
    return _decides(actor, scope) and _in(scope, on, State.DRAFT, State.PROPOSED)


def may_countersign(actor: Actor, scope: ScopeFacts, *, on: date) -> Verdict:
    """Sign for the aid coordination unit: never the person who granted (domain.md I8)."""
    if not actor.holds(Permission.CONSENT_COUNTERSIGN):
        return no(_l("Only the aid coordination unit may countersign."))
    if actor.person_id is None or actor.person_id in {e.person_id for e in scope.events if e.step is Step.PROPOSED}:
        return no(_l("The person who grants a consent cannot also countersign it."))
    return _in(scope, on, State.PROPOSED) and _unsigned(scope) and _still_valid(scope, on)


def may_decline(actor: Actor, scope: ScopeFacts, *, on: date) -> Verdict:
    """Refuse the countersignature."""
    if not actor.holds(Permission.CONSENT_COUNTERSIGN):
        return no(_l("Only the aid coordination unit may decline a proposal."))
    return _in(scope, on, State.PROPOSED) and _unsigned(scope)


def may_suspend(actor: Actor, scope: ScopeFacts, *, on: date) -> Verdict:
    """Pause: no new step until it resumes (domain.md I4)."""
    return _decides(actor, scope) and _in(scope, on, State.IN_FORCE)


def may_resume(actor: Actor, scope: ScopeFacts, *, on: date) -> Verdict:
    """End a pause."""
    return _decides(actor, scope) and _in(scope, on, State.SUSPENDED)


def may_notice(actor: Actor, scope: ScopeFacts, *, on: date) -> Verdict:
    """Give notice of withdrawal (domain.md I5)."""
    return _decides(actor, scope) and _in(scope, on, State.IN_FORCE, State.SUSPENDED)


def may_rescind(actor: Actor, scope: ScopeFacts, *, on: date) -> Verdict:
    """Take back a notice, before its day."""
    return _decides(actor, scope) and _in(scope, on, State.NOTICE)


def may_change(actor: Actor, scope: ScopeFacts) -> Verdict:
    """Decide on it at all: its ministry's consent authority."""
    return _decides(actor, scope)


def may_replace(actor: Actor, scope: ScopeFacts, *, on: date) -> Verdict:
    """Narrow or widen, by a successor."""
    return _decides(actor, scope) and _in(scope, on, State.IN_FORCE)


def may_meet(actor: Actor, scope: ScopeFacts, *, on: date) -> Verdict:
    """Record that a condition to meet first is met."""
    return _decides(actor, scope) and _in(scope, on, State.PROPOSED, *LIVE)


def may_request(actor: Actor) -> Verdict:
    """Ask for consent, or for an exception: a partner, for its own organisation."""
    if not actor.holds(Permission.CONSENT_REQUEST) or actor.organisation_id is None:
        return no(_l("Only a partner may ask for consent."))
    return YES


def may_answer(actor: Actor, *, sector_id: int, open_: bool) -> Verdict:
    """Answer a request: whoever decides for the sector's ministry."""
    if not actor.holds(Permission.CONSENT_DECIDE) or sector_id not in actor.sectors:
        return no(_l("Only the consent authority of this sector's ministry may answer."))
    return YES if open_ else not_now(_l("This request has been answered already."))


def _decides(actor: Actor, scope: ScopeFacts) -> Verdict:
    if actor.holds(Permission.CONSENT_DECIDE, within=scope.grantor_id) and scope.sector_id in actor.sectors:
        return YES
    return no(_l("Only the consent authority of the %(ministry)s may decide this.", ministry=scope.ministry))


def _in(scope: ScopeFacts, on: date, *states: State) -> Verdict:
    state = state_on(scope, on)
    if state in states:
        return YES
    if state in TERMINAL:
        return not_now(_l("This consent has ended: %(state)s.", state=WORDS[state]))
    return not_now(_l("Not possible in the present state of this consent: %(state)s.", state=WORDS[state]))


def _unsigned(scope: ScopeFacts) -> Verdict:
    if any(event.step is Step.COUNTERSIGNED for event in scope.events):
        return not_now(_l("This consent is countersigned already and waits for its first day."))
    return YES


def _still_valid(scope: ScopeFacts, on: date) -> Verdict:
    if scope.valid_to is not None and scope.valid_to < on:
        return not_now(_l("The last day of this consent has passed. Change its dates first."))
    return YES
