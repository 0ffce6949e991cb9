"""What an import says of a file: counts that add up, and what was left out, line by line."""

from collections.abc import Iterable
from typing import Any

import msgspec


class Activities(msgspec.Struct):
    """read = created + updated + unchanged + elsewhere + left_out."""

    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    elsewhere: int = 0
    left_out: int = 0


class Transactions(msgspec.Struct):
    """read = kept + left_out, of all that stand in the file."""

    read: int = 0
    kept: int = 0
    left_out: int = 0


class Lines(msgspec.Struct):
    """`retired`: lines that the newer version no longer has."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0


class Organisations(msgspec.Struct):
    """Each party of the activities read, once."""

    matched: int = 0
    created: int = 0
    doubtful: int = 0


class Locations(msgspec.Struct):
    """Locations that led to a place, and those that did not."""

    resolved: int = 0
    unresolved: int = 0


class LeftOut(msgspec.Struct, frozen=True):
    """An activity that was not taken in."""

    line: int
    identifier: str
    reason: str


class Counts(msgspec.Struct):
    """The counts of a file, or of several."""

    activities: Activities = msgspec.field(default_factory=Activities)
    transactions: Transactions = msgspec.field(default_factory=Transactions)
    lines: Lines = msgspec.field(default_factory=Lines)
    organisations: Organisations = msgspec.field(default_factory=Organisations)
    locations: Locations = msgspec.field(default_factory=Locations)

    @property
    def changed(self) -> bool:
        """Whether anything in the register is other than before."""
        touched = self.activities.created + self.activities.updated
        return bool(touched or self.lines.created or self.lines.updated or self.lines.retired)

    def add(self, other: "Counts") -> None:
        """Add another file's counts to these."""
        for name in self.__struct_fields__:
            mine, theirs = getattr(self, name), getattr(other, name)
            for field in mine.__struct_fields__:
                setattr(mine, field, getattr(mine, field) + getattr(theirs, field))


class FileReport(msgspec.Struct):
    """One file's import: `notes` are transactions that could not be read, as (line, identifier, reason)."""

    file: str
    status: str = "imported"
    reason: str = ""
    counts: Counts = msgspec.field(default_factory=Counts)
    left_out: list[LeftOut] = msgspec.field(default_factory=list)
    notes: list[LeftOut] = msgspec.field(default_factory=list)
    number: int | None = None

    def as_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        head: dict[str, Any] = {"file": self.file, "status": self.status, "reason": self.reason}
        counts: dict[str, Any] = msgspec.to_builtins(self.counts)
        return head | counts | {"left_out": msgspec.to_builtins(self.left_out)}


def as_json(reports: Iterable[FileReport]) -> dict[str, Any]:
    """Several files' reports with their total."""
    kept = list(reports)
    total = Counts()
    for report in kept:
        total.add(report.counts)
    return {"files": [report.as_json() for report in kept], "total": msgspec.to_builtins(total)}
