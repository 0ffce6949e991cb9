"""What a pair is worth: certainty, shared time, exposure and level (domain.md M2 O1)."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from consult.coordination import finder
from consult.coordination.finder import Pairs, Slice
from consult.coordination.lines import UNKNOWN, Bools, Ints, Ragged, span

NATIONAL, POSSIBLE, PROBABLE = 0, 1, 2
"""Certainty: they meet only at the country; the match is loose; the same place and the same kind of work."""
RELATED, LIKELY, STRONG, STRONGEST = 1, 2, 3, 4
"""Levels; STRONGEST is STRONG where the money counted is more than 1.10 of the need; 0 stands for none."""


class Judged(NamedTuple):
    """Pairs by line id (low before high) with what they are worth; columns of one length.

    part: number of the slice; a, b: numbers in it, a starting first. days: in common, ends counted. shorter:
    days of the shorter line. exposure: minor units. upper: 1 where the exposure is an upper bound.
    """

    low: Ints
    high: Ints
    part: Ints
    a: Ints
    b: Ints
    certainty: Ints
    level: Ints
    days: Ints
    shorter: Ints
    exposure: Ints
    upper: Ints

    def only(self, keep: Bools | Ints) -> Judged:
        """Some of the pairs, in this order."""
        return Judged(*(column[keep] for column in self))

    def worst_first(self, k: int | None = None) -> Judged:
        """The first k by level, exposure (both falling) and ids."""
        order = np.lexsort((self.high, self.low, -self.exposure, -self.level))
        return self.only(order[:k])


def join(tables: list[Judged]) -> Judged:
    """One table of several."""
    return Judged(*(np.concatenate(columns) for columns in zip(*tables, strict=True))) if tables else NOTHING


def judge(part: Slice, found: Pairs, crowded: Ragged, number: int = 0) -> Judged:
    """Measure the pairs of a slice. crowded: the OVERSUBSCRIBED cells as (priority, place), sorted."""
    lines, a, b = part.lines, found.a, found.b
    days = np.minimum(lines.end[a], lines.end[b]) - lines.start[b] + 1
    shorter = np.minimum(lines.end[a] - lines.start[a], lines.end[b] - lines.start[b]) + 1
    certainty = certainty_of(part, found)
    return Judged(
        low=np.minimum(lines.id[a], lines.id[b]),
        high=np.maximum(lines.id[a], lines.id[b]),
        part=np.full(len(a), number),
        a=a,
        b=b,
        certainty=certainty,
        level=_level(part, found, certainty, 2 * days >= shorter, crowded),
        days=days,
        shorter=shorter,
        exposure=exposure(np.minimum(lines.amount[a], lines.amount[b]), days, shorter),
        upper=(lines.undivided[a] | lines.undivided[b]).astype(np.int64),
    )


def exposure(smaller: Ints, days: Ints, shorter: Ints) -> Ints:
    """Days / shorter of the smaller amount, exact, half to even; 0 for an amount of 0 or less."""
    whole, rest = _divided(np.maximum(smaller, 0), shorter)
    part, left = _divided(rest * days, shorter)
    part += whole * days
    left *= 2
    part += (left > shorter) | ((left == shorter) & (part % 2 == 1))
    return part


def _divided(number: Ints, by: Ints) -> tuple[Ints, Ints]:
    """Quotient and remainder of numbers from 0 up to 2**53; by floating point, put right where that was one off."""
    quotient = (number / by).astype(np.int64)
    rest = number - quotient * by
    off = (rest >= by).astype(np.int64) - (rest < 0)
    return quotient + off, rest - off * by


def certainty_of(part: Slice, found: Pairs) -> Ints:
    """NATIONAL, POSSIBLE or PROBABLE for each pair, from its highest rank, codes, functions and titles."""
    certainty = np.where(found.rank < 2, NATIONAL, POSSIBLE)
    near = np.flatnonzero(found.rank == 3)
    lines, a, b = part.lines, found.a[near], found.b[near]
    if not part.by_output:
        same = lines.purpose[a] == lines.purpose[b]
        near, a, b = near[same], a[same], b[same]
        known = (lines.function[a] != UNKNOWN) & (lines.function[b] != UNKNOWN)
        near = near[known | finder.alike(part, a, b)]
    certainty[near] = PROBABLE
    return certainty


def _level(part: Slice, found: Pairs, certainty: Ints, half: Bools, crowded: Ragged) -> Ints:
    """Certainty counts as the level up to 2; HIGH (tau of a half) is 3, in an OVERSUBSCRIBED cell 4."""
    level = certainty.copy()
    strong = np.flatnonzero(certainty == PROBABLE)
    strong = strong[half[strong]]
    level[strong] = STRONG
    one, two = part.lines.counted_in[found.a[strong]], part.lines.counted_in[found.b[strong]]
    asked = strong[(one == two) & np.isin(one, crowded.line)]
    level[asked[_in_crowded(part, found.a[asked], found.b[asked], crowded)]] = STRONGEST
    return level


def _in_crowded(part: Slice, a: Ints, b: Ints, crowded: Ragged) -> Bools:
    """Pairs that share a place in or beneath an OVERSUBSCRIBED cell of the priority at which both count."""
    pair, node = shared_places(part, a, b)
    pair, node, _ = part.tree.reach(Ragged(pair, node))
    width = len(part.tree.parent)
    cells = np.sort(crowded.line * width + crowded.value)
    inside = np.zeros(len(a), bool)
    inside[pair[np.isin(part.lines.counted_in[a[pair]] * width + node, cells)]] = True
    return inside


def shared_places(part: Slice, a: Ints, b: Ints) -> tuple[Ints, Ints]:
    """The places that both lines of each pair name: number of the pair, place; sorted by pair."""
    places, width = part.lines.places, len(part.tree.parent)
    number = places.counts(len(part))
    first = np.cumsum(number) - number
    pair, at = span(number[a])
    node = places.value[first[a[pair]] + at]
    both = np.isin(b[pair] * width + node, places.line * width + places.value)
    return pair[both], node[both]


NOTHING = Judged(*(np.zeros(0, np.int64) for _ in Judged._fields))
