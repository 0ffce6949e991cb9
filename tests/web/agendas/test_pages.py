"""The agenda's public pages, through a visitor: every format, filters, versions, swap equals reload."""

import csv
import io

import pytest
from lxml import html

from consult.agendas import queries
from consult.agendas.actions import open_draft, publish_agenda, sign_off
from consult.agendas.writing import edit_priority
from consult.kit import clock
from consult.kit.actor import Role
from tests.agendas.build import DATES, HEAD, TODAY, published, whole
from tests.conftest import NOW

BASE = "/en/xm/agenda/"


@pytest.fixture(autouse=True)
def held():
    with clock.at(NOW):
        yield


@pytest.fixture
def two(site):
    """Version 1 with two priorities, version 2 with a changed one, as visitors find them."""
    with site.database.writing(site.country.id) as db:
        published(db, site, whole(site), whole(site, title="Budget reports every month", sector_id=site.sectors["finance"]))
        editor = site.actor(Role.MINISTRY_EDITOR)
        draft = open_draft(db, editor, HEAD)
        text = queries.get_draft_text(db, editor, draft, 1)
        edit_priority(db, editor, draft, text, whole(site, lead="Court administration"), seen=1)
        sign_off(db, editor, draft)
        publish_agenda(db, editor, draft, DATES, on=TODAY)
    return site


def tree(response):
    assert response.status_code == 200, response.get_data(as_text=True)[:3000]
    return html.fromstring(response.get_data(as_text=True))


def titles(page):
    return [a.text_content() for a in page.xpath("//li[@class='prio']//h3/a")]


def test_before_any_agenda_the_page_says_so(visitor):
    page = tree(visitor.get(BASE))
    assert "No agenda has been published yet." in page.text_content()
    assert visitor.get("/en/xm/agenda.csv").status_code == 200


@pytest.mark.usefixtures("two")
def test_the_list_names_ministry_consent_and_money(visitor):
    page = tree(visitor.get(BASE))
    assert titles(page) == ["Courts working in every regional capital", "Budget reports every month"]
    first = page.xpath("//li[@class='prio']")[0].text_content()
    assert "Ministry of Justice" in first
    assert "Not asked" in first
    assert "1.7 m USD" in first
    assert "Version 2" in page.text_content()


@pytest.mark.usefixtures("two")
@pytest.mark.parametrize(
    ("query", "count", "named"),
    [
        ("sector=finance", 1, ""),
        ("region=north", 2, ""),
        ("region=centre", 0, ""),
        ("consent=not-asked", 2, ""),
        ("consent=granted", 0, ""),
        ("funding=none", 2, ""),
        ("sector=finance&region=north", 1, ""),
        ("sector=magic", 2, "sector=magic"),
        ("email_start=a", 2, "email_start=a"),
        ("sector=finance&region=atlantis", 1, "region=atlantis"),
    ],
)
def test_filters_are_the_address_and_bad_ones_are_named(visitor, query, count, named):
    page = tree(visitor.get(f"{BASE}?{query}"))
    assert len(titles(page)) == count
    assert named in page.text_content()
    status = visitor.get(f"/en/xm/agenda.json?{query}").status_code
    assert status == (400 if named else 200)


@pytest.mark.usefixtures("two")
def test_the_swap_is_the_reload(visitor):
    whole_page = tree(visitor.get(f"{BASE}?sector=finance")).get_element_by_id("list")
    swapped = html.fragment_fromstring(
        visitor.get(f"{BASE}?sector=finance", htmx=True).get_data(as_text=True).split("<section")[1].join(["<section", ""])
    )
    assert [a.text_content() for a in swapped.xpath(".//h3/a")] == [a.text_content() for a in whole_page.xpath(".//h3/a")]


@pytest.mark.usefixtures("two")
def test_files_hold_what_the_page_shows(visitor):
    rows = list(csv.DictReader(io.StringIO(visitor.get("/en/xm/agenda.csv").get_data(as_text=True))))
    assert [(r["priority"], r["sector"], r["asked"], r["consent"]) for r in rows] == [
        ("1", "justice", "1700000.00", "NOT_ASKED"),
        ("2", "finance", "1700000.00", "NOT_ASKED"),
    ]
    outputs = visitor.get("/en/xm/agenda/1.json").get_json()["rows"]
    assert [r["output"] for r in outputs][:2] == ["1.3", "1.4"]


@pytest.mark.usefixtures("two")
def test_one_priority_tells_all_that_it_asks(visitor):
    text = tree(visitor.get(f"{BASE}1/")).text_content()
    for said in (
        "Court administration",
        "First hearings within 90 days",
        "Clerks trained",
        "North",
        "Raises the cost of violence",
        "No comment yet.",
    ):
        assert said in text
    assert visitor.get(f"{BASE}77/").status_code == 404


@pytest.mark.usefixtures("two")
def test_old_versions_stay_and_changes_are_shown(visitor):
    old = tree(visitor.get(f"{BASE}v1/"))
    assert "This is an earlier version." in old.text_content()
    changes = tree(visitor.get(f"{BASE}v2/changes/")).text_content()
    assert "Directorate of Courts" in changes
    assert "Court administration" in changes
    assert visitor.get("/en/xm/agenda/v2/changes.csv").status_code == 200
    assert "The first version" in tree(visitor.get(f"{BASE}v1/changes/")).text_content()
    assert visitor.get(f"{BASE}v9/").status_code == 404


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
@pytest.mark.usefixtures("two")
def test_every_language_reads_every_page(visitor, lang):
    for path in ("", "1/", "v1/", "v2/changes/"):
        assert visitor.get(f"/{lang}/xm/agenda/{path}").status_code == 200


@pytest.mark.usefixtures("two")
def test_a_payload_in_a_title_stays_text(visitor, site):
    with site.database.writing(site.country.id) as db:
        editor = site.actor(Role.MINISTRY_EDITOR)
        draft = open_draft(db, editor, HEAD)
        text = queries.get_draft_text(db, editor, draft, 1)
        edit_priority(db, editor, draft, text, whole(site, title="<script>alert(1)</script>"), seen=1)
        sign_off(db, editor, draft)
        publish_agenda(db, editor, draft, DATES, on=TODAY)
    for path in (BASE, f"{BASE}1/", f"{BASE}v3/changes/"):
        assert "<script>alert" not in visitor.get(path).get_data(as_text=True)


def test_statements_do_not_grow_with_the_agenda(visitor, site, statements):
    def count():
        with statements(site.database) as seen:
            assert visitor.get(BASE).status_code == 200
        return len(seen)

    with site.database.writing(site.country.id) as db:
        published(db, site)
    count()
    few = count()
    with site.database.writing(site.country.id) as db:
        editor = site.actor(Role.MINISTRY_EDITOR)
        draft = open_draft(db, editor, HEAD)
        from consult.agendas.writing import add_priority

        for n in range(8):
            add_priority(db, editor, draft, whole(site, title=f"More {n}"))
        sign_off(db, editor, draft)
        publish_agenda(db, editor, draft, DATES, on=TODAY)
    assert count() <= few + 1  # the version before is asked for its number
