"""Small counts stay small: the worked example, and properties against every table that a reader could imagine."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.consultations.counts import Figure, Kind, Level, Shown, bounds, protect, protect_row

TABLES = st.integers(1, 4).flatmap(
    lambda wide: st.lists(
        st.lists(st.one_of(st.integers(0, 12), st.integers(8, 40)), min_size=wide, max_size=wide), min_size=1, max_size=4
    )
)


def test_worked_example_needs_no_more_than_the_small_ones() -> None:
    """domain.md E4: four small cells that make 18 together protect each other."""
    cells, total = protect_row([12, 15, 6, 3, 0, 9, 15], Level.SUBNATIONAL)
    assert list(map(str, cells)) == ["12", "15", "<10", "<10", "<10", "<10", "15"]
    assert str(total) == "60"


@pytest.mark.parametrize(
    ("counts", "shown", "total"),
    [
        ([12, 4], ["withheld", "<10"], "16"),
        ([12, 30, 4], ["withheld", "30", "<10"], "46"),
        ([30, 2, 3, 11], ["30", "<10", "<10", "withheld"], "46"),
        ([20, 9, 9], ["withheld", "<10", "<10"], "38"),
        ([20, 9, 8], ["20", "<10", "<10"], "37"),
        ([4], ["<10"], "<10"),
        ([0, 25], ["0", "25"], "25"),
        ([], [], "0"),
    ],
)
def test_complementary_suppression(counts: list[int], shown: list[str], total: str) -> None:
    cells, whole = protect_row(counts, Level.NATIONAL)
    assert (list(map(str, cells)), str(whole)) == (shown, total)


def test_a_zero_beneath_the_country_is_small() -> None:
    cells, _ = protect_row([0, 25, 30, 11], Level.SUBNATIONAL)
    assert [cell.kind for cell in cells] == [Kind.SMALL, Kind.EXACT, Kind.EXACT, Kind.WITHHELD]


@given(TABLES, st.sampled_from(Level))
def test_no_small_count_is_ever_shown(counts: list[list[int]], level: Level) -> None:
    shown = protect(counts, level)
    for figure in everything(shown):
        assert figure.value is None or not level.value <= figure.value < 10


@given(TABLES, st.sampled_from(Level))
def test_what_is_shown_is_true(counts: list[list[int]], level: Level) -> None:
    shown = protect(counts, level)
    true = [*(v for row in counts for v in row), *map(sum, counts), *map(sum, zip(*counts, strict=True)), sum(map(sum, counts))]
    for figure, value in zip(everything(shown), true, strict=True):
        assert figure.value in (None, value)
        assert (figure.kind is Kind.WITHHELD) <= (value >= 10)


SHAPES = st.sampled_from([(1, 2), (1, 3), (1, 4), (2, 2), (2, 1)])


@given(
    SHAPES.flatmap(lambda s: st.lists(st.lists(st.integers(0, 13), min_size=s[1], max_size=s[1]), min_size=s[0], max_size=s[0])),
    st.sampled_from(Level),
)
@settings(max_examples=150, deadline=None)
def test_no_hidden_count_can_be_worked_out(counts: list[list[int]], level: Level) -> None:
    """Of all tables that agree with what is shown, no hidden cell has one value only."""
    shown = protect(counts, level)
    possible = imagined(shown, counts, level)
    assert possible.shape[1]
    for k, figure in enumerate(f for row in shown.cells for f in row):
        if figure.kind is not Kind.EXACT:
            assert len(np.unique(possible[k])) > 1


def imagined(shown: Shown, counts: list[list[int]], level: Level) -> np.ndarray:
    """Every table that a reader may hold possible, a column each."""
    high, wide = len(counts), len(counts[0])
    true = np.array(counts)
    choices = [
        choice(f, int(v), level)
        for row, values in zip(shown.cells, counts, strict=True)
        for f, v in zip(row, values, strict=True)
    ]
    tables = np.array(np.meshgrid(*choices)).reshape(high, wide, -1)
    sums = [*tables.sum(1), *tables.sum(0), tables.sum((0, 1))]
    real = [*true.sum(1), *true.sum(0), true.sum()]
    keep = np.ones(tables.shape[2], bool)
    for figure, values, value in zip([*shown.rows, *shown.columns, shown.total], sums, real, strict=True):
        keep &= np.isin(values, choice(figure, int(value), level, most=99))
    return tables.reshape(high * wide, -1)[:, keep]


def choice(figure: Figure, value: int, level: Level, most: int = 15) -> list[int]:
    if figure.kind is Kind.EXACT:
        return [value]
    low, high = bounds(value, level)
    return list(range(low, (high if high is not None else most) + 1))


def everything(shown: Shown) -> list[Figure]:
    return [*(f for row in shown.cells for f in row), *shown.rows, *shown.columns, shown.total]
