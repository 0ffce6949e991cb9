"""Voices: comments by organisations, the ministry's answers, and the board, with and without htmx."""

from __future__ import annotations

import gzip
import re

import pytest
from flask import Flask
from sqlalchemy import select

from consult.accounts.queries import worker_actor
from consult.consultations.models import Contribution, PartnerComment, Response
from consult.consultations.releases import ReleasedView, take_release
from consult.kit import clock
from consult.kit.actor import Role
from tests.consultations.build import NOON, open_agenda
from tests.support.makers import Makers
from tests.support.visitor import Visitor

PAGE, COMMENTS, ANSWERS = "/en/xm/voices/2/", "/en/xm/voices/2/comments/", "/en/xm/voices/2/answers/"
SAID = {"kind": "CONCERN", "text": "Six weeks of training end in a certificate <b>nobody</b> knows."}


@pytest.fixture(autouse=True)
def round_open(app: Flask, site: Makers):
    with clock.at(NOON):
        open_agenda(app.extensions["consult"].main, site)
        yield


@pytest.fixture
def main(app: Flask):
    return app.extensions["consult"].main


def release(main, site: Makers, *numbers: int) -> list[int]:
    with main.writing(site.country.id) as db:
        actor = worker_actor(site.country.id)
        views = [
            take_release(db, actor, ReleasedView(f"r{n}", 1, 2, None, f"Words {n}", "en", "", "2026-W12", NOON.date()))
            for n in numbers
        ]
        return [view.id for view in views]


def rows(main, site: Makers, kind):
    with main.reading(site.country.id) as db:
        return db.scalars(select(kind)).all()


def test_an_organisation_comments_and_everybody_reads_it(main, site: Makers, visitor: Visitor) -> None:
    visitor.sign_in(Role.PARTNER_FOCAL_POINT)
    assert visitor.post(COMMENTS, SAID, form_at=PAGE).status_code == 303
    page = Visitor(visitor.app, site).get(PAGE).get_data(as_text=True)
    assert "certificate &lt;b&gt;nobody&lt;/b&gt; knows" in page
    assert "Norlund Agency" in page
    assert "Concern" in page


def test_the_swap_is_what_a_reload_shows(main, site: Makers, visitor: Visitor) -> None:
    visitor.sign_in(Role.CSO_MEMBER)
    swapped = visitor.post(COMMENTS, SAID, form_at=PAGE, htmx=True)
    assert swapped.status_code == 200
    reloaded = visitor.get(PAGE, htmx=True).get_data(as_text=True)
    assert bare(swapped.get_data(as_text=True)) == bare(reloaded)
    assert bare(reloaded) in bare(visitor.get(PAGE).get_data(as_text=True))


def bare(page: str) -> str:
    """A page without its one-time keys."""
    return re.sub(r'value="[^"]{20,}"', "", page).strip()


def test_a_comment_that_is_off_is_said_and_kept(main, site: Makers, visitor: Visitor) -> None:
    visitor.sign_in(Role.CSO_MEMBER)
    answer = visitor.post(COMMENTS, {"text": "Without a kind"}, form_at=PAGE)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert "Choose the kind of comment." in text
    assert "Without a kind" in text
    assert rows(main, site, PartnerComment) == []


def test_a_double_click_makes_one_comment(main, site: Makers, visitor: Visitor) -> None:
    visitor.sign_in(Role.CSO_MEMBER)
    from tests.support.visitor import hidden_fields

    data = hidden_fields(visitor.get(PAGE).get_data(as_text=True), COMMENTS) | SAID
    assert [visitor.client.post(COMMENTS, data=data).status_code for _ in range(2)] == [303, 303]
    assert len(rows(main, site, PartnerComment)) == 1


@pytest.mark.parametrize("role", [Role.INTAKE_MODERATOR, Role.AUDITOR, Role.COUNTRY_ADMIN])
def test_who_speaks_for_no_organisation_sees_no_form(visitor: Visitor, role: Role) -> None:
    visitor.sign_in(role)
    page = visitor.get(PAGE).get_data(as_text=True)
    assert COMMENTS not in page
    assert "Only people who speak for an organisation can comment." in page


def test_the_ministry_answers_once_for_many(main, site: Makers, visitor: Visitor) -> None:
    ids = release(main, site, 1, 2)
    visitor.sign_in(Role.MINISTRY_EDITOR)
    assert "Words 1" in visitor.get("/en/xm/voices/waiting/").get_data(as_text=True)
    data = {"points": [f"view-{n}" for n in ids], "decision": "PARTLY", "text": "From June on.", "next_step": "Posters by 1 June"}
    assert visitor.post(ANSWERS, data).status_code == 303
    assert {v.response_id for v in rows(main, site, Contribution)} == {r.id for r in rows(main, site, Response)}
    board = Visitor(visitor.app, site).get("/en/xm/voices/answered/").get_data(as_text=True)
    assert board.count("From June on.") == 2
    assert "Accepted in part" in board
    assert "Everything released has its answer." in board


def test_not_accepted_needs_its_reason(main, site: Makers, visitor: Visitor) -> None:
    ids = release(main, site, 1)
    visitor.sign_in(Role.MINISTRY_EDITOR)
    refused = visitor.post(ANSWERS, {"points": f"view-{ids[0]}", "decision": "NOT_ACCEPTED", "text": "What was typed"})
    assert refused.status_code == 422
    assert "Give the reason why it is not accepted." in refused.get_data(as_text=True)
    assert "What was typed" in refused.get_data(as_text=True)
    assert rows(main, site, Response) == []


@pytest.mark.parametrize("role", [Role.PARTNER_FOCAL_POINT, Role.COORDINATOR, Role.INTAKE_MODERATOR])
def test_nobody_else_answers(main, site: Makers, visitor: Visitor, role: Role) -> None:
    release(main, site, 1)
    visitor.sign_in(role)
    assert visitor.get(ANSWERS).status_code == 403
    assert rows(main, site, Response) == []


def test_overdue_answers_are_counted_in_public(main, site: Makers, visitor: Visitor) -> None:
    release(main, site, 1, 2)
    with clock.at(NOON.replace(month=6)):
        page = visitor.get("/en/xm/voices/").get_data(as_text=True)
    assert "2 points wait for an answer" in page
    assert "2 of them overdue" in page


def test_the_board_is_a_file_too(main, site: Makers, visitor: Visitor) -> None:
    release(main, site, 1)
    table = visitor.get("/en/xm/voices/answered.csv").get_data(as_text=True).splitlines()
    assert table[0].startswith("priority,theme,said,views,decision")
    assert table[1].startswith("2,,Words 1,1,")
    assert visitor.get("/en/xm/voices/answered.json").get_json()["rows"][0]["said"] == "Words 1"


@pytest.mark.parametrize("path", ["/en/xm/voices/", "/en/xm/voices/answered/", PAGE, "/ar/xm/voices/", "/fr/xm/voices/2/"])
def test_pages_ask_no_more_often_when_there_is_more(main, site: Makers, visitor: Visitor, statements, path: str) -> None:
    release(main, site, 1)
    with statements(main) as few:
        assert visitor.get(path).status_code == 200
    release(main, site, *range(2, 30))
    with statements(main) as many:
        visitor.get(path)
    assert len(many) == len(few)


def test_a_round_is_declared_answered_by_the_publisher(main, site: Makers, visitor: Visitor) -> None:
    with clock.at(NOON.replace(month=5)):
        visitor.sign_in(Role.MINISTRY_EDITOR)
        assert visitor.post("/en/xm/voices/answered/").status_code == 303
        assert "This version of the agenda is not open for views." in visitor.get("/en/xm/voices/answered/").get_data(
            as_text=True
        )


def test_a_swap_is_packed_after_it_is_kept(main, site: Makers, visitor: Visitor) -> None:
    """Browsers ask for gzip: the answer kept for a second click is the plain one."""
    visitor.sign_in(Role.CSO_MEMBER)
    from tests.support.visitor import hidden_fields

    data = hidden_fields(visitor.get(PAGE).get_data(as_text=True), COMMENTS) | SAID
    packed = {"HX-Request": "true", "Accept-Encoding": "gzip"}
    first, again = (visitor.client.post(COMMENTS, data=data, headers=packed) for _ in range(2))
    assert (first.status_code, again.status_code) == (200, 200)
    assert gzip.decompress(first.data) == gzip.decompress(again.data)
