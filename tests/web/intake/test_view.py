"""The bare form from its first page to the receipt, as a person without script, cookie or account meets it."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta

import pytest
from flask import Flask
from lxml import html
from sqlalchemy import select

from consult.intake.models import Submission
from consult.kit import clock
from consult.kit.actor import Role
from tests.consultations.build import NOON, open_agenda
from tests.support.makers import Makers
from tests.support.visitor import Visitor, hidden_fields

NEW, CHECK, SEND = "/en/xm/voices/new?priority=2", "/en/xm/voices/check", "/en/xm/voices/send"
WORDS = "The registry opens one day a week.\r\nA travelling clerk would help."
TYPED = {"region": "XM01", "words": WORDS, "publish": "ANONYMISED", "priority": "2"}


@pytest.fixture(autouse=True)
def round_open(app: Flask, site: Makers):
    with clock.at(NOON):
        open_agenda(app.extensions["consult"].main, site)
        yield


def submissions(app: Flask, site: Makers) -> list[Submission]:
    with app.extensions["consult"].intake.reading(site.country.id) as db:
        return list(db.scalars(select(Submission)))


def follow(page, path: str, data: dict | None = None, client=None):
    """Send the form of a page on, with what it carries hidden."""
    return client.post(path, data=hidden_fields(page.get_data(as_text=True), path) | (data or {}))


def sent(visitor: Visitor, **typed: str):
    """The answers to check and send."""
    checked = follow(visitor.get(NEW), CHECK, TYPED | typed, visitor.client)
    return checked, follow(checked, SEND, {"organisation": typed.get("organisation", "")}, visitor.client)


def code_of(page) -> str:
    return re.search(r"\d{4} \d{4} \d{4} \d{4}", page.get_data(as_text=True))[0]


def test_from_form_to_receipt(app: Flask, site: Makers, visitor: Visitor) -> None:
    checked, received = sent(visitor)
    assert checked.status_code == 200
    assert "A travelling clerk would help." in checked.get_data(as_text=True)
    assert received.status_code == 200
    assert code_of(received)
    row = submissions(app, site)[0]
    assert (row.priority, row.region, row.publish, row.state, row.sensitive) == (2, "XM01", "ANONYMISED", "RECEIVED", False)
    assert row.text == WORDS.replace("\r\n", "\n")
    assert row.text.split("\n")[0] not in received.get_data(as_text=True)


def test_views_on_rule_of_law_need_a_second_person(app: Flask, site: Makers, visitor: Visitor) -> None:
    sent(visitor, priority="1")
    assert submissions(app, site)[0].sensitive


def test_a_double_click_sends_one_view_and_shows_one_code(app: Flask, site: Makers, visitor: Visitor) -> None:
    checked = follow(visitor.get(NEW), CHECK, TYPED, visitor.client)
    pages = [follow(checked, SEND, None, visitor.client) for _ in range(2)]
    assert code_of(pages[0]) == code_of(pages[1])
    assert len(submissions(app, site)) == 1


@pytest.mark.parametrize("role", [None, Role.MINISTRY_EDITOR])
def test_no_page_sets_a_cookie_or_holds_a_script(visitor: Visitor, role: Role | None) -> None:
    if role:
        visitor.sign_in(role)
    with clock.at(NOON + timedelta(minutes=5)):
        checked, received = sent(visitor)
        pages = (visitor.get(NEW), checked, received, visitor.get("/r/"))
    for page in pages:
        assert "Set-Cookie" not in page.headers
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert page.headers["Cache-Control"] == "no-store"
        text = page.get_data(as_text=True)
        assert "<script" not in text
        assert "hx-" not in text
        assert "csrf_token" not in text


def test_the_form_and_its_sheets_weigh_at_most_12_kb(visitor: Visitor) -> None:
    """ux.md 5.1: at most 12 KB compressed in three requests."""
    for language in ("en", "fr", "ar"):
        page = visitor.get(f"/{language}/xm/voices/new?priority=2")
        tree = html.fromstring(page.get_data(as_text=True))
        sheets = tree.xpath("//link[@rel='stylesheet']/@href")
        bodies = [page.data]
        for sheet in sheets:
            with visitor.get(sheet) as answer:
                bodies.append(answer.data)
        assert len(bodies) <= 3
        assert sum(len(gzip.compress(body, 6)) for body in bodies) <= 12 * 1024


@pytest.mark.parametrize(
    ("typed", "fault"),
    [
        ({"words": ""}, "Write what the ministry should know."),
        ({"words": "x" * 2**20}, "Your text is too long: use at most 1,200 characters."),
        ({"region": ""}, "Choose a region, or “I prefer not to say”"),
        ({"region": "XM01-village"}, "Choose a region, or “I prefer not to say”"),
        ({"publish": "EVERYTHING"}, "Choose whether it may be published"),
        ({"priority": "77"}, "Choose the priority that your view is about"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_the_text_stays(
    app: Flask, site: Makers, visitor: Visitor, typed: dict, fault: str
) -> None:
    answer = follow(visitor.get(NEW), CHECK, TYPED | typed, visitor.client)
    assert answer.status_code == 422
    tree = html.fromstring(answer.get_data(as_text=True))
    assert [li.text_content() for li in tree.xpath("//div[@class='errors']//li")] == [fault]
    assert tree.xpath("//textarea")[0].text_content().strip() == (TYPED | typed)["words"].replace("\r\n", "\n").strip()
    assert submissions(app, site) == []


def test_an_organisation_gives_its_name_on_the_next_page(app: Flask, site: Makers, visitor: Visitor) -> None:
    checked, refused = sent(visitor, publish="ATTRIBUTED")
    assert checked.status_code == 200
    assert refused.status_code == 422
    assert "Give your organisation’s name" in refused.get_data(as_text=True)
    received = follow(refused, SEND, {"organisation": "Teachers’ Union"}, visitor.client)
    assert received.status_code == 200
    assert submissions(app, site)[0].organisation == "Teachers’ Union"


@pytest.mark.parametrize("token", ["", "forged.token.x"])
def test_without_a_token_of_ours_nothing_is_sent_and_the_text_stays(
    app: Flask, site: Makers, visitor: Visitor, token: str
) -> None:
    for path in (CHECK, SEND):
        answer = visitor.client.post(path, data=TYPED | {"token": token})
        assert answer.status_code == 400
        assert "A travelling clerk would help." in answer.get_data(as_text=True)
    assert submissions(app, site) == []


def test_a_closed_round_takes_no_view(app: Flask, site: Makers, visitor: Visitor) -> None:
    checked = follow(visitor.get(NEW), CHECK, TYPED, visitor.client)
    with clock.at(NOON.replace(month=5)):
        assert "closed" in visitor.get(NEW).get_data(as_text=True)
        assert follow(checked, SEND, None, visitor.client).status_code == 409
    assert submissions(app, site) == []


def test_a_priority_that_is_not_known_is_asked_for(visitor: Visitor) -> None:
    page = visitor.get("/en/xm/voices/new?priority=99")
    assert page.status_code == 200
    assert html.fromstring(page.get_data(as_text=True)).xpath("//select[@id='priority']")


def test_a_marker_is_in_no_log_no_index_and_only_in_intake(app: Flask, site: Makers, visitor: Visitor, tmp_path, capfd) -> None:
    """security.md 3: agent, referrer and address nowhere, the text in intake's own database alone."""
    marks = {"User-Agent": "marker-agent-7719", "Referer": "http://marker-referrer-7719/", "X-Forwarded-For": "127.0.0.77"}
    visitor.client.environ_base["REMOTE_ADDR"] = "127.0.0.77"
    token = hidden_fields(visitor.client.get(NEW, headers=marks).get_data(as_text=True), CHECK)
    typed = TYPED | {"words": "marker-text-7719 in a view"}
    checked = visitor.client.post(CHECK, data=token | typed, headers=marks)
    received = visitor.client.post(SEND, data=hidden_fields(checked.get_data(as_text=True), SEND), headers=marks)
    code = code_of(received)
    logged = "".join(capfd.readouterr())
    found = [(p.name, m) for p in tmp_path.rglob("*") if p.is_file() for m in MARKERS(code) if m.encode() in p.read_bytes()]
    assert all(m not in logged for m in MARKERS(code))
    assert {m for _name, m in found} == {"marker-text-7719"}
    assert all(name.startswith("intake.sqlite") for name, _m in found)


def MARKERS(code: str) -> list[str]:  # noqa: N802
    return ["marker-agent-7719", "marker-referrer-7719", "127.0.0.77", "marker-text-7719", code, code.replace(" ", "")]
