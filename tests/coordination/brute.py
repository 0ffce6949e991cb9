"""Overlaps found by comparing each line with each other one, straight from the words of domain.md M2 O1."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations

SIMILAR = Fraction(6, 10)


@dataclass(frozen=True)
class Work:
    """A counted line as the rule speaks of it; days are ordinals, both ends counted."""

    id: int
    activity: int
    start: int | None
    end: int | None
    amount: int
    purpose: int | None
    function: str
    orgs: frozenset[int]
    places: frozenset[int]
    title: str = ""
    priority: int | None = None
    output: int | None = None
    undivided: bool = False
    drawn: int = 0


@dataclass(frozen=True, order=True)
class Overlap:
    """A pair, ordered worst first."""

    order: tuple[int, int, int, int] = field(repr=False)
    certainty: str = field(compare=False)
    level: int = field(compare=False)
    a: int = field(compare=False)
    b: int = field(compare=False)
    days: int = field(compare=False)
    exposure: int = field(compare=False)
    upper: bool = field(compare=False)
    meet: frozenset[tuple[str, int, int]] = field(compare=False, repr=False, default=frozenset())


def overlaps(
    works: list[Work],
    parent: dict[int, int | None],
    links: set[frozenset[int]],
    oversubscribed: set[tuple[int, int]] = frozenset(),  # type: ignore[assignment]
) -> list[Overlap]:
    """All pairs, worst first. parent: of each place, None at the country."""
    found = (
        overlap(a, b, parent, oversubscribed)
        for a, b in combinations(works, 2)
        if a.activity != b.activity and frozenset((a.id, b.id)) not in links
    )
    return sorted(one for one in found if one)


def overlap(a: Work, b: Work, parent: dict[int, int | None], oversubscribed: set[tuple[int, int]]) -> Overlap | None:
    if not (takes_part(a) and takes_part(b)) or a.orgs & b.orgs:
        return None
    days = min(a.end, b.end) - max(a.start, b.start) + 1
    if days < 30:
        return None
    one_priority = a.output is not None and b.output is not None and a.priority == b.priority
    if one_priority and a.output != b.output:
        return None
    if not one_priority and not (purposes_match(a, b) and functions_match(a, b)):
        return None
    meeting = {place for place in above(parent, a.places) & above(parent, b.places) if place in a.places or place in b.places}
    if not meeting:
        return None
    finer = {place for place in meeting if parent[place] is not None}
    same = {place for place in finer if place in a.places and place in b.places}
    loose = a.purpose != b.purpose or ("UNKNOWN" in (a.function, b.function) and not alike(a.title, b.title))
    certainty = "NATIONAL" if not finer else "PROBABLE" if same and (one_priority or not loose) else "POSSIBLE"
    shorter = min(a.end - a.start, b.end - b.start) + 1
    smaller = max(0, min(a.amount - a.drawn, b.amount - b.drawn))
    exposure = round(Fraction(days, shorter) * smaller)
    level = {"NATIONAL": 0, "POSSIBLE": 1, "PROBABLE": 2}[certainty]
    if level == 2 and Fraction(days, shorter) >= Fraction(1, 2):
        level = 4 if in_oversubscribed(a, b, same, parent, oversubscribed) else 3
    low, high = sorted((a.id, b.id))
    sector = ("output", a.output) if one_priority else ("code", min(a.purpose, b.purpose))
    cells = frozenset((*sector, place) for place in meeting)
    return Overlap((-level, -exposure, low, high), certainty, level, low, high, days, exposure, a.undivided or b.undivided, cells)


def takes_part(work: Work) -> bool:
    if work.start is None or work.end is None or work.end < work.start:
        return False
    if work.purpose is None or str(work.purpose).startswith("998") or not work.orgs:
        return False
    return not (work.drawn > 0 and work.amount <= work.drawn)


def purposes_match(a: Work, b: Work) -> bool:
    one, two = str(a.purpose), str(b.purpose)
    return one == two or (len(one) != len(two) and one[:3] == two[:3])


def functions_match(a: Work, b: Work) -> bool:
    return a.function == b.function or "UNKNOWN" in (a.function, b.function)


def above(parent: dict[int, int | None], places: frozenset[int]) -> set[int]:
    reached = set()
    for place in places:
        step: int | None = place
        while step is not None:
            reached.add(step)
            step = parent[step]
    return reached


def in_oversubscribed(a, b, same, parent, cells) -> bool:  # type: ignore[no-untyped-def]
    return any((a.priority, place) in cells for place in above(parent, frozenset(same))) and a.priority == b.priority


def alike(one: str, two: str) -> bool:
    first, second = trigrams(one), trigrams(two)
    return bool(first and second) and Fraction(len(first & second), len(first | second)) >= SIMILAR


def trigrams(text: str) -> set[str]:
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return {("  " + word + " ")[i : i + 3] for word in words for i in range(len(word) + 1)}
