"""The finder: by code, name and point; composites, ancestors, and points beside shapely's answer."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, shape

from consult.places.finder import Found, Gazetteer, Unit
from consult.places.grid import Grid, inside, middle, rings_of

SHAPES = Path(__file__).parent / "shapes.geojson"


def square(west: float, south: float, side: float = 1) -> dict[str, Any]:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def gazetteer() -> Gazetteer:
    """A country of two regions, one with two districts of which one bears the region's name."""
    units = [
        Unit(1, "XX", "Land", 0, None, ("Pays",)),
        Unit(2, "XX01", "Nord-Équateur", 1, 1),
        Unit(3, "XX02", "South", 1, 1),
        Unit(4, "XX0201", "South", 2, 3),
        Unit(5, "XX0202", "Bay", 2, 3),
        Unit(6, "XX0102", "Bay", 2, 2),
    ]
    shapes = {2: square(0, 1), 3: square(0, 0), 4: square(0, 0, 0.5)}
    return Gazetteer(units, names={"coast": (2, 3)}, shapes=shapes)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"codes": ["xx01"]}, Found((2,), "code")),
        ({"codes": ["nothing", "XX0202"]}, Found((5,), "code")),
        ({"name": " NORD EQUATEUR "}, Found((2,), "name")),
        ({"name": "pays"}, Found((1,), "name")),
        ({"name": "South"}, Found((3,), "name")),
        ({"name": "Coast"}, Found((2, 3), "name")),
        ({"name": "Bay"}, None),
        ({"name": "Bay", "point": (0.2, 1.5)}, Found((2,), "point")),
        ({"point": (0.2, 0.2)}, Found((4,), "point")),
        ({"point": (0.2, 0.2), "finest": 1}, Found((3,), "point")),
        ({"point": (0.9, 0.9)}, Found((3,), "point")),
        ({"point": (0.9, 1.0)}, Found((2,), "point")),
        ({"point": (7, 7)}, None),
        ({"codes": ["XX02"], "name": "Coast", "point": (0.2, 1.5)}, Found((3,), "code")),
        ({}, None),
    ],
)
def test_code_comes_before_name_before_point(asked: dict[str, Any], found: Found | None) -> None:
    assert gazetteer().find(**asked) == found


def test_a_name_of_several_places_that_do_not_hold_each_other_means_none() -> None:
    assert gazetteer().by_name("Bay") == ()


def test_what_lies_above_and_beneath() -> None:
    places = gazetteer()
    assert places.ancestors(4) == (3, 1)
    assert places.ancestors(1) == ()
    assert places.beneath(3) == {3, 4, 5}
    assert places.tree[1] == (2, 3)


@pytest.mark.parametrize(("places", "met"), [([4, 5], 3), ([4], 4), ([4, 3], 3), ([4, 2], 1), ([], 1)])
def test_places_meet_at_their_nearest_common_ancestor(places: list[int], met: int) -> None:
    assert gazetteer().common_ancestor(places) == met


@pytest.mark.parametrize(("places", "nationwide"), [([], True), ([1], True), ([1, 2], False), ([2], False)])
def test_no_place_or_the_country_is_nationwide(places: list[int], nationwide: bool) -> None:
    assert gazetteer().nationwide(places) is nationwide


@given(st.floats(-20, 20, allow_nan=False), st.floats(-20, 20, allow_nan=False), st.integers(3, 60), st.randoms())
def test_a_grid_answers_as_ray_casting_alone(x: float, y: float, corners: int, random: Any) -> None:
    import math

    ring = [
        [math.cos(a * math.tau / corners) * random.uniform(2, 15), math.sin(a * math.tau / corners) * random.uniform(2, 15)]
        for a in range(corners)
    ]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    assert (Grid([("k", geometry)]).at(x, y) == "k") is inside(rings_of(geometry), x, y)


@given(st.floats(-1, 7), st.floats(-1, 5))
def test_points_in_real_outlines_are_where_shapely_puts_them(x: float, y: float) -> None:
    features = json.loads(SHAPES.read_text())["features"]
    answer = Grid([(n, f["geometry"]) for n, f in enumerate(features)]).at(x, y)
    point = Point(x, y)
    holding = {n for n, f in enumerate(features) if shape(f["geometry"]).covers(point)}
    near = {n for n, f in enumerate(features) if shape(f["geometry"]).boundary.distance(point) < 1e-9}
    assert (answer in holding) or (answer is None and not holding) or near


def test_a_hole_is_outside() -> None:
    ring, hole = square(0, 0, 10)["coordinates"][0], square(4, 4, 2)["coordinates"][0]
    grid = Grid([("k", {"type": "Polygon", "coordinates": [ring, hole]})])
    assert grid.at(1, 1) == "k"
    assert grid.at(5, 5) is None


@pytest.mark.parametrize("geometry", [square(2, 3), {"type": "MultiPolygon", "coordinates": [square(0, 0)["coordinates"], square(5, 5, 3)["coordinates"]]}])
def test_the_middle_lies_inside(geometry: dict[str, Any]) -> None:
    at = middle(geometry)
    assert at is not None
    assert inside(rings_of(geometry), *at)
    assert middle({"type": "Point", "coordinates": [0, 0]}) is None
