"""The log's pages."""

from sqlalchemy import text

from consult.audit.actions import record
from consult.kit.actor import Role
from tests.support.visitor import Visitor


def note(visitor: Visitor, role: Role, what: str) -> None:
    with visitor.site.database.writing(visitor.site.country.id) as db:
        record(db, visitor.site.actor(role), "country.noted", what=what)


def test_an_auditor_reads_all_and_a_ministry_its_own(visitor: Visitor) -> None:
    note(visitor, Role.MINISTRY_EDITOR, "<b>of the ministry</b>")
    note(visitor, Role.COORDINATOR, "of the unit")
    everything = visitor.sign_in(Role.AUDITOR).get("/en/xm/audit/").text
    assert "&lt;b&gt;of the ministry" in everything
    assert "of the unit" in everything
    own = visitor.sign_in(Role.MINISTRY_EDITOR).get("/en/xm/audit/").text
    assert "of the ministry" in own
    assert "of the unit" not in own
    assert "of the unit" not in visitor.get("/en/xm/audit.csv").text


def test_the_check_says_where_the_log_is_broken(visitor: Visitor) -> None:
    note(visitor, Role.COORDINATOR, "first")
    visitor.sign_in(Role.AUDITOR)
    visitor.post("/en/xm/audit/checks/", form_at="/en/xm/audit/")
    assert "The log holds." in visitor.get("/en/xm/audit/").text
    with visitor.site.database.writing(visitor.site.country.id) as db:
        db.execute(text("update audit_event set body = '{}'"))
    visitor.post("/en/xm/audit/checks/", form_at="/en/xm/audit/")
    assert "event 1 was changed" in visitor.get("/en/xm/audit/").text


def test_swap_equals_reload(visitor: Visitor) -> None:
    note(visitor, Role.COORDINATOR, "first")
    visitor.sign_in(Role.AUDITOR)
    fragment = visitor.get("/en/xm/audit/?action=country", htmx=True).text
    assert "<html" not in fragment
    assert fragment.split("</h2>")[0].strip() in visitor.get("/en/xm/audit/?action=country").text


def test_the_seal_is_public(visitor: Visitor) -> None:
    note(visitor, Role.COORDINATOR, "first")
    rows = visitor.get("/en/xm/audit/heads.json").json["rows"]
    assert rows[0]["events"] == 1
