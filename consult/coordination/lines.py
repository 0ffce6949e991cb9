"""The lines that a report reads, as columns of numpy arrays, and who of them takes part in O1."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

UNKNOWN = 0
"""The function of a line whose source states none; it matches any."""
UNSPECIFIED = 998
"""The DAC category "not specified"; it and its codes match nothing (domain.md M2)."""
LEAST_DAYS = 30
"""Days that two lines share at least, both ends counted (domain.md M2 O1)."""


class Ragged(NamedTuple):
    """Several values a line: `value[i]` belongs to line `line[i]`; sorted by line."""

    line: Ints
    value: Ints

    def of(self, keep: Ints, count: int) -> Ragged:
        """The values of the lines `keep` (out of `count`), which are renumbered in its order."""
        new = np.full(count, -1, np.int64)
        new[keep] = np.arange(len(keep))
        line = new[self.line]
        order = np.argsort(line, kind="stable")
        order = order[np.searchsorted(line[order], 0) :]
        return Ragged(line[order], self.value[order])

    def counts(self, count: int) -> Ints:
        """How many values each of `count` lines has."""
        return np.bincount(self.line, minlength=count)


@dataclass(frozen=True, slots=True)
class Lines:
    """Counted lines as columns, one entry a line; 0 says "none" in every column of keys.

    start, end: proleptic days (date.toordinal), both inclusive. amount: minor units of the reporting
    currency, less what counted lines draw on it; 0 in another currency. purpose: DAC code, of 5 or 3
    digits. priority, output: what the line names of the agenda. counted_in: the priority at which its
    money counts (M3). undivided: by place or by purpose code. title: a number into `titles`.
    orgs: implementers, else funders; without "nobody". places: indexes into the tree.
    """

    id: Ints
    activity: Ints
    start: Ints
    end: Ints
    amount: Ints
    purpose: Ints
    function: Ints
    priority: Ints
    output: Ints
    counted_in: Ints
    undivided: Bools
    title: Ints
    orgs: Ragged
    places: Ragged
    titles: tuple[str, ...] = field(repr=False)

    def __len__(self) -> int:
        return len(self.id)

    def take(self, keep: Ints) -> Lines:
        """These lines alone, in this order."""
        columns = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "titles"}
        taken: dict[str, Any] = {
            name: column.of(keep, len(self)) if isinstance(column, Ragged) else column[keep] for name, column in columns.items()
        }
        return replace(self, **taken)

    def category(self) -> Ints:
        """The 3-digit category of each line's purpose code."""
        return np.where(self.purpose >= 10000, self.purpose // 100, self.purpose)


class Tree(NamedTuple):
    """Places by index: the parent of each (-1 at the country) and which one is the country."""

    parent: Ints
    country: int

    def reach(self, listed: Ragged) -> tuple[Ints, Ints, Bools]:
        """Each line's places and all their ancestors, once: line, place, whether it lists it."""
        lines, nodes, owned = [listed.line], [listed.value], [np.ones(len(listed.line), bool)]
        line, node = listed.line, self.parent[listed.value]
        while (up := node >= 0).any():
            line, node = line[up], node[up]
            lines.append(line)
            nodes.append(node)
            owned.append(np.zeros(len(line), bool))
            node = self.parent[node]
        return _once(np.concatenate(lines), np.concatenate(nodes), np.concatenate(owned))


def tree_of(parents: Iterable[int], country: int) -> Tree:
    """A tree of places; one whose parent is unknown hangs on the country."""
    parent = np.fromiter(parents, np.int64)
    parent[parent < 0] = country
    parent[country] = -1
    return Tree(parent, country)


class LeftOut(NamedTuple):
    """How many lines take part in no pair, each under its first reason (domain.md O1)."""

    without_dates: int
    without_purpose: int
    unspecified: int
    nobody: int
    drawn: int


def admit(lines: Lines, drawn: Ints) -> tuple[Lines, LeftOut]:
    """The lines that take part in O1, their amounts less what counted lines draw (`drawn`, minor units).

    A line on which others draw takes part with the rest, drawn on in full not at all.
    """
    rest = lines.amount - drawn
    reasons = [
        (lines.start <= 0) | (lines.end < lines.start),
        lines.purpose <= 0,
        lines.category() == UNSPECIFIED,
        lines.orgs.counts(len(lines)) == 0,
        (drawn > 0) & (rest <= 0),
    ]
    out, counts = np.zeros(len(lines), bool), []
    for reason in reasons:
        counts.append(int((reason & ~out).sum()))
        out |= reason
    return replace(lines, amount=rest).take(np.flatnonzero(~out)), LeftOut(*counts)


def span(count: Ints) -> tuple[Ints, Ints]:
    """For runs of these lengths: the number of the run of each item, and its place in the run."""
    run = np.repeat(np.arange(len(count)), count)
    return run, np.arange(len(run)) - np.repeat(np.cumsum(count) - count, count)


def _once(line: Ints, node: Ints, owned: Bools) -> tuple[Ints, Ints, Bools]:
    order = np.lexsort((~owned, node, line))
    line, node, owned = line[order], node[order], owned[order]
    first = np.ones(len(line), bool)
    first[1:] = (line[1:] != line[:-1]) | (node[1:] != node[:-1])
    return line[first], node[first], owned[first]
