"""Order of steps: domain.md M5 and E6."""

from dataclasses import replace
from datetime import date

import pytest

from consult.coordination.sequence import Disorder, Step, disorders, turned_round

P = Step(1, False, date(2026, 12, 31), "M", date(2026, 1, 1), 5, date(2026, 2, 1), date(2026, 12, 1))
Q = Step(2, False, date(2027, 12, 31), "M", date(2026, 1, 1), 5, date(2026, 9, 1), date(2027, 12, 1))


def test_e6() -> None:
    assert disorders({1: P, 2: Q}, {(1, 2)}) == [Disorder("SC1", 1, 2, 121)]
    assert disorders({1: replace(P, committed=0), 2: Q}, {(1, 2)}) == [Disorder("SC1", 1, 2, 121), Disorder("SC2", 1, 2)]


@pytest.mark.parametrize("p", [replace(P, met=True), replace(P, finish=date(2026, 9, 1)), replace(P, finish=None)])
def test_in_order(p: Step) -> None:
    assert disorders({1: p, 2: Q}, {(1, 2)}) == []


@pytest.mark.parametrize(
    ("step", "turned"),
    [
        (replace(P, horizon="L", last_end=date(2027, 1, 1)), True),
        (replace(P, horizon="L", last_end=date(2027, 1, 2)), False),
        (replace(P, horizon="S", first_start=date(2027, 1, 2)), True),
        (replace(P, horizon="S", first_start=date(2027, 1, 1)), False),
        (replace(P, horizon="S", first_start=None), False),
        (P, False),
    ],
)
def test_horizons_turned_round(step: Step, turned: bool) -> None:
    assert turned_round(step) is turned
