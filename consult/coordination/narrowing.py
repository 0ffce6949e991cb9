"""Parts of an overlap report: the pairs of one place, sector or purpose, or of two lines alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from consult.coordination import finder, judging
from consult.coordination.judging import Judged, join, judge
from consult.coordination.ledger import Ledger
from consult.coordination.lines import Bools
from consult.coordination.report import OverlapReport
from consult.coordination.slices import Slice
from consult.coordination.worst import worst


@dataclass(frozen=True, slots=True)
class Part:
    """What pairs are narrowed to; None is all. place: an index, which takes in those beneath it; sector: a national
    sector's id; code: a purpose code or category; output: an output's id.
    """

    place: int | None = None
    sector: int | None = None
    code: int | None = None
    output: int | None = None

    def __bool__(self) -> bool:
        return self != Part()


def worst_of(ledger: Ledger, report: OverlapReport, part: Part, k: int) -> Judged:
    """The k worst pairs below the national level that meet in this part of the report."""
    if not part:
        return report.worst(k)
    return worst([narrow(ledger, one, part) for one in report.compared.slices], k, report.crowded)


def narrow(ledger: Ledger, one: Slice, part: Part) -> Slice:
    """A slice whose lines meet only in this part."""
    rows, keep = one.rows, np.ones(len(one.rows.cell), bool)
    if part.place is not None:
        keep &= beneath(ledger, part.place)[one.place[rows.cell]]
    if part.sector is not None:
        holds = np.array([part.sector in some for some in ledger.sector_sets], bool)
        keep &= holds[ledger.sectors[ledger.at(one.lines.id)]][rows.line]
    if part.code is not None:
        keep &= (one.sector[rows.cell] == part.code) & (not one.by_output)
    if part.output is not None:
        keep &= (one.sector[rows.cell] == part.output) & one.by_output
    return finder.narrowed(one, rows.only(keep))


def beneath(ledger: Ledger, place: int) -> Bools:
    """Which places are this one or lie beneath it, by index."""
    inside = np.zeros(len(ledger.spots), bool)
    inside[place] = True
    for number, up in enumerate(ledger.tree.parent.tolist()):
        inside[number] |= up >= 0 and inside[up]
    return inside


def pair(report: OverlapReport, low: int, high: int) -> Judged | None:
    """What O1 says of two lines by id; None where they are no pair in this period."""
    found = []
    for number, one in enumerate(report.compared.slices):
        both = np.flatnonzero(np.isin(one.lines.id, (low, high)))
        if len(both) == 2:
            rows = finder.narrowed(one, one.rows.only(np.isin(one.rows.line, both)))
            found += [judge(one, block, report.crowded, number) for block in finder.pairs(rows)]
    table = join(found) if found else judging.NOTHING
    return table if len(table.low) else None
