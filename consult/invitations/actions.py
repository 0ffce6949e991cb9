"""Inviting, reminding, answering, declining."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from consult.accounts.models import Organisation
from consult.agendas import queries as agendas
from consult.agendas.actions import lock
from consult.audit.actions import record
from consult.codes import lists
from consult.invitations import queries, rules
from consult.invitations.events import InvitationAnswered, InvitationDeclined, InvitationReminded, InvitationSent
from consult.invitations.models import OPEN_STATES, Ask, Invitation, Invitee, InviteeState
from consult.invitations.rules import InvitationDraft
from consult.kit import clock
from consult.kit.actor import Actor
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.kit.outbox import announce


def send_invitation(db: Session, actor: Actor, draft: InvitationDraft, *, on: date) -> Invitation:
    """Invite organisations by name, whole kinds, or everyone, on the civil day `on`; raises `Invalid` naming the field."""
    text = agendas.current_text(db, draft.number) if draft.number is not None else None
    agenda = agendas.published_agenda(db)
    rules.may_invite(actor, agenda, text).require()
    for field, reason in rules.faults_of(draft, on=on):
        raise Invalid(field, reason)
    assert agenda is not None
    lock(db, agenda)
    invitation = Invitation(
        number=queries.next_number(db),
        agenda_id=agenda.id,
        priority_id=text.priority_id if text else None,
        sender_id=actor.organisation_id,
        kinds=list(draft.kinds),
        open=draft.open,
        asks=[ask.value for ask in Ask if ask.value in draft.asks],
        text=draft.text.strip(),
        language=draft.language,
        deadline=draft.deadline,
        sent_at=clock.now(),
        sent_by_id=actor.person_id,
    )
    invited = organisations_of(db, draft)
    invitation.invitees = [Invitee(organisation_id=o.id, since=invitation.sent_at) for o in invited]
    db.add(invitation)
    db.flush()
    record(db, actor, "invitation.sent", invitation, organisations=len(invited), kinds=list(draft.kinds), open=draft.open)
    announce(db, InvitationSent(invitation.id))
    return invitation


def organisations_of(db: Session, draft: InvitationDraft) -> list[Organisation]:
    """Those that a draft invites, each once: named ones and all of the kinds; a kind that nobody has is named."""
    known = queries.to_choose(db)
    if set(draft.organisation_ids) - {o.id for o in known}:
        raise Invalid("organisations", _("Choose organisations from the list."))
    for kind in draft.kinds:
        if not any(o.kind == kind for o in known):
            name = lists.find("organisation_kinds", kind)
            raise Invalid("kinds", _("No organisation of this kind is registered: %(kind)s.", kind=name or kind))
    return [o for o in known if o.id in draft.organisation_ids or o.kind in draft.kinds]


def remind(db: Session, actor: Actor, invitation: Invitation, *, on: date) -> tuple[int, ...]:
    """Remind those who have not answered, once; returns their ids."""
    db.refresh(invitation, attribute_names=["reminded_at"], with_for_update=True)
    invitees = queries.invitees_of(db, invitation)
    rules.may_remind(actor, invitation, invitees, on=on).require()
    invitation.reminded_at = clock.now()
    waiting = tuple(i.organisation_id for i in invitees if i.state in OPEN_STATES)
    record(db, actor, "invitation.reminded", invitation, organisations=len(waiting))
    announce(db, InvitationReminded(invitation.id, waiting))
    return waiting


def decline(db: Session, actor: Actor, invitee: Invitee, reason: str) -> None:
    """The organisation will not take part; the reason is for those who invited and never public."""
    db.refresh(invitee, attribute_names=["state"], with_for_update=True)
    rules.may_answer(actor, invitee).require()
    if not reason.strip():
        raise Invalid("reason", _("Give the reason. Only those who invited you read it."))
    move(invitee, InviteeState.DECLINED, clock.now())
    invitee.reason = reason.strip()
    record(db, actor, "invitation.declined", invitee)
    announce(db, InvitationDeclined(invitee.invitation_id, invitee.organisation_id))


def note_answer(db: Session, actor: Actor, *, organisation_id: int, priority_id: int, ask: Ask, record_id: int) -> None:
    """A comment or an offer answers the organisation's open invitations to that priority or to the whole agenda."""
    for invitee in queries.waiting_for(db, organisation_id, priority_id, ask.value):
        move(invitee, InviteeState.ANSWERED, clock.now())
        invitee.answered_by, invitee.answer_id = ask.value, record_id
        record(db, actor, "invitation.answered", invitee, by=ask.value)
        announce(db, InvitationAnswered(invitee.invitation_id, organisation_id))


def note_seen(db: Session, actor: Actor, invitee_id: int, at: datetime) -> None:
    """Somebody of the organisation opened the invitation; only the first time counts."""
    invitee = db.get(Invitee, invitee_id, with_for_update=True)
    if invitee is not None and invitee.state == InviteeState.SENT.value:
        move(invitee, InviteeState.SEEN, at)
        record(db, actor, "invitation.seen", invitee)


def move(invitee: Invitee, state: InviteeState, at: datetime) -> None:
    """Go to a state at a moment."""
    invitee.state, invitee.since = state.value, at
