"""Lines cut into slices that no pair crosses, and where the lines of one may meet (domain.md M2 O1).

No pair crosses a 3-digit category: a slice is one category, or one output of the agenda. In it lines stand in order of
start, so that the partners of one are a run; each reaches its own place and all above it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from consult.coordination.lines import LEAST_DAYS, UNKNOWN, Bools, Ints, Lines, Ragged, Tree, span
from consult.coordination.trigrams import alike_pairs, trigrams


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
    one above it. functions, outputs: whether any line states one that counts here.
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
    functions: bool
    outputs: bool
    by_output: bool

    def __len__(self) -> int:
        return len(self.lines)


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
        functions=bool((lines.function != UNKNOWN).any()),
        outputs=bool((lines.output > 0).any()) and not by_output,
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
    nested[line[among(named, line * width + node)]] = True
    return nested


def _alike_titles(lines: Lines) -> Ints:
    """Codes of alike titles, each title alike to itself unless it holds no word."""
    used = np.unique(lines.title)
    texts = [lines.titles[i] for i in used.tolist()]
    low, high = np.divmod(alike_pairs(texts), max(len(texts), 1))
    itself = np.array([i for i, text in enumerate(texts) if trigrams(text)], np.int64)
    codes: Ints = used[np.r_[low, itself]] * len(lines.titles) + used[np.r_[high, itself]]
    return np.sort(codes)


def _positions(ids: Ints, links: Ints) -> Ints:
    """Pairs of ids as pairs of positions in `ids`; those not among them are left out."""
    links = links.reshape(-1, 2)
    order = np.argsort(ids)
    at = np.minimum(np.searchsorted(ids[order], links), max(len(ids) - 1, 0))
    if not len(ids):
        return links[:0]
    found = (ids[order][at] == links).all(axis=1)
    places: Ints = order[at[found]]
    return places


def among(codes: Ints, asked: Ints) -> Bools:
    """Which of `asked` stand in the sorted `codes`."""
    if not len(codes):
        return np.zeros(len(asked), bool)
    found: Bools = codes[np.minimum(np.searchsorted(codes, asked), len(codes) - 1)] == asked
    return found
