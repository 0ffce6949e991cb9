"""The worst pairs of a country, worst first, without making all of them."""

from __future__ import annotations

import numpy as np

from consult.coordination import finder, judging
from consult.coordination.finder import Slice
from consult.coordination.judging import Judged, join, judge
from consult.coordination.lines import Ragged

FIRST_LOOK = 3_000
"""Largest lines that are compared first for related work."""


def worst(slices: list[Slice], k: int, crowded: Ragged, look: int = FIRST_LOOK) -> Judged:
    """The k worst pairs below the national level; `part` numbers the slices.

    All PROBABLE ones are looked at. What else is asked for is related work by exposure, which never passes the
    smaller amount: the largest lines decide, more of them until no other line can change the answer.
    """
    top = judging.NOTHING
    for number, part in enumerate(slices):
        for block in finder.likely(part):
            found = judge(part, block, crowded, number)
            top = join([top, found.only(found.level > judging.RELATED)]).worst_first(k)
    return join([top, _related(slices, k - len(top.low), crowded, look)]) if len(top.low) < k else top


def everything(slices: list[Slice], crowded: Ragged) -> Judged:
    """All pairs, worst first, the national ones last; memory grows with them."""
    found = [judge(part, block, crowded, i) for i, part in enumerate(slices) for block in finder.pairs(part)]
    return join(found).worst_first()


def _related(slices: list[Slice], k: int, crowded: Ragged, look: int) -> Judged:
    amounts = np.sort(np.concatenate([part.lines.amount for part in slices] or [np.zeros(0, np.int64)]))[::-1]
    while True:
        least = int(amounts[look]) if look < len(amounts) else None
        top = judging.NOTHING
        for number, part in enumerate(slices):
            top = join([top, _related_in(part, number, least, crowded, k)]).worst_first(k)
        if least is None or (len(top.low) == k and int(top.exposure[-1]) > least):
            return top
        look *= 4


def _related_in(part: Slice, number: int, least: int | None, crowded: Ragged, k: int) -> Judged:
    """Related work among the lines of a slice above an amount."""
    rows = part.rows if least is None else part.rows.only(part.lines.amount[part.rows.line] > least)
    top = judging.NOTHING
    for block in finder.pairs(finder.narrowed(part, rows)):
        found = judge(part, block, crowded, number)
        top = join([top, found.only(found.level == judging.RELATED)]).worst_first(k)
    return top
