"""Reports as rows for files: fixed columns, other programs read them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from consult.coordination.finder import Slice
from consult.coordination.judging import Judged
from consult.coordination.ledger import Ledger
from consult.coordination.report import GapReport, OverlapReport
from consult.coordination.worst import everything
from consult.kit.money import plain

OVERLAPS = (
    "level", "certainty", "sector", "places", "line_a", "org_a", "line_b", "org_b", "start", "end", "days", "tau",
    "exposure", "upper_bound", "currency",
)  # fmt: skip
GAPS = ("priority", "sector", "place", "need", "committed", "pledged", "gap", "state")
CERTAINTY = ("NATIONAL", "POSSIBLE", "PROBABLE")
SORTED_UP_TO = 5_000_000
"""Pairs that are put in one order; more are given slice by slice, each worst first."""

Row = tuple[object, ...]


def overlap_rows(ledger: Ledger, report: OverlapReport) -> Iterator[Row]:
    """One row a pair of O1, worst first, the national ones last; amounts in major units."""
    for table in _tables(report):
        yield from pair_rows(ledger, report, table)


def pair_rows(ledger: Ledger, report: OverlapReport, table: Judged) -> Iterator[Row]:
    """These pairs as rows of OVERLAPS."""
    describe = Describer(ledger)
    low, high = ledger.at(table.low).tolist(), ledger.at(table.high).tolist()
    days, shorter = table.days.tolist(), table.shorter.tolist()
    start, end = ledger.lines.start, ledger.lines.end
    for i, (a, b) in enumerate(zip(low, high, strict=True)):
        yield (
            int(table.level[i]) or None,
            CERTAINTY[int(table.certainty[i])],
            describe.purpose(a, b),
            " ".join(ledger.spots[spot].code for spot in describe.meeting(a, b)),
            int(table.low[i]),
            describe.organisations(a),
            int(table.high[i]),
            describe.organisations(b),
            describe.day(int(max(start[a], start[b]))),
            describe.day(int(min(end[a], end[b]))),
            days[i],
            f"{days[i] / shorter[i]:.4f}",
            plain(int(table.exposure[i]), ledger.currency),
            bool(table.upper[i]),
            " | ".join(dict.fromkeys((ledger.currencies[a], ledger.currencies[b]))),
        )


def gap_rows(ledger: Ledger, report: GapReport) -> Iterator[Row]:
    """One row a cell, the largest gap first; amounts in major units, empty where the need is not stated."""
    codes = {spot.id: spot.code for spot in ledger.spots}
    for row in report.rows:
        gap = row.gap
        yield (
            row.text.priority.number,
            ledger.held[gap.cell.sector].code,
            codes[gap.cell.place],
            plain(gap.cell.need, ledger.currency),
            plain(gap.committed, ledger.currency),
            plain(gap.pledged, ledger.currency),
            plain(gap.gap, ledger.currency),
            gap.state.value,
        )


class Describer:
    """Words for the lines of pairs, each worked out once."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._names: dict[int, str] = {}
        self._days: dict[int, str] = {}
        self._places: dict[int, tuple[frozenset[int], frozenset[int]]] = {}
        self._above: dict[int, frozenset[int]] = {}

    def organisations(self, position: int) -> str:
        """Names of who carries a line out, else who funds it, separated by ` | `."""
        if position not in self._names:
            self._names[position] = " | ".join(self.ledger.organisations_of(position))
        return self._names[position]

    def day(self, ordinal: int) -> str:
        """A day as ISO 8601."""
        if ordinal not in self._days:
            self._days[ordinal] = np.datetime64(ordinal - 719163, "D").astype(str)
        return self._days[ordinal]

    def purpose(self, a: int, b: int) -> str:
        """The code under which two lines meet: theirs, else their category; both where one output brings them together."""
        one, two = str(self.ledger.lines.purpose[a]), str(self.ledger.lines.purpose[b])
        if one == two:
            return one
        return one[:3] if one[:3] == two[:3] else f"{one} | {two}"

    def meeting(self, a: int, b: int) -> list[int]:
        """Indexes of the places where two lines meet, below the country if they do, by code."""
        own_a, all_a = self.places(a)
        own_b, all_b = self.places(b)
        met = (own_a & all_b) | (own_b & all_a)
        finer = met - {self.ledger.tree.country} or met
        return sorted(finer, key=lambda spot: self.ledger.spots[spot].code)

    def places(self, position: int) -> tuple[frozenset[int], frozenset[int]]:
        """The places that a line names, and the same with all above them."""
        if position not in self._places:
            own = frozenset(self.ledger.spots_of(position))
            self._places[position] = own, own.union(*(self.above(spot) for spot in own))
        return self._places[position]

    def above(self, spot: int) -> frozenset[int]:
        """The places above one."""
        if spot not in self._above:
            up = int(self.ledger.tree.parent[spot])
            self._above[spot] = frozenset() if up < 0 else self.above(up) | {up}
        return self._above[spot]


def pairs_of(report: OverlapReport) -> int:
    """How many meetings of pairs there are, over all cells."""
    return int(report.cells.pairs.sum())


def _tables(report: OverlapReport) -> Iterator[Judged]:
    if pairs_of(report) <= SORTED_UP_TO:
        yield report.all_pairs()
        return
    for part in report.compared.slices:
        yield of_slice(part, report)


def of_slice(part: Slice, report: OverlapReport) -> Judged:
    """The pairs of one slice, worst first."""
    return everything([part], report.crowded)
