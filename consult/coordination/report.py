"""The reports of a country put together: gaps, then overlaps (which know where money exceeds need), then who works where."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from consult.agendas.models import PriorityText
from consult.coordination import judging
from consult.coordination.cells import Cells, cells
from consult.coordination.gaps import Cell, Coverage, Gap, coverage, gap_of, needs_to_cells, place_lines
from consult.coordination.judging import Judged
from consult.coordination.ledger import Compared, Ledger, Period, compare, day_of
from consult.coordination.lines import Bools, Ints, Ragged, span
from consult.coordination.money import Crowd, Crowding, Totals, crowding, original_funders, totals
from consult.coordination.sequence import Disorder, Step, disorders
from consult.coordination.standing import COVERED, Register
from consult.coordination.worst import everything, worst


@dataclass(frozen=True, slots=True)
class GapRow:
    """One cell of the gaps report: the priority's text, M3, O3."""

    text: PriorityText
    gap: Gap
    crowding: Crowding


@dataclass(frozen=True, slots=True)
class GapReport:
    """Gaps largest first, M1 for open and for any consent, M5, and the priority at which each unnamed line counts."""

    rows: tuple[GapRow, ...]
    open: Coverage
    any: Coverage
    disorders: tuple[Disorder, ...]
    matched: Mapping[int, int]
    crowded: Ragged

    @property
    def missing(self) -> int:
        """Σ of the known gaps in minor units."""
        return sum(row.gap.gap or 0 for row in self.rows)


@dataclass(frozen=True, slots=True)
class OverlapReport:
    """O1 of a period: the slices, the cells worst first, what was left out, and gross, net and double (O2)."""

    compared: Compared
    cells: Cells
    crowded: Ragged
    totals: Totals

    def worst(self, k: int) -> Judged:
        """The k worst pairs below the national level."""
        return worst(self.compared.slices, k, self.crowded)

    def all_pairs(self) -> Judged:
        """Every pair, worst first, the national ones last."""
        return everything(self.compared.slices, self.crowded)


def gap_report(ledger: Ledger, texts: Sequence[PriorityText], register: Register, period: Period) -> GapReport:
    """M1, M3, O3 and M5 over the priorities whose dates meet the period."""
    chosen = {text.priority_id: text for text in texts if text.sector_id and period.meets(text.start, text.end)}
    about = {p: (t.sector_id or 0, t.start, t.end) for p, t in chosen.items()}
    needs = [(t.priority_id, need.place_id, need.amount) for t in chosen.values() for need in t.needs]
    wanted = needs_to_cells(needs, about)
    held = place_lines(wanted, ledger.money(), ledger.parents())
    originals = originals_of(ledger)
    rows = []
    for cell in wanted:
        counted = [replace(line, outside=outside(ledger, register, line.id)) for line in held[cell].counted]
        of = replace(held[cell], counted=counted)
        gap = gap_of(cell, of, ledger.draws, consent=register.covers(cell))
        shares = [(originals.get(line.id, frozenset()), line.amount or 0) for line in counted]
        rows.append(GapRow(chosen[cell.priority], gap, crowding(shares, cell.need, consent=register.covers(cell))))
    rows.sort(key=lambda row: (-(row.gap.gap or 0), row.text.rank, row.gap.cell.place))
    over = sorted(
        (r.gap.cell.priority, place_index(ledger, r.gap.cell)) for r in rows if Crowd.OVERSUBSCRIBED in r.crowding.flags
    )
    return GapReport(
        rows=tuple(rows),
        open=coverage(wanted, lambda cell: register.covers(cell, open_only=True)),
        any=coverage(wanted, register.covers),
        disorders=tuple(disorders(*steps_of(ledger, chosen))),
        matched={line: cell.priority for cell, of in held.items() for line in of.matched},
        crowded=Ragged(*np.array(over, np.int64).reshape(-1, 2).T),
    )


def overlap_report(ledger: Ledger, gaps: GapReport, period: Period) -> OverlapReport:
    """O1 and O2 over the counted lines whose dates meet the period."""
    compared = compare(ledger, period, gaps.matched)
    keep = ledger.counted & ledger.within(period) & ledger.known
    amounts = dict(zip(ledger.lines.id[keep].tolist(), ledger.lines.amount[keep].tolist(), strict=True))
    return OverlapReport(compared, cells(compared.slices, gaps.crowded), gaps.crowded, totals(amounts, ledger.draws))


def outside(ledger: Ledger, register: Register, line: int) -> bool:
    """Whether no consent covers a line, in any of its sectors."""
    return not any(decision.answer in COVERED for decision in register.ask(int(ledger.at([line])[0])))


def originals_of(ledger: Ledger) -> dict[int, frozenset[int]]:
    """The original funders of each counted line (O3)."""
    ids = ledger.lines.id.tolist()
    own: dict[int, set[int]] = defaultdict(set)
    for line, funder in zip(ledger.funders.line.tolist(), ledger.funders.value.tolist(), strict=True):
        own[ids[line]].add(funder)
    counted = np.flatnonzero(ledger.counted).tolist()
    funders = {ids[i]: frozenset(own.get(ids[i], ())) for i in counted}
    return original_funders(funders, {ids[i]: int(ledger.lines.amount[i]) for i in counted}, ledger.draws)


def place_index(ledger: Ledger, cell: Cell) -> int:
    """The index of a cell's place among the spots."""
    return next(number for number, spot in enumerate(ledger.spots) if spot.id == cell.place)


def steps_of(ledger: Ledger, chosen: Mapping[int, PriorityText]) -> tuple[dict[int, Step], set[tuple[int, int]]]:
    """The priorities as M5 needs them, and (prerequisite, priority) pairs."""
    pairs = {(need.needs_id, text.priority_id) for text in chosen.values() for need in text.prerequisites}
    return {p: step_of(ledger, text) for p, text in chosen.items()}, pairs


def step_of(ledger: Ledger, text: PriorityText) -> Step:
    """One priority with its money and days."""
    mine = ledger.counted & (ledger.lines.priority == text.priority_id)
    dated = mine & (ledger.lines.start > 0)
    starts, ends = ledger.lines.start[dated & ledger.begun], ledger.lines.end[dated]
    published = text.agenda.published_at
    return Step(
        id=text.priority_id,
        met=text.priority.state == "MET",
        finish=text.end,
        horizon=text.horizon,
        published=published.date() if published else None,
        committed=int(ledger.lines.amount[mine].sum()),
        first_start=day_of(int(starts.min())) if len(starts) else None,
        last_end=day_of(int(ends.max())) if len(ends) else None,
    )


@dataclass(frozen=True, slots=True)
class Presence:
    """Who works where: organisations by (sector, region), the worst level of overlap there; regions in order.

    Region 0 stands for work that is placed no finer than the country. listed: organisations of lines whose sector is
    ambiguous, under each of their sectors; they count in none.
    """

    regions: tuple[int, ...]
    organisations: Mapping[tuple[int, int], frozenset[int]]
    listed: Mapping[tuple[int, int], frozenset[int]]
    levels: Mapping[tuple[int, int], int]
    lines: int
    partners: int


def presence(ledger: Ledger, report: OverlapReport, period: Period) -> Presence:
    """Distinct organisations with a counted line in the period, by national sector and level-1 place; an ambiguous line
    stands under each of its sectors.
    """
    region = regions_of(ledger)
    keep = ledger.counted & ledger.within(period)
    found: dict[tuple[int, int], set[int]] = defaultdict(set)
    listed: dict[tuple[int, int], set[int]] = defaultdict(set)
    for number, spot, who in _where_who(ledger, np.array(region), keep):
        sectors = ledger.sector_sets[number]
        for sector in sectors:
            (found if len(sectors) == 1 else listed)[sector, spot].add(who)
    partners = np.unique(ledger.lines.orgs.value[keep[ledger.lines.orgs.line]])
    return Presence(
        regions=tuple(number for number, spot in enumerate(ledger.spots) if spot.level == 1),
        organisations={key: frozenset(value) for key, value in found.items()},
        listed={key: frozenset(value) for key, value in listed.items()},
        levels=dict(_levels(ledger, report, region)),
        lines=int(keep.sum()),
        partners=len(partners),
    )


def regions_of(ledger: Ledger) -> list[int]:
    """For each place (by index) the level-1 place that holds it; the country for itself."""
    region = list(range(len(ledger.spots)))
    for number, spot in enumerate(ledger.spots):
        if spot.level > 1:
            region[number] = region[int(ledger.tree.parent[number])]
    return region


def _levels(ledger: Ledger, report: OverlapReport, region: list[int]) -> Iterator[tuple[tuple[int, int], int]]:
    """The worst level of each (sector, region) below the country."""
    found: dict[tuple[int, int], int] = defaultdict(int)
    table = report.cells
    for place, level, low in zip(table.place.tolist(), table.level.tolist(), table.low.tolist(), strict=True):
        if region[place] == ledger.tree.country or level == judging.NATIONAL:
            continue
        for sector in ledger.sectors_of(int(ledger.at([low])[0])):
            key = (sector, region[place])
            found[key] = max(found[key], level)
    yield from found.items()


def _where_who(ledger: Ledger, region: Ints, keep: Bools) -> list[tuple[int, int, int]]:
    """Each (number of the set of sectors, level-1 place, organisation) that lines of `keep` bring together, once."""
    places, orgs = ledger.lines.places, ledger.lines.orgs
    mine = keep[places.line]
    line, spot = places.line[mine], region[places.value[mine]]
    first = np.searchsorted(orgs.line, line)
    run, step = span(np.searchsorted(orgs.line, line, side="right") - first)
    rows = np.stack([ledger.sectors[line[run]], spot[run], orgs.value[first[run] + step]])
    return [(int(a), int(b), int(c)) for a, b, c in np.unique(rows, axis=1).T.tolist()]
