"""Which activities stand in a file, and which of two versions of one holds (domain.md, Versions)."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from consult.interchange.iati import elements, reader


class Seen(NamedTuple):
    """An activity at a glance: enough to know whether it has to be read."""

    identifier: str
    digest: str
    updated: str
    line: int
    transactions: int


def survey(path: Path) -> list[Seen]:
    """Every activity of a file in order; raises Unreadable before anything was written."""
    return [
        Seen(
            elements.identifier(e),
            elements.digest(e),
            elements.updated(e),
            e.sourceline or 0,
            len(e.findall("transaction")),
        )
        for e in reader.activities(path)
    ]


def standing(seen: Iterable[Seen]) -> set[int]:
    """Of each identifier the place of the version that holds: the later last-updated, without dates the later read."""
    best: dict[str, tuple[str, int]] = {}
    for at, one in enumerate(seen):
        if one.identifier:
            best[one.identifier] = max(best.get(one.identifier, ("", -1)), (one.updated, at))
    return {at for _updated, at in best.values()}
