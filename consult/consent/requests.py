"""Partners ask ministries for consent, or for an exception; ministries answer."""

from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts.models import NationalSector
from consult.audit.actions import record
from consult.consent import events, rules
from consult.consent.models import ConsentRequest, ConsentRequestPlace, ConsentScope
from consult.consent.states import RequestState, Visibility
from consult.consent.terms import Asking, Terms, check_asking
from consult.kit import clock
from consult.kit.actor import Actor
from consult.kit.errors import Refused
from consult.kit.i18n import gettext as _
from consult.kit.outbox import announce
from consult.kit.verdict import not_now


def request_consent(db: Session, actor: Actor, asking: Asking) -> ConsentRequest:
    """A partner asks; raises `Refused`, or `Invalid` naming the part that is off."""
    rules.may_request(actor).require()
    check_asking(asking)
    db.get_one(NationalSector, asking.sector_id)
    number = (db.scalar(select(func.max(ConsentRequest.number))) or 0) + 1
    asked = ConsentRequest(
        number=number,
        organisation_id=actor.organisation_id,
        sector_id=asking.sector_id,
        functions=sorted(asking.functions),
        modalities=sorted(asking.modalities),
        amount=asking.amount,
        currency=asking.currency if asking.amount is not None else "",
        start=asking.start,
        end=asking.end,
        text=asking.text.strip(),
        person_id=actor.person_id,
        created_at=clock.now(),
        places=[ConsentRequestPlace(place_id=one) for one in sorted(asking.place_ids)],
    )
    db.add(asked)
    db.flush()
    record(db, actor, "consent_request.sent", asked, number=number)
    announce(db, events.ConsentRequested(asked.id))
    return asked


request_exception = request_consent  # an exception is asked like any consent, and granted as an ordinary narrow one


def drop_request(db: Session, actor: Actor, asked: ConsentRequest) -> ConsentRequest:
    """The partner takes its request back; raises `Refused` or `WrongState`."""
    if actor.organisation_id != asked.organisation_id:
        raise Refused(_("Only the organisation that asked may take its request back."))
    rules.may_request(actor).require()
    if asked.state != RequestState.OPEN.value:
        not_now(_("This request has been answered already.")).require()
    asked.state, asked.answered_at = RequestState.DROPPED.value, clock.now()
    record(db, actor, "consent_request.dropped", asked)
    return asked


def take_up_request(db: Session, actor: Actor, asked: ConsentRequest, scope: ConsentScope) -> None:
    """Note which draft answers a request; it is answered when that is countersigned, refused or declined."""
    open_ = asked.state == RequestState.OPEN.value
    rules.may_draft(actor, sector_id=asked.sector_id).require()
    if not open_:
        not_now(_("This request has been answered already.")).require()
    asked.scope_id = scope.id
    record(db, actor, "consent_request.taken_up", asked, scope=scope.number)


def settle_request(db: Session, scope: ConsentScope, *, granted: bool, reason: str = "") -> None:
    """Answer the requests that a consent answers, with its outcome."""
    query = select(ConsentRequest).where(
        ConsentRequest.scope_id == scope.id, ConsentRequest.state == RequestState.OPEN.value
    )
    for asked in db.scalars(query.order_by(ConsentRequest.id)).all():
        asked.state = (RequestState.GRANTED if granted else RequestState.REFUSED).value
        asked.answer, asked.answered_at = reason.strip(), clock.now()
        announce(db, events.RequestAnswered(asked.id))


def may_answer(actor: Actor, asked: ConsentRequest) -> bool:
    """Whether the actor may refuse, or take up, a request now."""
    return bool(rules.may_answer(actor, sector_id=asked.sector_id, open_=asked.state == RequestState.OPEN.value))


def terms_for(asked: ConsentRequest, *, on: date) -> Terms:
    """A request as the terms of a consent that covers it and nothing else; a dispute is for the government's eyes."""
    return Terms(
        title=asked.text.splitlines()[0][:120],
        sector_id=asked.sector_id,
        place_ids=frozenset(p.place_id for p in asked.places),
        partner_ids=frozenset({asked.organisation_id}),
        functions=frozenset(asked.functions),
        modalities=frozenset(asked.modalities),
        ceiling=asked.amount,
        currency=asked.currency,
        valid_from=max(on, asked.start or on),
        valid_to=None if asked.end is None or asked.end < on else asked.end,
        visibility=Visibility.GOVERNMENT,
    )
