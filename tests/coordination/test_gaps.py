"""Coverage by consent and gaps: domain.md M1, M3, E1 and E3."""

from datetime import date

import pytest

from consult.coordination.gaps import (
    Cell,
    GapState,
    Held,
    Money,
    common_ancestor,
    coverage,
    gap_of,
    needs_to_cells,
    place_lines,
    state_of,
)
from consult.coordination.money import Draw

JUSTICE, SECURITY = 1, 2
COUNTRY, XX01, XX02, XX03, DISTRICT = 0, 1, 2, 3, 11
PARENT = {COUNTRY: None, XX01: COUNTRY, XX02: COUNTRY, XX03: COUNTRY, DISTRICT: XX01}
DAY = date(2026, 1, 1)
M = 1_000_000


def e1() -> list[Cell]:
    needs = [(10, XX01, 4 * M), (10, XX02, 2 * M), (10, XX03, 2 * M), (20, XX01, 6 * M), (20, XX02, 2 * M)]
    return needs_to_cells(needs, {10: (JUSTICE, None, None), 20: (SECURITY, None, None)})


def test_e1_coverage_before_and_after_withdrawal() -> None:
    before = coverage(e1(), lambda cell: cell.sector == JUSTICE and cell.place in (XX01, XX03))
    assert (before.cells, before.need) == (0.4, 0.375)
    after = coverage(e1(), lambda cell: cell.sector == JUSTICE and cell.place == XX01)
    assert (after.cells, after.need) == (0.2, 0.25)
    assert coverage([], lambda cell: True).cells is None


def test_needs_add_over_outputs_and_one_unknown_hides_the_sum() -> None:
    cells = needs_to_cells([(1, XX01, 2), (1, XX01, 3), (1, XX02, 2), (1, XX02, None), (9, XX01, 1)], {1: (1, None, None)})
    assert {cell.place: cell.need for cell in cells} == {XX01: 5, XX02: None}


def test_e3() -> None:
    cell = Cell(1, XX01, JUSTICE, 8 * M)
    held = Held(counted=[line(1, amount=5 * M, active=True)], pledged=[line(2, amount=2 * M)])
    found = gap_of(cell, held, [], consent=True)
    assert (found.state, found.committed / 8 / M, found.gap) == (GapState.PARTIAL, 0.625, 3 * M)
    empty = gap_of(Cell(1, XX02, JUSTICE, 2 * M), Held(), [], consent=True)
    assert (empty.state, empty.gap) == (GapState.CONSENTED_UNFUNDED, 2 * M)
    assert gap_of(Cell(1, XX03, JUSTICE, M), Held(), [], consent=False).state is GapState.NO_CONSENT
    full = Held(counted=[line(i, amount=part * M // 10) for i, part in enumerate((3, 3, 2, 2, 2))])
    over = gap_of(Cell(9, XX01, JUSTICE, M), full, [], consent=True)
    assert (over.state, over.gap, over.not_present) == (GapState.OVERSUBSCRIBED, 0, True)


@pytest.mark.parametrize(
    ("need", "committed", "pledged", "consent", "state"),
    [
        (None, 5, 0, True, GapState.NEED_UNKNOWN),
        (0, 5, 0, False, GapState.NEED_UNKNOWN),
        (10, 10, 0, False, GapState.NO_CONSENT),
        (10, 0, 0, True, GapState.CONSENTED_UNFUNDED),
        (10, 0, 3, True, GapState.PLEDGED_ONLY),
        (10, 7, 3, True, GapState.PARTIAL),
        (10, 8, 0, True, GapState.COVERED),
        (10, 11, 0, True, GapState.COVERED),
        (100, 111, 0, True, GapState.OVERSUBSCRIBED),
    ],
)
def test_the_first_state_that_holds(need: int | None, committed: int, pledged: int, consent: bool, state: GapState) -> None:
    assert state_of(need, committed, pledged, consent=consent) is state


def line(number: int, *, priority: int | None = 1, places: tuple[int, ...] = (XX01,), amount: int | None = 7,
         sectors: frozenset[int] = frozenset({JUSTICE}), start: date | None = DAY, active: bool = False) -> Money:  # fmt: skip
    return Money(number, priority, sectors, places, amount, start, start, active=active)


CELLS = [Cell(1, XX01, JUSTICE, 10, DAY, DAY), Cell(1, XX02, JUSTICE, 10, DAY, DAY), Cell(2, XX03, SECURITY, 10, DAY, DAY)]


@pytest.mark.parametrize(
    ("one", "counted", "listed"),
    [
        (line(1), {XX01}, set()),
        (line(1, places=(DISTRICT,)), {XX01}, set()),
        (line(1, places=(COUNTRY,)), set(), set()),
        (line(1, places=(XX01, XX02)), set(), {XX01, XX02}),
        (line(1, places=(XX01, DISTRICT)), {XX01}, set()),
        (line(1, amount=None), set(), {XX01}),
        (line(1, priority=None), {XX01}, set()),
        (line(1, priority=None, start=date(2030, 1, 1)), set(), set()),
        (line(1, priority=None, start=None), set(), {XX01}),
        (line(1, priority=None, sectors=frozenset({JUSTICE, SECURITY})), set(), {XX01}),
        (line(1, priority=None, sectors=frozenset()), set(), set()),
        (line(1, priority=None, places=(XX03,)), set(), set()),
    ],
)
def test_where_a_line_counts(one: Money, counted: set[int], listed: set[int]) -> None:
    held = place_lines(CELLS, [one], PARENT)
    assert {cell.place for cell, of in held.items() if of.counted} == counted
    assert {cell.place for cell, of in held.items() if of.listed} == listed


def test_two_priorities_that_could_hold_a_line_list_it_and_add_it_nowhere() -> None:
    both = [Cell(1, XX01, JUSTICE, 10), Cell(2, XX01, JUSTICE, 10)]
    held = place_lines(both, [line(1, priority=None)], PARENT)
    assert [len(of.listed) for of in held.values()] == [1, 1]
    found = gap_of(both[0], held[both[0]], [], consent=True)
    assert (found.committed, found.gap, found.upper) == (0, 10, True)


def test_money_of_a_cell_is_net_of_what_its_lines_draw_on_one_another() -> None:
    held = Held(counted=[line(1, amount=5), line(2, amount=6)])
    assert gap_of(CELLS[0], held, [Draw(2, 1, 5)], consent=True).committed == 6


def test_the_nearest_common_ancestor() -> None:
    assert common_ancestor([DISTRICT, XX01], PARENT) == XX01
    assert common_ancestor([DISTRICT, XX02], PARENT) == COUNTRY
    assert common_ancestor([], PARENT) is None
