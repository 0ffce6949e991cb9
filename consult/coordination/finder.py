"""Pairs of lines that may be doing the same work (domain.md M2 O1), found without comparing all with all.

Lines stand in order of start, so that the partners of one are a run; they meet by equality of (sector, place),
each line reaching its own place and all above it. No pair crosses a 3-digit category: a slice is one category,
or one output of the agenda.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from consult.coordination.lines import LEAST_DAYS, UNKNOWN, Bools, Ints, Lines, Ragged, Tree, span
from consult.coordination.trigrams import alike_pairs, trigrams

BUDGET = 250_000
"""Meetings made at once; so many fit the cache."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Where lines may meet: a row a line and key, the key a number of (sector, place[, label]).

    cell: the number of (sector, place), an index into the slice's cells. own_*: whether the line itself
    names that sector and place, or only reaches it from beneath.
    """

    key: Ints
    cell: Ints
    line: Ints
    own_sector: Bools
    own_place: Bools

    def only(self, keep: Bools | Ints) -> Rows:
        """Some of the rows."""
        return Rows(self.key[keep], self.cell[keep], self.line[keep], self.own_sector[keep], self.own_place[keep])

    def labelled(self, labels: Ragged) -> Rows:
        """Each row once for each label of its line; two lines then meet only under a label of both."""
        first = np.searchsorted(labels.line, self.line)
        run, place = span(np.searchsorted(labels.line, self.line, side="right") - first)
        rows = self.only(run)
        _, label = np.unique(labels.value, return_inverse=True)
        width = int(label.max(initial=0)) + 1
        return replace(rows, key=rows.key * width + label[first[run] + place])


@dataclass(frozen=True, slots=True)
class Slice:
    """Lines of one category (or one output), ordered by start and id, and where they may meet.

    till[a]: the number of lines that start early enough to share 30 days with a, if they start after it.
    sector, place: of each cell. linked: pairs that are none, as low * n + high, sorted. alike: pairs of alike
    titles, as low * len(titles) + high, sorted. several, nested: lines that name several places, or a place and
    one above it.
    """

    lines: Lines
    tree: Tree
    till: Ints
    rows: Rows
    sector: Ints
    place: Ints
    linked: Ints
    alike: Ints
    several: Bools
    nested: Bools
    by_output: bool

    def __len__(self) -> int:
        return len(self.lines)


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


def prepare(lines: Lines, tree: Tree, links: Ints) -> list[Slice]:
    """The slices of these lines (admitted by `lines.admit`).

    links: pairs of line ids, shape (n, 2), that are no overlap: complement, joint programme, source chain.
    """
    long = np.flatnonzero(lines.end - lines.start + 1 >= LEAST_DAYS)
    lines = lines.take(long[np.lexsort((lines.id[long], lines.start[long]))])
    linked = _positions(lines.id, links)
    slices = []
    for group, by_output in ((lines.category(), False), (lines.output, True)):
        order = np.argsort(group, kind="stable")
        values, first = np.unique(group[order], return_index=True)
        if not len(order):
            continue
        near = linked[group[linked[:, 0]] == group[linked[:, 1]]]
        for value, members in zip(values.tolist(), np.split(order, first[1:]), strict=True):
            if value > 0 and len(members) > 1:
                ties = np.searchsorted(members, near[group[near[:, 0]] == value])
                slices.append(_slice(lines.take(members), tree, ties, by_output=by_output))
    return [one for one in slices if len(one.rows.key)]


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
    for first, last in _blocks(rows.line[run.row], run.count, budget):
        driver, place = span(run.count[first:last])
        partner = run.partner[run.low[first:last][driver] + place]
        row = run.row[first:last][driver]
        yield Meetings(
            rows.line[row], rows.line[partner], rows.cell[row], rows.own_place[row] & rows.own_place[partner]
        )


def counted(part: Slice, rows: Rows) -> Ints:
    """How many meetings each cell has, none made."""
    run = _run(rows, part.till)
    return np.bincount(rows.cell[run.row], weights=run.count, minlength=len(part.sector)).astype(np.int64)


def lawful(part: Slice, a: Ints, b: Ints) -> Bools:
    """Which of these meetings are pairs: same kind of work, different activities and organisations, no link."""
    return same_work(part, a, b) & ~tied(part, a, b) & ~sharing(part, a, b)


def same_work(part: Slice, a: Ints, b: Ints) -> Bools:
    """Function the same, UNKNOWN matching any; of one output whatever the function."""
    one, two = part.lines.function[a], part.lines.function[b]
    return (one == two) | (one == UNKNOWN) | (two == UNKNOWN) | part.by_output


def tied(part: Slice, a: Ints, b: Ints) -> Bools:
    """Of one activity, linked, or judged by their outputs in a slice of its own."""
    lines = part.lines
    tie = lines.activity[a] == lines.activity[b]
    if not part.by_output:
        tie |= (lines.priority[a] == lines.priority[b]) & (lines.output[a] > 0) & (lines.output[b] > 0)
    if len(part.linked):
        tie |= _among(part.linked, np.minimum(a, b) * len(part) + np.maximum(a, b))
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
        found = _among(np.sort(orgs.line * width + orgs.value), asked)
        shared[several[run[found]]] = True
    return shared


def alike(part: Slice, a: Ints, b: Ints) -> Bools:
    """Which pairs have alike titles (trigrams, domain.md O1)."""
    one, two = part.lines.title[a], part.lines.title[b]
    codes = np.minimum(one, two) * len(part.lines.titles) + np.maximum(one, two)
    return _among(part.alike, codes)


class _Run(NamedTuple):
    row: Ints
    low: Ints
    count: Ints
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
    keep = lawful(part, met.a, met.b)
    return Meetings(met.a[keep], met.b[keep], met.cell[keep], met.same_place[keep])


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


def _slice(lines: Lines, tree: Tree, ties: Ints, *, by_output: bool) -> Slice:
    line, node, own_place = tree.reach(lines.places)
    sector, row, own_sector = _sectors(lines, line, by_output=by_output)
    cells, cell = np.unique(sector * len(tree.parent) + node[row], return_inverse=True)
    rows = _meeting(Rows(cell, cell, line[row], own_sector, own_place[row]))
    return Slice(
        lines=lines,
        tree=tree,
        till=np.searchsorted(lines.start, lines.end - (LEAST_DAYS - 1), side="right"),
        rows=rows,
        sector=cells // len(tree.parent),
        place=cells % len(tree.parent),
        linked=np.unique(ties.min(axis=1) * len(lines) + ties.max(axis=1)),
        alike=_alike_titles(lines),
        several=lines.places.counts(len(lines)) > 1,
        nested=_nested(lines, tree),
        by_output=by_output,
    )


def _sectors(lines: Lines, line: Ints, *, by_output: bool) -> tuple[Ints, Ints, Bools]:
    """The sector of each row, which row of `line` it repeats, and whether its line names it.

    A line with a 5-digit code also stands, not owned, under its category, if a line names that.
    """
    row = np.arange(len(line))
    if by_output:
        return lines.output[line], row, np.ones(len(row), bool)
    purpose, category = lines.purpose[line], lines.category()[line]
    under = row[purpose != category] if (purpose == category).any() else row[:0]
    own = np.r_[np.ones(len(row), bool), np.zeros(len(under), bool)]
    return np.r_[purpose, category[under]], np.r_[row, under], own


def _meeting(rows: Rows) -> Rows:
    """The rows of cells where at least two lines can meet."""
    named_place = np.bincount(rows.cell, weights=rows.own_place) > 0
    named_sector = np.bincount(rows.cell, weights=rows.own_sector) > 0
    shared = (np.bincount(rows.cell) > 1) & named_place & named_sector
    return rows.only(shared[rows.cell])


def _nested(lines: Lines, tree: Tree) -> Bools:
    """Lines that name a place and also one above it."""
    width = len(tree.parent)
    above = tree.parent[lines.places.value]
    line, node, _ = tree.reach(Ragged(lines.places.line[above >= 0], above[above >= 0]))
    named = np.sort(lines.places.line * width + lines.places.value)
    nested = np.zeros(len(lines), bool)
    nested[line[_among(named, line * width + node)]] = True
    return nested


def _alike_titles(lines: Lines) -> Ints:
    """Codes of alike titles, each title alike to itself unless it holds no word."""
    used = np.unique(lines.title)
    texts = [lines.titles[i] for i in used.tolist()]
    low, high = np.divmod(alike_pairs(texts), max(len(texts), 1))
    itself = np.array([i for i, text in enumerate(texts) if trigrams(text)], np.int64)
    codes: Ints = used[np.r_[low, itself]] * len(lines.titles) + used[np.r_[high, itself]]
    return np.sort(codes)


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


def _positions(ids: Ints, links: Ints) -> Ints:
    """Pairs of ids as pairs of positions in `ids`; those not among them are left out."""
    links = links.reshape(-1, 2)
    order = np.argsort(ids)
    at = np.minimum(np.searchsorted(ids[order], links), max(len(ids) - 1, 0))
    if not len(ids):
        return links[:0]
    found = (ids[order][at] == links).all(axis=1)
    return order[at[found]]


def _among(codes: Ints, asked: Ints) -> Bools:
    """Which of `asked` stand in the sorted `codes`."""
    if not len(codes):
        return np.zeros(len(asked), bool)
    found: Bools = codes[np.minimum(np.searchsorted(codes, asked), len(codes) - 1)] == asked
    return found
