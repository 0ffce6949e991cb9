"""The table of domain.md 5.1 against every route: who is not in a view's audience never gets in, in any format."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from consult.accounts.matrix import PERMISSIONS, REACH
from consult.kit.actor import Permission, Reach, Role, Subject
from consult.web import door
from tests.support.visitor import Visitor

# Copied by hand from the table, cell by cell, as a second reading of it.
WHO_MAY = {
    Permission.AGENDA_EDIT: {Role.MINISTRY_EDITOR},
    Permission.AGENDA_DECIDE: {Role.MINISTRY_EDITOR},
    Permission.CONSENT_EDIT: {Role.MINISTRY_EDITOR, Role.CONSENT_AUTHORITY},
    Permission.CONSENT_DECIDE: {Role.CONSENT_AUTHORITY},
    Permission.CONSENT_COUNTERSIGN: {Role.ACU_COUNTERSIGNER},
    Permission.CONSENT_REQUEST: {Role.PARTNER_FOCAL_POINT},
    Permission.LINE_EDIT: {Role.PARTNER_FOCAL_POINT},
    Permission.LINE_ACCEPT: {Role.MINISTRY_EDITOR},
    Permission.LINE_LINK: {Role.COORDINATOR},
    Permission.COMMENT_WRITE: {
        Role.MINISTRY_EDITOR,
        Role.CONSENT_AUTHORITY,
        Role.ACU_COUNTERSIGNER,
        Role.COORDINATOR,
        Role.PARTNER_FOCAL_POINT,
        Role.CSO_MEMBER,
    },
    Permission.COMMENT_SCREEN: {Role.INTAKE_MODERATOR},
    Permission.VIEW_ANSWER: {Role.MINISTRY_EDITOR},
    Permission.RAW_SCREEN: {Role.INTAKE_MODERATOR},
    Permission.RAW_FREEZE: {Role.PROTECTION_OFFICER},
    Permission.FINDING_COMMENT: {Role.MINISTRY_EDITOR, Role.CONSENT_AUTHORITY, Role.PARTNER_FOCAL_POINT},
    Permission.FINDING_DECIDE: {Role.COORDINATOR},
    Permission.AUDIT_VERIFY: {Role.AUDITOR, Role.OPERATOR},
    Permission.INVITATION_EDIT: {Role.MINISTRY_EDITOR, Role.COORDINATOR},
    Permission.INVITATION_ANSWER: {Role.PARTNER_FOCAL_POINT, Role.CSO_MEMBER},
    Permission.IMPORT_DECIDE: {Role.COORDINATOR},  # the operator imports at the console
    Permission.REGISTER_EDIT: {Role.COUNTRY_ADMIN},
    Permission.REGISTER_MATCH: {Role.COORDINATOR},
    Permission.REGISTER_PROFILE: {Role.PARTNER_FOCAL_POINT, Role.CSO_MEMBER},
    Permission.REGISTER_BODY: {Role.PROTECTION_OFFICER},
}
SAMPLE = {
    "number": "1",
    "version": "1",
    "id": "1",
    "slug": "norlund-agency",
    "sector": "justice",
    "token": "none",
    "place": "xm01",
}
OWN_ONLY = {"orgs.profile"}  # the sample is not every role's own
OPEN_POSTS = {"accounts.signing_in", "accounts.demo", "accounts.logout", "accounts.reset", "accounts.link", "accounts.everywhere"}


def test_permissions_are_those_of_the_table() -> None:
    assert set(WHO_MAY) == set(Permission)
    for permission, roles in WHO_MAY.items():
        assert {role for role in Role if permission in PERMISSIONS[role]} == roles, permission


def test_raw_input_is_read_by_moderators_alone() -> None:
    assert {role for role in Role if REACH[role][Subject.RAW] > Reach.NONE} == {Role.INTAKE_MODERATOR}


def address(rule: Rule) -> str:
    """An example address of a rule."""
    path = re.sub(r"<(?:[^<>]*:)?lang>", "en", rule.rule)
    path = re.sub(r"<(?:[^:<>]+:)?country>", "xm", path)
    return re.sub(r"<(?:([^:<>]+):)?([^<>]+)>", lambda m: "1" if (m[1] or "").startswith("int") else SAMPLE.get(m[2], "1"), path)


def rules(app: Flask, *, unsafe: bool) -> list[Rule]:
    own = [r for r in app.url_map.iter_rules() if r.endpoint != "static"]
    return (
        [r for r in own if ("POST" in (r.methods or ())) is True or not unsafe]
        if unsafe
        else [r for r in own if "GET" in (r.methods or ())]
    )


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.PUBLIC], ids=lambda r: r.value)
def test_who_is_outside_an_audience_stays_outside(app: Flask, visitor: Visitor, role: Role) -> None:
    visitor.sign_in(role)
    actor = visitor.site.actor(role)
    for rule in rules(app, unsafe=False):
        audience = app.view_functions[rule.endpoint].audience
        admitted = door.admits(audience, actor) if "country" in rule.arguments else True
        for suffix in ("", ".csv", ".json"):
            path = address(rule)
            if suffix and not ("country" in rule.arguments and path.endswith("/") and path.count("/") > 3):
                continue
            status = visitor.get(path.rstrip("/") + suffix if suffix else path).status_code
            assert status < 500, (path, suffix, status)
            if not admitted:
                assert status in (403, 404), (path, suffix, role, status)
            elif audience != door.PUBLIC and rule.endpoint not in OWN_ONLY:
                assert status != 403, (path, suffix, role, status)


def test_the_public_sees_public_pages_only(app: Flask, visitor: Visitor) -> None:
    for rule in rules(app, unsafe=False):
        audience = app.view_functions[rule.endpoint].audience
        status = visitor.get(address(rule)).status_code
        assert status < 500, rule.rule
        if audience != door.PUBLIC:
            assert status in (303, 403, 404), (rule.rule, status)


@pytest.mark.parametrize(
    "role", [Role.PUBLIC, Role.MINISTRY_EDITOR, Role.PARTNER_FOCAL_POINT, Role.COUNTRY_ADMIN], ids=lambda r: r.value
)
def test_no_post_without_a_token(app: Flask, visitor: Visitor, role: Role) -> None:
    if role is not Role.PUBLIC:
        visitor.sign_in(role)
    for rule in rules(app, unsafe=True):
        if getattr(app.view_functions[rule.endpoint], "bare", False):
            continue
        assert visitor.client.post(address(rule), data={"x": "1"}).status_code in (400, 403, 404), rule.rule


def test_every_unsafe_route_names_a_permission(app: Flask) -> None:
    for rule in rules(app, unsafe=True):
        view = app.view_functions[rule.endpoint]
        if rule.endpoint in OPEN_POSTS or getattr(view, "bare", False):
            continue
        assert isinstance(view.audience, door.Holds) or view.audience == door.SIGNED_IN, rule.rule
