"""Changing the register: ask the rule, add an event, record, announce."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts.models import NationalSector, Organisation
from consult.audit.actions import record
from consult.consent import events, rules
from consult.consent.models import (
    ConsentCondition,
    ConsentEvent,
    ConsentPartner,
    ConsentPlace,
    ConsentRequest,
    ConsentScope,
)
from consult.consent.queries import facts_of, hold
from consult.consent.requests import settle_request, terms_for
from consult.consent.states import ConditionKind, RequestState, State, Step
from consult.consent.terms import Terms, check_terms
from consult.consent.turns import announce_turns
from consult.kit import clock
from consult.kit.actor import Actor
from consult.kit.errors import Invalid, Stale
from consult.kit.i18n import day
from consult.kit.i18n import gettext as _
from consult.kit.outbox import announce
from consult.kit.verdict import Verdict, not_now

Rule = Callable[..., Verdict]


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What is done on the civil day `on`; it takes effect that day unless `effective_at` names another."""

    step: Step
    on: date
    reason: str = ""
    ends_on: date | None = None
    effective_at: date | None = None

    @property
    def day(self) -> date:
        """The day on which it takes effect."""
        return self.effective_at or self.on


def draft_consent(db: Session, actor: Actor, terms: Terms, *, replaces_id: int | None = None) -> ConsentScope:
    """Write a draft for a sector of the actor's ministry; raises `Refused`, or `Invalid` naming the term."""
    rules.may_draft(actor, sector_id=terms.sector_id).require()
    check_terms(terms)
    sector = db.get_one(NationalSector, terms.sector_id)
    number = (db.scalar(select(func.max(ConsentScope.number))) or 0) + 1
    scope = ConsentScope(
        number=number, sector_id=sector.id, grantor_id=sector.ministry_id, replaces_id=replaces_id, created_at=clock.now()
    )
    scope.places, scope.partners, scope.conditions, scope.events = [], [], [], []
    write_terms(scope, terms)
    db.add(scope)
    db.flush()
    record(db, actor, "consent.drafted", scope, number=number)
    return hold(db, scope.id)


def change_draft(db: Session, actor: Actor, scope: ConsentScope, terms: Terms, *, edit: int, on: date) -> ConsentScope:
    """Change a draft's terms; `edit` is the one that was read: raises `Stale` with both versions if it has moved on."""
    scope = hold(db, scope.id)
    rules.may_edit(actor, facts_of(scope), on=on).require()
    rules.may_draft(actor, sector_id=terms.sector_id).require()
    check_terms(terms)
    if scope.edit != edit:
        reason = _("This changed while you were writing. Both versions are below; nothing of yours is lost.")
        raise Stale(reason, both(scope, terms))
    write_terms(scope, terms)
    scope.edit += 1
    record(db, actor, "consent.changed", scope, edit=scope.edit)
    return hold(db, scope.id)


def propose_consent(db: Session, actor: Actor, scope: ConsentScope, *, on: date) -> ConsentScope:
    """Grant, for the ministry; the aid coordination unit is to countersign (domain.md I8)."""
    scope = _do(db, actor, scope, Deed(step=Step.PROPOSED, on=on), rules.may_propose)
    announce(db, events.ConsentProposed(scope.id))
    return scope


def countersign_consent(db: Session, actor: Actor, scope: ConsentScope, *, on: date) -> ConsentScope:
    """Sign for the aid coordination unit, another person: in force from the later of today and its first day (I8)."""
    scope = _do(db, actor, scope, Deed(step=Step.COUNTERSIGNED, on=on), rules.may_countersign)
    settle_request(db, scope, granted=True)
    if scope.replaces_id is not None:
        _supersede(db, actor, scope, on=on)
    return scope


def refuse_consent(db: Session, actor: Actor, scope: ConsentScope, *, on: date, reason: str) -> ConsentScope:
    """Say no for the ministry, with its reason; raises `Invalid` without one."""
    scope = _do(db, actor, scope, Deed(step=Step.REFUSED, on=on, reason=required(reason)), rules.may_refuse)
    settle_request(db, scope, granted=False, reason=reason)
    return scope


def decline_countersignature(db: Session, actor: Actor, scope: ConsentScope, *, on: date, reason: str) -> ConsentScope:
    """Refuse to countersign, with the reason; raises `Invalid` without one."""
    scope = _do(db, actor, scope, Deed(step=Step.DECLINED, on=on, reason=required(reason)), rules.may_decline)
    settle_request(db, scope, granted=False, reason=reason)
    return scope


def suspend_consent(
    db: Session, actor: Actor, scope: ConsentScope, *, on: date, reason: str, effective_at: date | None = None
) -> ConsentScope:
    """Pause from a day, today if none is named, however late it is recorded (domain.md I4)."""
    deed = Deed(step=Step.SUSPENDED, on=on, reason=required(reason), effective_at=effective_at)
    return _do(db, actor, scope, deed, rules.may_suspend)


def resume_consent(db: Session, actor: Actor, scope: ConsentScope, *, on: date, reason: str = "") -> ConsentScope:
    """End a pause, today."""
    return _do(db, actor, scope, Deed(step=Step.RESUMED, on=on, reason=reason), rules.may_resume)


def give_notice(
    db: Session, actor: Actor, scope: ConsentScope, *, on: date, reason: str, ends_on: date | None = None
) -> ConsentScope:
    """Give notice of withdrawal; it takes effect after the scope's notice period (domain.md I5, I6).

    `ends_on` is the first day without consent: raises `Invalid` if sooner than the period allows, which is also the default.
    """
    soonest = rules.notice_ends(facts_of(hold(db, scope.id)), on)
    if ends_on is not None and ends_on < soonest:
        raise Invalid("ends_on", _("Not before %(date)s: the notice period must pass.", date=day(soonest)))
    deed = Deed(step=Step.NOTICED, on=on, reason=required(reason), ends_on=ends_on or soonest)
    return _do(db, actor, scope, deed, rules.may_notice)


withdraw_consent = give_notice  # a consent is withdrawn by notice; the day brings the rest


def rescind_notice(db: Session, actor: Actor, scope: ConsentScope, *, on: date, reason: str = "") -> ConsentScope:
    """Take back a notice: the consent is again what it was."""
    return _do(db, actor, scope, Deed(step=Step.RESCINDED, on=on, reason=reason), rules.may_rescind)


def meet_condition(db: Session, actor: Actor, scope: ConsentScope, condition_id: int, *, on: date) -> ConsentScope:
    """Record that a condition to meet first is met from today on; raises `WrongState` if it is met or is to be kept."""
    scope = hold(db, scope.id)
    rules.may_meet(actor, facts_of(scope), on=on).require()
    condition = next((c for c in scope.conditions if c.id == condition_id), None)
    if condition is None or condition.kind != ConditionKind.PRECEDENT.value or condition.met_on is not None:
        not_now(_("This condition is met already, or is one to keep.")).require()
    assert condition is not None
    condition.met_on = on
    record(db, actor, "consent.condition_met", scope, condition=condition.id)
    announce(db, events.ConditionMet(scope.id, condition.id, on))
    return hold(db, scope.id)


def replace_consent(db: Session, actor: Actor, scope: ConsentScope, terms: Terms, *, on: date, leaving: bool) -> ConsentScope:
    """Narrow or widen: draft a successor that takes this consent's place when it comes into force.

    It begins no sooner than the notice period after today if any line would leave scope (`leaving`, which the impact
    tells): raises `Invalid`.
    """
    facts = facts_of(hold(db, scope.id))
    rules.may_replace(actor, facts, on=on).require()
    soonest = rules.notice_ends(facts, on) if leaving else on
    if terms.valid_from < soonest:
        raise Invalid("valid_from", _("Not before %(date)s: the notice period must pass.", date=day(soonest)))
    return draft_consent(db, actor, terms, replaces_id=scope.id)


def run_due(db: Session, on: date) -> None:
    """Announce, once each, what dates alone brought about by a day: begun, withdrawn, expired (domain.md 5.2)."""
    for scope_id in db.scalars(select(ConsentScope.id).order_by(ConsentScope.id)).all():
        announce_turns(db, hold(db, scope_id), on=on)


def _do(db: Session, actor: Actor, scope: ConsentScope, deed: Deed, rule: Rule) -> ConsentScope:
    """One event: the rule holds today and on its day; it is added, recorded and, if its day has come, announced."""
    scope = hold(db, scope.id)
    facts = facts_of(scope)
    rule(actor, facts, on=deed.on).require()
    rule(actor, facts, on=deed.day).require()
    add_event(db, actor, scope, deed)
    noted = {"ends_on": deed.ends_on} if deed.ends_on else {}
    record(db, actor, f"consent.{deed.step.value.lower()}", scope, effective_at=deed.day, **noted)
    scope = hold(db, scope.id)
    announce_turns(db, scope, on=deed.on)
    return scope


def add_event(db: Session, actor: Actor, scope: ConsentScope, deed: Deed) -> ConsentEvent:
    """Append to a scope's history."""
    body = db.get(Organisation, actor.organisation_id) if actor.organisation_id else None
    added = ConsentEvent(
        scope_id=scope.id,
        number=len(scope.events) + 1,
        step=deed.step.value,
        effective_at=deed.day,
        recorded_at=clock.now(),
        ends_on=deed.ends_on,
        person_id=actor.person_id,
        person=actor.name,
        body=body.name if body else "",
        reason=deed.reason.strip(),
    )
    db.add(added)
    db.flush()
    return added


def _supersede(db: Session, actor: Actor, successor: ConsentScope, *, on: date) -> None:
    """End the predecessor on the day on which its successor begins."""
    assert successor.replaces_id is not None
    old = hold(db, successor.replaces_id)
    begins = max(on, successor.valid_from)
    if rules.state_on(facts_of(old), begins) is State.IN_FORCE:
        add_event(db, actor, old, Deed(step=Step.SUPERSEDED, on=on, effective_at=begins))
        record(db, actor, "consent.superseded", old, effective_at=begins)
        announce_turns(db, hold(db, old.id), on=on)


def write_terms(scope: ConsentScope, terms: Terms) -> None:
    """Put terms into a row, in place of those it has."""
    scope.title = terms.title.strip()
    scope.anyone = terms.anyone
    scope.kinds, scope.functions, scope.modalities = sorted(terms.kinds), sorted(terms.functions), sorted(terms.modalities)
    scope.ceiling, scope.currency = terms.ceiling, terms.currency if terms.ceiling is not None else ""
    scope.valid_from, scope.valid_to = terms.valid_from, terms.valid_to
    scope.notice_days, scope.winddown_days = terms.notice_days, terms.winddown_days
    scope.instrument, scope.visibility = terms.instrument.strip(), terms.visibility.value
    keep(scope.places, "place_id", terms.place_ids, ConsentPlace)
    keep(scope.partners, "organisation_id", terms.partner_ids, ConsentPartner)
    written = [(c.kind, c.text) for c in scope.conditions]
    wanted = [(kind.value, text.strip()) for kind, text in terms.conditions if text.strip()]
    if written != wanted:
        scope.conditions = [ConsentCondition(kind=kind, text=text) for kind, text in wanted]


def keep(rows: list[Any], column: str, wanted: frozenset[int], kind: type[Any]) -> None:
    """Make links name what is wanted, leaving those that do already."""
    for row in [row for row in rows if getattr(row, column) not in wanted]:
        rows.remove(row)
    rows.extend(kind(**{column: one}) for one in sorted(wanted - {getattr(row, column) for row in rows}))


def both(scope: ConsentScope, terms: Terms) -> list[tuple[str, str, str]]:
    """What differs between terms and the stored draft, as (label, yours, theirs)."""
    pairs = [
        (_("Title"), terms.title, scope.title),
        (_("First day"), day(terms.valid_from), day(scope.valid_from)),
        (_("Last day"), day(terms.valid_to), day(scope.valid_to)),
        (_("Document"), terms.instrument, scope.instrument),
        (_("Conditions"), "; ".join(text for _kind, text in terms.conditions), "; ".join(c.text for c in scope.conditions)),
    ]
    return [pair for pair in pairs if pair[1] != pair[2]]


def required(reason: str) -> str:
    """A reason that is not empty; raises `Invalid`."""
    if not reason.strip():
        raise Invalid("reason", _("Give a reason. It is published with the decision."))
    return reason


def answer_request(db: Session, actor: Actor, asked: ConsentRequest, *, on: date, refuse: str) -> ConsentScope:
    """Refuse a request, with the reason: a refused consent for exactly what was asked stays on record (domain.md 5.3).

    To grant one, draft a consent from `terms_for` and note it by `take_up_request`. Raises `Refused`, `WrongState`,
    or `Invalid` without a reason.
    """
    rules.may_answer(actor, sector_id=asked.sector_id, open_=asked.state == RequestState.OPEN.value).require()
    required(refuse)
    scope = hold(db, asked.scope_id) if asked.scope_id else draft_consent(db, actor, terms_for(asked, on=on))
    asked.scope_id = scope.id
    db.flush()
    return refuse_consent(db, actor, scope, on=on, reason=refuse)
