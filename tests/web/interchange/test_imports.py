"""Imports in pages: preview, confirm, undo; what is refused changes nothing."""

import io
from typing import Any

import pytest
from sqlalchemy import func, select

from consult.commitments.models import Line
from consult.interchange.models import ImportRun
from consult.kit.actor import Role
from tests.interchange.xml import activity, file, money, sector
from tests.support.visitor import Visitor, hidden_fields

HOME = "/en/xm/work/imports/"
HERE = '<recipient-country code="XM"/>'
GOOD = file([activity(HERE + sector("15130") + money("2", "250"), ident="XX-7"), activity(HERE, ident="")])


def send(visitor: Visitor, content: str | bytes, *, name: str = "somalia.xml", **more: Any) -> Any:
    hidden = hidden_fields(visitor.get(HOME).get_data(as_text=True), HOME)
    body = content.encode() if isinstance(content, str) else content
    return visitor.client.post(
        HOME, data={**hidden, "file": (io.BytesIO(body), name), **more}, content_type="multipart/form-data"
    )


def count(visitor: Visitor, table: Any) -> int:
    with visitor.site.database.reading(visitor.site.country.id) as db:
        return db.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def coordinator(visitor: Visitor) -> Visitor:
    return visitor.sign_in(Role.COORDINATOR)


def test_a_file_is_previewed_then_imported_then_undone(coordinator: Visitor) -> None:
    sent = send(coordinator, GOOD)
    assert sent.status_code == 303
    preview = coordinator.get(sent.location)
    assert "It has no identifier." in preview.text
    assert "XX-7" not in coordinator.get(HOME).text
    assert count(coordinator, Line) == 0
    done = coordinator.post(sent.location)
    assert (done.status_code, done.location) == (303, "/en/xm/work/imports/1/")
    page = coordinator.get(done.location)
    assert "somalia.xml" in page.text
    assert "It has no identifier." in page.text
    assert count(coordinator, Line) == 1
    assert coordinator.get(sent.location).status_code == 404
    undo = coordinator.get(HOME + "1/undo/")
    assert "Lines that go" in undo.text
    assert coordinator.post(HOME + "1/undo/").status_code == 303
    assert count(coordinator, Line) == 0
    assert "Undone" in coordinator.get(HOME).text
    assert coordinator.get(HOME + "1/undo/").status_code == 409


def test_a_double_click_imports_once(coordinator: Visitor) -> None:
    where = send(coordinator, GOOD).location
    hidden = hidden_fields(coordinator.get(where).text, where)
    first = coordinator.client.post(where, data=hidden)
    again = coordinator.client.post(where, data=hidden)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first.location == again.location
    assert count(coordinator, ImportRun) == 1


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (b"", 415, "This file is empty."),
        (b"<html></html>", 415, "web page (HTML)"),
        (b'<iati-activities version="2.03">\n<iati-activity>\n</iati-activities>', 415, "broken at line 3"),
        (b'<!DOCTYPE a><iati-activities version="2.03"/>', 415, "DOCTYPE"),
    ],
)
def test_a_bad_file_is_refused_in_a_sentence(coordinator: Visitor, content: bytes, status: int, words: str) -> None:
    answer = send(coordinator, content)
    assert (answer.status_code, words in answer.text) == (status, True)
    assert count(coordinator, ImportRun) == 0


def test_no_file_chosen_is_said_beside_the_field(coordinator: Visitor) -> None:
    answer = coordinator.post(HOME)
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


def test_importing_the_same_file_again_says_that_nothing_is_new(coordinator: Visitor) -> None:
    coordinator.post(send(coordinator, GOOD).location)
    assert "Nothing in this file is new" in coordinator.get(send(coordinator, GOOD).location).text


def test_another_coordinators_upload_is_not_to_be_had(coordinator: Visitor, app: Any) -> None:
    where = send(coordinator, GOOD).location
    other = Visitor(app, coordinator.site)
    coordinator.site.person(Role.COORDINATOR, mail="other@example.org")
    with other.client.session_transaction() as session:
        session["_user_id"] = str(coordinator.site.person_ids["other@example.org"])
        session["_fresh"] = True
    assert other.get(where).status_code == 404


def test_the_list_is_a_file_too_and_a_swap_equals_the_reload(coordinator: Visitor) -> None:
    coordinator.post(send(coordinator, GOOD).location)
    assert coordinator.get(HOME.rstrip("/") + ".csv").text.splitlines()[1].startswith("1,somalia.xml,DONE,")
    assert coordinator.get(HOME + "1.json").get_json()["rows"][0]["reason"] == "It has no identifier."
    assert coordinator.get(HOME, htmx=True).text.strip() in coordinator.get(HOME).text


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in (Role.COORDINATOR, Role.AUDITOR, Role.PUBLIC)], ids=lambda r: r.value
)
def test_to_others_imports_are_not_there(visitor: Visitor, role: Role) -> None:
    visitor.sign_in(role)
    assert visitor.get(HOME).status_code == 404
    assert visitor.get("/en/xm/work/matches/").status_code == 404


def test_an_auditor_reads_and_cannot_import(visitor: Visitor) -> None:
    page = visitor.sign_in(Role.AUDITOR).get(HOME)
    assert page.status_code == 200
    assert '<form class="form"' not in page.text
    assert visitor.get("/en/xm/work/matches/").status_code == 200
