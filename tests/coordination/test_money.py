"""Double counting, chains, crowding: domain.md O2, O3, E2 and E3."""

from datetime import date

import pytest

from consult.coordination.money import (
    Chained,
    Crowd,
    Draw,
    chains,
    crowding,
    drawn_on,
    net_amounts,
    original_funders,
    totals,
    unlinked,
)


def test_e2_money_drawn_on_another_line_counts_once() -> None:
    found = totals({1: 5_000_000, 2: 6_000_000, 4: 1_500_000}, [Draw(2, 1, 5_000_000)])
    assert (found.gross, found.net, found.double) == (12_500_000, 7_500_000, 5_000_000)


def test_a_source_outside_the_boundary_takes_nothing_away() -> None:
    assert net_amounts({2: 6}, [Draw(2, 1, 5)]) == {2: 6}


def test_what_is_drawn_is_never_less_than_nothing() -> None:
    assert net_amounts({1: 5, 2: 3}, [Draw(2, 1, 5)]) == {1: 5, 2: 0}


def test_only_counted_lines_draw() -> None:
    assert drawn_on([Draw(2, 1, 5), Draw(3, 1, 2)], {1, 2}) == {1: 5}


def test_a_chain_reaches_all_the_way_up_and_ends_in_a_circle() -> None:
    assert chains([Draw(3, 2, 1), Draw(2, 1, 1)]) == {(3, 2), (3, 1), (2, 1)}
    assert chains([Draw(1, 2, 1), Draw(2, 1, 1)]) == {(1, 2), (2, 1)}


def test_original_funders_are_those_at_the_top_and_the_own_for_what_is_left() -> None:
    funders = {1: frozenset("A"), 2: frozenset("B"), 3: frozenset("C")}
    found = original_funders(funders, {1: 5, 2: 5, 3: 9}, [Draw(2, 1, 5), Draw(3, 2, 5)])  # type: ignore[arg-type]
    assert found == {1: {"A"}, 2: {"A"}, 3: {"A", "C"}}


def test_e3_five_funders_and_more_money_than_need() -> None:
    shares = [(frozenset({i}), money) for i, money in enumerate((300, 300, 200, 200, 200))]
    found = crowding(shares, 1000, consent=True)
    assert (found.funders, found.coverage, found.hhi) == (5, 1.2, 0.2083)
    assert found.flags == {Crowd.CROWDED, Crowd.OVERSUBSCRIBED}


def test_several_funders_of_one_are_each_counted_and_share_as_one() -> None:
    found = crowding([(frozenset({1, 2}), 50), (frozenset({3}), 50)], 1000, consent=True)
    assert (found.funders, found.hhi) == (3, 0.5)


@pytest.mark.parametrize(
    ("shares", "need", "consent", "flags"),
    [
        ([], 10, True, {Crowd.ORPHAN}),
        ([], 10, False, set()),
        ([(frozenset({1}), 4)], 10, True, {Crowd.THIN}),
        ([(frozenset({1}), 5)], 10, True, set()),
        ([(frozenset({i}), 1) for i in range(3)], 10, True, set()),
        ([(frozenset({1}), 11)], 10, True, set()),
        ([(frozenset({1}), 4)], None, True, set()),
    ],
)
def test_flags(shares: list[tuple[frozenset[int], int]], need: int | None, consent: bool, flags: set[Crowd]) -> None:
    assert crowding(shares, need, consent=consent).flags == flags


def told(number: int, amount: int, funder: int = 1, receiver: int = 2, year: int = 2026) -> Chained:
    return Chained(number, number, frozenset({funder}), frozenset({receiver}), amount, date(year, 1, 1), date(year, 12, 31))


@pytest.mark.parametrize(
    ("other", "found"),
    [
        (told(2, 95), True),
        (told(2, 94), False),
        (told(2, 100, receiver=3), False),
        (told(2, 100, funder=3), False),
        (told(2, 100, year=2027), False),
    ],
)
def test_one_payment_told_twice_is_suspected(other: Chained, found: bool) -> None:
    assert unlinked([told(1, 100), other], set()) == ([(1, 2)] if found else [])
    assert unlinked([told(1, 100), other], {(2, 1)}) == []
