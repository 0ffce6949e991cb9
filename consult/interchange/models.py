"""Which file brought what: imports, the activities in them, and what a person has to settle."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Base, Tenant, same_country, to_one


class ImportState(Enum):
    """An import stands until it is undone."""

    DONE = "DONE"
    UNDONE = "UNDONE"


class MatchState(Enum):
    """A doubtful match waits for a person, who says that it is one organisation, or that they are two."""

    OPEN = "OPEN"
    SAME = "SAME"
    OTHER = "OTHER"


class ImportRun(Tenant, Base):
    """One file taken in; `counts` as the command line prints them, `brought` the ids of what it added to the register.

    Once undone it keeps only that it was: file, day, person.
    """

    __tablename__ = "import_run"
    __table_args__ = (
        UniqueConstraint("country_id", "number"),
        CheckConstraint("state in ('DONE', 'UNDONE')", name="state"),
    )
    number: Mapped[int]
    file: Mapped[str]
    state: Mapped[str] = mapped_column(default="DONE")
    assume: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    brought: Mapped[dict[str, list[int]]] = mapped_column(JSON, default=dict)


class ImportedActivity(Tenant, Base):
    """One version of an activity as an import read it; the `current` one is what the register shows.

    `record` is the ActivityRecord, packed, so that an older version can stand again when a newer one is undone.
    `here`: whether it has a share in the country; `kept` of its `transactions` entered.
    """

    __tablename__ = "imported_activity"
    __table_args__ = (
        same_country("import_run", "run_id"),
        Index("ix_imported_activity_identifier", "country_id", "identifier"),
        Index("ix_imported_activity_run", "country_id", "run_id"),
    )
    run_id: Mapped[int]
    identifier: Mapped[str]
    digest: Mapped[str]
    updated: Mapped[str] = mapped_column(default="")
    current: Mapped[bool] = mapped_column(default=True)
    here: Mapped[bool] = mapped_column(default=True)
    transactions: Mapped[int] = mapped_column(default=0)
    kept: Mapped[int] = mapped_column(default=0)
    lines: Mapped[int] = mapped_column(default=0)
    resolved: Mapped[int] = mapped_column(default=0)
    unresolved: Mapped[int] = mapped_column(default=0)
    record: Mapped[bytes]
    run = to_one("ImportRun", "ImportedActivity.run_id")


class UnresolvedLocation(Tenant, Base):
    """A location of a current activity that no place answers to; `folded` groups those of one name."""

    __tablename__ = "unresolved_location"
    __table_args__ = (
        same_country("import_run", "run_id"),
        Index("ix_unresolved_location_folded", "country_id", "folded"),
        Index("ix_unresolved_location_identifier", "country_id", "identifier"),
    )
    run_id: Mapped[int]
    identifier: Mapped[str]
    name: Mapped[str]
    folded: Mapped[str]
    point: Mapped[str] = mapped_column(default="")


class DoubtfulMatch(Tenant, Base):
    """An organisation that an import added and one that it may be; `score` 0 to 100, 100 an equal name."""

    __tablename__ = "doubtful_match"
    __table_args__ = (
        same_country("import_run", "run_id"),
        same_country("organisation", "organisation_id"),
        same_country("organisation", "candidate_id"),
        UniqueConstraint("country_id", "organisation_id", "candidate_id"),
        CheckConstraint("state in ('OPEN', 'SAME', 'OTHER')", name="state"),
        Index("ix_doubtful_match_state", "country_id", "state"),
    )
    run_id: Mapped[int]
    organisation_id: Mapped[int]
    candidate_id: Mapped[int]
    score: Mapped[int]
    state: Mapped[str] = mapped_column(default="OPEN")
    decided_by: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    organisation = to_one("Organisation", "DoubtfulMatch.organisation_id")
    candidate = to_one("Organisation", "DoubtfulMatch.candidate_id")
    run = to_one("ImportRun", "DoubtfulMatch.run_id")


class KeptApart(Tenant, Base):
    """A person said that a reported line is not that registered one: it is not proposed as its twin again."""

    __tablename__ = "kept_apart"
    __table_args__ = (
        same_country("line", "line_id", ondelete="CASCADE"),
        same_country("line", "registered_id", ondelete="CASCADE"),
        UniqueConstraint("country_id", "line_id", "registered_id"),
    )
    line_id: Mapped[int]
    registered_id: Mapped[int]
