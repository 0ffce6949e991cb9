"""Invitations on both databases: sent, seen, answered, declined; refused cases leave nothing."""

from datetime import date

import pytest
from sqlalchemy import func, select

from consult.audit.models import AuditEvent
from consult.commitments.events import LinePledged
from consult.consultations.events import CommentMade
from consult.invitations import queries
from consult.invitations.actions import decline, remind, send_invitation
from consult.invitations.events import InvitationOpened
from consult.invitations.listeners import on_comment, on_opened, on_pledge
from consult.invitations.models import Invitation, Invitee
from consult.invitations.rules import InvitationDraft
from consult.kit import clock
from consult.kit.actor import Role
from consult.kit.errors import Invalid, Missing, Refused, WrongState
from consult.kit.outbox import Message
from tests.agendas.build import TODAY, published, second_ministry, whole

TABLES = (Invitation, Invitee, AuditEvent, Message)


def counts(db):
    db.flush()
    return [db.scalar(select(func.count()).select_from(t.__table__)) for t in TABLES]


def draft(makers, **given):
    said = {
        "number": 1,
        "organisation_ids": (makers.organisations["BILATERAL"],),
        "asks": ("COMMENT", "SUPPORT"),
        "text": "Tell us what you can do.",
        "deadline": date(2026, 4, 30),
    }
    return InvitationDraft(**said | given)


@pytest.fixture
def actors(makers):
    return {role: makers.actor(role) for role in Role}


@pytest.fixture
def sent(db, makers, actors):
    published(db, makers, whole(makers), whole(makers, title="Legal aid"))
    return send_invitation(db, actors[Role.MINISTRY_EDITOR], draft(makers), on=TODAY)


def the_invitee(db, invitation):
    (invitee,) = queries.invitees_of(db, invitation)
    return invitee


def test_organisations_and_kinds_are_invited_once_each(db, makers, actors, sent):
    both = draft(makers, number=None, kinds=("BILATERAL", "INGO"), open=True)
    invitation = send_invitation(db, actors[Role.COORDINATOR], both, on=TODAY)
    assert invitation.number == sent.number + 1
    assert [i.organisation.kind for i in queries.invitees_of(db, invitation)] == ["INGO", "BILATERAL"]
    assert queries.tallies(db, [sent.id, invitation.id])[invitation.id] == (2, 0, 0, 2)
    assert [i.number for i in queries.open_to_all(db, actors[Role.CSO_MEMBER], on=TODAY)] == [invitation.number]
    assert queries.open_to_all(db, actors[Role.CSO_MEMBER], on=date(2026, 5, 1)) == []
    assert queries.open_to_all(db, actors[Role.PARTNER_FOCAL_POINT], on=TODAY) == []


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("kinds", {"kinds": ("UN",)}),
        ("organisations", {"organisation_ids": (999_999,)}),
        ("organisations", {"organisation_ids": ()}),
        ("deadline", {"deadline": date(2026, 3, 22)}),
        ("asks", {"asks": ()}),
        ("text", {"text": " "}),
    ],
)
@pytest.mark.usefixtures("sent")
def test_what_is_off_is_named_and_nothing_sent(db, makers, actors, field, given):
    before = counts(db)
    with pytest.raises(Invalid) as caught:
        send_invitation(db, actors[Role.MINISTRY_EDITOR], draft(makers, **given), on=TODAY)
    assert caught.value.field == field
    assert counts(db) == before


def test_only_ministries_and_coordinators_invite(db, makers, actors, sent):
    before = counts(db)
    for role in set(Role) - {Role.MINISTRY_EDITOR, Role.COORDINATOR}:
        with pytest.raises(Refused):
            send_invitation(db, actors[role], draft(makers), on=TODAY)
    with pytest.raises(Missing):
        send_invitation(db, actors[Role.MINISTRY_EDITOR], draft(makers, number=77), on=TODAY)
    assert counts(db) == before


def test_another_ministry_invites_to_the_agenda_but_not_to_this_priority(db, makers):
    land = second_ministry(makers)
    published(db, makers)
    with pytest.raises(Refused):
        send_invitation(db, land, draft(makers), on=TODAY)
    assert send_invitation(db, land, draft(makers, number=None), on=TODAY).sender_id == land.organisation_id


def test_seen_once_after_the_answer(db, makers, sent):
    invitee = the_invitee(db, sent)
    on_opened(db, InvitationOpened(invitee.id, clock.now()))
    since = invitee.since
    assert invitee.state == "SEEN"
    on_opened(db, InvitationOpened(invitee.id, clock.now()))
    assert invitee.since == since


def test_a_comment_answers(db, makers, actors, sent):
    partner = makers.organisations["BILATERAL"]
    on_comment(db, CommentMade(comment_id=5, priority_id=sent.priority_id + 1, organisation_id=partner))
    on_comment(db, CommentMade(comment_id=5, priority_id=sent.priority_id, organisation_id=makers.organisations["INGO"]))
    assert the_invitee(db, sent).state == "SENT"
    on_comment(db, CommentMade(comment_id=5, priority_id=sent.priority_id, organisation_id=partner))
    invitee = the_invitee(db, sent)
    assert (invitee.state, invitee.answered_by, invitee.answer_id) == ("ANSWERED", "COMMENT", 5)
    with pytest.raises(WrongState):
        decline(db, actors[Role.PARTNER_FOCAL_POINT], invitee, "Too late")
    assert queries.not_answered(db, actors[Role.MINISTRY_EDITOR]) == []


def test_a_pledge_answers_an_invitation_to_the_whole_agenda_if_support_was_asked(db, makers, actors, sent):
    comments = send_invitation(db, actors[Role.MINISTRY_EDITOR], draft(makers, number=None, asks=("COMMENT",)), on=TODAY)
    support = send_invitation(db, actors[Role.MINISTRY_EDITOR], draft(makers, number=None, asks=("SUPPORT",)), on=TODAY)
    on_pledge(db, LinePledged(line_id=3, organisation_id=makers.organisations["BILATERAL"], priority_id=sent.priority_id))
    on_pledge(db, LinePledged(line_id=4, organisation_id=makers.organisations["BILATERAL"], priority_id=None))
    assert [the_invitee(db, i).state for i in (sent, comments, support)] == ["ANSWERED", "SENT", "ANSWERED"]


def test_declined_with_a_reason_by_ones_own_members_only(db, makers, actors, sent):
    invitee = the_invitee(db, sent)
    before = counts(db)
    for role in set(Role) - {Role.PARTNER_FOCAL_POINT}:
        with pytest.raises(Refused):
            decline(db, actors[role], invitee, "No")
    with pytest.raises(Invalid):
        decline(db, actors[Role.PARTNER_FOCAL_POINT], invitee, " ")
    assert (invitee.state, counts(db)) == ("SENT", before)
    decline(db, actors[Role.PARTNER_FOCAL_POINT], invitee, "No staff before July")
    assert (invitee.state, invitee.reason) == ("DECLINED", "No staff before July")
    with pytest.raises(WrongState):
        decline(db, actors[Role.PARTNER_FOCAL_POINT], invitee, "Again")
    audited = db.scalars(select(AuditEvent.body).where(AuditEvent.action == "invitation.declined")).one()
    assert "July" not in audited


def test_one_reminder_to_those_who_have_not_answered(db, makers, actors, sent):
    two = send_invitation(db, actors[Role.MINISTRY_EDITOR], draft(makers, kinds=("INGO", "LOCAL_CSO")), on=TODAY)
    decline(db, actors[Role.PARTNER_FOCAL_POINT], queries.get_received(db, actors[Role.PARTNER_FOCAL_POINT], two.number), "Busy")
    waiting = {makers.organisations["INGO"], makers.organisations["LOCAL_CSO"]}
    assert {i.organisation_id for i in queries.not_answered(db, actors[Role.COORDINATOR]) if i.invitation_id == two.id} == waiting
    assert set(remind(db, actors[Role.MINISTRY_EDITOR], two, on=TODAY)) == waiting
    before = counts(db)
    with pytest.raises(WrongState):
        remind(db, actors[Role.MINISTRY_EDITOR], two, on=TODAY)
    with pytest.raises(Refused):
        remind(db, actors[Role.PARTNER_FOCAL_POINT], sent, on=TODAY)
    assert counts(db) == before


def test_received_are_ones_own(db, makers, actors, sent):
    partner, cso = actors[Role.PARTNER_FOCAL_POINT], actors[Role.CSO_MEMBER]
    assert [i.invitation.number for i in queries.received(db, partner)] == [sent.number]
    assert queries.received(db, cso) == []
    with pytest.raises(Missing):
        queries.get_received(db, cso, sent.number)
    assert queries.not_answered(db, cso) == []
    assert queries.not_answered(db, actors[Role.PUBLIC]) == []


@pytest.mark.usefixtures("sent")
def test_statements_do_not_grow_with_the_list(db, database, makers, actors, statements):
    db.flush()
    db.expunge_all()
    with statements(database) as few:
        rows = queries.invitations(db).items
        queries.tallies(db, [i.id for i in rows])
        queries.priority_titles(db, rows)
    for _n in range(5):
        send_invitation(db, actors[Role.COORDINATOR], draft(makers, number=2), on=TODAY)
    db.flush()
    db.expunge_all()
    with statements(database) as many:
        rows = queries.invitations(db).items
        queries.tallies(db, [i.id for i in rows])
        assert len(queries.priority_titles(db, rows)) == 6
        assert [i.sender.name for i in rows] == ["Aid Coordination Unit"] * 5 + ["Ministry of Justice"]
    assert len(many) == len(few)
