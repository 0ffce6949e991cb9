"""Pairs of lines that may be doing the same work (domain.md M2 O1), found without comparing all with all.

Two lines meet by equality of (sector, place); of those that do, a line's partners in time are a run of the order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from consult.coordination.lines import UNKNOWN, Bools, Ints, Ragged, span
from consult.coordination.slices import Rows, Slice, among, prepare

BUDGET = 250_000
"""Meetings made at once; so many fit the cache."""


class Pairs(NamedTuple):
    """Pairs of lines by their number in the slice, a starting first; rank 2 * (below national) + (same place)."""

    a: Ints
    b: Ints
    rank: Ints


class Meetings(NamedTuple):
    """Where pairs meet: a pair may meet in several cells."""

    a: Ints
    b: Ints
    cell: Ints
    same_place: Bools

    def only(self, keep: Bools) -> Meetings:
        """Some of them."""
        return Meetings(self.a[keep], self.b[keep], self.cell[keep], self.same_place[keep])


def pairs(part: Slice, budget: int = BUDGET) -> Iterator[Pairs]:
    """All pairs of a slice, each once, in blocks of bounded size."""
    for met in meetings(part, part.rows, budget):
        yield _distinct(part, _lawful(part, met))


def narrowed(part: Slice, rows: Rows) -> Slice:
    """The same lines, meeting only where these rows say."""
    return replace(part, rows=rows)


def likely(part: Slice, budget: int = BUDGET) -> Iterator[Pairs]:
    """The pairs that can be PROBABLE: the same place, the same code, and a known function or alike titles."""
    for met in meetings(part, likely_rows(part), budget):
        yield _distinct(part, _lawful(part, met), repeated=True)


def likely_rows(part: Slice) -> Rows:
    """The rows of `likely`, below the country."""
    below = part.place[part.rows.cell] != part.tree.country
    return part.rows.only(part.rows.own_sector & part.rows.own_place & below).labelled(_labels(part))


def meetings(part: Slice, rows: Rows, budget: int = BUDGET) -> Iterator[Meetings]:
    """Each two rows of one key whose lines share 30 days, at least one naming the sector and one the place.

    Whole lines stay in a block, so that a pair met several times is met in one block.
    """
    run = _run(rows, part.till)
    for first, last in _blocks(rows.line[run.row], run.length, budget):
        driver, place = span(run.length[first:last])
        partner = run.partner[run.low[first:last][driver] + place]
        row = run.row[first:last][driver]
        yield Meetings(rows.line[row], rows.line[partner], rows.cell[row], rows.own_place[row] & rows.own_place[partner])


def counted(part: Slice, rows: Rows) -> Ints:
    """How many meetings each cell has, none made."""
    run = _run(rows, part.till)
    return np.bincount(rows.cell[run.row], weights=run.length, minlength=len(part.sector)).astype(np.int64)


def lawful(part: Slice, a: Ints, b: Ints) -> Bools:
    """Which of these meetings are pairs: same kind of work, different activities and organisations, no link."""
    return same_work(part, a, b) & ~tied(part, a, b) & ~sharing(part, a, b)


def same_work(part: Slice, a: Ints, b: Ints) -> Bools:
    """Function the same, UNKNOWN matching any; of one output whatever the function."""
    if part.by_output or not part.functions:
        return np.ones(len(a), bool)
    one, two = part.lines.function[a], part.lines.function[b]
    same: Bools = (one == two) | (one == UNKNOWN) | (two == UNKNOWN)
    return same


def tied(part: Slice, a: Ints, b: Ints) -> Bools:
    """Of one activity, linked, or judged by their outputs in a slice of its own."""
    lines = part.lines
    tie: Bools = lines.activity[a] == lines.activity[b]
    if part.outputs:
        tie |= (lines.priority[a] == lines.priority[b]) & (lines.output[a] > 0) & (lines.output[b] > 0)
    if len(part.linked):
        tie |= among(part.linked, np.minimum(a, b) * len(part) + np.maximum(a, b))
    return tie


def sharing(part: Slice, a: Ints, b: Ints) -> Bools:
    """Which pairs have an organisation in common."""
    orgs, number = part.lines.orgs, part.lines.orgs.counts(len(part))
    first = np.cumsum(number) - number
    shared: Bools = orgs.value[first[a]] == orgs.value[first[b]]
    several = np.flatnonzero(~shared & ((number[a] > 1) | (number[b] > 1)))
    if len(several):
        run, place = span(number[a[several]])
        width = int(orgs.value.max()) + 1
        asked = b[several[run]] * width + orgs.value[first[a[several[run]]] + place]
        found = among(np.sort(orgs.line * width + orgs.value), asked)
        shared[several[run[found]]] = True
    return shared


def alike(part: Slice, a: Ints, b: Ints) -> Bools:
    """Which pairs have alike titles (trigrams, domain.md O1)."""
    one, two = part.lines.title[a], part.lines.title[b]
    codes = np.minimum(one, two) * len(part.lines.titles) + np.maximum(one, two)
    return among(part.alike, codes)


class _Run(NamedTuple):
    row: Ints
    low: Ints
    length: Ints
    partner: Ints


def _run(rows: Rows, till: Ints) -> _Run:
    """For each driving row its run of partner rows: `partner[low : low + count]`."""
    order = np.lexsort((rows.line, rows.key))
    kind = rows.own_sector[order] * 2 + rows.own_place[order]
    width = len(till) + 1
    parts: list[_Run] = []
    offset = 0
    for driver, partners in ((3, (0, 1, 2, 3)), (2, (1, 3)), (1, (2, 3)), (0, (3,))):
        mine, theirs = order[kind == driver], order[np.isin(kind, partners)]
        codes = rows.key[theirs] * width + rows.line[theirs]
        base = rows.key[mine] * width
        low = np.searchsorted(codes, base + rows.line[mine] + 1)
        count = np.maximum(np.searchsorted(codes, base + till[rows.line[mine]]) - low, 0)
        some = count > 0
        parts.append(_Run(mine[some], low[some] + offset, count[some], theirs))
        offset += len(theirs)
    row, low, count, partner = (np.concatenate(column) for column in zip(*parts, strict=True))
    by_line = np.argsort(rows.line[row], kind="stable")
    return _Run(row[by_line], low[by_line], count[by_line], partner)


def _blocks(line: Ints, count: Ints, budget: int) -> Iterator[tuple[int, int]]:
    """Cuts between lines, so that a block holds about `budget` meetings."""
    total = np.cumsum(count)
    ends = np.flatnonzero(np.r_[line[1:] != line[:-1], True]) + 1 if len(line) else np.zeros(0, np.int64)
    first = 0
    while first < len(line):
        done = total[first - 1] if first else 0
        fits = np.searchsorted(total[ends - 1], done + budget, side="right")
        last = int(ends[fits - 1]) if fits and ends[fits - 1] > first else int(ends[ends > first][0])
        yield first, last
        first = last


def _lawful(part: Slice, met: Meetings) -> Meetings:
    return met.only(lawful(part, met.a, met.b))


def _distinct(part: Slice, met: Meetings, *, repeated: bool = False) -> Pairs:
    """Each pair once, with its highest rank."""
    rank = 2 * (part.place[met.cell] != part.tree.country) + met.same_place
    again = np.full(len(rank), True) if repeated else _may_repeat(part, met)
    codes = np.sort((met.a[again] * len(part) + met.b[again]) * 4 + rank[again])
    last = np.ones(len(codes), bool)
    last[:-1] = codes[1:] // 4 != codes[:-1] // 4
    a, b = np.divmod(codes[last] // 4, len(part))
    once = ~again
    return Pairs(np.r_[met.a[once], a], np.r_[met.b[once], b], np.r_[rank[once], codes[last] % 4])


def _may_repeat(part: Slice, met: Meetings) -> Bools:
    """Two lines meet twice only if both name several places, or one names a place and one above it."""
    again: Bools = (part.several[met.a] & part.several[met.b]) | part.nested[met.a] | part.nested[met.b]
    return again


def _labels(part: Slice) -> Ragged:
    """What two lines must have in common to be PROBABLE: a known function, or a pair of alike titles."""
    count = len(part)
    if part.by_output:
        return Ragged(np.arange(count), np.zeros(count, np.int64))
    known = np.flatnonzero(part.lines.function != UNKNOWN)
    low, high = np.divmod(part.alike, len(part.lines.titles))
    pair = np.r_[np.arange(len(low)), np.flatnonzero(low != high)]
    order = np.argsort(np.r_[low, high[low != high]], kind="stable")
    title, pair = np.r_[low, high[low != high]][order], pair[order]
    first = np.searchsorted(title, part.lines.title)
    line, place = span(np.searchsorted(title, part.lines.title, side="right") - first)
    labels = np.r_[-part.lines.function[known], pair[first[line] + place]]
    lines = np.r_[known, line]
    by_line = np.argsort(lines, kind="stable")
    return Ragged(lines[by_line], labels[by_line])


__all__ = ["Meetings", "Pairs", "Rows", "Slice", "pairs", "prepare"]
