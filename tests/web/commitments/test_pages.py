"""Lists and pages of support: who sees what, filters, files, acts with their reasons, statement counts."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.agendas.models import PriorityText
from consult.commitments.models import Line
from consult.consent import actions as consents
from consult.kit.actor import Actor, Role
from consult.places.models import Place
from tests.commitments.build import TODAY, make_consent, offer, pledged
from tests.support.makers import Makers
from tests.support.visitor import Visitor

AT = "/en/xm/support/"


@pytest.fixture
def norlund(site: Makers, text: PriorityText) -> Actor:
    return site.actor(Role.PARTNER_FOCAL_POINT)


@pytest.fixture
def line(site: Makers, text: PriorityText, book: Session, norlund: Actor) -> Line:
    """A pledge of 4,000 USD in the North, under a consent."""
    make_consent(book, site)
    made = pledged(book, norlund, offer(text, site))
    book.commit()
    return made


def act(visitor: Visitor, line: Line, noun: str, **data: Any) -> Any:
    return visitor.post(f"{AT}C-0001/{line.id}/{noun}/", data, form_at=f"{AT}C-0001/")


def test_everybody_reads_what_is_wanted_and_agreed(visitor: Visitor, line: Line) -> None:
    page = visitor.get(AT)
    assert page.status_code == 200
    for words in ("Where help is wanted", "Priority 1", "C-0001", "Training of clerks", "Norlund Agency", "Pledged"):
        assert words in page.text
    assert visitor.get(f"{AT}C-0001/").status_code == 200
    assert "Record a commitment" not in visitor.get(f"{AT}C-0001/").text


@pytest.mark.parametrize("address", ["C-0002/", "C-x/", "C-99999999999/", "C-0001/999/edit/"])
def test_what_is_not_there_is_not_found(visitor: Visitor, line: Line, address: str) -> None:
    visitor.sign_in(Role.PARTNER_FOCAL_POINT)
    assert visitor.get(AT + address).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=PLEDGED", True), ("state=ACTIVE", False), ("state=nonsense", True), ("sector=justice", True), ("sector=finance", False),
        ("region=north", True), ("region=centre", False), ("priority=1", True), ("source=REPORTED", False), ("q=CLERKS", True),
        ("q=100%25", False),
    ],
)  # fmt: skip
def test_filters(visitor: Visitor, line: Line, query: str, found: bool) -> None:
    assert ("C-0001" in visitor.get(f"{AT}?{query}").text) == found
    assert ("C-0001" in visitor.get(f"/en/xm/support.csv?{query}").text) == found


def test_a_swap_equals_the_page(visitor: Visitor, line: Line) -> None:
    part, page = visitor.get(f"{AT}?state=PLEDGED", htmx=True).text, visitor.get(f"{AT}?state=PLEDGED").text
    assert "<main" not in part
    assert 'id="list"' in part
    assert part.split("<tbody")[1].split("</tbody>")[0] in page


def test_lists_as_files(visitor: Visitor, line: Line) -> None:
    rows = visitor.get("/en/xm/support.json").json["rows"]
    assert [(r["number"], r["amount"], r["places"], r["state"]) for r in rows] == [("C-0001", "4000.00", "XM01", "PLEDGED")]
    visitor.sign_in(Role.PARTNER_FOCAL_POINT)
    assert len(visitor.get("/en/xm/support/mine.json").json["rows"]) == 1
    assert visitor.get("/en/xm/support/C-0001.json").json["rows"] == []


def test_the_whole_way_in_pages(visitor: Visitor, line: Line) -> None:
    visitor.sign_in(Role.PARTNER_FOCAL_POINT)
    day = TODAY.isoformat()
    ways = [
        ("signatures", {"day": day}, "Committed"), ("starts", {"day": day}, "Active"),
        ("payments", {"type": "3", "value": "1,000.50", "day": day}, "1,000.5"), ("finishes", {}, "Finishing"),
        ("closures", {}, "Closed"),
    ]  # fmt: skip
    for noun, data, said in ways:
        sent = act(visitor, line, noun, **data)
        assert sent.status_code == 303, (noun, sent.text[-2000:])
        assert said in visitor.get(f"{AT}C-0001/").text, noun
    money = visitor.get("/en/xm/support/C-0001.json").json["rows"]
    assert [(m["type"], m["value"]) for m in money] == [("2", "4000.00"), ("3", "1000.50"), ("2", "-2999.50")]


@pytest.mark.parametrize(
    ("noun", "data", "status"),
    [
        ("signatures", {"day": ""}, 422), ("signatures", {"day": "2026-99-99"}, 422), ("signatures", {"day": "2027-01-01"}, 409),
        ("starts", {"day": "2026-03-23"}, 409), ("payments", {"type": "3", "value": "5", "day": "2026-03-23"}, 409),
        ("cancellations", {"reason": ""}, 422), ("closures", {}, 409), ("finishes", {}, 409), ("resumptions", {}, 409),
        ("pledges", {}, 409),
    ],
)  # fmt: skip
def test_what_may_not_be_done_changes_nothing(
    visitor: Visitor, site: Makers, line: Line, *, noun: str, data: dict[str, str], status: int
) -> None:
    assert act(visitor.sign_in(Role.PARTNER_FOCAL_POINT), line, noun, **data).status_code == status
    with site.database.reading(site.country.id) as db:
        assert db.scalars(select(Line.state)).all() == ["PLEDGED"]


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.PUBLIC, Role.PARTNER_FOCAL_POINT)])
def test_nobody_else_moves_it(visitor: Visitor, line: Line, role: Role) -> None:
    assert act(visitor.sign_in(role), line, "cancellations", reason="No").status_code == 403


def test_another_partner_does_not_move_it(visitor: Visitor, site: Makers, line: Line) -> None:
    site.person(Role.PARTNER_FOCAL_POINT, organisation_id=site.organisations["INGO"], mail="harbour@example.org")
    with visitor.client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = str(site.person_ids["harbour@example.org"]), True
    assert act(visitor, line, "cancellations", reason="No").status_code == 403
    assert "What you can do" not in visitor.get(f"{AT}C-0001/").text


def test_a_refused_button_says_why(visitor: Visitor, site: Makers, line: Line, book: Session) -> None:
    from consult.consent.models import ConsentScope

    scope = book.scalars(select(ConsentScope)).one()
    consents.suspend_consent(book, site.actor(Role.CONSENT_AUTHORITY), scope, on=TODAY, reason="Survey")
    book.commit()
    shown = visitor.sign_in(Role.PARTNER_FOCAL_POINT).get(f"{AT}C-0001/").text
    assert "Record a commitment:" in shown
    assert "is paused since 23 March 2026" in shown


def test_a_sensitive_line_shows_the_public_its_region_only(
    visitor: Visitor, site: Makers, text: PriorityText, book: Session, norlund: Actor
) -> None:
    village = Place(code="XM0101", name="Lakeside", level=2, parent_id=site.places["XM01"])
    book.add(village)
    book.flush()
    make_consent(book, site)
    site.places["XM0101"] = village.id
    pledged(book, norlund, offer(text, site, place="XM0101", security_sensitive=True))
    book.commit()
    for address in (AT, f"{AT}C-0001/", "/en/xm/support.csv"):
        shown = visitor.get(address).text
        assert "Lakeside" not in shown
        assert "XM0101" not in shown
        assert "North" in shown or "XM01" in shown
    assert "Lakeside" in visitor.sign_in(Role.CSO_MEMBER).get(f"{AT}C-0001/").text


@pytest.mark.parametrize("path", [AT, f"{AT}mine/"])
def test_longer_lists_ask_no_more_often(
    visitor: Visitor, site: Makers, text: PriorityText, *, book: Session, norlund: Actor, statements: Any, path: str
) -> None:
    visitor.sign_in(Role.PARTNER_FOCAL_POINT)
    make_consent(book, site)
    book.commit()
    visitor.get(path)  # what is read once a process
    counts = []
    for many in (2, 12):
        for _ in range(many):
            pledged(book, norlund, offer(text, site))
        book.commit()
        with statements(site.database) as seen:
            assert visitor.get(path).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1], counts


def test_humanitarian_review_is_the_coordinators(visitor: Visitor, site: Makers, line: Line, book: Session) -> None:
    book.get_one(Line, line.id).review = True
    book.commit()
    assert "a coordinator reviews it" in visitor.get(f"{AT}C-0001/").text
    assert act(visitor.sign_in(Role.PARTNER_FOCAL_POINT), line, "reviews", reason="x").status_code == 403
    assert act(visitor.sign_in(Role.COORDINATOR), line, "reviews", reason="Goes on").status_code == 303


def test_other_languages(visitor: Visitor, line: Line) -> None:
    for lang in ("fr", "ar"):
        for path in ("", "C-0001/"):
            assert visitor.get(f"/{lang}/xm/support/{path}").status_code == 200
