"""What a report is made of: for each (sector, place) how many pairs, how crowded, and its worst pair."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from consult.coordination import finder, judging
from consult.coordination.finder import Meetings, Rows, Slice
from consult.coordination.lines import UNKNOWN, Bools, Ints, Ragged, span

FIRST_LOOK = 16
"""Largest lines of a cell that are compared first; doubled where that proves nothing."""


class Cells(NamedTuple):
    """One entry a cell that has pairs; columns of one length.

    part: number of the slice. sector: purpose code or category, or output. pairs: that meet there. at_once: most
    organisations on one day; days_together: with two or more. level, exposure: of its worst pair, level by certainty
    and time alone (0 at the country); low, high: its line ids.
    """

    part: Ints
    sector: Ints
    place: Ints
    pairs: Ints
    at_once: Ints
    days_together: Ints
    level: Ints
    exposure: Ints
    low: Ints
    high: Ints

    def only(self, keep: Bools | Ints) -> Cells:
        """Some of the cells, in this order."""
        return Cells(*(column[keep] for column in self))

    def worst_first(self) -> Cells:
        """By level, exposure (both falling) and the ids of the worst pair."""
        return self.only(np.lexsort((self.place, self.sector, self.high, self.low, -self.exposure, -self.level)))


def cells(slices: list[Slice], crowded: Ragged) -> Cells:
    """The cells of all slices that have pairs, worst first; no pair is kept."""
    tables = [_cells(part, number, crowded) for number, part in enumerate(slices)]
    columns = zip(*tables, strict=True) if tables else [[np.zeros(0, np.int64)]] * len(Cells._fields)
    return Cells(*(np.concatenate(list(column)) for column in columns)).worst_first()


def _cells(part: Slice, number: int, crowded: Ragged) -> Cells:
    found = count(part)
    some = np.flatnonzero(found > 0)
    most, together = crowding(part)
    level, exposure, low, high = worst_of_each(part, crowded)
    number_of = np.full(len(some), number)
    columns = (found, most, together, level, exposure, low, high)
    return Cells(number_of, part.sector[some], part.place[some], *(column[some] for column in columns))


def count(part: Slice) -> Ints:
    """Pairs that meet in each cell: all meetings, less those of one organisation, of one activity, and linked."""
    orgs = part.lines.orgs
    total = _same_work(part, part.rows) - _same_work(part, part.rows.labelled(orgs))
    return total + _counted_twice(part) - _untied(part)


def crowding(part: Slice) -> tuple[Ints, Ints]:
    """For each cell: most organisations at work on one day, and days on which two or more are (domain.md O3)."""
    rows = part.rows.labelled(part.lines.orgs)
    order = np.lexsort((part.lines.start[rows.line], rows.key, rows.cell))
    cell, key, line = rows.cell[order], rows.key[order], rows.line[order]
    cell, first, last = _merged(cell, key, part.lines.start[line], part.lines.end[line])
    day = np.r_[first, last + 1]
    step = np.r_[np.ones(len(first), np.int64), -np.ones(len(first), np.int64)]
    both = np.r_[cell, cell]
    order = np.lexsort((step, day, both))
    both, day, running = both[order], day[order], np.cumsum(step[order])
    most = np.zeros(len(part.sector), np.int64)
    np.maximum.at(most, both, running)
    length = np.diff(day, append=0) * (running >= 2)
    together = np.bincount(both, weights=length, minlength=len(part.sector)).astype(np.int64)
    return most, together


def worst_of_each(part: Slice, crowded: Ragged) -> tuple[Ints, Ints, Ints, Ints]:
    """For each cell: level, exposure and line ids of its worst pair; level 0 at the country or without pair.

    PROBABLE pairs are all looked at; of the others, the exposure never passes the smaller amount, so the largest
    lines of a cell decide.
    """
    count_of = len(part.sector)
    best = [np.zeros(count_of, np.int64), np.full(count_of, -1), np.zeros(count_of, np.int64), np.zeros(count_of, np.int64)]
    for met in _largest(part):
        _keep_best(part, best, met, crowded)
    for met in finder.meetings(part, finder.likely_rows(part)):
        _keep_best(part, best, met, crowded)
    return best[0], np.maximum(best[1], 0), best[2], best[3]


def _same_work(part: Slice, rows: Rows) -> Ints:
    """Meetings of each cell whose functions match, by counting alone."""
    found = finder.counted(part, rows)
    function = part.lines.function[rows.line]
    known = function != UNKNOWN
    if part.by_output or not known.any():
        return found
    stated = rows.only(known)
    labels = Ragged(np.arange(len(part)), part.lines.function)
    return found - finder.counted(part, stated) + finder.counted(part, stated.labelled(labels))


def _counted_twice(part: Slice) -> Ints:
    """Meetings of lines that share several organisations: how often each was taken out too often."""
    more = np.zeros(len(part.sector), np.int64)
    several = np.flatnonzero(part.lines.orgs.counts(len(part)) > 1)
    rows = part.rows.only(np.isin(part.rows.line, several)).labelled(part.lines.orgs)
    for met in finder.meetings(part, rows):
        same = finder.same_work(part, met.a, met.b)
        codes = (met.a[same] * len(part) + met.b[same]) * len(part.sector) + met.cell[same]
        once, times = np.unique(codes, return_counts=True)
        more += np.bincount(once % len(part.sector), weights=times - 1, minlength=len(more)).astype(np.int64)
    return more


def _untied(part: Slice) -> Ints:
    """Meetings of each cell that are no pair though functions match and organisations differ."""
    less = np.zeros(len(part.sector), np.int64)
    seen: list[Ints] = []
    for met in _tied_meetings(part):
        keep = finder.same_work(part, met.a, met.b) & ~finder.sharing(part, met.a, met.b)
        keep &= finder.tied(part, met.a, met.b)
        seen.append((met.a[keep] * len(part) + met.b[keep]) * len(part.sector) + met.cell[keep])
    if seen:
        less += np.bincount(np.unique(np.concatenate(seen)) % len(part.sector), minlength=len(less))
    return less


def _tied_meetings(part: Slice) -> Iterator[Meetings]:
    """Meetings of one activity, of outputs of one priority, and of links."""
    lines = part.lines
    several = np.bincount(np.unique(lines.activity, return_inverse=True)[1])
    shared = several[np.unique(lines.activity, return_inverse=True)[1]] > 1
    labels = [Ragged(np.flatnonzero(shared), lines.activity[shared])]
    if not part.by_output:
        named = lines.output > 0
        labels.append(Ragged(np.flatnonzero(named), lines.priority[named]))
    low, high = np.divmod(part.linked, max(len(part), 1))
    ends, pair = np.r_[low, high], np.r_[np.arange(len(low)), np.arange(len(high))]
    order = np.argsort(ends, kind="stable")
    labels.append(Ragged(ends[order], pair[order]))
    for label in labels:
        if len(label.line):
            yield from finder.meetings(part, part.rows.labelled(label))


def _merged(cell: Ints, key: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints]:
    """Intervals joined where they touch within one key; rows come sorted by cell, key, start."""
    if not len(cell):
        return cell, start, end
    group = np.cumsum(np.r_[False, key[1:] != key[:-1]])
    lift = group * (int(end.max()) + 2)
    reach = np.maximum.accumulate(end + lift)
    opens = np.r_[True, (start + lift)[1:] > reach[:-1] + 1]
    first = np.flatnonzero(opens)
    last = np.r_[first[1:], len(cell)] - 1
    return cell[first], start[first], reach[last] - lift[last]


def _largest(part: Slice) -> Iterator[Meetings]:
    """Meetings among the largest lines of each cell, more of them until no other can have more exposure."""
    amount = part.lines.amount[part.rows.line]
    order = np.lexsort((-amount, part.rows.cell))
    rows, amount = part.rows.only(order), amount[order]
    start = np.searchsorted(rows.cell, np.arange(len(part.sector) + 1))
    open_cells, look = np.flatnonzero(np.diff(start) > 1), FIRST_LOOK
    while len(open_cells):
        size = np.minimum(start[open_cells + 1] - start[open_cells], look)
        cell, place = span(size)
        best = np.full(len(part.sector), -1)
        for block in finder.meetings(part, rows.only(start[open_cells[cell]] + place)):
            met = block.only(finder.lawful(part, block.a, block.b))
            np.maximum.at(best, met.cell, _exposure(part, met))
            yield met
        whole = start[open_cells] + size == start[open_cells + 1]
        least = amount[start[open_cells] + size - 1]
        open_cells = open_cells[~whole & (best[open_cells] <= np.maximum(least, 0))]
        look *= 2


def _exposure(part: Slice, met: Meetings) -> Ints:
    lines, a, b = part.lines, met.a, met.b
    days = np.minimum(lines.end[a], lines.end[b]) - lines.start[b] + 1
    shorter = np.minimum(lines.end[a] - lines.start[a], lines.end[b] - lines.start[b]) + 1
    return judging.exposure(np.minimum(lines.amount[a], lines.amount[b]), days, shorter)


def _keep_best(part: Slice, best: list[Ints], met: Meetings, crowded: Ragged) -> None:
    met = met.only(finder.lawful(part, met.a, met.b))
    rank = 2 * (part.place[met.cell] != part.tree.country) + met.same_place
    worth = judging.judge(part, finder.Pairs(met.a, met.b, rank), crowded)
    order = np.lexsort((worth.high, worth.low, -worth.exposure, -worth.level, met.cell))
    cell = met.cell[order]
    first = np.r_[True, cell[1:] != cell[:-1]] if len(cell) else np.zeros(0, bool)
    new = [column[order][first] for column in (worth.level, worth.exposure, worth.low, worth.high)]
    cell = cell[first]
    old = [column[cell] for column in best]
    better = _before(new, old)
    for column, fresh in zip(best, new, strict=True):
        column[cell[better]] = fresh[better]


def _before(one: list[Ints], two: list[Ints]) -> Bools:
    """Whether pairs (level, exposure, low, high) are worse, so come first."""
    before = one[3] < two[3]
    before = (one[2] < two[2]) | ((one[2] == two[2]) & before)
    before = (one[1] > two[1]) | ((one[1] == two[1]) & before)
    found: Bools = (one[0] > two[0]) | ((one[0] == two[0]) & before)
    return found
