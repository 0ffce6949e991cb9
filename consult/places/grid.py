"""Point in polygon: 64 × 64 cells that know their only shape, ray casting where an edge runs through."""

from collections.abc import Mapping, Sequence
from typing import Any

SIDE = 64
Point = tuple[float, float]
Ring = Sequence[Sequence[float]]


def rings_of(geometry: Mapping[str, Any]) -> list[Ring]:
    """Every ring of a GeoJSON Polygon or MultiPolygon, holes too; of others none."""
    if geometry.get("type") == "Polygon":
        return list(geometry["coordinates"])
    if geometry.get("type") == "MultiPolygon":
        return [ring for polygon in geometry["coordinates"] for ring in polygon]
    return []


def inside(rings: Sequence[Ring], x: float, y: float) -> bool:
    """Whether a point lies within rings, even and odd; on an edge it does too."""
    odd = False
    for ring in rings:
        x1, y1 = ring[-1][0], ring[-1][1]
        for corner in ring:
            x2, y2 = corner[0], corner[1]
            if (y1 > y) != (y2 > y):
                at = x1 + (y - y1) * (x2 - x1) / (y2 - y1)
                if at == x:
                    return True
                odd ^= x < at
            elif y1 == y == y2 and min(x1, x2) <= x <= max(x1, x2):
                return True
            x1, y1 = x2, y2
    return odd


def middle(geometry: Mapping[str, Any]) -> Point | None:
    """A point well inside a shape: the midpoint of its widest stretch on one of fifteen level lines."""
    rings = rings_of(geometry)
    if not rings:
        return None
    ys = [corner[1] for ring in rings for corner in ring]
    low, high = min(ys), max(ys)
    stretches = [_widest(rings, low + (high - low) * (n + 0.5) / 15) for n in range(15)]
    best = max((s for s in stretches if s), default=None)
    return (best[1], best[2]) if best else None


def _widest(rings: Sequence[Ring], y: float) -> tuple[float, float, float] | None:
    xs = _crossings(rings, y)
    spans = [(b - a, (a + b) / 2, y) for a, b in zip(xs[::2], xs[1::2], strict=False)]
    return max(spans, default=None)


def _crossings(rings: Sequence[Ring], y: float) -> list[float]:
    """Where a level line meets the edges, from west to east."""
    xs = []
    for ring in rings:
        x1, y1 = ring[-1][0], ring[-1][1]
        for corner in ring:
            x2, y2 = corner[0], corner[1]
            if (y1 > y) != (y2 > y):
                xs.append(x1 + (y - y1) * (x2 - x1) / (y2 - y1))
            x1, y1 = x2, y2
    return sorted(xs)


class Grid:
    """Shapes of one level, each with its key, the first given winning where two claim a point."""

    def __init__(self, shapes: Sequence[tuple[Any, Mapping[str, Any]]]) -> None:
        self._rings = {key: rings for key, shape in shapes if (rings := rings_of(shape))}
        corners = [corner for rings in self._rings.values() for ring in rings for corner in ring]
        self._empty = not corners
        if self._empty:
            return
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        self._west, self._south = min(xs), min(ys)
        self._wide = (max(xs) - self._west) / SIDE or 1.0
        self._high = (max(ys) - self._south) / SIDE or 1.0
        self._certain: dict[int, list[Any]] = {}
        self._edged: dict[int, list[Any]] = {}
        for key, rings in self._rings.items():
            self._enter(key, rings)

    def at(self, x: float, y: float) -> Any | None:
        """The key of the first shape that holds a point, else None."""
        if self._empty or not self._covers(x, y):
            return None
        cell = self._cell(x, y)
        certain, edged = self._certain.get(cell, ()), self._edged.get(cell, ())
        if not edged:
            return certain[0] if certain else None
        return next((k for k in self._rings if k in certain or (k in edged and inside(self._rings[k], x, y))), None)

    def _covers(self, x: float, y: float) -> bool:
        right, top = self._west + SIDE * self._wide, self._south + SIDE * self._high
        return self._west <= x <= right and self._south <= y <= top

    def _column(self, x: float) -> int:
        return min(SIDE - 1, max(0, int((x - self._west) / self._wide)))

    def _row(self, y: float) -> int:
        return min(SIDE - 1, max(0, int((y - self._south) / self._high)))

    def _cell(self, x: float, y: float) -> int:
        return self._row(y) * SIDE + self._column(x)

    def _enter(self, key: Any, rings: Sequence[Ring]) -> None:
        """Note the cells that a shape's edges run through, and those wholly within it."""
        edged = {cell for ring in rings for cell in self._cells_of_edges(ring)}
        for cell in edged:
            self._edged.setdefault(cell, []).append(key)
        for cell in self._cells_within(rings) - edged:
            self._certain.setdefault(cell, []).append(key)

    def _cells_of_edges(self, ring: Ring) -> set[int]:
        """The cells of the box around each edge: never too few."""
        cells: set[int] = set()
        x1, y1 = ring[-1][0], ring[-1][1]
        for corner in ring:
            x2, y2 = corner[0], corner[1]
            columns = range(self._column(min(x1, x2)), self._column(max(x1, x2)) + 1)
            rows = range(self._row(min(y1, y2)), self._row(max(y1, y2)) + 1)
            cells.update(r * SIDE + c for r in rows for c in columns)
            x1, y1 = x2, y2
        return cells

    def _cells_within(self, rings: Sequence[Ring]) -> set[int]:
        """The cells whose middle lies within the rings."""
        cells: set[int] = set()
        for row in range(SIDE):
            xs = _crossings(rings, self._south + (row + 0.5) * self._high)
            for left, right in zip(xs[::2], xs[1::2], strict=False):
                for column in range(self._column(left), self._column(right) + 1):
                    if left <= self._west + (column + 0.5) * self._wide <= right:
                        cells.add(row * SIDE + column)
        return cells
