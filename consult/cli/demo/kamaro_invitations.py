"""Kamaro's invitations: to the agenda and to priorities; sent, seen, answered and declined."""

from sqlalchemy import select

from consult.cli.demo.kamaro import AMINA, focal
from consult.cli.demo.stage import Stage
from consult.invitations import actions
from consult.invitations.models import Ask, Invitation, Invitee
from consult.invitations.rules import InvitationDraft

COURTS = ("Vessia Cooperation", "Norlund Agency", "Women’s Bar of Kamaro", "Port Lawyers’ Fund")
COMMENT, SUPPORT = Ask.COMMENT.value, Ask.SUPPORT.value


def sent(stage: Stage) -> None:
    """On the day of version 4: everyone to comment, partners by kind to support, some by name to one priority."""
    day = stage.calendar.day
    published, deadline = day(2026, 3, 12), day(2026, 4, 30)
    drafts = (
        ("Nadia Orr", InvitationDraft(
            kinds=("BILATERAL", "UN", "IFI", "REGIONAL_ORG", "INGO"), asks=(COMMENT, SUPPORT), deadline=deadline,
            text="Version 4 is published. Tell us what is missing, and say where you can help.")),
        ("Nadia Orr", InvitationDraft(
            open=True, kinds=("LOCAL_CSO",), asks=(COMMENT,), deadline=deadline,
            text="Civil society at large: read the twelve priorities and comment before they are adopted.")),
        (AMINA, InvitationDraft(
            number=1, organisation_ids=stage.organisation_ids(*COURTS),
            asks=(COMMENT, SUPPORT), deadline=day(2026, 4, 15),
            text="Clerks in Upper Mora and the South-East have nobody yet. May we count on you?")),
        ("Editor, Ministry of the Interior", InvitationDraft(
            number=3, organisation_ids=stage.organisation_ids("Harbour Foundation", "UN Country Team", "Eastmark Aid"),
            asks=(SUPPORT,), deadline=day(2026, 4, 20),
            text="Registries in the North, the South-East and the Islands have no partner. We ask for your support.")),
    )  # fmt: skip
    for who, draft in drafts:
        with stage.on(published, 16):
            actions.send_invitation(stage.db, stage.actor(who), draft, on=published)


def answered(stage: Stage) -> None:
    """Some have opened theirs, one declines; a comment or an offer answers by itself."""
    day = stage.calendar.day
    for number, body, on in ((3, "Vessia Cooperation", 16), (4, "Harbour Foundation", 17), (4, "UN Country Team", 18)):
        moment = stage.calendar.moment(day(2026, 3, on), 10)
        with stage.on(day(2026, 3, on), 10):
            actions.note_seen(stage.db, stage.actor(focal(body)), invitee(stage, number, body).id, moment)
    with stage.on(day(2026, 3, 19), 10):
        reason = "Our programme is full until the end of next year."
        actions.decline(stage.db, stage.actor(focal("Eastmark Aid")), invitee(stage, 4, "Eastmark Aid"), reason)


def invitee(stage: Stage, number: int, body: str) -> Invitee:
    """One organisation's part of an invitation."""
    mine = select(Invitation.id).where(Invitation.number == number)
    query = select(Invitee).where(Invitee.invitation_id.in_(mine), Invitee.organisation_id == stage.organisation(body).id)
    return stage.db.scalars(query).one()
