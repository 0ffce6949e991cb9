"""Reports read from both databases: who takes part, what is left out, where money counts, what readers see."""

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from consult.accounts.models import Organisation
from consult.accounts.queries import console_actor
from consult.commitments.models import Line, LineSource
from consult.coordination import queries, tables
from consult.coordination.assembly import Reports, make
from consult.coordination.gaps import GapState
from consult.coordination.ledger import Period
from consult.kit.actor import Role
from consult.kit.errors import Invalid
from consult.places.models import Place
from tests.coordination.rows import M, Rows
from tests.support.makers import Makers

DAY = date(2026, 3, 23)
ALWAYS = Period()


@pytest.fixture
def rows(db: Session, makers: Makers) -> Iterator[Rows]:
    return Rows(db, makers)


def report(rows: Rows, period: Period = ALWAYS) -> Reports:
    return make(rows.db, console_actor(rows.makers.country.id), period, DAY)


def overlaps(rows: Rows, period: Period = ALWAYS) -> list[dict[str, object]]:
    book = report(rows, period)
    return [dict(zip(tables.OVERLAPS, row, strict=True)) for row in tables.overlap_rows(book.ledger, book.overlaps)]


def gaps(rows: Rows, period: Period = ALWAYS) -> dict[str, dict[str, object]]:
    book = report(rows, period)
    found = [dict(zip(tables.GAPS, row, strict=True)) for row in tables.gap_rows(book.ledger, book.gaps)]
    return {str(row["place"]): row for row in found}


def e2(rows: Rows) -> tuple[Line, Line, Line]:
    a = rows.line("ACU", amount=5 * M)
    b = rows.line("BILATERAL", amount=6 * M)
    d = rows.line("INGO", amount=3 * M // 2, start=date(2026, 7, 1), end=date(2027, 6, 30))
    rows.db.add(LineSource(line_id=b.id, source_id=a.id, amount=5 * M))
    rows.db.flush()
    return a, b, d


def test_e2_from_the_database(rows: Rows) -> None:
    _, b, d = e2(rows)
    (row,) = overlaps(rows)
    assert row == {
        "level": 3, "certainty": "PROBABLE", "sector": "15130", "places": "XM01", "line_a": b.id, "org_a": "Norlund Agency",
        "line_b": d.id, "org_b": "Harbour Foundation", "start": "2026-07-01", "end": "2026-12-31", "days": 184, "tau": "0.5041",
        "exposure": "756164.38", "upper_bound": False, "currency": "USD",
    }  # fmt: skip
    sums = report(rows).overlaps.totals
    assert (sums.gross, sums.net, sums.double) == (25 * M // 2, 15 * M // 2, 5 * M)


@pytest.mark.parametrize(
    "given",
    [
        {"state": "PLEDGED"}, {"state": "SUSPENDED"}, {"state": "CANCELLED"}, {"interest": True}, {"purpose_code": None},
        {"purpose_code": "99810"}, {"start": None, "end": None}, {"retired_on": DAY}, {"joint": "One fund"},
        {"end": date(2025, 12, 31)}, {"by": "BILATERAL"}, {"function": "FINANCE"}, {"purpose_code": "15132"}, {"places": ("XM02",)},
    ],
)  # fmt: skip
def test_who_is_no_overlap(rows: Rows, given: dict[str, object]) -> None:
    rows.line("BILATERAL", joint="One fund")
    rows.line(**{"by": "INGO", **given})  # type: ignore[arg-type]
    assert overlaps(rows) == []


def test_twins_complements_and_one_activity_are_no_overlap(rows: Rows) -> None:
    one = rows.line("BILATERAL", source_ref="A-1")
    rows.line("INGO", twin_of_id=one.id, provenance="REPORTED")
    rows.line("INGO", complement_of_id=one.id)
    rows.line("INGO", source_ref="A-1", currency="EUR")
    assert overlaps(rows) == []


def test_lines_left_out_are_counted(rows: Rows) -> None:
    rows.line("BILATERAL", start=None, end=None)
    rows.line("BILATERAL", purpose_code=None)
    rows.line("BILATERAL", purpose_code="99810")
    rows.line(None)
    out = report(rows).overlaps.compared.left_out
    assert (out.without_dates, out.without_purpose, out.unspecified, out.nobody) == (1, 1, 1, 1)


def test_funders_stand_in_where_nobody_is_named(rows: Rows) -> None:
    rows.line(None, funder="BILATERAL")
    rows.line("INGO", funder="BILATERAL")
    (row,) = overlaps(rows)
    assert (row["org_a"], row["org_b"]) == ("Norlund Agency", "Harbour Foundation")


def test_a_merged_organisation_is_the_one_it_became(rows: Rows) -> None:
    rows.line("BILATERAL")
    rows.line("INGO")
    rows.db.get_one(Organisation, rows.makers.organisations["INGO"]).merged_into_id = rows.makers.organisations["BILATERAL"]
    rows.db.flush()
    assert overlaps(rows) == []


def test_a_line_without_place_is_nationwide(rows: Rows) -> None:
    rows.line("BILATERAL", places=())
    rows.line("INGO")
    (row,) = overlaps(rows)
    assert (row["level"], row["certainty"], row["places"]) == (None, "NATIONAL", "XM")


def test_another_currency_is_listed_and_exposes_nothing(rows: Rows) -> None:
    rows.line("BILATERAL", currency="EUR")
    rows.line("INGO")
    (row,) = overlaps(rows)
    assert (row["exposure"], row["currency"]) == ("0.00", "EUR | USD")
    assert report(rows).overlaps.totals.gross == M


@pytest.mark.parametrize(
    ("first", "last", "count"),
    [
        (None, None, 1),
        (date(2026, 12, 31), None, 1),
        (date(2027, 1, 1), None, 0),
        (None, date(2026, 1, 1), 1),
        (None, date(2025, 12, 31), 0),
    ],
)
def test_a_period_selects_what_meets_it_and_clips_nothing(rows: Rows, first: date | None, last: date | None, count: int) -> None:
    rows.line("BILATERAL")
    rows.line("INGO")
    found = overlaps(rows, Period(first, last))
    assert [row["days"] for row in found] == [365] * count


def test_a_period_turned_round_is_refused() -> None:
    with pytest.raises(Invalid, match="ends before it begins"):
        Period(date(2026, 2, 1), date(2026, 1, 1)).checked()


def test_money_counts_where_it_is_named_or_matched(rows: Rows) -> None:
    text = rows.priority({"XM01": 8 * M, "XM02": 2 * M, "XM03": None})
    rows.line(priority_id=text.priority_id, amount=3 * M)
    rows.line("INGO", provenance="REPORTED", amount=2 * M)
    rows.line("INGO", priority_id=text.priority_id, amount=M, state="PLEDGED", places=("XM02",))
    rows.line("INGO", provenance="REPORTED", amount=9 * M, purpose_code="151", places=("XM02",))
    found = gaps(rows)
    assert found["XM01"] == {
        "priority": 1, "sector": "justice", "place": "XM01", "need": "8000000.00", "committed": "5000000.00",
        "pledged": "0.00", "gap": "3000000.00", "state": "NO_CONSENT",
    }  # fmt: skip
    assert (found["XM02"]["committed"], found["XM02"]["pledged"], found["XM02"]["gap"]) == ("0.00", "1000000.00", "2000000.00")
    assert (found["XM03"]["need"], found["XM03"]["gap"], found["XM03"]["state"]) == ("", "", "NEED_UNKNOWN")
    book = report(rows)
    listed = {row.gap.cell.place: len(row.gap.held.listed) for row in book.gaps.rows}
    assert listed[rows.makers.places["XM02"]] == 1
    assert book.gaps.any.cells == 0.0


def test_strong_overlap_with_more_money_than_need_is_level_four(rows: Rows) -> None:
    text = rows.priority({"XM01": M})
    rows.line("BILATERAL", priority_id=text.priority_id)
    rows.line("INGO", priority_id=text.priority_id)
    assert [row["level"] for row in overlaps(rows)] == [4]


def test_a_period_selects_priorities(rows: Rows) -> None:
    rows.priority({"XM01": M})
    assert gaps(rows, Period(first=date(2029, 1, 1))) == {}
    assert report(rows).gaps.rows[0].gap.state is GapState.NO_CONSENT


def test_sensitive_work_is_placed_no_finer_than_the_region_for_the_public(rows: Rows) -> None:
    village = Place(code="XM0101", name="Village", level=2, parent_id=rows.makers.places["XM01"])
    rows.db.add(village)
    rows.db.flush()
    rows.makers.places["XM0101"] = village.id
    line = rows.line(security_sensitive=True, places=("XM0101",))
    spots = {}
    for role in (Role.PUBLIC, Role.COORDINATOR):
        ledger = queries.read_ledger(rows.db, wide=role is Role.COORDINATOR)
        spots[role] = [ledger.spots[spot].code for spot in ledger.spots_of(int(ledger.at([line.id])[0]))]
    assert spots == {Role.PUBLIC: ["XM01"], Role.COORDINATOR: ["XM0101"]}


def test_a_kept_ledger_is_read_anew_after_a_change(rows: Rows) -> None:
    actor = console_actor(rows.makers.country.id)
    line = rows.line()
    before = queries.ledger(rows.db, actor)
    assert queries.ledger(rows.db, actor) is before
    line.edit += 1
    rows.db.flush()
    assert queries.ledger(rows.db, actor) is not before
