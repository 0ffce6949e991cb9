"""The audit log: append-only, one hash chain a country."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Base, Tenant


class AuditEvent(Tenant, Base):
    """One thing done. `number` counts within the country; `digest` covers the event and the one before."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("uq_audit_event_number", "country_id", "number", unique=True),
        Index("ix_audit_event_subject", "country_id", "subject", "subject_id"),
    )
    number: Mapped[int]
    at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None]
    body: Mapped[str]
    digest: Mapped[str]


class AuditHead(Base):
    """The chain's head: how many events there must be and the digest of the last."""

    __tablename__ = "audit_head"
    country_id: Mapped[int] = mapped_column(ForeignKey("country.id"), primary_key=True)
    number: Mapped[int]
    digest: Mapped[str]
