"""Findings: a pair of lines becomes a record only when someone acts on it."""

from datetime import date, datetime
from enum import Enum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Base, Tenant, same_country, to_many


class FindingState(Enum):
    """domain.md 5.1."""

    OPEN = "OPEN"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    RESOLVED = "RESOLVED"
    ACCEPTED_AS_IS = "ACCEPTED_AS_IS"


class DecisionKind(Enum):
    """What a meeting made of an overlap; LEAVE leaves it as it is."""

    DUPLICATE = "DUPLICATE"
    COMPLEMENTARY = "COMPLEMENTARY"
    JOINT = "JOINT"
    MOVE = "MOVE"
    LEAVE = "LEAVE"


class Finding(Tenant, Base):
    """A pair of lines in the order of their ids, and where talk about it stands.

    `digest` is of what was judged: it stays settled while that holds. `lead_id`: who takes the next step.
    """

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("country_id", "number"),
        UniqueConstraint("country_id", "low_id", "high_id"),
        same_country("line", "low_id"),
        same_country("line", "high_id"),
        same_country("organisation", "lead_id"),
        CheckConstraint("low_id < high_id", name="pair_order"),
    )
    number: Mapped[int]
    low_id: Mapped[int]
    high_id: Mapped[int]
    state: Mapped[str] = mapped_column(default="OPEN")
    digest: Mapped[str]
    level: Mapped[int]
    decision: Mapped[str | None]
    next_step: Mapped[str] = mapped_column(default="")
    lead_id: Mapped[int | None]
    due_on: Mapped[date | None]
    opened_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    edit: Mapped[int] = mapped_column(default=1)
    notes = to_many("FindingNote", "FindingNote.finding_id", "Finding")


class FindingNote(Tenant, Base):
    """One thing said or decided about a finding: by whom, with whom and why. Not public."""

    __tablename__ = "finding_note"
    __table_args__ = (same_country("finding", "finding_id"),)
    finding_id: Mapped[int]
    at: Mapped[datetime]
    person_id: Mapped[int | None]
    person: Mapped[str]
    decision: Mapped[str | None]
    with_whom: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
