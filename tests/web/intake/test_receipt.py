"""The receipt page: a code opens its own view's state, in any script, and nothing else."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from sqlalchemy import select

from consult.intake import actions
from consult.intake.models import Submission, Why
from consult.kit import clock
from consult.kit.actor import Role
from tests.consultations.build import NOON, open_agenda
from tests.support.makers import Makers
from tests.support.visitor import Visitor, hidden_fields
from tests.web.intake.test_view import code_of, sent, submissions


@pytest.fixture(autouse=True)
def round_open(app: Flask, site: Makers):
    with clock.at(NOON):
        open_agenda(app.extensions["consult"].main, site)
        yield


@pytest.fixture
def code(visitor: Visitor) -> str:
    return code_of(sent(visitor)[1])


def look_up(visitor: Visitor, code: str, lang: str = "en"):
    return visitor.post(f"/r/?lang={lang}", {"code": code}, form_at="/r/")


def act(visitor: Visitor, page, path: str, **data: str):
    return visitor.client.post(path, data=hidden_fields(page.get_data(as_text=True), path) | data)


def test_a_code_shows_the_state_and_never_the_text(visitor: Visitor, code: str) -> None:
    page = look_up(visitor, code)
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert "<b>Received</b>" in text
    assert "registry opens" not in text
    assert code not in text


def test_digits_of_any_script_open_it(visitor: Visitor, code: str) -> None:
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    page = look_up(visitor, arabic, "ar")
    assert page.status_code == 200
    assert 'dir="rtl"' in page.get_data(as_text=True)


def test_a_wrong_code_gets_one_answer_in_the_same_time(visitor: Visitor, code: str) -> None:
    other = code[:-1] + str((int(code[-1]) + 1) % 10)
    started = time.monotonic()
    wrong = look_up(visitor, other)
    between = time.monotonic()
    right = look_up(visitor, code)
    ended = time.monotonic()
    assert wrong.status_code == 422
    assert right.status_code == 200
    assert abs((between - started) - (ended - between)) < 0.2
    clean = [look_up(visitor, c).get_data(as_text=True).split('name="token"')[0] for c in (other, "1234", "no code")]
    assert clean[0] == clean[1] == clean[2]
    assert "This code does not open anything" in clean[0]


def test_a_code_in_the_address_opens_nothing(visitor: Visitor, code: str) -> None:
    assert "Received" not in visitor.get(f"/r/?code={code.replace(' ', '')}").get_data(as_text=True)


def test_without_a_token_nothing_is_looked_up(visitor: Visitor, code: str) -> None:
    assert visitor.client.post("/r/", data={"code": code}).status_code == 400


def test_publishing_less_and_withdrawing(app: Flask, site: Makers, visitor: Visitor, code: str) -> None:
    page = look_up(visitor, code)
    less = act(visitor, page, "/r/less", publish="NOT_PUBLISHED")
    assert less.status_code == 200
    assert submissions(app, site)[0].publish == "NOT_PUBLISHED"
    assert act(visitor, less, "/r/less", publish="ANONYMISED").status_code == 409
    gone = act(visitor, less, "/r/withdraw")
    assert "Withdrawn by its sender" in gone.get_data(as_text=True)
    assert submissions(app, site)[0].text is None
    assert act(visitor, less, "/r/withdraw").status_code == 409


def test_a_withdrawn_text_leaves_the_file(app: Flask, visitor: Visitor, tmp_path) -> None:
    code = code_of(sent(visitor, words="marker-gone-4410")[1])
    assert any(b"marker-gone-4410" in p.read_bytes() for p in tmp_path.glob("intake.sqlite*"))
    act(visitor, look_up(visitor, code), "/r/withdraw")
    assert not any(b"marker-gone-4410" in p.read_bytes() for p in tmp_path.glob("intake.sqlite*"))


@pytest.mark.parametrize("handle", ["", "forged"])
def test_a_handle_of_ours_is_needed(app: Flask, site: Makers, visitor: Visitor, code: str, handle: str) -> None:
    for path in ("/r/less", "/r/withdraw"):
        assert visitor.client.post(path, data={"handle": handle, "publish": "NOT_PUBLISHED"}).status_code == 400
    assert submissions(app, site)[0].publish == "ANONYMISED"


def test_a_rejected_account_of_violence_says_who_helps(app: Flask, site: Makers, visitor: Visitor, code: str) -> None:
    with app.extensions["consult"].intake.writing(site.country.id) as db:
        row = db.scalars(select(Submission)).one()
        actions.reject_view(db, site.actor(Role.INTAKE_MODERATOR), row, Why.SGBV_INCIDENT)
    assert "People who can help now" in look_up(visitor, code).get_data(as_text=True)
