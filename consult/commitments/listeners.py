"""Reactions to consent: what its pause, return and end do to the registered lines under it (domain.md I4-I7)."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.events import OrganisationsMerged
from consult.accounts.queries import worker_actor
from consult.commitments import actions, queries, rules, standing
from consult.commitments.models import CommitmentFunder, Line, LineImplementer, LineState
from consult.consent import queries as consents
from consult.consent.events import (
    ConsentExpired,
    ConsentResumed,
    ConsentSuperseded,
    ConsentSuspended,
    ConsentWithdrawn,
)
from consult.consent.facts import ScopeFacts
from consult.consent.rules import winddown_ends
from consult.kit.i18n import gettext as _
from consult.kit.outbox import Listeners

PAUSED = (LineState.ACTIVE,)
ENDED = (LineState.PLEDGED, LineState.COMMITTED, LineState.ACTIVE, LineState.SUSPENDED, LineState.FINALISING)


def on_suspended(db: Session, event: ConsentSuspended) -> None:
    """I4: active lines are suspended on the day of the pause, unless another consent covers them."""
    for line in queries.registered_under(db, event.scope_id, PAUSED):
        if not _kept(db, line, event.scope_id, event.on):
            _suspend(db, line, event.on, _("Its consent was paused."))


def on_resumed(db: Session, event: ConsentResumed) -> None:
    """I4: lines that the pause suspended are again what they were, where the register allows it that day (I1)."""
    actor = worker_actor(db.info["country_id"])
    for line in queries.registered_under(db, event.scope_id, (LineState.SUSPENDED,)):
        standing.lock(db, line)
        before = rules.resumed(line)
        decision = standing.ask(db, None, line, on=event.on)
        if before is not None and rules.agreed(decision, before):
            line.scope_id = rules.binding(decision)
            actions.move(db, actor, line, before, on=event.on, reason=_("Its consent is in force again."), by_consent=True)


def on_withdrawn(db: Session, event: ConsentWithdrawn) -> None:
    """I6, on the day on which the notice runs out."""
    end_consent(db, event.scope_id, event.on)


def on_expired(db: Session, event: ConsentExpired) -> None:
    """I6, on the day after the consent's last."""
    end_consent(db, event.scope_id, event.on)


def on_superseded(db: Session, event: ConsentSuperseded) -> None:
    """I6, on the day on which a successor takes its place: what that one covers goes on under it."""
    end_consent(db, event.scope_id, event.on)


def on_merged(db: Session, event: OrganisationsMerged) -> None:
    """Funders and implementers that were merged into another organisation become that one."""
    kinds: tuple[tuple[Any, str], ...] = ((CommitmentFunder, "commitment_id"), (LineImplementer, "line_id"))
    for kind, whole in kinds:
        held = set(db.scalars(select(getattr(kind, whole)).where(kind.organisation_id == event.kept_id)))
        for row in db.scalars(select(kind).where(kind.organisation_id == event.gone_id).order_by(kind.id)):
            if getattr(row, whole) in held:
                db.delete(row)
            else:
                row.organisation_id = event.kept_id


def end_consent(db: Session, scope_id: int, on: date) -> None:
    """Apply the end of a consent to its lines, once: a second time none of them is under it in such a state."""
    scope = next(s for s in consents.all_facts(db) if s.id == scope_id)
    for line in queries.registered_under(db, scope_id, ENDED):
        if line.wind_down_effective is None and not _kept(db, line, scope_id, on):
            _end(db, line, scope, on)


def _kept(db: Session, line: Line, scope_id: int, on: date) -> bool:
    """Whether the line goes on: under another consent that covers it with room, or as humanitarian, to be reviewed (I7)."""
    actor = worker_actor(db.info["country_id"])
    standing.lock(db, line)
    decision = standing.ask(db, None, line, on=on)
    if decision.scope is not None and decision.scope.id != scope_id:
        actions.rebind(db, actor, line, decision.scope.id)
        return True
    if line.humanitarian:
        actions.flag_review(db, actor, line)
    return line.humanitarian


def _suspend(db: Session, line: Line, on: date, reason: str) -> None:
    actor = worker_actor(db.info["country_id"])
    actions.move(db, actor, line, LineState.SUSPENDED, on=on, reason=reason, by_consent=True)


def _end(db: Session, line: Line, scope: ScopeFacts, on: date) -> None:
    actor = worker_actor(db.info["country_id"])
    state = LineState(line.state)
    becomes = rules.after_end(state, rules.resumed(line))
    if state is LineState.FINALISING or becomes is LineState.WIND_DOWN:
        line.wind_down_effective = on
    if becomes is LineState.WIND_DOWN:
        line.wind_down_ends = winddown_ends(scope, on)
    if becomes is not None:
        actions.move(db, actor, line, becomes, on=on, reason=_("Its consent ended."), by_consent=True)


HEARS: Listeners = {
    ConsentSuspended: (on_suspended,),
    ConsentResumed: (on_resumed,),
    ConsentWithdrawn: (on_withdrawn,),
    ConsentExpired: (on_expired,),
    ConsentSuperseded: (on_superseded,),
    OrganisationsMerged: (on_merged,),
}
