"""Who names whom, and who may be what."""

import pytest

from consult.accounts import rules
from consult.accounts.matrix import CONSOLE, PERMISSIONS
from consult.accounts.rules import Body, Holder
from consult.kit.actor import Actor, Role

OFFICER, ADMIN, EDITOR = Role.PROTECTION_OFFICER, Role.COUNTRY_ADMIN, Role.MINISTRY_EDITOR
MINISTRY, ACU, PARTNER = Body(1, "MINISTRY"), Body(2, "ACU"), Body(3, "UN")
CONSOLE_ACTOR = Actor(country_id=1, name="console", permissions=CONSOLE)


def actor(role: Role, organisation_id: int | None = None) -> Actor:
    return Actor(
        country_id=1, person_id=7, roles=frozenset({role}), permissions=PERMISSIONS[role], organisation_id=organisation_id
    )


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.PUBLIC])
def test_officers_name_the_body_and_administrators_the_rest(role: Role) -> None:
    of_body = role in (Role.INTAKE_MODERATOR, Role.PROTECTION_OFFICER)
    assert bool(rules.may_name(actor(OFFICER), role)) is of_body
    assert bool(rules.may_name(actor(ADMIN), role)) is (not of_body and role is not Role.OPERATOR)
    assert rules.may_name(CONSOLE_ACTOR, role)
    for other in Role:
        if other not in (OFFICER, ADMIN):
            assert not rules.may_name(actor(other), role), other


@pytest.mark.parametrize(
    ("role", "body", "may"),
    [
        (EDITOR, MINISTRY, True),
        (EDITOR, ACU, False),
        (EDITOR, None, False),
        (Role.CONSENT_AUTHORITY, PARTNER, False),
        (Role.ACU_COUNTERSIGNER, ACU, True),
        (Role.ACU_COUNTERSIGNER, MINISTRY, False),
        (Role.COORDINATOR, ACU, True),
        (Role.PARTNER_FOCAL_POINT, PARTNER, True),
        (Role.PARTNER_FOCAL_POINT, MINISTRY, False),
        (Role.CSO_MEMBER, None, False),
        (Role.AUDITOR, None, True),
    ],
)
def test_a_role_speaks_for_the_right_kind_of_organisation(role: Role, body: Body | None, may: bool) -> None:
    assert bool(rules.may_grant(actor(ADMIN), role, Holder(), body)) is may


def test_moderators_belong_to_nobody() -> None:
    assert rules.may_grant(actor(OFFICER), Role.INTAKE_MODERATOR, Holder(), None)
    assert not rules.may_grant(actor(OFFICER), Role.INTAKE_MODERATOR, Holder(), PARTNER)
    assert not rules.may_grant(actor(OFFICER), Role.INTAKE_MODERATOR, Holder(frozenset({EDITOR}), 1), None)


@pytest.mark.parametrize("alone", [Role.INTAKE_MODERATOR, Role.PROTECTION_OFFICER, Role.COUNTRY_ADMIN, Role.OPERATOR])
def test_some_roles_stand_alone(alone: Role) -> None:
    assert not rules.may_grant(actor(ADMIN), EDITOR, Holder(frozenset({alone})), MINISTRY)
    assert not rules.may_grant(CONSOLE_ACTOR, alone, Holder(frozenset({Role.AUDITOR})), None)


def test_a_second_role_is_for_the_same_organisation_and_never_the_same() -> None:
    held = Holder(frozenset({EDITOR}), 1)
    assert rules.may_grant(actor(ADMIN), Role.CONSENT_AUTHORITY, held, MINISTRY)
    assert not rules.may_grant(actor(ADMIN), Role.CONSENT_AUTHORITY, held, Body(9, "MINISTRY"))
    assert not rules.may_grant(actor(ADMIN), EDITOR, held, MINISTRY)


def test_the_last_administrator_and_the_last_officer_stay() -> None:
    assert not rules.may_end(actor(ADMIN), ADMIN, others=0)
    assert rules.may_end(actor(ADMIN), ADMIN, others=1)
    assert not rules.may_end(actor(OFFICER), OFFICER, others=0)
    assert rules.may_end(actor(OFFICER), Role.INTAKE_MODERATOR, others=0)


def test_profiles_are_the_organisation_s_own() -> None:
    assert rules.may_edit_organisation(actor(Role.PARTNER_FOCAL_POINT, 3), 3)
    assert not rules.may_edit_organisation(actor(Role.PARTNER_FOCAL_POINT, 3), 4)
    assert rules.may_edit_organisation(actor(ADMIN), 4)
    assert not rules.may_edit_organisation(actor(Role.COORDINATOR, 4), 4)


@pytest.mark.parametrize(
    ("gone", "kept", "sectors", "may"),
    [(PARTNER, Body(4, "INGO"), False, True), (PARTNER, PARTNER, False, False), (MINISTRY, Body(5, "MINISTRY"), True, False), (PARTNER, ACU, False, False)],
)
def test_what_may_merge(gone: Body, kept: Body, sectors: bool, may: bool) -> None:
    assert bool(rules.may_merge(actor(Role.COORDINATOR), gone, kept, holds_sectors=sectors)) is may


def test_only_the_console_fixes_the_body() -> None:
    assert rules.may_set_body(CONSOLE_ACTOR)
    assert not rules.may_set_body(actor(ADMIN))
    assert not rules.may_set_body(actor(OFFICER))
