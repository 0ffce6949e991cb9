"""What changed between two versions of the agenda: pure, on facts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from consult.kit.i18n import lazy_gettext as _l

Key = tuple[str, str]


class Facts(msgspec.Struct, frozen=True):
    """One priority in one version: its lasting number, its rank, and what it says by (field, part).

    `part` is empty for a single value, else an output's number, a place's code and output, a language or a code.
    """

    number: int
    rank: int
    title: str
    says: Mapping[Key, str]


class Change(msgspec.Struct, frozen=True):
    """One thing said otherwise: empty `before` was not said, empty `after` is no longer said."""

    field: str
    part: str
    before: str
    after: str


class Changed(msgspec.Struct, frozen=True):
    """A priority that both versions hold and that changed; ranks differ where it moved."""

    number: int
    title: str
    before_rank: int
    after_rank: int
    changes: tuple[Change, ...]

    @property
    def moved(self) -> bool:
        """Whether the government ranks it otherwise."""
        return self.before_rank != self.after_rank


class Differences(msgspec.Struct, frozen=True):
    """Between two versions: what is new, what was let go, what changed; each in its version's order."""

    added: tuple[Facts, ...]
    dropped: tuple[Facts, ...]
    changed: tuple[Changed, ...]

    def __bool__(self) -> bool:
        return bool(self.added or self.dropped or self.changed)


def differences(before: Sequence[Facts], after: Sequence[Facts]) -> Differences:
    """What the later version says that the earlier did not, and the other way round."""
    old, new = ({f.number: f for f in side} for side in (before, after))
    both = [(old[f.number], f) for f in by_rank(after) if f.number in old]
    changed = [changed_between(one, other) for one, other in both]
    return Differences(
        added=tuple(f for f in by_rank(after) if f.number not in old),
        dropped=tuple(f for f in by_rank(before) if f.number not in new),
        changed=tuple(c for c in changed if c.moved or c.changes),
    )


def changed_between(before: Facts, after: Facts) -> Changed:
    """How one priority changed."""
    keys = sorted({*before.says, *after.says}, key=lambda key: (order_of(key[0]), key))
    pairs = [(key, before.says.get(key, ""), after.says.get(key, "")) for key in keys]
    changes = tuple(Change(*key, old, new) for key, old, new in pairs if old != new)
    return Changed(after.number, after.title, before.rank, after.rank, changes)


def by_rank(facts: Iterable[Facts]) -> list[Facts]:
    """In the government's order."""
    return sorted(facts, key=lambda f: (f.rank, f.number))


LABELS: Mapping[str, Any] = {
    "title": _l("Title"),
    "ask": _l("What is asked"),
    "ministry": _l("Ministry"),
    "sector": _l("Sector"),
    "core_area": _l("Core area"),
    "psg": _l("Peacebuilding and Statebuilding Goal"),
    "lead": _l("Domestic lead"),
    "start": _l("From"),
    "end": _l("To"),
    "outcome": _l("Outcome indicator"),
    "outcome_baseline": _l("Baseline"),
    "outcome_target": _l("Target"),
    "output": _l("Output"),
    "indicator": _l("Output indicator"),
    "need": _l("Need"),
    "domestic_amount": _l("Paid by the country itself"),
    "prerequisite": _l("Prerequisite"),
    "dimension": _l("Dimension of governance"),
    "mode": _l("Kind of prevention"),
    "horizon": _l("Term"),
    "effort": _l("Effort"),
    "mechanism": _l("How it protects people"),
    "guarantee": _l("Institutional guarantee"),
    "gender_marker": _l("Gender marker"),
    "sgbv": _l("Sexual and gender-based violence"),
    "risk_factor": _l("Risk factor"),
}
ORDER = tuple(LABELS)


def order_of(field: str) -> int:
    """Where a field stands on the page."""
    return ORDER.index(field) if field in LABELS else len(ORDER)


def label_of(field: str, part: str) -> str:
    """A field's name, and which part of it."""
    return f"{LABELS.get(field, field)} {part}".strip()


SINGLE = (
    "title", "ask", "core_area", "psg", "lead", "start", "end", "outcome", "outcome_baseline", "outcome_target",
    "domestic_amount", "horizon", "effort", "mechanism", "guarantee", "gender_marker",
)  # fmt: skip
SEVERAL = {"dimension": "dimensions", "mode": "modes", "sgbv": "sgbv", "risk_factor": "risk_factors"}


def facts_of(text: Any) -> Facts:
    """The facts of a text whose ministry, sector, needs and prerequisites are loaded; amounts in minor units."""
    says = {key: str(value) for key, value in said_by(text) if value not in (None, "")}
    return Facts(text.priority.number, text.rank, text.title, says)


def said_by(text: Any) -> Iterator[tuple[Key, Any]]:
    """All that a text says, by field and part."""
    yield from (((field, ""), getattr(text, field)) for field in SINGLE)
    yield ("sector", ""), text.sector.name if text.sector else None
    yield ("ministry", ""), text.ministry.name if text.ministry else None
    for field, column in SEVERAL.items():
        yield from (((field, str(code)), code) for code in getattr(text, column))
    for field, column in (("title", "titles"), ("ask", "asks")):
        yield from (((field, lang), words) for lang, words in getattr(text, column).items())
    numbers = {o["output_id"]: f"{text.priority.number}.{o['number']}" for o in text.outputs}
    for output in text.outputs:
        yield ("output", numbers[output["output_id"]]), output["title"]
        yield ("indicator", numbers[output["output_id"]]), output["indicator"]
    for need in text.needs:
        part = " · ".join(filter(None, (need.place.name, numbers.get(need.output_id))))
        yield ("need", part), "?" if need.amount is None else need.amount
    yield from ((("prerequisite", str(p.needed.number)), p.needed.number) for p in text.prerequisites)
