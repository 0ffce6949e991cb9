"""Pages of reports: overlaps, gaps, who works where, the pack for a meeting."""

from typing import Any

from flask import g, request

from consult.coordination import queries, tables
from consult.coordination.narrowing import worst_of
from consult.kit import clock
from consult.kit.paging import Page
from consult.web.coordination import shown, words
from consult.web.coordination.asked import Asked, asked
from consult.web.door import PUBLIC, answer, form_page, named, open_to, room
from consult.web.files import Table

bp = room("coordination", "reports")

FIRST = 12
PAIRS = 25
WHOLE_UP_TO = 100_000
"""Pairs that a page gives as one file; of more, the worst so many. The command line gives all."""
FILE = 20_000


@bp.get("/")
@open_to(PUBLIC)
def index() -> Any:
    return answer("coordination/index.html")


@bp.get("/overlap/")
@open_to(PUBLIC)
def overlap() -> Any:
    found = asked()
    if found.book is None:
        return answer("coordination/overlap.html", status=422, asked=found)
    return answer("coordination/overlap.html", status=found.status, table=lambda: overlap_file(found), **of_overlap(found))


@bp.get("/pack/")
@open_to(PUBLIC)
def pack() -> Any:
    found = asked()
    if found.book is None:
        return answer("coordination/overlap.html", status=422, asked=found)
    return answer("coordination/pack.html", decided=queries.findings(g.db), **of_overlap(found))


@bp.get("/overlap/where/")
@open_to(PUBLIC)
def where() -> Any:
    found = asked()
    if found.book is None:
        return answer("coordination/where.html", status=422, asked=found)
    columns, rows = shown.matrix(found.book)
    return answer(
        "coordination/where.html", asked=found, columns=columns, rows=rows, table=lambda: where_file(found, columns, rows)
    )


@bp.get("/overlap/pairs/")
@open_to(PUBLIC)
def pairs() -> Any:
    found = asked()
    if found.book is None:
        return answer("coordination/pairs.html", status=422, asked=found)
    number = form_page(request.args.get("page"))
    table = worst_of(found.book.ledger, found.book.overlaps, found.part, number * PAIRS + 1)
    rows = shown.pair_rows(found.book, table.only(slice((number - 1) * PAIRS, number * PAIRS)), decided())  # type: ignore[arg-type]
    more = len(table.low) > number * PAIRS
    page: Page[Any] = Page(rows, number, number + more, len(table.low))
    return answer(
        "coordination/pairs.html", status=found.status, table=lambda: pairs_file(found),
        asked=found, page=page, more=more, words=words, spots=spots(found), sectors=sectors(found),
    )  # fmt: skip


@bp.get("/gaps/")
@open_to(PUBLIC)
def gaps() -> Any:
    found = asked()
    if found.book is None:
        return answer("coordination/gaps.html", status=422, asked=found)
    rows = [shown.gap_words(found.book, row) for row in found.book.gaps.rows if wanted(found, row.gap)]
    texts = {text.priority_id: text for text in queries.priorities(g.db)}
    return answer(
        "coordination/gaps.html", status=found.status, table=lambda: gaps_file(found),
        asked=found, book=found.book, rows=rows, words=words, texts=texts, title_of=shown.title_of,
        states=[(k.value, w) for k, w in words.GAPS.items()], sectors=sectors(found),
    )  # fmt: skip


@bp.get("/findings/")
@open_to(PUBLIC)
def findings() -> Any:
    rows = queries.findings(g.db)
    lines = queries.lines_shown(g.db, [i for row in rows for i in (row.low_id, row.high_id)])
    return answer("coordination/findings.html", rows=rows, lines=lines, words=words, table=lambda: findings_file(rows))


def of_overlap(found: Asked) -> dict[str, Any]:
    """What the page of overlaps shows."""
    book = found.book
    assert book is not None
    texts = queries.priorities(g.db)
    outputs = shown.outputs_of(texts)
    works = shown.works(book, outputs, decided())
    columns, rows = shown.matrix(book)
    held = book.standing.held()
    open_gaps = [row for row in book.gaps.rows if row.gap.gap]
    return {
        "asked": found,
        "book": book,
        "words": words,
        "version": texts[0].agenda.version if texts else None,
        "made": clock.now(),
        "strong": [work for work in works if work.level > 1],
        "works": works[:FIRST],
        "all_works": len(works),
        "exposed": shown.exposed(work for work in works if work.level > 1),
        "columns": columns,
        "rows": rows,
        "outside": shown.outside_words(book, held[:FIRST]),
        "outside_all": len(held),
        "outside_money": sum(int(book.ledger.lines.amount[one.position]) for one in held),
        "gaps": [shown.gap_words(book, row) for row in open_gaps[:FIRST]],
        "open_gaps": open_gaps,
        "sectors": shown.by_sector(book),
        "apart": shown.apart(book, outputs),
        "listed": shown.listed(book),
    }


def sectors(found: Asked) -> list[tuple[str, str]]:
    """The national sectors to choose from."""
    assert found.book is not None
    return [(sector.code, named(sector)) for sector in found.book.ledger.held.values()]


def spots(found: Asked) -> list[tuple[str, str]]:
    """The country and its regions to choose from."""
    assert found.book is not None
    return [(spot.code, named(spot)) for spot in found.book.ledger.spots if spot.level < 2]


def decided() -> dict[tuple[int, int], Any]:
    """Findings by the pair that they are about."""
    return {(f.low_id, f.high_id): f for f in queries.findings(g.db)}


def wanted(found: Asked, gap: Any) -> bool:
    """Whether a gap's cell is one of those asked for."""
    book, part = found.book, found.part
    assert book is not None
    return (
        (part.sector is None or gap.cell.sector == part.sector)
        and (part.place is None or gap.cell.place == book.ledger.spots[part.place].id)
        and (not found.typed["state"] or gap.state.value == found.typed["state"])
    )


def overlap_file(found: Asked) -> Table:
    """All pairs, or of very many the worst below the national level."""
    book = found.book
    assert book is not None
    if tables.pairs_of(book.overlaps) <= WHOLE_UP_TO:
        rows = tables.overlap_rows(book.ledger, book.overlaps)
    else:
        rows = tables.pair_rows(book.ledger, book.overlaps, book.overlaps.worst(FILE))
    return Table("overlaps", tables.OVERLAPS, list(rows))


def pairs_file(found: Asked) -> Table:
    """The worst pairs of a part."""
    book = found.book
    assert book is not None
    table = worst_of(book.ledger, book.overlaps, found.part, FILE)
    return Table("overlaps", tables.OVERLAPS, list(tables.pair_rows(book.ledger, book.overlaps, table)))


def gaps_file(found: Asked) -> Table:
    """All cells."""
    assert found.book is not None
    return Table("gaps", tables.GAPS, list(tables.gap_rows(found.book.ledger, found.book.gaps)))


def where_file(found: Asked, columns: list[Any], rows: list[Any]) -> Table:
    """The matrix, one row a sector and place."""
    flat = [
        (r.sector.code, square.place, square.partners, square.level or None)
        for r in rows
        for square in r.squares
        if square.look != "na"
    ]
    return Table("who-works-where", ("sector", "place", "organisations", "level"), flat)


def findings_file(rows: list[Any]) -> Table:
    """Findings without their discussion."""
    columns = ("number", "line_a", "line_b", "level", "state", "decision", "opened", "decided")
    return Table(
        "findings",
        columns,
        [(f.number, f.low_id, f.high_id, f.level, f.state, f.decision, f.opened_at, f.decided_at) for f in rows],
    )
