"""What stands in an IATI file, and what it becomes: frozen values without a database."""

from datetime import date
from decimal import Decimal

import msgspec


class SectorRecord(msgspec.Struct, frozen=True, array_like=True):
    """A sector element: `vocabulary` "1" where none is given (IATI 2.03); `percentage` where it is a number."""

    code: str
    vocabulary: str
    percentage: Decimal | None


class CountryRecord(msgspec.Struct, frozen=True, array_like=True):
    """A recipient-country element: ISO alpha-2 in capitals."""

    code: str
    percentage: Decimal | None


class PartyRecord(msgspec.Struct, frozen=True, array_like=True):
    """A participating organisation: `role` 1 funding, 2 accountable, 3 extending, 4 implementing; `type` by IATI's list."""

    role: str
    identifier: str
    name: str
    type: str


class LocationRecord(msgspec.Struct, frozen=True, array_like=True):
    """A location: codes that may be p-codes, names, a point as (latitude, longitude), exactness 1 exact, 2 approximate."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    point: tuple[float, float] | None
    exactness: str


class TransactionRecord(msgspec.Struct, frozen=True, array_like=True):
    """A transaction as it stands: `value` in major units, None where it is missing or no number."""

    line: int
    type: str
    day: date | None
    value: Decimal | None
    currency: str
    sectors: tuple[SectorRecord, ...]
    countries: tuple[str, ...]
    aid_type: str
    finance_type: str


class BudgetRecord(msgspec.Struct, frozen=True, array_like=True):
    """A budget: `revised` holds over the original one of the same period."""

    revised: bool
    start: date | None
    end: date | None
    value: Decimal | None
    currency: str


class ActivityRecord(msgspec.Struct, frozen=True, array_like=True):
    """An activity as it stands in its file; `dates` by type 1 to 4, `line` where it begins."""

    line: int
    identifier: str
    title: str
    status: str
    updated: str
    currency: str
    humanitarian: bool
    dates: dict[str, date]
    parties: tuple[PartyRecord, ...]
    countries: tuple[CountryRecord, ...]
    sectors: tuple[SectorRecord, ...]
    locations: tuple[LocationRecord, ...]
    transactions: tuple[TransactionRecord, ...]
    budgets: tuple[BudgetRecord, ...]
    aid_type: str
    finance_type: str
    tied: str


class MoneyReading(msgspec.Struct, frozen=True):
    """A transaction that is kept: minor units of its currency; `key` is the line's that it belongs to, if one."""

    type: str
    day: date | None
    value: int
    currency: str
    key: str | None


class LineReading(msgspec.Struct, frozen=True):
    """One purpose code's part of a commitment, minor units; `codes` are listed where the split is UNDIVIDED.

    `key` tells the lines of one commitment apart from version to version; `purpose` is None where no code is known.
    """

    key: str
    purpose: str | None
    codes: tuple[str, ...]
    split: str
    amount: int | None
    spent: int


class CommitmentReading(msgspec.Struct, frozen=True):
    """What an activity commits in one currency, by the rules of domain.md "Reading a source"."""

    currency: str
    basis: str
    amount: int | None
    signed_on: date | None
    lines: tuple[LineReading, ...]
    transactions: tuple[MoneyReading, ...]


class ActivityReading(msgspec.Struct, frozen=True):
    """An activity's share in one country; `kept` counts its transactions that entered."""

    identifier: str
    title: str
    state: str
    start: date | None
    end: date | None
    modality: str
    humanitarian: bool
    aid_type: str
    finance_type: str
    tied: str
    funders: tuple[PartyRecord, ...]
    implementers: tuple[PartyRecord, ...]
    locations: tuple[LocationRecord, ...]
    commitments: tuple[CommitmentReading, ...]
    kept: int
    notes: tuple[tuple[int, str], ...] = ()
