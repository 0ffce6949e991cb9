"""Who may invite, remind, answer and decline; who reads what of an invitation."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec

from consult.agendas.models import Agenda, PriorityText
from consult.invitations.models import OPEN_STATES, Invitation, Invitee
from consult.kit.actor import Actor, Permission, Reach, Subject
from consult.kit.i18n import gettext as _
from consult.kit.verdict import YES, Verdict, no, not_now


class InvitationDraft(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation as it is written: to the whole agenda where `number` (a priority's) is None."""

    number: int | None = None
    organisation_ids: tuple[int, ...] = ()
    kinds: tuple[str, ...] = ()
    open: bool = False
    asks: tuple[str, ...] = ()
    text: str
    language: str = "en"
    deadline: date


INVITING = frozenset({"CONSULTING", "RESPONDED", "ADOPTED"})


def may_invite(actor: Actor, agenda: Agenda | None, text: PriorityText | None) -> Verdict:
    """Whether the actor may invite to the agenda (no `text`) or to one priority: its ministry, and coordinators."""
    if not actor.holds(Permission.INVITATION_EDIT):
        return no(_("Only ministries and coordinators invite organisations."))
    if text is not None and not reads_all(actor) and text.ministry_id != actor.organisation_id:
        return no(_("Only the ministry that owns this priority can invite to it."))
    if agenda is None or agenda.state not in INVITING:
        return not_now(_("Organisations can be invited once an agenda is published, and until it is closed."))
    if text is not None and text.priority.state != "PUBLISHED":
        return not_now(_("This priority is no longer open: it was met or dropped."))
    return YES


def faults_of(draft: InvitationDraft, *, on: date) -> list[tuple[str, Any]]:
    """What is wrong with an invitation on the civil day `on`, as (field, reason)."""
    found: list[tuple[str, Any]] = []
    if not (draft.organisation_ids or draft.kinds or draft.open):
        found.append(("organisations", _("Choose organisations, kinds of organisation or everyone.")))
    if not draft.asks:
        found.append(("asks", _("Say what you ask for: comments, support or both.")))
    if not draft.text.strip():
        found.append(("text", _("Write what you ask and why.")))
    if draft.deadline < on:
        found.append(("deadline", _("The deadline lies before today.")))
    return found


def manages(actor: Actor, invitation: Invitation) -> bool:
    """Whether the invitation is the actor's to look after: its ministry's, or any for a coordinator."""
    own = invitation.sender_id == actor.organisation_id
    return actor.holds(Permission.INVITATION_EDIT) and (own or reads_all(actor))


def may_remind(actor: Actor, invitation: Invitation, invitees: Sequence[Invitee], *, on: date) -> Verdict:
    """Whether those who have not answered may be reminded: once, before the deadline is over."""
    if not manages(actor, invitation):
        return no(_("Only those who invited can send a reminder."))
    if invitation.reminded_at is not None:
        return not_now(_("One reminder was already sent."))
    if invitation.deadline < on:
        return not_now(_("The deadline is over."))
    if not any(i.state in OPEN_STATES for i in invitees):
        return not_now(_("Everyone has answered."))
    return YES


def may_answer(actor: Actor, invitee: Invitee) -> Verdict:
    """Whether the actor may answer or decline for an invited organisation: its own members, while it is open."""
    if not actor.holds(Permission.INVITATION_ANSWER, within=invitee.organisation_id):
        return no(_("Only members of the invited organisation can answer for it."))
    if invitee.state not in OPEN_STATES:
        return not_now(_("Your organisation has already answered this invitation."))
    return YES


def reads_reason(actor: Actor, invitation: Invitation, invitee: Invitee) -> bool:
    """Whether the actor reads why an organisation declined: those who invited, it itself, and who reads all. Never public."""
    own = actor.organisation_id in (invitation.sender_id, invitee.organisation_id) and actor.organisation_id is not None
    return reads_all(actor) or (own and actor.reads(Subject.INVITATION) >= Reach.OWN)


def shown_state(actor: Actor, invitation: Invitation, invitee: Invitee) -> str:
    """The state that the actor is shown: that an invitation was opened is known to those who also read reasons."""
    if invitee.state == "SEEN" and not reads_reason(actor, invitation, invitee):
        return "SENT"
    return invitee.state


def reads_all(actor: Actor) -> bool:
    """Whether the actor reads every invitation whole."""
    return actor.reads(Subject.INVITATION) is Reach.ALL
