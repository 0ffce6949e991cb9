"""Money without double counting, original funders, crowding and concentration (domain.md M2 O2, O3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

CROWDED_FROM = 4
"""Original funders from which a cell is crowded (the Commission's 2007 draft code allows three)."""
OVERSUBSCRIBED_ABOVE = 1.10
THIN_BELOW = 0.5
NEAR = 0.05
"""How far two amounts may differ and still be thought one."""


@dataclass(frozen=True, slots=True)
class Draw:
    """A line draws an amount (minor units) on another line, its source."""

    line: int
    source: int
    amount: int


@dataclass(frozen=True, slots=True)
class Totals:
    """Minor units: what lines say together, the same without what they draw on one another, the difference."""

    gross: int
    net: int

    @property
    def double(self) -> int:
        """What was counted twice."""
        return self.gross - self.net


def net_amounts(amounts: Mapping[int, int], draws: Iterable[Draw]) -> dict[int, int]:
    """Per line max(0, amount less what it draws on lines of the same boundary): `amounts` is the boundary (O2)."""
    drawn: dict[int, int] = defaultdict(int)
    for draw in draws:
        if draw.line in amounts and draw.source in amounts:
            drawn[draw.line] += draw.amount
    return {line: max(0, amount - drawn.get(line, 0)) for line, amount in amounts.items()}


def totals(amounts: Mapping[int, int], draws: Iterable[Draw]) -> Totals:
    """Gross and net of a boundary."""
    return Totals(sum(amounts.values()), sum(net_amounts(amounts, draws).values()))


def drawn_on(draws: Iterable[Draw], counted: Collection[int]) -> dict[int, int]:
    """How much counted lines draw on each line; with that it takes no part in O1."""
    found: dict[int, int] = defaultdict(int)
    for draw in draws:
        if draw.line in counted:
            found[draw.source] += draw.amount
    return dict(found)


def chains(draws: Iterable[Draw]) -> set[tuple[int, int]]:
    """Pairs (line, any line above it in its source chain)."""
    above: dict[int, set[int]] = defaultdict(set)
    for draw in draws:
        above[draw.line].add(draw.source)
    return {(line, far) for line in list(above) for far in _upwards(line, above) if far != line}


def original_funders(
    funders: Mapping[int, frozenset[int]], amounts: Mapping[int, int], draws: Iterable[Draw]
) -> dict[int, frozenset[int]]:
    """Per line the organisations whose money it first was: its sources' funders, its own for what is left (O3)."""
    above: dict[int, set[int]] = defaultdict(set)
    drawn: dict[int, int] = defaultdict(int)
    for draw in draws:
        if draw.source in funders and draw.line in funders:
            above[draw.line].add(draw.source)
            drawn[draw.line] += draw.amount
    own = {line for line in funders if amounts.get(line, 0) > drawn.get(line, 0) or line not in above}
    return {line: frozenset().union(*(funders[one] for one in {line, *_upwards(line, above)} & own)) for line in funders}


def _upwards(line: int, above: Mapping[int, set[int]]) -> set[int]:
    """All sources of a line, level by level; a circle ends where it closes."""
    seen: set[int] = set()
    level = above.get(line, set())
    while level:
        seen |= level
        level = {far for one in level for far in above.get(one, ())} - seen
    return seen


class Crowd(Enum):
    """What O3 calls a cell."""

    CROWDED = "CROWDED"
    OVERSUBSCRIBED = "OVERSUBSCRIBED"
    ORPHAN = "ORPHAN"
    THIN = "THIN"


@dataclass(frozen=True, slots=True)
class Crowding:
    """O3 of one cell: distinct original funders, F = net counted over need, HHI; None where nothing divides."""

    funders: int
    coverage: float | None
    hhi: float | None
    flags: frozenset[Crowd]


def crowding(shares: Iterable[tuple[frozenset[int], int]], need: int | None, *, consent: bool) -> Crowding:
    """O3 of a cell from (original funders, net amount) of each line; several funders of one are one share."""
    together: dict[frozenset[int], int] = defaultdict(int)
    for who, amount in shares:
        together[who] += amount
    count = len(frozenset().union(*together)) if together else 0
    money = sum(together.values())
    coverage = round(money / need, 4) if need else None
    hhi = round(sum((part / money) ** 2 for part in together.values()), 4) if money > 0 else None
    return Crowding(count, coverage, hhi, frozenset(_flags(count, money / need if need else None, consent=consent)))


def _flags(count: int, coverage: float | None, *, consent: bool) -> Iterator[Crowd]:
    if count >= CROWDED_FROM:
        yield Crowd.CROWDED
    if coverage is not None and coverage > OVERSUBSCRIBED_ABOVE:
        yield Crowd.OVERSUBSCRIBED
    if count == 0 and consent:
        yield Crowd.ORPHAN
    if count == 1 and coverage is not None and coverage < THIN_BELOW:
        yield Crowd.THIN


@dataclass(frozen=True, slots=True)
class Chained:
    """A line as the search for unlinked chains needs it."""

    id: int
    commitment: int
    funders: frozenset[int]
    implementers: frozenset[int]
    amount: int
    start: date | None
    end: date | None


def unlinked(lines: Iterable[Chained], links: Collection[tuple[int, int]]) -> list[tuple[int, int]]:
    """Pairs that may be one payment told twice: the same funder and receiver named by both, amounts within 5 %,
    dates overlapping, not linked (O2). Line ids, low before high.
    """
    told: dict[tuple[int, int], list[Chained]] = defaultdict(list)
    for line in lines:
        for funder in line.funders:
            for receiver in line.implementers - {funder}:
                told[funder, receiver].append(line)
    found = {
        (min(a.id, b.id), max(a.id, b.id))
        for some in told.values()
        for a, b in _near(some)
        if a.commitment != b.commitment and _overlap(a, b)
    }
    return sorted(pair for pair in found if pair not in links and pair[::-1] not in links)


def _near(some: list[Chained]) -> Iterator[tuple[Chained, Chained]]:
    """Pairs whose amounts are within 5 %; sorted, so that far ones are not compared."""
    some = sorted((line for line in some if line.amount > 0), key=lambda line: line.amount)
    for i, a in enumerate(some):
        for b in some[i + 1 :]:
            if b.amount - a.amount > NEAR * b.amount:
                break
            yield a, b


def _overlap(a: Chained, b: Chained) -> bool:
    if a.start is None or a.end is None or b.start is None or b.end is None:
        return False
    return max(a.start, b.start) <= min(a.end, b.end)
