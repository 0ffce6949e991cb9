"""The agenda's lists as files: fixed column names, codes rather than words."""

from collections.abc import Iterable, Mapping
from typing import Any

from consult.agendas.diff import Differences
from consult.agendas.models import PriorityText
from consult.commitments.sums import Sum
from consult.kit.money import plain
from consult.web.agendas.shown import Row
from consult.web.door import Table

PRIORITIES = (
    "priority", "title", "ministry", "sector", "core_area", "psg", "places", "horizon", "effort", "start", "end", "state",
    "consent", "asked", "offered", "signed", "paid", "currency", "partners", "gender_marker", "version",
)  # fmt: skip


def priorities(rows: Iterable[Row], currency: str) -> Table:
    """The list of priorities; `asked` is empty where no need has an amount."""
    return Table("agenda", PRIORITIES, [row_of(row, currency) for row in rows])


def row_of(row: Row, currency: str) -> tuple[Any, ...]:
    """One priority as a row."""
    text = row.text
    places = " ".join(sorted({n.place.code for n in text.needs}))
    amounts = (row.asked, row.money.offered, row.money.signed, row.money.paid)
    return (
        row.number, text.title, text.ministry.name, text.sector.code if text.sector else "", text.core_area, text.psg, places,
        text.horizon, text.effort, text.start, text.end, text.priority.state, row.cell.shown,
        *(plain(amount, currency) for amount in amounts), currency, row.partners, text.gender_marker, text.agenda.version,
    )  # fmt: skip


OUTPUTS = ("output", "title", "indicator", "places", "asked", "offered", "signed", "paid", "currency")


def outputs(text: PriorityText, money: Mapping[tuple[int, int | None], Sum], currency: str) -> Table:
    """A priority's outputs with what is asked and promised for each; the last row is for the priority as a whole."""
    rows = []
    for output in (*text.outputs, None):
        output_id = output["output_id"] if output else None
        needs = [n for n in text.needs if n.output_id == output_id]
        known = [n.amount for n in needs if n.amount is not None]
        found = money.get((text.priority_id, output_id), Sum())
        label = f"{text.priority.number}.{output['number']}" if output else str(text.priority.number)
        said = (output["title"], output["indicator"]) if output else (text.title, text.outcome)
        amounts = (sum(known) if known else None, found.offered, found.signed, found.paid)
        places = " ".join(sorted(n.place.code for n in needs))
        rows.append((label, *said, places, *(plain(a, currency) for a in amounts), currency))
    return Table(f"priority-{text.priority.number}", OUTPUTS, rows)


def changes(found: Differences) -> Table:
    """What changed between two versions, one thing a row."""
    rows: list[tuple[Any, ...]] = [(f.number, f.title, "added", "", "", "") for f in found.added]
    rows += [(f.number, f.title, "dropped", "", "", "") for f in found.dropped]
    for c in found.changed:
        if c.moved:
            rows.append((c.number, c.title, "rank", "", c.before_rank, c.after_rank))
        rows += [(c.number, c.title, x.field, x.part, x.before, x.after) for x in c.changes]
    return Table("changes", ("priority", "title", "field", "part", "before", "after"), rows)
