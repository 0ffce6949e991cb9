"""Commitments and their lines from interest to closed, transactions, the funding chain, twins."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Base, Tenant, same_country, to_many, to_one


class LineState(Enum):
    """domain.md 5.2, line."""

    INTEREST = "INTEREST"
    PLEDGED = "PLEDGED"
    COMMITTED = "COMMITTED"
    ACTIVE = "ACTIVE"
    FINALISING = "FINALISING"
    CLOSED = "CLOSED"
    LAPSED = "LAPSED"
    SUSPENDED = "SUSPENDED"
    WIND_DOWN = "WIND_DOWN"
    CANCELLED = "CANCELLED"


MOVES: Mapping[LineState, frozenset[LineState]] = {
    LineState.INTEREST: frozenset({LineState.PLEDGED, LineState.CANCELLED}),
    LineState.PLEDGED: frozenset({LineState.COMMITTED, LineState.LAPSED, LineState.CANCELLED}),
    LineState.COMMITTED: frozenset({LineState.ACTIVE, LineState.SUSPENDED, LineState.CANCELLED}),
    LineState.ACTIVE: frozenset({LineState.FINALISING, LineState.SUSPENDED, LineState.WIND_DOWN}),
    LineState.FINALISING: frozenset({LineState.CLOSED}),
    LineState.SUSPENDED: frozenset({LineState.COMMITTED, LineState.ACTIVE, LineState.WIND_DOWN, LineState.CANCELLED}),
    LineState.WIND_DOWN: frozenset({LineState.CLOSED}),
    LineState.CLOSED: frozenset(),
    LineState.LAPSED: frozenset(),
    LineState.CANCELLED: frozenset(),
}
IATI_STATUS: Mapping[LineState, str] = {
    LineState.PLEDGED: "1",
    LineState.COMMITTED: "1",
    LineState.ACTIVE: "2",
    LineState.WIND_DOWN: "2",
    LineState.FINALISING: "3",
    LineState.CLOSED: "4",
    LineState.CANCELLED: "5",
    LineState.LAPSED: "5",
    LineState.SUSPENDED: "6",
}
COUNTED = frozenset({"COMMITTED", "ACTIVE", "FINALISING", "WIND_DOWN", "CLOSED"})


class Provenance(Enum):
    """REGISTERED here, obeying consent; REPORTED by a source, a fact (domain.md 5.1)."""

    REGISTERED = "REGISTERED"
    REPORTED = "REPORTED"


class Split(Enum):
    """How a line came by its one purpose code, or its places (domain.md I16)."""

    SINGLE = "SINGLE"
    STATED = "STATED"
    UNDIVIDED = "UNDIVIDED"


class Basis(Enum):
    """What a reported amount is the sum of (domain.md, Reading a source)."""

    COMMITMENT = "COMMITMENT"
    INCOMING_COMMITMENT = "INCOMING_COMMITMENT"
    SPENDING = "SPENDING"
    BUDGET = "BUDGET"
    NONE = "NONE"


class Commitment(Tenant, Base):
    """What funders give in one currency; people see C- and its number. `source_ref` is the IATI identifier where reported."""

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("country_id", "number"),
        Index("ix_commitment_source", "country_id", "source_ref"),
        Index("ix_commitment_import", "country_id", "import_id"),
    )
    number: Mapped[int]
    title: Mapped[str]
    provenance: Mapped[str]
    currency: Mapped[str]
    aid_type: Mapped[str | None]
    finance_type: Mapped[str | None]
    tied: Mapped[str | None]
    signed_on: Mapped[date | None]
    source_ref: Mapped[str | None]
    import_id: Mapped[int | None]
    created_at: Mapped[datetime]
    funders = to_many("CommitmentFunder", "CommitmentFunder.commitment_id", "Commitment")
    lines = to_many("Line", "Line.commitment_id", "Commitment", back="commitment")
    transactions = to_many("Transaction", "Transaction.commitment_id", "Commitment")


class CommitmentFunder(Tenant, Base):
    """A funder; several of one commitment share its amount undivided."""

    __tablename__ = "commitment_funder"
    __table_args__ = (
        UniqueConstraint("country_id", "commitment_id", "organisation_id"),
        same_country("commitment", "commitment_id"),
        same_country("organisation", "organisation_id"),
        Index("ix_commitment_funder_organisation", "country_id", "organisation_id"),
    )
    commitment_id: Mapped[int]
    organisation_id: Mapped[int]
    organisation = to_one("Organisation", "CommitmentFunder.organisation_id")


class Line(Tenant, Base):
    """One purpose code, one or more places (domain.md I16). Amount in minor units of the commitment's currency.

    `category` is the first three digits of the purpose code; `codes` the purpose codes listed where UNDIVIDED, by spaces.
    The amount is net of decommitment. `interest`: never more than that, so not for others' eyes (I1). `wind_down_effective`
    is the day up to which obligations may be settled; `retired_on` when a reported line left its source.
    """

    __tablename__ = "line"
    __table_args__ = (
        same_country("commitment", "commitment_id"),
        same_country("priority", "priority_id"),
        same_country("output", "output_id"),
        same_country("consent_scope", "scope_id"),
        same_country("line", "twin_of_id"),
        same_country("line", "complement_of_id"),
        Index("ix_line_category", "country_id", "category", "start"),
        Index("ix_line_amount", "country_id", "amount"),
        Index("ix_line_state", "country_id", "state"),
        Index("ix_line_priority", "country_id", "priority_id"),
        Index("ix_line_scope", "country_id", "scope_id"),
        Index("ix_line_commitment", "country_id", "commitment_id"),
        Index("ix_line_twin", "country_id", "twin_of_id"),
        Index("ix_line_complement", "country_id", "complement_of_id"),
        CheckConstraint("provenance = 'REPORTED' or amount >= 0", name="registered_amount"),
    )
    commitment_id: Mapped[int]
    title: Mapped[str]
    priority_id: Mapped[int | None]
    output_id: Mapped[int | None]
    purpose_code: Mapped[str | None]
    category: Mapped[str | None]
    codes: Mapped[str] = mapped_column(default="")
    sector_split: Mapped[str] = mapped_column(default="SINGLE")
    place_split: Mapped[str] = mapped_column(default="SINGLE")
    function: Mapped[str] = mapped_column(default="UNKNOWN")
    modality: Mapped[str] = mapped_column(default="UNKNOWN")
    amount: Mapped[int | None]
    currency: Mapped[str]
    basis: Mapped[str] = mapped_column(default="COMMITMENT")
    spent: Mapped[int] = mapped_column(default=0)
    start: Mapped[date | None]
    end: Mapped[date | None]
    state: Mapped[str]
    resumes: Mapped[str | None]
    state_since: Mapped[date | None]
    lapses_on: Mapped[date | None]
    wind_down_ends: Mapped[date | None]
    wind_down_effective: Mapped[date | None]
    provenance: Mapped[str]
    scope_id: Mapped[int | None]
    twin_of_id: Mapped[int | None]
    complement_of_id: Mapped[int | None]
    joint: Mapped[str | None]
    humanitarian: Mapped[bool] = mapped_column(default=False)
    review: Mapped[bool] = mapped_column(default=False)
    interest: Mapped[bool] = mapped_column(default=False)
    retired_on: Mapped[date | None]
    security_sensitive: Mapped[bool] = mapped_column(default=False)
    edit: Mapped[int] = mapped_column(default=1)
    commitment = to_one("Commitment", "Line.commitment_id", back="lines")
    implementers = to_many("LineImplementer", "LineImplementer.line_id", "Line")
    places = to_many("LinePlace", "LinePlace.line_id", "Line")
    sources = to_many("LineSource", "LineSource.line_id", "Line")
    moves = to_many("LineMove", "LineMove.line_id", "Line")


class LineImplementer(Tenant, Base):
    """Who carries a line out."""

    __tablename__ = "line_implementer"
    __table_args__ = (
        UniqueConstraint("country_id", "line_id", "organisation_id"),
        same_country("line", "line_id"),
        same_country("organisation", "organisation_id"),
        Index("ix_line_implementer_organisation", "country_id", "organisation_id"),
    )
    line_id: Mapped[int]
    organisation_id: Mapped[int]
    organisation = to_one("Organisation", "LineImplementer.organisation_id")


class LinePlace(Tenant, Base):
    """Where a line works; `method` says how a reported location was resolved (CODE, NAME, POINT)."""

    __tablename__ = "line_place"
    __table_args__ = (
        UniqueConstraint("country_id", "line_id", "place_id"),
        same_country("line", "line_id"),
        same_country("place", "place_id"),
        Index("ix_line_place_place", "country_id", "place_id"),
    )
    line_id: Mapped[int]
    place_id: Mapped[int]
    method: Mapped[str] = mapped_column(default="")
    place = to_one("Place", "LinePlace.place_id")


class LineSource(Tenant, Base):
    """The funding chain: how much of another line's money a line draws on, in minor units."""

    __tablename__ = "line_source"
    __table_args__ = (
        UniqueConstraint("country_id", "line_id", "source_id"),
        Index("ix_line_source_source", "country_id", "source_id"),
        same_country("line", "line_id"),
        same_country("line", "source_id"),
    )
    line_id: Mapped[int]
    source_id: Mapped[int]
    amount: Mapped[int]


class LineMove(Tenant, Base):
    """A line's history: one row a change of state, on its day."""

    __tablename__ = "line_move"
    __table_args__ = (same_country("line", "line_id"), Index("ix_line_move_line", "country_id", "line_id"))
    line_id: Mapped[int]
    state: Mapped[str]
    effective_on: Mapped[date]
    recorded_at: Mapped[datetime]
    person_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")


class Transaction(Tenant, Base):
    """Money that moved or was promised: IATI transaction type, value in minor units, its own currency and day.

    `obliged_on` is the day of the obligation that a payment settles, asked while a line winds down (domain.md I6).
    """

    __tablename__ = "transaction"
    __table_args__ = (
        same_country("commitment", "commitment_id"),
        same_country("line", "line_id"),
        Index("ix_transaction_commitment", "country_id", "commitment_id"),
        Index("ix_transaction_line", "country_id", "line_id"),
    )
    commitment_id: Mapped[int]
    line_id: Mapped[int | None]
    type: Mapped[str]
    day: Mapped[date | None]
    value: Mapped[int]
    currency: Mapped[str]
    obliged_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(default="")
