"""Pages of reports: what they say, what they refuse, swap equals reload, every format, small enough."""

import csv
import gzip
import io
import json
from typing import Any

import pytest

from consult.coordination.models import Finding
from consult.kit.actor import Role
from tests.coordination.rows import M, Rows
from tests.support.makers import Makers
from tests.support.visitor import Visitor

BASE = "/en/xm/reports/"


@pytest.fixture
def pair(site: Makers) -> tuple[int, int]:
    with site.database.writing(site.country.id) as db:
        rows = Rows(db, site)
        text = rows.priority({"XM01": 8 * M, "XM02": 2 * M})
        one = rows.line("BILATERAL", title="Training of clerks", priority_id=text.priority_id)
        two = rows.line("INGO", title="Clerks school")
        rows.line("INGO", places=(), title="Nationwide")
        return one.id, two.id


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.COORDINATOR, Role.PARTNER_FOCAL_POINT, Role.INTAKE_MODERATOR])
@pytest.mark.parametrize(
    "path", ["", "overlap/", "overlap/where/", "overlap/pairs/", "gaps/", "findings/", "pack/", "overlap/pairs/{}-{}/"]
)
def test_pages_open(visitor: Visitor, pair: tuple[int, int], role: Role, path: str) -> None:
    if role is not Role.PUBLIC:
        visitor.sign_in(role)
    assert visitor.get(BASE + path.format(*pair)).status_code == 200


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_pages_open_in_each_language(visitor: Visitor, pair: tuple[int, int], lang: str) -> None:
    for path in ("overlap/", "gaps/", "overlap/pairs/", "overlap/pairs/{}-{}/".format(*pair)):
        assert visitor.get(f"/{lang}/xm/reports/{path}").status_code == 200


def test_the_report_says_what_overlaps_where_and_what_is_missing(visitor: Visitor, pair: tuple[int, int]) -> None:
    text = visitor.get(BASE + "overlap/").get_data(as_text=True)
    for said in (
        "Strong overlap",
        "Justice · North",
        "Norlund Agency, Harbour Foundation",
        "At national level only",
        "6,000,000 USD",
    ):
        assert said in text
    assert 'class="cell s3"' in text
    assert 'class="cell gap"' in text


@pytest.mark.parametrize("page", ["overlap/", "gaps/", "overlap/pairs/", "overlap/where/", "pack/"])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("from=2026-05-01&to=2026-01-01", "The period ends before it begins. Check the two dates."),
        ("from=yesterday", "yesterday is no date."),
    ],
)
def test_a_bad_period_is_one_sentence_and_what_was_typed_stays(
    visitor: Visitor, pair: tuple[int, int], page: str, query: str, said: str
) -> None:
    answer = visitor.get(f"{BASE}{page}?{query}")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert said in text
    assert query.split("=")[1].split("&", maxsplit=1)[0] in text


@pytest.mark.parametrize(
    ("query", "said"),
    [("place=ZZ", "No place is called ZZ"), ("sector=zz", "no national sector called zz"), ("code=a", "a is no code")],
)
def test_what_is_unknown_is_named(visitor: Visitor, pair: tuple[int, int], query: str, said: str) -> None:
    answer = visitor.get(f"{BASE}overlap/pairs/?{query}")
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("", True),
        ("place=XM01", True),
        ("place=XM02", False),
        ("sector=justice", True),
        ("sector=finance", False),
        ("code=15130", True),
        ("code=15132", False),
        ("output=1", False),
    ],
)
def test_pairs_are_narrowed(visitor: Visitor, pair: tuple[int, int], query: str, there: bool) -> None:
    assert ("Clerks school" in visitor.get(f"{BASE}overlap/pairs/?{query}").get_data(as_text=True)) is there


def test_files_hold_the_columns_that_programs_read(visitor: Visitor, pair: tuple[int, int]) -> None:
    rows = list(csv.DictReader(io.StringIO(visitor.get(BASE + "overlap.csv").get_data(as_text=True))))
    assert next((row["level"], row["certainty"], int(row["line_a"]), int(row["line_b"])) for row in rows) == (
        "3",
        "PROBABLE",
        *pair,
    )
    assert {row["certainty"] for row in rows} == {"PROBABLE", "NATIONAL"}
    gaps: Any = json.loads(visitor.get(BASE + "gaps.json").get_data())
    assert [(row["place"], row["gap"], row["state"]) for row in gaps["rows"]] == [
        ("XM01", "6000000.00", "NO_CONSENT"),
        ("XM02", "2000000.00", "NO_CONSENT"),
    ]
    assert "justice,XM01,2,3" in visitor.get(BASE + "overlap/where.csv").get_data(as_text=True)
    assert visitor.get(BASE + "findings.csv").status_code == 200


@pytest.mark.parametrize("path", ["overlap/pairs/1-99999/", "overlap/pairs/2-1/", "overlap/pairs/x/"])
def test_what_is_no_pair_is_not_found(visitor: Visitor, pair: tuple[int, int], path: str) -> None:
    assert visitor.get(BASE + path).status_code == 404


DECISION = {
    "decision": "COMPLEMENTARY",
    "with_whom": "Both partners",
    "reason": "One trains, one equips.",
    "next_step": "One calendar",
}


def test_a_coordinator_records_a_decision(visitor: Visitor, pair: tuple[int, int], site: Makers) -> None:
    page = "{}overlap/pairs/{}-{}/".format(BASE, *pair)
    visitor.sign_in(Role.COORDINATOR)
    answer = visitor.post(page + "decisions/", DECISION, form_at=page)
    assert (answer.status_code, answer.location) == (303, page)
    text = visitor.get(page).get_data(as_text=True)
    assert "Settled" in text
    assert "One trains, one equips." in text
    for path in ("overlap/", "findings/", "pack/"):
        assert "One calendar" in visitor.get(BASE + path).get_data(as_text=True)


def test_the_public_sees_that_it_was_settled_but_not_the_discussion(visitor: Visitor, pair: tuple[int, int]) -> None:
    page = "{}overlap/pairs/{}-{}/".format(BASE, *pair)
    visitor.sign_in(Role.COORDINATOR)
    visitor.post(page + "decisions/", DECISION, form_at=page)
    visitor.client.delete_cookie("__Host-consult")
    visitor.client.delete_cookie("consult")
    public = visitor.app.test_client().get(page).get_data(as_text=True)
    assert "Settled" in public
    assert "One trains, one equips." not in public
    assert "Both partners" not in public


@pytest.mark.parametrize("htmx", [False, True])
def test_an_empty_decision_is_refused_and_keeps_what_was_typed(
    visitor: Visitor, pair: tuple[int, int], site: Makers, htmx: bool
) -> None:
    page = "{}overlap/pairs/{}-{}/".format(BASE, *pair)
    visitor.sign_in(Role.COORDINATOR)
    answer = visitor.post(
        page + "decisions/", {"decision": "JOINT", "with_whom": "Everybody", "reason": ""}, form_at=page, htmx=htmx
    )
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "Write why this was decided." in text
    assert "Everybody" in text
    assert ("<html" in text) is not htmx
    with site.database.reading(site.country.id) as db:
        assert db.query(Finding).count() == 0


@pytest.mark.parametrize("role", [Role.PARTNER_FOCAL_POINT, Role.MINISTRY_EDITOR, Role.AUDITOR])
def test_nobody_else_records_one(visitor: Visitor, pair: tuple[int, int], role: Role) -> None:
    page = "{}overlap/pairs/{}-{}/".format(BASE, *pair)
    visitor.sign_in(role)
    assert '<form class="form"' not in visitor.get(page).get_data(as_text=True)
    assert visitor.post(page + "decisions/", DECISION, form_at="/en/xm/").status_code in (400, 403)


def test_swap_equals_reload(visitor: Visitor, pair: tuple[int, int]) -> None:
    page = "{}overlap/pairs/{}-{}/".format(BASE, *pair)
    fragment = visitor.get(page, htmx=True).get_data(as_text=True)
    assert fragment.strip().removesuffix("</section>") in visitor.get(page).get_data(as_text=True)


def test_the_report_is_light_and_asks_no_more_for_more(visitor: Visitor, site: Makers, statements: Any) -> None:
    asked = []
    for lines in (5, 60):
        with site.database.writing(site.country.id) as db:
            rows = Rows(db, site)
            rows.number = lines * 100
            for i in range(lines):
                rows.line("BILATERAL" if i % 2 else "INGO", title=f"Work of many words {i}", places=("XM01", "XM02")[: 1 + i % 2])
        with statements(site.database) as seen:
            text = visitor.get(BASE + "overlap/").get_data()
        asked.append(len(seen))
        assert len(gzip.compress(text)) < 60_000
    assert asked[0] == asked[1]


def test_a_finding_is_opened_and_waits_for_a_decision(visitor: Visitor, pair: tuple[int, int], site: Makers) -> None:
    page = "{}overlap/pairs/{}-{}/".format(BASE, *pair)
    visitor.sign_in(Role.COORDINATOR)
    assert visitor.post(page + "openings/", {}, form_at=page).status_code == 303
    text = visitor.get(page).get_data(as_text=True)
    assert "Open a finding" not in text
    assert visitor.post(page + "decisions/", DECISION, form_at=page).status_code == 303
    with site.database.reading(site.country.id) as db:
        assert [f.state for f in db.query(Finding)] == ["RESOLVED"]
