"""Who may invite, remind, answer and decline, and who reads the reason: tables."""

from datetime import date
from types import SimpleNamespace as Row

import pytest

from consult.accounts.matrix import PERMISSIONS, REACH
from consult.invitations import rules
from consult.kit.actor import Actor, Role
from consult.kit.verdict import Kind

MINISTRY, OTHER, PARTNER = 1, 2, 3
TODAY = date(2026, 3, 23)
AGENDA = Row(state="CONSULTING")


def actor(role, own):
    return Actor(
        country_id=1,
        person_id=9,
        roles=frozenset({role}),
        permissions=PERMISSIONS.get(role, frozenset()),
        reach=REACH[role],
        organisation_id=own,
    )


def text(ministry=MINISTRY, state="PUBLISHED"):
    return Row(ministry_id=ministry, priority=Row(state=state))


def invitation(**given):
    return Row(**{"sender_id": MINISTRY, "reminded_at": None, "deadline": TODAY} | given)


def invitee(state="SENT"):
    return Row(organisation_id=PARTNER, state=state)


EDITOR, COORDINATOR = actor(Role.MINISTRY_EDITOR, MINISTRY), actor(Role.COORDINATOR, 7)


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [
        (rules.may_invite(EDITOR, AGENDA, None), Kind.YES),
        (rules.may_invite(EDITOR, AGENDA, text()), Kind.YES),
        (rules.may_invite(EDITOR, AGENDA, text(OTHER)), Kind.NO),
        (rules.may_invite(COORDINATOR, AGENDA, text(OTHER)), Kind.YES),
        (rules.may_invite(EDITOR, None, None), Kind.NOT_NOW),
        (rules.may_invite(EDITOR, Row(state="CLOSED"), None), Kind.NOT_NOW),
        (rules.may_invite(EDITOR, AGENDA, text(state="MET")), Kind.NOT_NOW),
        (rules.may_remind(EDITOR, invitation(), [invitee()], on=TODAY), Kind.YES),
        (rules.may_remind(COORDINATOR, invitation(), [invitee("SEEN")], on=TODAY), Kind.YES),
        (rules.may_remind(EDITOR, invitation(sender_id=OTHER), [invitee()], on=TODAY), Kind.NO),
        (rules.may_remind(EDITOR, invitation(reminded_at="then"), [invitee()], on=TODAY), Kind.NOT_NOW),
        (rules.may_remind(EDITOR, invitation(deadline=date(2026, 3, 22)), [invitee()], on=TODAY), Kind.NOT_NOW),
        (rules.may_remind(EDITOR, invitation(), [invitee("DECLINED")], on=TODAY), Kind.NOT_NOW),
        (rules.may_answer(actor(Role.PARTNER_FOCAL_POINT, PARTNER), invitee()), Kind.YES),
        (rules.may_answer(actor(Role.CSO_MEMBER, PARTNER), invitee("SEEN")), Kind.YES),
        (rules.may_answer(actor(Role.PARTNER_FOCAL_POINT, OTHER), invitee()), Kind.NO),
        (rules.may_answer(actor(Role.PARTNER_FOCAL_POINT, PARTNER), invitee("ANSWERED")), Kind.NOT_NOW),
        (rules.may_answer(actor(Role.PARTNER_FOCAL_POINT, PARTNER), invitee("DECLINED")), Kind.NOT_NOW),
    ],
)  # fmt: skip
def test_who_may_do_what(verdict, kind):
    assert verdict.kind is kind


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.MINISTRY_EDITOR, Role.COORDINATOR)])
def test_nobody_else_invites_or_reminds(role):
    assert rules.may_invite(actor(role, MINISTRY), AGENDA, None).kind is Kind.NO
    assert rules.may_remind(actor(role, MINISTRY), invitation(), [invitee()], on=TODAY).kind is Kind.NO


@pytest.mark.parametrize(
    ("role", "own", "reads"),
    [
        (Role.PUBLIC, None, False),
        (Role.MINISTRY_EDITOR, MINISTRY, True),
        (Role.MINISTRY_EDITOR, OTHER, False),
        (Role.CONSENT_AUTHORITY, MINISTRY, True),
        (Role.COORDINATOR, 7, True),
        (Role.AUDITOR, None, True),
        (Role.ACU_COUNTERSIGNER, 7, False),
        (Role.PARTNER_FOCAL_POINT, PARTNER, True),
        (Role.PARTNER_FOCAL_POINT, OTHER, False),
        (Role.CSO_MEMBER, OTHER, False),
        (Role.COUNTRY_ADMIN, None, False),
    ],
)
def test_the_reason_is_never_public(role, own, reads):
    declined, seen = invitee("DECLINED"), invitee("SEEN")
    assert rules.reads_reason(actor(role, own), invitation(), declined) is reads
    assert rules.shown_state(actor(role, own), invitation(), seen) == ("SEEN" if reads else "SENT")
    assert rules.shown_state(actor(role, own), invitation(), declined) == "DECLINED"


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({}, []),
        ({"organisation_ids": ()}, ["organisations"]),
        ({"organisation_ids": (), "kinds": ("UN",)}, []),
        ({"organisation_ids": (), "open": True}, []),
        ({"asks": ()}, ["asks"]),
        ({"text": "  "}, ["text"]),
        ({"deadline": date(2026, 3, 22)}, ["deadline"]),
    ],
)
def test_an_invitation_says_whom_what_and_until_when(given, fields):
    said = {"organisation_ids": (PARTNER,), "asks": ("COMMENT",), "text": "Tell us", "deadline": TODAY}
    assert [field for field, _reason in rules.faults_of(rules.InvitationDraft(**said | given), on=TODAY)] == fields
