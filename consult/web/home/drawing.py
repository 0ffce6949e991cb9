"""A country's regions as a small picture: outlines snapped to whole pixels, and where each one's name goes."""

from collections.abc import Iterable, Mapping, Sequence
from math import cos, radians
from typing import Any, NamedTuple

from consult.places.grid import Point, inside, middle, rings_of

WIDTH = 352
TALLEST = 420


class Outline(NamedTuple):
    """A region's path in SVG's words, and a point inside it."""

    key: Any
    path: str
    x: int
    y: int


class Drawing(NamedTuple):
    """All of a country's outlines, in one frame of whole pixels."""

    width: int
    height: int
    outlines: list[Outline]


class Frame(NamedTuple):
    """From degrees to pixels: west and north edge, pixels a degree each way."""

    west: float
    north: float
    across: float
    down: float

    def at(self, corner: Sequence[float]) -> tuple[int, int]:
        """A corner's whole pixel."""
        return round((corner[0] - self.west) * self.across), round((self.north - corner[1]) * self.down)


def draw(shapes: Iterable[tuple[Any, Mapping[str, Any]]]) -> Drawing | None:
    """The outlines of (key, GeoJSON geometry) pairs; None without any."""
    kept = [(key, shape) for key, shape in shapes if rings_of(shape)]
    if not kept:
        return None
    corners = [corner for _, shape in kept for ring in rings_of(shape) for corner in ring]
    frame, height = framed(corners)
    return Drawing(WIDTH, height, [outline(key, shape, frame) for key, shape in kept])


def framed(corners: Sequence[Sequence[float]]) -> tuple[Frame, int]:
    """A frame that holds all corners, true to scale at the middle latitude, and its height in pixels."""
    xs, ys = [c[0] for c in corners], [c[1] for c in corners]
    west, east, south, north = min(xs), max(xs), min(ys), max(ys)
    narrow = cos(radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * narrow or 1), TALLEST / ((north - south) or 1))
    return Frame(west, north, scale * narrow, scale), round((north - south) * scale) + 1


def outline(key: Any, shape: Mapping[str, Any], frame: Frame) -> Outline:
    """One region's path: repeated pixels dropped, and rings smaller than two pixels with them."""
    paths = []
    for ring in rings_of(shape):
        pixels = [frame.at(corner) for corner in ring]
        kept = [p for n, p in enumerate(pixels) if n == 0 or p != pixels[n - 1]]
        if len(kept) > 3:
            paths.append("M" + " ".join(f"{x} {y}" for x, y in kept[:-1]) + "Z")
    x, y = frame.at(heart(shape))
    return Outline(key, "".join(paths), x, y)


def heart(shape: Mapping[str, Any]) -> Point:
    """Where a region's name goes: the centre of its longest ring where that lies inside, else a point well inside."""
    ring = max(rings_of(shape), key=len)
    corners = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    weights = [x1 * y2 - x2 * y1 for (x1, y1, *_), (x2, y2, *_) in corners]
    if area := sum(weights):
        x = sum((a[0] + b[0]) * w for (a, b), w in zip(corners, weights, strict=True)) / (3 * area)
        y = sum((a[1] + b[1]) * w for (a, b), w in zip(corners, weights, strict=True)) / (3 * area)
        if inside(rings_of(shape), x, y):
            return x, y
    return middle(shape) or first(shape)


def first(shape: Mapping[str, Any]) -> Point:
    """A shape's first corner."""
    corner = rings_of(shape)[0][0]
    return corner[0], corner[1]
