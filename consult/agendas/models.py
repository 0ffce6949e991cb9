"""The country's agenda: versions, priorities with their texts, outputs, needs, prerequisites, sign-off."""

from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Base, Tenant, same_country, to_many, to_one


class AgendaState(Enum):
    """domain.md 5.1: DRAFT→CONSULTING→RESPONDED→ADOPTED→CLOSED; ADOPTED→SUPERSEDED."""

    DRAFT = "DRAFT"
    CONSULTING = "CONSULTING"
    RESPONDED = "RESPONDED"
    ADOPTED = "ADOPTED"
    CLOSED = "CLOSED"
    SUPERSEDED = "SUPERSEDED"


class PriorityState(Enum):
    """domain.md 5.1: DRAFT→PUBLISHED→MET|DROPPED."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    MET = "MET"
    DROPPED = "DROPPED"


class Agenda(Tenant, Base):
    """One version of the country's agenda; once published it never changes (domain.md I14)."""

    __tablename__ = "agenda"
    __table_args__ = (UniqueConstraint("country_id", "version"), Index("ix_agenda_state", "country_id", "state"))
    version: Mapped[int]
    state: Mapped[str] = mapped_column(default="DRAFT")
    title: Mapped[str]
    titles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    summary: Mapped[str] = mapped_column(default="")
    summaries: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    start: Mapped[date]
    end: Mapped[date]
    opened_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None]
    comments_until: Mapped[date | None]
    answers_until: Mapped[date | None]
    short_reason: Mapped[str] = mapped_column(default="")
    next_revision: Mapped[date | None]
    adopted_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    edit: Mapped[int] = mapped_column(default=1)
    texts = to_many("PriorityText", "PriorityText.agenda_id", "Agenda", order_by="PriorityText.rank", back="agenda")
    signoffs = to_many("SignOff", "SignOff.agenda_id", "Agenda")


class Priority(Tenant, Base):
    """A priority lasts; what it says stands in its texts, one a version. Others point here."""

    __tablename__ = "priority"
    __table_args__ = (UniqueConstraint("country_id", "number"),)
    number: Mapped[int]
    state: Mapped[str] = mapped_column(default="DRAFT")
    ended_on: Mapped[date | None]
    ended_reason: Mapped[str] = mapped_column(default="")
    texts = to_many("PriorityText", "PriorityText.priority_id", "Priority", back="priority")
    outputs = to_many("Output", "Output.priority_id", "Priority", order_by="Output.number")


class Output(Tenant, Base):
    """A numbered part of a priority (1.1, 1.2), lasting; its words stand in the priority's texts."""

    __tablename__ = "output"
    __table_args__ = (
        UniqueConstraint("country_id", "priority_id", "number"),
        same_country("priority", "priority_id"),
    )
    priority_id: Mapped[int]
    number: Mapped[int]


class PriorityText(Tenant, Base):
    """What a priority says in one version of the agenda (domain.md S2-S18).

    `outputs` is a list of {output_id, number, title, indicator}; `outcome` the outcome indicator with baseline, target.
    `titles` and `asks` hold translations by language. `dropped_reason` (not None) says that this version lets it go.
    """

    __tablename__ = "priority_text"
    __table_args__ = (
        UniqueConstraint("country_id", "agenda_id", "priority_id"),
        same_country("agenda", "agenda_id"),
        same_country("priority", "priority_id"),
        same_country("organisation", "ministry_id"),
        same_country("national_sector", "sector_id"),
        CheckConstraint("gender_marker in (0, 1, 2)", name="gender_marker"),
    )
    agenda_id: Mapped[int]
    priority_id: Mapped[int]
    ministry_id: Mapped[int]
    sector_id: Mapped[int | None]
    rank: Mapped[int]
    title: Mapped[str]
    titles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    ask: Mapped[str] = mapped_column(default="")
    asks: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    core_area: Mapped[str] = mapped_column(default="")
    psg: Mapped[str] = mapped_column(default="")
    dimensions: Mapped[list[str]] = mapped_column(JSON, default=list)
    modes: Mapped[list[str]] = mapped_column(JSON, default=list)
    horizon: Mapped[str] = mapped_column(default="")
    effort: Mapped[str] = mapped_column(default="")
    mechanism: Mapped[str] = mapped_column(default="")
    guarantee: Mapped[str] = mapped_column(default="")
    lead: Mapped[str] = mapped_column(default="")
    start: Mapped[date | None]
    end: Mapped[date | None]
    gender_marker: Mapped[int | None]
    sgbv: Mapped[list[str]] = mapped_column(JSON, default=list)
    risk_factors: Mapped[list[int]] = mapped_column(JSON, default=list)
    outcome: Mapped[str] = mapped_column(default="")
    outcome_baseline: Mapped[str] = mapped_column(default="")
    outcome_target: Mapped[str] = mapped_column(default="")
    domestic_amount: Mapped[int | None]
    outputs: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    dropped_reason: Mapped[str | None]
    edit: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime | None]
    edited_by: Mapped[str] = mapped_column(default="")
    agenda = to_one("Agenda", "PriorityText.agenda_id", back="texts")
    priority = to_one("Priority", "PriorityText.priority_id", back="texts")
    ministry = to_one("Organisation", "PriorityText.ministry_id")
    sector = to_one("NationalSector", "PriorityText.sector_id")
    needs = to_many("Need", "Need.text_id", "PriorityText")
    prerequisites = to_many("Prerequisite", "Prerequisite.text_id", "PriorityText")


class Need(Tenant, Base):
    """What a priority needs at a place, for an output or for all of it; amount in the reporting currency's minor units."""

    __tablename__ = "need"
    __table_args__ = (
        UniqueConstraint("country_id", "text_id", "place_id", "output_id"),
        same_country("priority_text", "text_id"),
        same_country("place", "place_id"),
        same_country("output", "output_id"),
    )
    text_id: Mapped[int]
    place_id: Mapped[int]
    output_id: Mapped[int | None]
    amount: Mapped[int | None]
    place = to_one("Place", "Need.place_id")


class Prerequisite(Tenant, Base):
    """A priority that must be met first (domain.md I12: no cycles)."""

    __tablename__ = "prerequisite"
    __table_args__ = (
        UniqueConstraint("country_id", "text_id", "needs_id"),
        same_country("priority_text", "text_id"),
        same_country("priority", "needs_id"),
    )
    text_id: Mapped[int]
    needs_id: Mapped[int]
    needed = to_one("Priority", "Prerequisite.needs_id")


class SignOff(Tenant, Base):
    """A ministry's sign-off of its own priorities in a draft; an edit of one of them cancels it (`cancelled_at`)."""

    __tablename__ = "sign_off"
    __table_args__ = (
        UniqueConstraint("country_id", "agenda_id", "ministry_id"),
        same_country("agenda", "agenda_id"),
        same_country("organisation", "ministry_id"),
    )
    agenda_id: Mapped[int]
    ministry_id: Mapped[int]
    person_id: Mapped[int | None]
    at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    ministry = to_one("Organisation", "SignOff.ministry_id")
