"""Announcing what a consent became, once each, whether an action or a date brought it."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.queries import worker_actor
from consult.audit.actions import record
from consult.consent import events, rules
from consult.consent.models import ConsentAnnounced, ConsentScope
from consult.consent.queries import facts_of
from consult.consent.rules import Turn
from consult.consent.states import State, Step
from consult.kit.outbox import Event, announce

BY_STEP: dict[Step, Callable[[int, date], Event]] = {
    Step.COUNTERSIGNED: events.ConsentGranted,
    Step.REFUSED: events.ConsentRefused,
    Step.DECLINED: events.ConsentRefused,
    Step.SUSPENDED: events.ConsentSuspended,
    Step.RESUMED: events.ConsentResumed,
    Step.RESCINDED: events.ConsentRescinded,
    Step.SUPERSEDED: events.ConsentSuperseded,
}
BY_DATE: dict[State, Callable[[int, date], Event]] = {
    State.WITHDRAWN: events.ConsentWithdrawn,
    State.EXPIRED: events.ConsentExpired,
}


def announce_turns(db: Session, scope: ConsentScope, *, on: date) -> None:
    """Announce each turn that has come by a day and was not announced yet; the audit notes those that a date brought."""
    query = select(ConsentAnnounced.state, ConsentAnnounced.began_on, ConsentAnnounced.event_number)
    rows = db.execute(query.where(ConsentAnnounced.scope_id == scope.id))
    known = {(row.state, row.began_on, row.event_number) for row in rows}
    for turn in rules.timeline(facts_of(scope))[1:]:
        key = turn.state.value, turn.on, turn.event.number if turn.event else 0
        if turn.on <= on and key not in known:
            known.add(key)
            db.add(ConsentAnnounced(scope_id=scope.id, state=key[0], began_on=key[1], event_number=key[2]))
            _announce(db, scope, turn)


def _announce(db: Session, scope: ConsentScope, turn: Turn) -> None:
    if turn.event is None:
        name = f"consent.{turn.state.value.lower()}"
        record(db, worker_actor(db.info["country_id"]), name, scope, effective_at=turn.on)
        announce(db, BY_DATE[turn.state](scope.id, turn.on))
    elif turn.event.step is Step.NOTICED and turn.event.ends_on is not None:
        announce(db, events.ConsentNoticed(scope.id, turn.on, turn.event.ends_on))
    elif turn.event.step in BY_STEP:
        announce(db, BY_STEP[turn.event.step](scope.id, turn.on))
