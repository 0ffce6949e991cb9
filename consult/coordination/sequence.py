"""Whether steps come in their order: work that starts before what it depends on (domain.md M5)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

YEAR = 12
"""Months of the short horizon (domain.md S15)."""


@dataclass(frozen=True, slots=True)
class Step:
    """A priority as M5 needs it. first_start: of its ACTIVE or COMMITTED lines; last_end: of its lines, None if open."""

    id: int
    met: bool
    finish: date | None
    horizon: str
    published: date | None
    committed: int
    first_start: date | None
    last_end: date | None


@dataclass(frozen=True, slots=True)
class Disorder:
    """What is out of order: `code` SC1 (with its lag in days), SC2 or SC3; before: the prerequisite, None for SC3."""

    code: str
    before: int | None
    after: int
    days: int = 0


def disorders(steps: Mapping[int, Step], prerequisites: Collection[tuple[int, int]]) -> list[Disorder]:
    """All of M5 for (prerequisite p, priority q) pairs, and horizons turned round; largest lag first."""
    found = [one for p, q in prerequisites if p in steps and q in steps for one in _of_pair(steps[p], steps[q])]
    found += [Disorder("SC3", None, step.id) for step in steps.values() if turned_round(step)]
    return sorted(found, key=lambda one: (-one.days, one.code, one.after, one.before or 0))


def lag(p: Step, q: Step) -> int:
    """SC1: days by which q's first line starts before p's planned finish, while p is not met."""
    if p.met or p.finish is None or q.first_start is None:
        return 0
    return max(0, (p.finish - q.first_start).days)


def turned_round(step: Step) -> bool:
    """SC3: a long priority whose lines all end within 12 months, or a short one whose first line starts after them."""
    if step.published is None or step.first_start is None:
        return False
    limit = _months_later(step.published, YEAR)
    if step.horizon == "L":
        return step.last_end is not None and step.last_end <= limit
    return step.horizon == "S" and step.first_start > limit


def _of_pair(p: Step, q: Step) -> Iterator[Disorder]:
    if days := lag(p, q):
        yield Disorder("SC1", p.id, q.id, days)
    if q.committed > 0 and p.committed == 0:
        yield Disorder("SC2", p.id, q.id)


def _months_later(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
