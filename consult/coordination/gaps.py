"""Need against money and consent, cell by cell: coverage by consent (domain.md M1) and gaps (M3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from consult.coordination.money import Draw, net_amounts

PARTIAL_BELOW = 0.8
COVERED_UP_TO = 1.10


class GapState(Enum):
    """M3, in the order in which they are tried."""

    NEED_UNKNOWN = "NEED_UNKNOWN"
    NO_CONSENT = "NO_CONSENT"
    CONSENTED_UNFUNDED = "CONSENTED_UNFUNDED"
    PLEDGED_ONLY = "PLEDGED_ONLY"
    PARTIAL = "PARTIAL"
    COVERED = "COVERED"
    OVERSUBSCRIBED = "OVERSUBSCRIBED"


@dataclass(frozen=True, slots=True)
class Cell:
    """A published priority at a place with a need. need: minor units, None where an output's is not stated."""

    priority: int
    place: int
    sector: int
    need: int | None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Money:
    """A line as gaps need it: amount in minor units of the reporting currency, None where it has none or another.

    sectors: the national sectors that may hold it; several where it is ambiguous.
    """

    id: int
    priority: int | None
    sectors: frozenset[int]
    places: tuple[int, ...]
    amount: int | None
    start: date | None
    end: date | None
    pledged: bool = False
    active: bool = False
    undivided: bool = False
    outside: bool = False


@dataclass(slots=True)
class Held:
    """Lines of a cell: counted (those matched rather than named apart), pledged, and listed but not added."""

    counted: list[Money] = field(default_factory=list)
    matched: set[int] = field(default_factory=set)
    pledged: list[Money] = field(default_factory=list)
    listed: list[Money] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Gap:
    """M3 of one cell, money in minor units; `upper`: something is listed that was not added, so the gap is at most this."""

    cell: Cell
    committed: int
    pledged: int
    gap: int | None
    state: GapState
    outside: int
    not_present: bool
    upper: bool
    held: Held


@dataclass(frozen=True, slots=True)
class Coverage:
    """M1: cells covered over cells, and the same by need; 4 decimals, None where nothing is to cover."""

    cells: float | None
    need: float | None


def needs_to_cells(
    needs: Iterable[tuple[int, int, int | None]], about: Mapping[int, tuple[int, date | None, date | None]]
) -> list[Cell]:
    """Cells from (priority, place, amount); the need sums over outputs, and is None if one of them is (M3).

    about: of each published priority its national sector, first and last day.
    """
    amounts: dict[tuple[int, int], list[int | None]] = defaultdict(list)
    for priority, place, amount in needs:
        if priority in about:
            amounts[priority, place].append(amount)
    return [
        Cell(priority, place, about[priority][0], _sum(some), *about[priority][1:]) for (priority, place), some in amounts.items()
    ]


def coverage(cells: Iterable[Cell], covered: Callable[[Cell], bool]) -> Coverage:
    """M1 for one way of being covered."""
    known = list(cells)
    inside = [cell for cell in known if covered(cell)]
    return Coverage(
        ratio(len(inside), len(known)),
        ratio(sum(cell.need or 0 for cell in inside), sum(cell.need or 0 for cell in known)),
    )


def place_lines(cells: Collection[Cell], lines: Iterable[Money], parent: Mapping[int, int | None]) -> dict[Cell, Held]:
    """Which lines stand in which cell (M3).

    A line counts at its priority's cells whose place is its own or above it, by the nearest common ancestor where it is
    not divided among places. Without a priority it counts at the only priority whose sector, period and place hold it.
    """
    held = {cell: Held() for cell in cells}
    by_priority: dict[int, list[Cell]] = defaultdict(list)
    by_sector: dict[int, list[Cell]] = defaultdict(list)
    for cell in cells:
        by_priority[cell.priority].append(cell)
        by_sector[cell.sector].append(cell)
    reach = Reach(parent)
    for line in lines:
        if line.priority is not None:
            _place(held, line, by_priority[line.priority], reach, sure=True)
        else:
            near = [cell for sector in line.sectors for cell in by_sector.get(sector, ())]
            if near:
                _match(held, line, near, reach)
    return held


def gap_of(cell: Cell, held: Held, draws: Iterable[Draw], *, consent: bool) -> Gap:
    """M3: N less C, net of what the cell's lines draw on one another; pledges close nothing."""
    amounts = {line.id: line.amount or 0 for line in held.counted}
    net = net_amounts(amounts, draws)
    committed = sum(net.values())
    pledged = sum(line.amount or 0 for line in held.pledged)
    return Gap(
        cell=cell,
        committed=committed,
        pledged=pledged,
        gap=None if cell.need is None else max(0, cell.need - committed),
        state=state_of(cell.need, committed, pledged, consent=consent),
        outside=sum(net[line.id] for line in held.counted if line.outside),
        not_present=committed > 0 and not any(line.active for line in held.counted),
        upper=bool(held.listed),
        held=held,
    )


def state_of(need: int | None, committed: int, pledged: int, *, consent: bool) -> GapState:
    """The first state of M3 that holds; need, committed and pledged in the same units."""
    if not need:
        return GapState.NEED_UNKNOWN
    if not consent:
        return GapState.NO_CONSENT
    if committed == 0:
        return GapState.PLEDGED_ONLY if pledged > 0 else GapState.CONSENTED_UNFUNDED
    if committed / need < PARTIAL_BELOW:
        return GapState.PARTIAL
    return GapState.COVERED if committed / need <= COVERED_UP_TO else GapState.OVERSUBSCRIBED


def ratio(part: int, whole: int) -> float | None:
    """To 4 decimals; None if the whole is 0 (domain.md 5.4)."""
    return round(part / whole, 4) if whole else None


def common_ancestor(places: Iterable[int], parent: Mapping[int, int | None]) -> int | None:
    """The nearest place that holds all of them; None for none."""
    paths = [_path(place, parent) for place in places]
    if not paths:
        return None
    shared = set(paths[0]).intersection(*paths[1:])
    return next((place for place in paths[0] if place in shared), None)


class Reach:
    """What sets of places touch and where they are held as a whole, each worked out once."""

    def __init__(self, parent: Mapping[int, int | None]) -> None:
        self.parent = parent
        self._known: dict[tuple[int, ...], tuple[frozenset[int], frozenset[int]]] = {}

    def of(self, places: tuple[int, ...]) -> tuple[frozenset[int], frozenset[int]]:
        """The places with all above them; and their nearest common ancestor with all above it."""
        if places not in self._known:
            touched = frozenset(step for place in places for step in _path(place, self.parent))
            self._known[places] = touched, frozenset(_path(common_ancestor(places, self.parent), self.parent))
        return self._known[places]


def _path(place: int | None, parent: Mapping[int, int | None]) -> list[int]:
    path = []
    while place is not None:
        path.append(place)
        place = parent.get(place)
    return path


def _match(held: dict[Cell, Held], line: Money, near: list[Cell], reach: Reach) -> None:
    touched, _ = reach.of(line.places)
    near = [cell for cell in near if cell.place in touched and _meets(cell, line)]
    sure = len({cell.priority for cell in near}) == 1 and len(line.sectors) == 1 and line.start is not None
    _place(held, line, near, reach, sure=sure, matched=True)


def _place(
    held: dict[Cell, Held],
    line: Money,
    near: list[Cell],
    reach: Reach,
    *,
    sure: bool,
    matched: bool = False,
) -> None:
    touched, inside = reach.of(line.places)
    for cell in near:
        if cell.place not in touched:
            continue
        of = held[cell]
        if not sure or cell.place not in inside or line.amount is None:
            of.listed.append(line)
        elif line.pledged:
            of.pledged.append(line)
        else:
            of.counted.append(line)
            if matched:
                of.matched.add(line.id)


def _meets(cell: Cell, line: Money) -> bool:
    """Whether their dates meet; what has no dates may."""
    if line.start is None or line.end is None:
        return True
    return (cell.end is None or line.start <= cell.end) and (cell.start is None or line.end >= cell.start)


def _sum(amounts: list[int | None]) -> int | None:
    stated = [amount for amount in amounts if amount is not None]
    return sum(stated) if len(stated) == len(amounts) else None
