"""The engine finds what the rule says: examples of domain.md and a brute-force finder on random lines."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.coordination import finder
from consult.coordination.judging import Judged, join, judge
from tests.coordination.brute import Work, overlaps
from tests.coordination.build import admitted, crowded_of, links_of, tree

PARENT: dict[int, int | None] = {0: None, 1: 0, 2: 0, 3: 1, 4: 1, 5: 3, 6: 2}
TITLES = ("Training of court clerks", "training of court clerk", "Mobile courts", "", "Écoles du nord", "ecoles du nord")
CERTAINTY = ("NATIONAL", "POSSIBLE", "PROBABLE")


@st.composite
def works(draw: st.DrawFn) -> list[Work]:
    return [draw(work(i)) for i in range(1, draw(st.integers(2, 22)))]


@st.composite
def work(draw: st.DrawFn, number: int) -> Work:
    start = draw(st.integers(1, 120))
    priority = draw(st.sampled_from([None, None, None, 1, 2]))
    amount = draw(st.sampled_from([-5, 0, 7, 99, 1000, 1000, 12345]))
    return Work(
        id=number * 7 % 101,
        activity=draw(st.integers(1, 30)),
        start=draw(st.sampled_from([start, start, start, start, None])),
        end=draw(st.sampled_from([None] + [start + more for more in (-1, 20, 29, 30, 45, 60, 200)])),
        amount=amount,
        purpose=draw(st.sampled_from([None, 151, 15130, 15130, 15132, 152, 15210, 998, 99810])),
        function=draw(st.sampled_from(["UNKNOWN", "UNKNOWN", "FINANCE", "TRAINING"])),
        orgs=draw(st.frozensets(st.integers(1, 6), max_size=3)),
        places=draw(st.frozensets(st.sampled_from(sorted(PARENT)), min_size=1, max_size=3)),
        title=draw(st.sampled_from(TITLES)),
        priority=priority,
        output=draw(st.sampled_from([None, priority * 10, priority * 10 + 1])) if priority else None,
        undivided=draw(st.booleans()),
        drawn=draw(st.sampled_from([0, 0, 0, 50, 1000])),
    )


def engine(some: list[Work], links: set[frozenset[int]], cells: set[tuple[int, int]], budget: int = 7) -> Judged:
    slices = finder.prepare(admitted(some), tree(PARENT), links_of(links))
    tables = [
        judge(part, block, crowded_of(cells), number)
        for number, part in enumerate(slices)
        for block in finder.pairs(part, budget)
    ]
    return join(tables).worst_first()


def rows(table: Judged) -> list[tuple[object, ...]]:
    return [
        (low, high, CERTAINTY[certainty], level, days, worth, bool(upper))
        for low, high, certainty, level, days, worth, upper in zip(
            *(column.tolist() for column in (table.low, table.high, table.certainty, table.level, table.days,
                                             table.exposure, table.upper)), strict=True)
    ]  # fmt: skip


LINKS = st.sets(st.frozensets(st.sampled_from([i * 7 % 101 for i in range(1, 23)]), min_size=2, max_size=2), max_size=5)
CELLS = st.sets(st.tuples(st.sampled_from([1, 2]), st.sampled_from(sorted(PARENT))), max_size=3)


@settings(max_examples=400, deadline=None)
@given(works(), LINKS, CELLS)
def test_the_engine_agrees_with_brute_force(some: list[Work], links: set[frozenset[int]], cells: set[tuple[int, int]]) -> None:
    wanted = overlaps(some, PARENT, links, cells)
    assert rows(engine(some, links, cells)) == [(o.a, o.b, o.certainty, o.level, o.days, o.exposure, o.upper) for o in wanted]


@settings(max_examples=200, deadline=None)
@given(works(), LINKS)
def test_likely_holds_every_probable_pair(some: list[Work], links: set[frozenset[int]]) -> None:
    slices = finder.prepare(admitted(some), tree(PARENT), links_of(links))
    none = crowded_of(set())
    found = join([judge(part, block, none) for part in slices for block in finder.likely(part, 5)])
    everything = engine(some, links, set())
    assert rows(found.only(found.level > 1).worst_first()) == rows(everything.only(everything.level > 1))


def e2(**change: str) -> list[Work]:
    """A gives B 5.0 m; B reports 6.0 m, 5.0 of it from A's line; D reports 1.5 m (domain.md E2)."""

    def line(number: int, start: date, end: date, amount: int, **more: object) -> Work:
        return Work(id=number, activity=number, start=start.toordinal(), end=end.toordinal(), amount=amount,
                    purpose=15130, orgs=frozenset({number}), places=frozenset({1}),
                    **{"function": "TRAINING", **more})  # type: ignore[arg-type]  # fmt: skip

    year = date(2026, 1, 1), date(2026, 12, 31)
    return [
        line(1, *year, 500_000_000, drawn=500_000_000),
        line(2, *year, 600_000_000, title="Courts"),
        line(4, date(2026, 7, 1), date(2027, 6, 30), 150_000_000, title="Prison staff", **change),
    ]


def test_e2() -> None:
    found = engine(e2(), {frozenset({1, 2})}, set())
    assert rows(found) == [(2, 4, "PROBABLE", 3, 184, 75_616_438, False)]
    assert found.shorter.tolist() == [365]


def test_e2_with_an_unknown_function_and_titles_unlike_is_only_possible() -> None:
    found = engine(e2(function="UNKNOWN"), {frozenset({1, 2})}, set())
    assert rows(found) == [(2, 4, "POSSIBLE", 1, 184, 75_616_438, False)]


@pytest.mark.parametrize(("days", "level"), [(182, 2), (183, 3)])
def test_high_begins_at_half_of_the_shorter(days: int, level: int) -> None:
    works = [
        Work(1, 1, 1, 365, 100, 15130, "TRAINING", frozenset({1}), frozenset({1})),
        Work(2, 2, 366 - days, 900, 100, 15130, "TRAINING", frozenset({2}), frozenset({1})),
    ]
    assert engine(works, set(), set()).level.tolist() == [level]
