"""The door: sessions end at sign-out, tokens guard, a double submit does one thing, headers stand on every page."""

import pytest
from flask import Flask

from consult.accounts.models import Person
from consult.accounts.passwords import hash_password
from consult.kit.actor import Role
from tests.support.visitor import Visitor, hidden_fields

PASSWORD = "correct horse battery staple"


@pytest.fixture
def member(visitor: Visitor) -> Visitor:
    with visitor.site.database.writing() as db:
        person = db.get_one(Person, visitor.site.person_ids["coordinator@example.org"])
        person.password = hash_password(PASSWORD)
    return visitor


def sign_in(member: Visitor, password: str = PASSWORD, path: str = "/login"):
    return member.post(path, {"email": "Coordinator@example.org", "password": password})


def test_signing_in_leads_to_work_and_out_ends_the_session(member: Visitor) -> None:
    member.get("/login")
    before = member.client.get_cookie("consult").value
    answer = sign_in(member)
    assert (answer.status_code, answer.location) == (303, "/en/xm/work/")
    token = member.client.get_cookie("consult").value
    assert token != before
    assert member.get("/account/").status_code == 200
    member.post("/logout", form_at="/account/")
    member.client.set_cookie("consult", token)
    assert member.get("/account/").status_code == 303


def test_a_wrong_password_and_an_unknown_address_read_the_same(member: Visitor) -> None:
    wrong = sign_in(member, "wrong password here")
    unknown = member.post("/login", {"email": "nobody@example.org", "password": "wrong password here"})
    assert wrong.status_code == unknown.status_code == 401
    assert "is not right" in wrong.text
    assert "is not right" in unknown.text


def test_too_many_attempts_are_held_back(member: Visitor) -> None:
    codes = [sign_in(member, "wrong password here").status_code for _ in range(11)]
    assert codes == [401] * 10 + [429]


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/%0d%0aX:1"]
)
def test_the_way_back_stays_on_this_site(member: Visitor, target: str) -> None:
    assert member.get(f"/login?next={target}").status_code == 400


def test_signing_out_is_never_a_get(member: Visitor) -> None:
    assert member.get("/logout").status_code == 405


def test_headers_stand_on_every_page(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in(Role.COORDINATOR)
    for path in ("/login", "/account/", "/en/xm/nothing", "/health/live"):
        answer = visitor.get(path)
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert visitor.get("/account/").headers["Cache-Control"] == "no-store"


def test_a_public_page_opens_no_session(visitor: Visitor) -> None:
    assert "Set-Cookie" not in visitor.get("/health/live").headers


def test_a_link_sets_a_password_once(member: Visitor) -> None:
    from consult.accounts.signing import ask_link

    with member.site.database.writing() as db:
        token = ask_link(db, db.get_one(Person, member.site.person_ids["coordinator@example.org"]))
    path = f"/account/link/{token}"
    assert member.post(path, {"password": "short"}).status_code == 422
    assert member.post(path, {"password": "a long enough password"}).status_code == 303
    assert member.get(path).status_code == 410
    assert sign_in(member, "a long enough password").status_code == 303


def test_hidden_fields_are_found() -> None:
    page = "<form method='post' action='/x?y'><input type='hidden' name='used' value='k'></form>"
    assert hidden_fields(page, "/x") == {"used": "k"}
