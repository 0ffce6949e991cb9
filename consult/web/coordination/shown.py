"""Reports as pages show them: rows with names instead of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from flask import g

from consult.codes.lists import label
from consult.coordination.assembly import Reports
from consult.coordination.judging import Judged
from consult.coordination.ledger import Ledger, Spot, day_of
from consult.coordination.models import Finding
from consult.coordination.report import GapRow
from consult.coordination.standing import Outside
from consult.coordination.tables import Describer
from consult.web.door import named


class Work(NamedTuple):
    """One place and purpose where lines overlap, with its worst pair."""

    level: int
    where: str
    what: str
    part: Mapping[str, Any]
    partners: tuple[str, ...]
    others: int
    pairs: int
    exposure: int
    upper: bool
    low: int
    high: int
    finding: Finding | None


class PairRow(NamedTuple):
    """A pair of lines in a list."""

    level: int
    certainty: int
    what: str
    where: str
    a: Mapping[str, Any]
    b: Mapping[str, Any]
    days: int
    tau: float
    exposure: int
    upper: bool
    low: int
    high: int
    finding: Finding | None


class Square(NamedTuple):
    """A cell of who works where: `look` is its class (s0 to s4, gap, na), `partners` how many organisations.

    `listed`: those of ambiguous sector, who count in none.
    """

    look: str
    partners: int
    listed: int
    level: int
    place: str


class MatrixRow(NamedTuple):
    """A national sector and its squares, in the order of the regions."""

    sector: Any
    squares: Sequence[Square]


def outputs_of(texts: Iterable[Any]) -> dict[int, str]:
    """Outputs as people name them (1.3 and its title), by id."""
    return {o["output_id"]: f"{t.priority.number}.{o['number']} {o['title']}" for t in texts for o in t.outputs}


def works(book: Reports, outputs: Mapping[int, str], found: Mapping[tuple[int, int], Finding], *, least: int = 1) -> list[Work]:
    """The cells of overlaps below the national level from a level on, worst first."""
    table = book.overlaps.cells
    keep = table.only((table.level >= least) & (table.place != book.ledger.tree.country))
    return [_work(book, keep, i, outputs, found) for i in range(len(keep.level))]


def _work(book: Reports, table: Any, i: int, outputs: Mapping[int, str], found: Mapping[tuple[int, int], Finding]) -> Work:
    ledger, sector = book.ledger, int(table.sector[i])
    by_output = book.overlaps.compared.slices[int(table.part[i])].by_output
    low, high = int(table.low[i]), int(table.high[i])
    a, b = ledger.at([low, high]).tolist()
    spot = ledger.spots[int(table.place[i])]
    partners = tuple(dict.fromkeys((*ledger.organisations_of(a), *ledger.organisations_of(b))))
    return Work(
        level=int(table.level[i]),
        where=f"{sector_names(ledger, a)} · {named(spot)}",
        what=outputs.get(sector, "") if by_output else purpose(str(sector)),
        part={"output" if by_output else "code": sector, "place": spot.code},
        partners=partners,
        others=max(0, int(table.at_once[i]) - len(partners)),
        pairs=int(table.pairs[i]),
        exposure=int(table.exposure[i]),
        upper=bool(ledger.lines.undivided[a] or ledger.lines.undivided[b]),
        low=low,
        high=high,
        finding=found.get((low, high)),
    )


def pair_rows(book: Reports, table: Judged, found: Mapping[tuple[int, int], Finding]) -> list[PairRow]:
    """Pairs as rows of a list."""
    ledger, describe = book.ledger, Describer(book.ledger)
    rows = []
    for i in range(len(table.low)):
        low, high = int(table.low[i]), int(table.high[i])
        a, b = ledger.at([low, high]).tolist()
        rows.append(
            PairRow(
                level=int(table.level[i]),
                certainty=int(table.certainty[i]),
                what=purpose(describe.purpose(a, b)),
                where=places_text(ledger, describe.meeting(a, b)),
                a=line_words(ledger, a),
                b=line_words(ledger, b),
                days=int(table.days[i]),
                tau=int(table.days[i]) / int(table.shorter[i]),
                exposure=int(table.exposure[i]),
                upper=bool(table.upper[i]),
                low=low,
                high=high,
                finding=found.get((low, high)),
            )
        )
    return rows


def line_words(ledger: Ledger, position: int) -> dict[str, Any]:
    """A line in a few words."""
    return {
        "title": ledger.lines.titles[int(ledger.lines.title[position])],
        "organisations": ledger.organisations_of(position),
        "amount": int(ledger.lines.amount[position]) if ledger.known[position] else None,
        "currency": ledger.currencies[position],
        "start": day_of(int(ledger.lines.start[position])),
        "end": day_of(int(ledger.lines.end[position])),
        "by_funder": not _named(ledger, position),
    }


def _named(ledger: Ledger, position: int) -> bool:
    """Whether a line names who carries it out."""
    first, last = np.searchsorted(ledger.implementers.line, (position, position + 1))
    return bool(last > first)


def matrix(book: Reports) -> tuple[list[Spot], list[MatrixRow]]:
    """Who works where: regions (the country last, for work placed no finer) and a row a national sector."""
    ledger, presence = book.ledger, book.presence
    asked = {(row.gap.cell.sector, row.gap.cell.place) for row in book.gaps.rows}
    columns = [*presence.regions, ledger.tree.country]
    rows = []
    for sector in ledger.held.values():
        squares = [_square(book, sector.id, spot, (sector.id, ledger.spots[spot].id) in asked) for spot in columns]
        if any(square.look != "na" for square in squares):
            rows.append(MatrixRow(sector, squares))
    return [ledger.spots[spot] for spot in columns], rows


def _square(book: Reports, sector: int, spot: int, asked: bool) -> Square:
    key = sector, spot
    count, listed = len(book.presence.organisations.get(key, ())), len(book.presence.listed.get(key, ()))
    level = book.presence.levels.get(key, 0)
    look = f"s{level}" if count or listed else "gap" if asked else "na"
    return Square(look, count, listed, level, book.ledger.spots[spot].code)


def outside_words(book: Reports, some: Iterable[Outside]) -> list[dict[str, Any]]:
    """Lines outside consent as rows: where, work, partner, money, the answer and since when."""
    ledger = book.ledger
    return [
        line_words(ledger, one.position)
        | {
            "where": f"{sector_names(ledger, one.position)} · {places_text(ledger, ledger.spots_of(one.position))}",
            "answer": one.decision.answer.value,
            "reason": one.decision.reasons[0] if one.decision.reasons else "",
            "id": int(ledger.lines.id[one.position]),
        }
        for one in some
    ]


def gap_words(book: Reports, row: GapRow) -> dict[str, Any]:
    """A gap's cell as a row."""
    ledger = book.ledger
    spot = next(s for s in ledger.spots if s.id == row.gap.cell.place)
    return {
        "row": row,
        "gap": row.gap,
        "sector": ledger.held[row.gap.cell.sector],
        "spot": spot,
        "number": row.text.priority.number,
        "title": title_of(row.text),
    }


def title_of(text: Any) -> str:
    """A priority's title in the language spoken."""
    return str((text.titles or {}).get(g.lang) or text.title)


def apart(book: Reports, outputs: Mapping[int, str]) -> list[tuple[str, int, int]]:
    """At national level only: purpose or output, pairs that meet at the country, the worst exposure; most pairs first."""
    table = book.overlaps.cells
    keep = table.only(table.place == book.ledger.tree.country)
    found = []
    for i in np.lexsort((keep.sector, -keep.pairs)).tolist():
        sector, by_output = int(keep.sector[i]), book.overlaps.compared.slices[int(keep.part[i])].by_output
        what = outputs.get(sector, "") if by_output else purpose(str(sector))
        found.append((what, int(keep.pairs[i]), int(keep.exposure[i])))
    return found


def listed(book: Reports) -> dict[str, int]:
    """How many counted lines of the period are listed but not added, and why."""
    ledger = book.ledger
    inside = ledger.counted & ledger.within(book.period)
    several = np.array([len(some) > 1 for some in ledger.sector_sets], bool)
    none = np.array([not some for some in ledger.sector_sets], bool)
    return {
        "undivided": int((inside & ledger.lines.undivided).sum()),
        "ambiguous": int((inside & several[ledger.sectors]).sum()) if len(several) else 0,
        "unresolved": int((inside & none[ledger.sectors]).sum()) if len(none) else 0,
        "unpriced": int((inside & ~ledger.known).sum()),
        "suspended": int((ledger.suspended & ledger.within(book.period)).sum()),
    }


def by_sector(book: Reports) -> list[dict[str, Any]]:
    """Asked, pledged and committed by national sector, the least covered first."""
    sums: dict[int, list[int]] = {}
    for row in book.gaps.rows:
        known = sums.setdefault(row.gap.cell.sector, [0, 0, 0])
        known[0] += row.gap.cell.need or 0
        known[1] += row.gap.pledged + row.gap.committed
        known[2] += row.gap.committed
    rows = [
        {"sector": book.ledger.held[s], "asked": n, "pledged": p, "committed": c, "share": p / n if n else None}
        for s, (n, p, c) in sums.items()
    ]
    return sorted(rows, key=lambda row: (row["share"] is None, row["share"] or 0, row["sector"].id))


def sector_names(ledger: Ledger, position: int) -> str:
    """The national sectors that may hold a line, else its category's name."""
    held = [named(ledger.held[s]) for s in sorted(ledger.sectors_of(position)) if s in ledger.held]
    return " / ".join(held) if held else purpose(str(ledger.lines.category()[position]))


def places_text(ledger: Ledger, spots: Sequence[int]) -> str:
    """Names of places, the first four of many."""
    names = [named(ledger.spots[spot]) for spot in spots]
    return ", ".join(names[:4]) + (", …" if len(names) > 4 else "")


def purpose(code: str) -> str:
    """A purpose code with its name; of two, both."""
    return " | ".join(_purpose(one) for one in code.split(" | "))


def _purpose(code: str) -> str:
    name = label("categories" if len(code) == 3 else "purpose_codes", code)
    return name if name != code else code


def exposed(rows: Iterable[Work]) -> int:
    """Money exposed in the worst pairs of some works, each pair once, in minor units."""
    return sum({(row.low, row.high): row.exposure for row in rows}.values())
