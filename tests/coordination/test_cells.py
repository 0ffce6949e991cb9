"""Cells and the worst pairs, made without the pairs, equal what the pairs of the brute-force finder give."""

from __future__ import annotations

from collections import defaultdict
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings

from consult.coordination import cells, finder
from consult.coordination.worst import everything, worst
from tests.coordination.brute import Work, above, overlaps, takes_part
from tests.coordination.build import admitted, crowded_of, links_of, tree
from tests.coordination.test_finder import CELLS, LINKS, PARENT, rows, works


def slices_of(some: list[Work], links: set[frozenset[int]]) -> list[finder.Slice]:
    return finder.prepare(admitted(some), tree(PARENT), links_of(links))


@settings(max_examples=300, deadline=None)
@given(works(), LINKS, CELLS)
def test_each_cell_counts_its_pairs_and_knows_its_worst(
    some: list[Work], links: set[frozenset[int]], crowded: set[tuple[int, int]]
) -> None:
    slices = slices_of(some, links)
    with patch.object(cells, "FIRST_LOOK", 2):
        found = cells.cells(slices, crowded_of(crowded))
    outputs = [part.by_output for part in slices]
    got = {
        ("output" if outputs[part] else "code", sector, place): (pairs, exposure)
        for part, sector, place, pairs, exposure in zip(
            *(c.tolist() for c in (found.part, found.sector, found.place, found.pairs, found.exposure)), strict=True
        )
    }
    wanted = defaultdict(list)
    for one in overlaps(some, PARENT, links, crowded):
        for cell in one.meet:
            wanted[cell].append(one)
    assert {cell: pairs for cell, (pairs, _) in got.items()} == {cell: len(some) for cell, some in wanted.items()}
    national = {cell for cell in wanted if PARENT[cell[2]] is None}
    for cell in national:
        assert got[cell][1] == max(one.exposure for one in wanted[cell])


@settings(max_examples=200, deadline=None)
@given(works(), LINKS, CELLS)
def test_the_worst_come_first(some: list[Work], links: set[frozenset[int]], crowded: set[tuple[int, int]]) -> None:
    slices = slices_of(some, links)
    everyone = everything(slices, crowded_of(crowded))
    below = rows(everyone.only(everyone.level > 0))
    assert rows(worst(slices, 5, crowded_of(crowded), look=3)) == below[:5]


@settings(max_examples=200, deadline=None)
@given(works())
def test_crowding_is_what_a_calendar_shows(some: list[Work]) -> None:
    for part in slices_of(some, set()):
        if part.by_output:
            continue
        most, together = cells.crowding(part)
        for cell in np.unique(part.rows.cell).tolist():
            lines = [w for w in some if takes_part(w) and w.end - w.start >= 29 and _in(w, part, cell)]
            days = [len({org for w in lines if w.start <= day <= w.end for org in w.orgs}) for day in range(1, 330)]
            assert (most[cell], together[cell]) == (max(days), sum(n >= 2 for n in days))


def _in(work: Work, part: finder.Slice, cell: int) -> bool:
    sector = str(part.sector[cell])
    named = sector == str(work.purpose)
    roof = any(str(line) == sector for line in part.lines.purpose.tolist())
    return (named or (roof and str(work.purpose)[:3] == sector)) and int(part.place[cell]) in above(PARENT, work.places)


def test_a_cell_knows_the_level_of_its_worst_pair() -> None:
    both = [
        Work(1, 1, 1, 365, 100, 15130, "TRAINING", frozenset({1}), frozenset({1}), priority=3),
        Work(2, 2, 1, 365, 90, 15130, "TRAINING", frozenset({2}), frozenset({1}), priority=3),
        Work(3, 3, 1, 365, 900, 15130, "UNKNOWN", frozenset({3}), frozenset({1}), priority=3),
        Work(4, 4, 1, 365, 900, 15130, "UNKNOWN", frozenset({4}), frozenset({1}), priority=3, title="Other"),
    ]
    found = cells.cells(slices_of(both, set()), crowded_of({(3, 1)}))
    assert [(c.tolist()) for c in (found.pairs, found.level, found.exposure, found.at_once)] == [[6], [4], [90], [4]]


@pytest.mark.parametrize("look", [1, 2, 50])
def test_the_first_look_changes_nothing(look: int) -> None:
    some = [Work(i, i, i, 300 + i, i * i % 17, 15130, "UNKNOWN", frozenset({i}), frozenset({1 + i % 2})) for i in range(1, 30)]
    assert rows(worst(slices_of(some, set()), 9, crowded_of(set()), look=look)) == rows(
        everything(slices_of(some, set()), crowded_of(set())).only(slice(0, 9))
    )


@pytest.mark.parametrize(("days", "pairs"), [(29, []), (30, [1])])
def test_thirty_days_in_common_are_enough(days: int, pairs: list[int]) -> None:
    one = Work(1, 1, 1, 100, 5, 15130, "TRAINING", frozenset({1}), frozenset({1}))
    two = Work(2, 2, 101 - days, 200, 5, 15130, "TRAINING", frozenset({2}), frozenset({1}))
    assert cells.cells(slices_of([one, two], set()), crowded_of(set())).pairs.tolist() == pairs


def test_lines_that_share_several_organisations_are_taken_out_once() -> None:
    some = [Work(i, i, 1, 100, 5, 15130, "UNKNOWN", frozenset({1, 2}), frozenset({1})) for i in (1, 2)]
    some += [Work(i, i, 1, 100, 5, 15130, "UNKNOWN", frozenset({i}), frozenset({1})) for i in (3, 4)]
    assert cells.cells(slices_of(some, set()), crowded_of(set())).pairs.tolist() == [5]
