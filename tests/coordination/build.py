"""The engine's columns made from the brute finder's lines."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from consult.coordination.lines import Ints, Lines, Ragged, Tree, admit, tree_of
from tests.coordination.brute import Work

FUNCTIONS = ("UNKNOWN", "FINANCE", "TRAINING", "EQUIPMENT")


def columns(works: list[Work]) -> tuple[Lines, Ints]:
    """The lines and what is drawn on each."""

    def column(values: list[int | None]) -> Ints:
        return np.array([value or 0 for value in values], np.int64)

    titles = sorted({w.title for w in works})
    lines = Lines(
        id=column([w.id for w in works]),
        activity=column([w.activity for w in works]),
        start=column([w.start for w in works]),
        end=column([w.end for w in works]),
        amount=column([w.amount for w in works]),
        purpose=column([w.purpose for w in works]),
        function=column([FUNCTIONS.index(w.function) for w in works]),
        priority=column([w.priority for w in works]),
        output=column([w.output for w in works]),
        counted_in=column([w.priority for w in works]),
        undivided=np.array([w.undivided for w in works], bool),
        title=column([titles.index(w.title) for w in works]),
        orgs=ragged([w.orgs for w in works]),
        places=ragged([w.places for w in works]),
        titles=tuple(titles),
    )
    return lines, column([w.drawn for w in works])


def ragged(values: list[frozenset[int]]) -> Ragged:
    rows = [(i, value) for i, some in enumerate(values) for value in sorted(some)]
    both = np.array(rows, np.int64).reshape(-1, 2)
    return Ragged(both[:, 0], both[:, 1])


def tree(parent: dict[int, int | None]) -> Tree:
    """Places numbered 0, 1, 2...; the country is the one without a parent."""
    country = next(place for place, above in parent.items() if above is None)
    return tree_of([-1 if parent[place] is None else parent[place] for place in sorted(parent)], country)


def admitted(works: list[Work]) -> Lines:
    return admit(*columns(works))[0]


def links_of(links: set[frozenset[int]]) -> Ints:
    return np.array([sorted(link) for link in links], np.int64).reshape(-1, 2)


def crowded_of(cells: set[tuple[int, int]]) -> Ragged:
    both = np.array(sorted(cells), np.int64).reshape(-1, 2)
    return Ragged(both[:, 0], both[:, 1])


def falling(values: list[int]) -> bool:
    return all(a >= b for a, b in pairwise(values))
