"""Forms sent by others: without token, with somebody else's key, with markup for text."""

import re

from flask import Flask

from consult.kit.actor import Role
from tests.support.makers import Makers
from tests.support.visitor import Visitor, hidden_fields

BARE = {"intake.change", "intake.check", "intake.send", "receipts.opened", "receipts.less", "receipts.withdraw"}
MARKUP = "<img src=x onerror=alert(1)>\"'{{7*7}}"
NEW = "/en/xm/orgs/new/"


def test_every_post_but_intakes_needs_a_token(app: Flask, visitor: Visitor) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    visitor.sign_in(Role.COORDINATOR)
    checked = 0
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint in BARE:
            continue
        plain = str(rule).replace("<string(length=2):lang>", "en").replace("<string(length=2):country>", "xm")
        answered = visitor.client.post(re.sub(r"<[^>]+>", "1", plain), data={})
        assert answered.status_code in (400, 404), plain
        checked += answered.status_code == 400
    assert checked > 50


def test_a_used_key_is_worth_nothing_to_another(visitor: Visitor, site: Makers) -> None:
    visitor.sign_in(Role.COORDINATOR)
    sent = {"name": "First Relief", "kind": "INGO", "language": "en"}
    key = hidden_fields(visitor.get(NEW).text, NEW)["used"]
    first = visitor.post(NEW, sent | {"used": key})
    assert first.status_code == 303
    assert visitor.post(NEW, sent | {"used": key}).location == first.location
    site.person(Role.COORDINATOR, mail="second@example.org")
    with visitor.client.session_transaction() as session:
        session["_user_id"] = str(site.person_ids["second@example.org"])
    assert visitor.post(NEW, sent | {"used": key}).status_code == 422


def test_markup_in_a_name_stays_text(visitor: Visitor) -> None:
    visitor.sign_in(Role.COORDINATOR)
    made = visitor.post(NEW, {"name": MARKUP, "acronym": MARKUP[:20], "kind": "INGO", "language": "en"})
    assert made.status_code == 303
    for path in (made.location, "/en/xm/orgs/", f"/en/xm/search?q={MARKUP}"):
        page = visitor.get(path).text
        assert "<img src=x" not in page
        assert "alert(1)" in page
