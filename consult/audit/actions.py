"""Writing the audit log: record() is the only way in."""

from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.audit import rules
from consult.audit.models import AuditEvent, AuditHead
from consult.kit import clock
from consult.kit.actor import Actor


def record(db: Session, actor: Actor, action: str, subject: Any = None, **data: Any) -> AuditEvent:
    """Add one event to the country's chain, in this transaction.

    `action` is resource.past_verb; `subject` a row with an id, or (kind, id); `data` plain values, no personal data.
    """
    db.flush()
    country_id = db.info["country_id"]
    head = db.scalars(select(AuditHead).where(AuditHead.country_id == country_id).with_for_update()).first()
    if head is None:
        head = AuditHead(country_id=country_id, number=0, digest=rules.START)
        db.add(head)
    moment = clock.now()
    kind, number = subject if isinstance(subject, tuple) else named(subject)
    entry = rules.Entry(
        number=head.number + 1,
        at=moment.isoformat(),
        actor=actor.name or "public",
        person_id=actor.person_id,
        organisation_id=actor.organisation_id,
        action=action,
        subject=kind,
        subject_id=number,
        body=msgspec.json.encode(data, enc_hook=str, order="sorted").decode(),
    )
    event = AuditEvent(**msgspec.structs.asdict(entry) | {"at": moment}, digest=rules.digest(head.digest, entry))
    head.number, head.digest = entry.number, event.digest
    db.add(event)
    db.flush()
    return event


def named(subject: Any) -> tuple[str, int | None]:
    """A row as (table, id); nothing as a country's own."""
    if subject is None:
        return "country", None
    return subject.__tablename__, subject.id
