"""Moderators' pages: the way of a view to its publication, and for everybody else no such page."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from consult.consultations.models import Contribution, Theme
from consult.intake import delivery
from consult.intake.models import Publish, RawEvent, Submission
from consult.kit import clock
from consult.kit.actor import Role
from tests.consultations.build import NOON, open_agenda
from tests.intake.conftest import send
from tests.support.makers import Makers
from tests.support.visitor import Visitor

MARKER = "marker-raw-5518"
QUEUE = "/en/xm/moderation/"


@pytest.fixture(autouse=True)
def round_open(app: Flask, site: Makers):
    with clock.at(NOON):
        open_agenda(app.extensions["consult"].main, site)
        yield


@pytest.fixture
def stores(app: Flask):
    return app.extensions["consult"]


@pytest.fixture
def row(stores, site: Makers) -> Submission:
    text = f"The clerk Mr Adan asks for a fee. {MARKER}"
    return send(stores.intake, site, publish=Publish.ANONYMISED, text=text, region="XM01")[0]


def now(stores, site: Makers, row: Submission) -> Submission:
    with stores.intake.reading(site.country.id) as db:
        return db.get_one(Submission, row.id)


def moderate(visitor: Visitor, row: Submission, do: str, **typed: str):
    data = {"text": "A clerk asks for a fee.", "removed": "name", "theme": "new", "new_theme": "Fees", "do": do} | typed
    return visitor.post(f"{QUEUE}{row.ref}/", data)


def second_moderator(visitor: Visitor, site: Makers) -> None:
    person = site.person(Role.INTAKE_MODERATOR, mail="second@example.org")
    with visitor.client.session_transaction() as session:
        session["_user_id"] = str(person)


def test_from_the_queue_to_the_public_page(stores, site: Makers, visitor: Visitor, row: Submission) -> None:
    visitor.sign_in(Role.INTAKE_MODERATOR)
    assert row.ref in visitor.get(QUEUE).get_data(as_text=True)
    page = visitor.get(f"{QUEUE}{row.ref}/").get_data(as_text=True)
    assert MARKER in page
    assert "<mark>Mr Adan" in page
    assert moderate(visitor, row, "clear").status_code == 303
    assert now(stores, site, row).state == "CLEARED"
    assert visitor.post(f"{QUEUE}releases/", {"refs": row.ref}, form_at=QUEUE).status_code == 303
    delivery.deliver(stores.intake, stores.main)
    public = Visitor(visitor.app, site).get("/en/xm/voices/2/").get_data(as_text=True)
    assert "A clerk asks for a fee." in public
    assert "Fees" in public
    assert MARKER not in public


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.INTAKE_MODERATOR, Role.PUBLIC)], ids=lambda r: r.value)
def test_for_everybody_else_there_is_no_such_page(visitor: Visitor, row: Submission, role: Role) -> None:
    visitor.sign_in(role)
    missing = visitor.get("/en/xm/moderation-not/")
    for path in (QUEUE, f"{QUEUE}{row.ref}/", f"{QUEUE}themes/2/"):
        page = visitor.get(path)
        assert page.status_code == 404
        assert MARKER not in page.get_data(as_text=True)
    assert visitor.client.post(f"{QUEUE}{row.ref}/", data={"do": "clear"}).status_code in (400, 404)
    assert missing.status_code == 404


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.INTAKE_MODERATOR, Role.PUBLIC)], ids=lambda r: r.value)
def test_no_page_of_anybody_else_holds_raw_text(app: Flask, visitor: Visitor, row: Submission, role: Role) -> None:
    """Every address that a role may open, in every format, without the marker of a raw view."""
    visitor.sign_in(role)
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "static" or "GET" not in (rule.methods or ()):
            continue
        path = address(rule.rule, row)
        for suffix in ("", ".csv", ".json") if path.endswith("/") and path.count("/") > 3 else ("",):
            with visitor.get(path.rstrip("/") + suffix if suffix else path) as page:
                assert MARKER.encode() not in page.data, path


def address(rule: str, row: Submission) -> str:
    import re

    path = rule.replace("<string(length=2):lang>", "en").replace("<string(length=2):country>", "xm")
    path = path.replace("<lang>", "en").replace("<country>", "xm").replace("<ref>", row.ref)
    return re.sub(r"<int:[^>]+>", "2", re.sub(r"<(?!int:)[^>]+>", "1", path))


def test_every_opening_is_on_the_record_after_the_answer(stores, site: Makers, visitor: Visitor, row: Submission) -> None:
    beside = send(stores.intake, site, "beside", text=f"Mr Adan, the clerk, asks for a fee. {MARKER}")[0]
    visitor.sign_in(Role.INTAKE_MODERATOR)
    visitor.get(f"{QUEUE}{row.ref}/")
    with stores.intake.reading(site.country.id) as db:
        events = db.scalars(select(RawEvent).order_by(RawEvent.number)).all()
    assert [e.action for e in events] == ["view.received", "view.received", "view.read", "view.read"]
    assert [e.subject_id for e in events] == [None, None, row.id, beside.id]


def test_rule_of_law_goes_through_two_hands(stores, site: Makers, visitor: Visitor) -> None:
    row = send(stores.intake, site, "n9", priority=1, publish=Publish.ANONYMISED, sensitive=True)[0]
    visitor.sign_in(Role.INTAKE_MODERATOR)
    moderate(visitor, row, "clear")
    assert now(stores, site, row).state == "REDACTED"
    moderate(visitor, row, "clear", theme=str(now(stores, site, row).theme_id))
    assert now(stores, site, row).state == "REDACTED"
    second_moderator(visitor, site)
    moderate(visitor, row, "clear", theme=str(now(stores, site, row).theme_id))
    assert now(stores, site, row).state == "CLEARED"


def test_a_second_who_changes_the_text_needs_a_third_look(stores, site: Makers, visitor: Visitor) -> None:
    row = send(stores.intake, site, "n9", priority=1, publish=Publish.ANONYMISED, sensitive=True)[0]
    visitor.sign_in(Role.INTAKE_MODERATOR)
    moderate(visitor, row, "clear")
    second_moderator(visitor, site)
    moderate(visitor, row, "clear", text="Other words.")
    kept = now(stores, site, row)
    assert (kept.state, kept.released) == ("REDACTED", "Other words.")


def test_rejecting_needs_a_reason_and_violence_is_deleted(
    stores, site: Makers, visitor: Visitor, row: Submission, tmp_path
) -> None:
    visitor.sign_in(Role.INTAKE_MODERATOR)
    refused = moderate(visitor, row, "reject")
    assert refused.status_code == 422
    assert "Choose why it is rejected." in refused.get_data(as_text=True)
    assert "A clerk asks for a fee." in refused.get_data(as_text=True)
    assert moderate(visitor, row, "reject", why="SGBV_INCIDENT").status_code == 303
    assert now(stores, site, row).text is None
    assert not any(MARKER.encode() in p.read_bytes() for p in tmp_path.glob("intake.sqlite*"))


def test_a_lost_race_says_so_and_keeps_what_was_typed(stores, site: Makers, visitor: Visitor, row: Submission) -> None:
    visitor.sign_in(Role.INTAKE_MODERATOR)
    stale = visitor.get(f"{QUEUE}{row.ref}/").get_data(as_text=True)
    moderate(visitor, row, "clear")
    from tests.support.visitor import hidden_fields

    late = visitor.client.post(
        f"{QUEUE}{row.ref}/",
        data=hidden_fields(stale, f"{QUEUE}{row.ref}/") | {"do": "clear", "text": "My later words", "theme": ""},
    )
    assert late.status_code == 409
    assert "no longer where it was" in late.get_data(as_text=True)


def test_words_of_a_theme_stand_on_the_board(stores, site: Makers, visitor: Visitor, row: Submission) -> None:
    visitor.sign_in(Role.INTAKE_MODERATOR)
    moderate(visitor, row, "clear")
    with stores.main.reading(site.country.id) as db:
        theme = db.scalars(select(Theme)).one()
    visitor.post(f"{QUEUE}themes/2/{theme.id}/", {"said": "A fee is asked that no poster mentions."}, form_at=f"{QUEUE}themes/2/")
    delivery.deliver(stores.intake, stores.main)
    board = Visitor(visitor.app, site).get("/en/xm/voices/answered/").get_data(as_text=True)
    assert "A fee is asked that no poster mentions." in board
    assert "under 10 views" in board
    with stores.main.reading(site.country.id) as db:
        assert db.scalars(select(Contribution)).all() == []


def test_similar_views_are_passed_together(stores, site: Makers, visitor: Visitor, row: Submission) -> None:
    alike = [send(stores.intake, site, f"s{n}", text=f"Mr Adan, the clerk, asks for a fee. {MARKER}")[0] for n in range(2)]
    other = send(stores.intake, site, "far", text="Land certificates take two years")[0]
    visitor.sign_in(Role.INTAKE_MODERATOR)
    moderate(visitor, row, "clear", alike=[alike[0].ref, other.ref])
    assert [now(stores, site, one).state for one in (row, *alike, other)] == ["CLEARED", "CLEARED", "RECEIVED", "RECEIVED"]
