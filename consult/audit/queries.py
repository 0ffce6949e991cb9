"""Reading the audit log: its events as far as the actor reads, and whether the chain holds."""

from collections.abc import Generator
from contextlib import closing

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from consult.audit import rules
from consult.audit.models import AuditEvent, AuditHead
from consult.kit.actor import Actor, Permission, Reach, Subject

REGISTER = ("person", "membership", "organisation", "national_sector", "country_settings", "organisation_alias")


def events_read_by(actor: Actor) -> Select[AuditEvent]:
    """The events that an actor may read, newest first: all, those of its own body, or nothing (domain.md 5.1)."""
    query = select(AuditEvent).order_by(AuditEvent.number.desc())
    reach = actor.reads(Subject.AUDIT)
    if reach is Reach.ALL:
        return query
    own = and_(AuditEvent.organisation_id.is_not(None), AuditEvent.organisation_id == actor.organisation_id)
    if reach is Reach.OWN:
        from_register = AuditEvent.subject.in_(REGISTER) if actor.holds(Permission.REGISTER_EDIT) else AuditEvent.id < 0
        return query.where(or_(own, from_register))
    return query.where(AuditEvent.id < 0)


def chain_fault(db: Session, country_id: int) -> str | None:
    """What is wrong with a country's chain, in words for the console; None when it holds."""
    head = db.get(AuditHead, country_id)
    with closing(entries(db)) as chain:
        return rules.first_break(chain, (head.number, head.digest) if head else (0, rules.START))


def entries(db: Session) -> Generator[tuple[rules.Entry, str]]:
    """The country's chain in order, a thousand at a time."""
    query = select(AuditEvent).order_by(AuditEvent.number)
    with db.scalars(query.execution_options(yield_per=1000)) as events:
        for event in events:
            fields = {f: getattr(event, f) for f in rules.Entry.__struct_fields__}
            yield rules.Entry(**fields | {"at": event.at.isoformat()}), event.digest


def heads(db: Session) -> list[AuditHead]:
    """Every country's chain head: public, so that outsiders can hold us to it."""
    return list(db.scalars(select(AuditHead).order_by(AuditHead.country_id)))
