"""What of a count may be shown (domain.md P8): one function for every screen, export and role."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from typing import NamedTuple

LIMIT = 10
"""Counts below it are small."""


class Level(Enum):
    """At the country a zero is no secret; beneath it, it is."""

    NATIONAL = 1
    SUBNATIONAL = 0


class Kind(Enum):
    """How a figure is shown."""

    EXACT = "exact"
    SMALL = "small"
    WITHHELD = "withheld"


class Figure(NamedTuple):
    """A figure as anybody may see it: `value` only where it is exact."""

    kind: Kind
    value: int | None = None

    def __str__(self) -> str:
        return {Kind.EXACT: str(self.value), Kind.SMALL: f"<{LIMIT}", Kind.WITHHELD: "withheld"}[self.kind]


class Shown(NamedTuple):
    """A table as it may be shown: cells, totals of rows and of columns, and the total of all."""

    cells: list[list[Figure]]
    rows: list[Figure]
    columns: list[Figure]
    total: Figure


class Edge(NamedTuple):
    """A cell of the table with its margins, as a flow from one line to another: every line's flows cancel out."""

    tail: int
    head: int
    value: int


Place = tuple[int, int]


def protect(counts: Sequence[Sequence[int]], level: Level) -> Shown:
    """The table of `counts` with its totals, small counts and what would give them away hidden (domain.md P8).

    First the small ones, totals too; then, smallest first, further ones wherever a line hides exactly one figure,
    or figures that together make less than ten, until no hidden figure can be worked out from what is shown.
    """
    edges = table_edges(counts)
    hidden = {place for place, edge in edges.items() if small(edge.value, level)}
    while (place := next_to_hide(edges, hidden, level)) is not None:
        hidden.add(place)
    shown = {place: figure(edge.value, level, hidden=place in hidden) for place, edge in edges.items()}
    high, wide = len(counts), len(counts[0]) if counts else 0
    return Shown(
        [[shown[i, j] for j in range(wide)] for i in range(high)],
        [shown[i, wide] for i in range(high)],
        [shown[high, j] for j in range(wide)],
        shown[high, wide],
    )


def protect_row(counts: Sequence[int], level: Level) -> tuple[list[Figure], Figure]:
    """A single row of counts and its total, protected as a table of one row."""
    if not counts:
        return [], figure(0, level, hidden=small(0, level))
    shown = protect([counts], level)
    return shown.cells[0], shown.total


def small(value: int, level: Level) -> bool:
    """Whether a count is hidden for its own sake: 1 to 9, beneath the country 0 to 9."""
    return level.value <= value < LIMIT


def figure(value: int, level: Level, *, hidden: bool) -> Figure:
    """A count as it is shown."""
    if not hidden:
        return Figure(Kind.EXACT, value)
    return Figure(Kind.SMALL if small(value, level) else Kind.WITHHELD)


def table_edges(counts: Sequence[Sequence[int]]) -> dict[Place, Edge]:
    """Cells and totals as flows between lines: rows 0.., the row of totals, then columns, the column of totals.

    A row sends its cells to the columns and receives its total from the column of totals, and so on round, so that
    what is shown leaves exactly those figures free that can change along a circle of hidden ones.
    """
    high, wide = len(counts), len(counts[0]) if counts else 0
    total_row, total_column = high, high + 1 + wide
    edges = {(i, j): Edge(i, high + 1 + j, counts[i][j]) for i in range(high) for j in range(wide)}
    edges |= {(i, wide): Edge(total_column, i, sum(counts[i])) for i in range(high)}
    edges |= {(high, j): Edge(high + 1 + j, total_row, sum(row[j] for row in counts)) for j in range(wide)}
    edges[high, wide] = Edge(total_row, total_column, sum(map(sum, counts)))
    return edges


def next_to_hide(edges: Mapping[Place, Edge], hidden: set[Place], level: Level) -> Place | None:
    """The next figure to withhold, or None when nothing hidden is given away or nothing is left to withhold."""
    free = [place for place, edge in edges.items() if place not in hidden and edge.value >= LIMIT]
    for line in weak_lines(edges, hidden):
        near = [place for place in free if line in (edges[place].tail, edges[place].head)]
        if near:
            return min(near, key=lambda place: (edges[place].value, place))
    for place in given_away(edges, hidden, level):
        lines = {edges[place].tail, edges[place].head}
        near = [p for p in free if lines & {edges[p].tail, edges[p].head}] or free
        if near:
            return min(near, key=lambda p: (edges[p].value, p))
    return None


def weak_lines(edges: Mapping[Place, Edge], hidden: set[Place]) -> list[int]:
    """Lines that hide exactly one figure, or whose hidden cells make a known total below ten."""
    weak = []
    for line in sorted({edge.tail for edge in edges.values()}):
        out = [edges[p].value for p in hidden if edges[p].tail == line]
        into = [edges[p].value for p in hidden if edges[p].head == line]
        parts, totals = (into, out) if len(into) > len(out) else (out, into)
        if len(out) + len(into) == 1 or (parts and not totals and sum(parts) < LIMIT):
            weak.append(line)
    return weak


def given_away(edges: Mapping[Place, Edge], hidden: set[Place], level: Level) -> Iterator[Place]:
    """Hidden figures that totals and bounds leave only one value."""
    links = dict[int, list[tuple[int, Place]]]()
    for place in sorted(hidden):
        edge = edges[place]
        low, high = bounds(edge.value, level)
        if high is None or edge.value < high:
            links.setdefault(edge.tail, []).append((edge.head, place))
        if edge.value > low:
            links.setdefault(edge.head, []).append((edge.tail, place))
    for place in sorted(hidden):
        edge = edges[place]
        if not any(circle(links, place, a, b) for a, b in ((edge.tail, edge.head), (edge.head, edge.tail))):
            yield place


def bounds(value: int, level: Level) -> tuple[int, int | None]:
    """What a reader knows of a hidden figure: "<10" lies below ten, "withheld" not."""
    return (level.value, LIMIT - 1) if small(value, level) else (LIMIT, None)


def circle(links: Mapping[int, list[tuple[int, Place]]], place: Place, start: int, end: int) -> bool:
    """Whether the figure can move by one from `start` to `end` and back through other hidden figures."""
    if (end, place) not in links.get(start, ()):
        return False
    seen, todo = {end}, [end]
    while todo:
        for line, other in links.get(todo.pop(), ()):
            if other != place and line not in seen:
                seen.add(line)
                todo.append(line)
    return start in seen
