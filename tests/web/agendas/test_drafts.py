"""Writing the agenda through a visitor: opened, filled, signed off, checked, published; each by whom it is for."""

import re

import pytest
from lxml import html

from consult.agendas import queries
from consult.agendas.actions import mark_responded
from consult.agendas.models import Agenda
from consult.agendas.writing import edit_priority
from consult.kit import clock
from consult.kit.actor import Role
from tests.agendas.build import drafted, second_ministry, whole
from tests.conftest import NOW
from tests.support.makers import Makers
from tests.support.visitor import Visitor

BASE = "/en/xm/agenda/"
DRAFT = BASE + "draft/"


@pytest.fixture(autouse=True)
def held():
    with clock.at(NOW):
        yield


@pytest.fixture
def editor(visitor):
    return visitor.sign_in(Role.MINISTRY_EDITOR)


@pytest.fixture
def draft(site):
    with site.database.writing(site.country.id) as db:
        drafted(db, site)
    return site


def said(response, status=200):
    assert response.status_code == status, response.get_data(as_text=True)[:3000]
    return html.fromstring(response.get_data(as_text=True)).text_content()


def filled(makers: Makers) -> dict[str, object]:
    return {
        "title": "Legal aid desks", "sector_id": makers.sectors["justice"], "ask": "Desks in two regions.", "dimensions": ["equity"],
        "modes": ["STRUCTURAL", "OPERATIONAL"], "horizon": "M", "effort": "JOINT", "domestic_amount": "1,250,000.50",
        "mechanism": "RAISES_COST", "lead": "Directorate", "start": "2026-01-01", "end": "2027-12-31", "gender_marker": "0",
        "outcome": "Cases with a lawyer", "outputs-0-title": "Desks", "outputs-0-indicator": "Desks open", "outputs-1-title": "",
        "needs-0-place": makers.places["XM01"], "needs-0-output": "1", "needs-0-amount": "800 000", "needs-1-place": "",
        "needs-2-place": makers.places["XM02"], "needs-2-output": "", "needs-2-amount": "",
    }  # fmt: skip


def the_text(makers: Makers, number: int):
    with makers.database.reading(makers.country.id) as db:
        actor = makers.actor(Role.MINISTRY_EDITOR)
        return queries.get_draft_text(db, actor, queries.get_draft(db, actor), number)


def test_from_nothing_to_a_published_agenda(editor: Visitor, site: Makers):
    opened = editor.post(DRAFT, {"title": "Priorities", "start": "2026-01-01", "end": "2028-12-31", "title_fr": "Priorités"})
    assert (opened.status_code, opened.location) == (303, DRAFT)
    assert "Add at least one priority." in said(editor.get(DRAFT))
    assert editor.post(DRAFT + "new/", filled(site)).status_code == 303
    text = the_text(site, 1)
    assert (text.domestic_amount, text.gender_marker, text.modes) == (125_000_050, 0, ["STRUCTURAL", "OPERATIONAL"])
    assert {(n.place.code, n.amount, n.output_id is None) for n in text.needs} == {
        ("XM01", 80_000_000, False),
        ("XM02", None, True),
    }
    assert "Not signed off yet" in said(editor.get(DRAFT))
    assert editor.post(DRAFT + "sign-offs/", form_at=DRAFT).status_code == 303
    check = said(editor.get(DRAFT + "publication/"))
    assert "1 new priority" in check
    dates = {"comments_until": "2026-06-30", "answers_until": "2026-08-30"}
    assert editor.post(DRAFT + "publication/", dates).status_code == 303
    page = said(editor.get(BASE))
    assert "Legal aid desks" in page
    assert "Open for views" in page
    assert "Priorités" in said(editor.get("/fr/xm/agenda/"))


def test_a_bad_form_keeps_what_was_typed_and_changes_nothing(editor: Visitor, draft: Makers):
    bad = filled(draft) | {"title": "", "domestic_amount": "many", "needs-0-amount": "x"}
    page = editor.post(DRAFT + "new/", bad)
    text = page.get_data(as_text=True)
    assert page.status_code == 422
    assert "Write the title." in text
    assert "many" in text
    links = html.fromstring(text).xpath("//div[@id='errors']//a/@href")
    assert links == ["#title", "#domestic_amount", "#needs-0-amount"]
    assert "Desks in two regions." in text
    reversed_period = filled(draft) | {"start": "2027-01-01", "end": "2026-01-01"}
    assert "The period ends before it begins." in said(editor.post(DRAFT + "new/", reversed_period), 422)
    assert "Nothing" in said(editor.get(DRAFT))
    assert "Legal aid desks" not in said(editor.get(DRAFT))


def test_more_rows_come_without_script_and_without_loss(editor: Visitor, draft: Makers):
    page = editor.post(DRAFT + "new/", filled(draft) | {"more": "1"})
    tree = html.fromstring(page.get_data(as_text=True))
    assert tree.xpath("//input[@name='outputs-0-title']/@value") == ["Desks"]
    assert len(tree.xpath("//select[starts-with(@name, 'needs-')][contains(@name, 'place')]")) == 6
    assert len(tree.xpath("//input[contains(@name, '-title')][starts-with(@name, 'outputs')]")) == 4


def test_saving_shows_the_same_again(editor: Visitor, draft: Makers):
    page = editor.get(DRAFT + "1/")
    tree = html.fromstring(page.get_data(as_text=True))
    form = tree.xpath("//form[.//input[@name='seen']]")[0]
    given = {name: value for name, value in form.fields.items() if value not in (None, set())}
    before = queries_facts(draft)
    answer = editor.client.post(DRAFT + "1/", data={k: list(v) if not isinstance(v, str) else v for k, v in given.items()})
    assert answer.status_code == 303
    assert queries_facts(draft) == before


def queries_facts(makers: Makers):
    from consult.agendas.diff import facts_of

    return facts_of(the_text(makers, 1))


def test_a_stale_edit_gets_409_with_both_texts(editor: Visitor, draft: Makers):
    opened = html.fromstring(editor.get(DRAFT + "1/").get_data(as_text=True)).xpath("//form[.//input[@name='seen']]")[0]
    with draft.database.writing(draft.country.id) as db:
        actor = draft.actor(Role.MINISTRY_EDITOR)
        agenda = queries.get_draft(db, actor)
        edit_priority(db, actor, agenda, queries.get_draft_text(db, actor, agenda, 1), whole(draft, lead="Theirs"), seen=1)
    mine = {k: v for k, v in opened.fields.items() if v not in (None, set())} | {"lead": "Mine"}
    page = editor.client.post(DRAFT + "1/", data={k: list(v) if not isinstance(v, str) else v for k, v in mine.items()})
    text = said(page, 409)
    assert "Mine" in text
    assert "Theirs" in text
    assert "Both versions" in text
    assert the_text(draft, 1).lead == "Theirs"
    again = html.fromstring(page.get_data(as_text=True)).xpath("//form[.//input[@name='seen']]")[0]
    assert again.fields["lead"] == "Mine"
    assert again.fields["seen"] == "2"


def test_a_circle_is_named(editor: Visitor, draft: Makers):
    assert editor.post(DRAFT + "new/", filled(draft) | {"prerequisites": ["1"]}).status_code == 303
    opened = html.fromstring(editor.get(DRAFT + "1/").get_data(as_text=True)).xpath("//form[.//input[@name='seen']]")[0]
    mine = {k: v for k, v in opened.fields.items() if v not in (None, set())} | {"prerequisites": ["2"]}
    page = editor.client.post(DRAFT + "1/", data={k: list(v) if not isinstance(v, str) else v for k, v in mine.items()})
    assert "These priorities wait for each other: 1, 2." in said(page, 422)


def test_what_is_missing_is_linked_to_its_field(editor: Visitor, draft: Makers):
    assert editor.post(DRAFT + "new/", {"title": "Half", "sector_id": draft.sectors["justice"]}).status_code == 303
    tree = html.fromstring(editor.get(DRAFT).get_data(as_text=True))
    links = tree.xpath("//section[@id='missing']//a/@href")
    assert f"{DRAFT}2/#lead" in links
    form = html.fromstring(editor.get(DRAFT + "2/").get_data(as_text=True))
    for link in links:
        if "/2/" in link:
            assert form.xpath(f"//*[@id='{link.split('#')[1]}']"), link
    assert editor.post(DRAFT + "sign-offs/", form_at=DRAFT).status_code == 409
    assert "Something is still missing." in said(editor.get(DRAFT + "publication/"))
    assert editor.post(DRAFT + "publication/", {"comments_until": "2026-06-30", "answers_until": "2026-08-30"}).status_code == 409


def test_a_short_round_needs_its_reason(editor: Visitor, draft: Makers):
    editor.post(DRAFT + "sign-offs/", form_at=DRAFT)
    dates = {"comments_until": "2026-04-30", "answers_until": "2026-05-30"}
    assert "Give the reason for fewer than 84 days" in said(editor.post(DRAFT + "publication/", dates), 422)
    assert editor.post(DRAFT + "publication/", dates | {"short_reason": "The assembly sits"}).status_code == 303


def test_a_double_click_adds_one_priority(editor: Visitor, draft: Makers):
    tree = html.fromstring(editor.get(DRAFT + "new/").get_data(as_text=True))
    hidden = {i.get("name"): i.get("value") for i in tree.xpath("//form[.//input[@name='seen']]//input[@type='hidden'][@value]")}
    data = hidden | filled(draft)
    first, second = (editor.client.post(DRAFT + "new/", data=data) for _ in range(2))
    assert (first.status_code, second.status_code, first.location) == (303, 303, second.location)
    assert editor.get(DRAFT + "3/").status_code == 404


def test_left_out_and_taken_back(editor: Visitor, draft: Makers):
    assert editor.post(DRAFT + "1/removals/", {"reason": "Paid by the province"}, form_at=DRAFT + "1/").status_code == 303
    assert "Paid by the province" in said(editor.get(DRAFT))
    assert editor.post(DRAFT + "1/removals/", {"back": "1"}, form_at=DRAFT).status_code == 303
    assert "Paid by the province" not in said(editor.get(DRAFT))


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.PUBLIC], ids=lambda r: r.value)
def test_who_sees_the_draft(visitor: Visitor, draft: Makers, role: Role):
    visitor.sign_in(role)
    inside = role in (Role.MINISTRY_EDITOR, Role.CONSENT_AUTHORITY, Role.COORDINATOR, Role.AUDITOR)
    for path in (DRAFT, DRAFT + "1/", DRAFT + "changes/", "/en/xm/agenda/draft/changes.csv"):
        assert visitor.get(path).status_code == (200 if inside else 404), path
    for path in (BASE, "/en/xm/agenda.csv", "/en/xm/agenda.json"):
        assert "Courts working" not in visitor.get(path).get_data(as_text=True)
    assert visitor.get(BASE + "1/").status_code == 404


def test_the_public_is_told_nothing(visitor: Visitor, draft: Makers):
    for path in (DRAFT, DRAFT + "1/", BASE + "1/", BASE + "v1/"):
        assert visitor.get(path).status_code == 404


def test_another_ministry_sees_and_changes_its_own_only(visitor: Visitor, draft: Makers):
    land = second_ministry(draft)
    with visitor.client.session_transaction() as session:
        session["_user_id"] = str(land.person_id)
    assert "Courts" not in said(visitor.get(DRAFT))
    assert visitor.get(DRAFT + "1/").status_code == 404
    assert visitor.get(DRAFT + "publication/").status_code == 200
    assert (
        visitor.post(
            DRAFT + "publication/", {"comments_until": "2026-06-30", "answers_until": "2026-08-30"}, form_at=DRAFT
        ).status_code
        == 403
    )
    with draft.database.reading(draft.country.id) as db:
        assert db.get(Agenda, 1).state == "DRAFT"


def test_no_raw_html_of_a_writer_comes_through(editor: Visitor, draft: Makers):
    editor.post(DRAFT + "new/", filled(draft) | {"title": '"><img src=x onerror=1>', "outputs-0-title": "<b>x</b>"})
    for path in (DRAFT, DRAFT + "2/", DRAFT + "changes/"):
        assert not re.search(r"<img src=x|<b>x</b>", editor.get(path).get_data(as_text=True))


def test_a_published_version_is_extended_adopted_closed_by_its_publisher(editor: Visitor, draft: Makers):
    editor.post(DRAFT + "sign-offs/", form_at=DRAFT)
    editor.post(DRAFT + "publication/", {"comments_until": "2026-06-30", "answers_until": "2026-08-30"})
    assert editor.post(BASE + "v1/extensions/", {"until": "2026-06-01"}, form_at=BASE).status_code == 422
    assert editor.post(BASE + "v1/extensions/", {"until": "2026-07-15"}, form_at=BASE).status_code == 303
    assert "15 July 2026" in said(editor.get(BASE))
    assert editor.post(BASE + "v1/adoptions/", form_at=BASE).status_code == 409
    with draft.database.writing(draft.country.id) as db:
        mark_responded(db, draft.actor(Role.MINISTRY_EDITOR), queries.get_version(db, 1))
    assert editor.post(BASE + "v1/adoptions/", form_at=BASE).status_code == 303
    assert editor.post(BASE + "v1/closures/", form_at=BASE).status_code == 303
    assert "Closed" in said(editor.get(BASE))


def test_a_ministry_calls_its_priority_met(editor: Visitor, draft: Makers):
    editor.post(DRAFT + "sign-offs/", form_at=DRAFT)
    editor.post(DRAFT + "publication/", {"comments_until": "2026-06-30", "answers_until": "2026-08-30"})
    assert editor.post(BASE + "1/endings/", {"state": "MET", "reason": "All courts sit"}, form_at=BASE + "1/").status_code == 303
    assert "Met" in said(editor.get(BASE + "1/"))
    assert editor.post(BASE + "1/endings/", {"state": "MET", "reason": "Again"}, form_at=DRAFT).status_code == 409


def test_the_publisher_sets_the_order(editor: Visitor, draft: Makers):
    editor.post(DRAFT + "new/", filled(draft))
    assert editor.post(DRAFT + "order/", {"rank-1": "2", "rank-2": "1", "rank-x": "y"}, form_at=DRAFT).status_code == 303
    tree = html.fromstring(editor.get(DRAFT).get_data(as_text=True))
    assert [i.get("name") for i in tree.xpath("//section[@id='order']//input[starts-with(@name, 'rank-')]")] == [
        "rank-2",
        "rank-1",
    ]
