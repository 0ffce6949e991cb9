"""Intake's own audit chain: that something was done and on which day, with no link to a sender (P12)."""

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.audit import rules
from consult.intake.ids import new_id
from consult.intake.models import RawEvent, RawHead, Submission
from consult.kit import clock
from consult.kit.actor import Actor


def record(db: Session, actor: Actor, action: str, submission: Submission | None = None, **data: object) -> RawEvent:
    """Add one event to the country's chain, in this transaction; what a sender does is recorded without the row."""
    db.flush()
    country_id = db.info["country_id"]
    head = db.scalars(select(RawHead).where(RawHead.country_id == country_id).with_for_update()).first()
    if head is None:
        head = RawHead(country_id=country_id, number=0, digest=rules.START)
        db.add(head)
    entry = rules.Entry(
        number=head.number + 1,
        at=clock.now().date().isoformat(),
        actor=actor.name or "public",
        person_id=actor.person_id,
        organisation_id=actor.organisation_id,
        action=action,
        subject="submission",
        subject_id=submission.id if submission is not None else None,
        body=msgspec.json.encode(data, enc_hook=str, order="sorted").decode(),
    )
    fields = msgspec.structs.asdict(entry) | {"at": clock.now().date()}
    event = RawEvent(id=new_id(), **fields, digest=rules.digest(head.digest, entry))
    head.number, head.digest = entry.number, event.digest
    db.add(event)
    db.flush()
    return event


def chain_fault(db: Session, country_id: int) -> str | None:
    """What is wrong with a country's chain of intake, in words for the console; None when it holds."""
    head = db.get(RawHead, country_id)
    events = db.scalars(select(RawEvent).order_by(RawEvent.number)).all()
    kept = ((entry_of(event), event.digest) for event in events)
    return rules.first_break(kept, (head.number, head.digest) if head else (0, rules.START))


def entry_of(event: RawEvent) -> rules.Entry:
    """The part of an event that its digest covers."""
    fields = {field: getattr(event, field) for field in rules.Entry.__struct_fields__}
    return rules.Entry(**fields | {"at": event.at.isoformat()})
