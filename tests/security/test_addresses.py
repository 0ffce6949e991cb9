"""Odd addresses and fields: numbers beyond what a database keeps, and the character NUL, are refused, never a fault."""

import re

import pytest
from flask import Flask

from consult.kit.actor import Role
from tests.support.visitor import Visitor


def numbered(app: Flask, value: str) -> list[str]:
    """Every GET address of a country that takes a number, with `value` for it."""
    rules = [str(r.rule) for r in app.url_map.iter_rules() if "GET" in (r.methods or ()) and "<int" in str(r.rule)]
    plain = (r.replace("<string(length=2):lang>", "en").replace("<string(length=2):country>", "xm") for r in rules)
    return [re.sub(r"<[^>]+>", value, r) for r in plain]


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.MINISTRY_EDITOR, Role.PARTNER_FOCAL_POINT])
def test_a_number_beyond_the_database_is_no_page(app: Flask, visitor: Visitor, role: Role) -> None:
    visitor.sign_in(role)
    for path in numbered(app, "9223372036854775808"):
        assert visitor.get(path).status_code in (403, 404), path


@pytest.mark.parametrize("path", ["/en/xm/search?q=%00", "/en/xm/orgs/?name=a%00", "/en/xm/orgs/a%00/", "/login?next=/%00"])
def test_nul_is_refused(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status_code == 400


def test_nul_in_a_form_is_refused(visitor: Visitor) -> None:
    assert visitor.client.post("/r/", data={"code": "1\0"}).status_code == 400


@pytest.mark.parametrize("target", ["javascript:alert(1)", "//x.org", "/\\x.org", "/%0d%0aX:y", "https://x.org/", "%09//x.org"])
def test_the_way_back_stays_on_this_site(visitor: Visitor, target: str) -> None:
    assert visitor.get(f"/login?next={target}").status_code == 400


def test_signing_out_is_no_link(visitor: Visitor) -> None:
    assert visitor.get("/logout").status_code == 405
