"""Invitations as the invited read them: what is asked, and answering or declining."""

from typing import Any

from flask import Response, after_this_request, g, url_for

from consult.invitations import actions, queries, rules
from consult.invitations.events import InvitationOpened
from consult.invitations.models import Invitee
from consult.kit import clock
from consult.kit.actor import Permission
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.kit.outbox import announce
from consult.web.door import SIGNED_IN, Table, answer, done, open_to, room, stores, today
from consult.web.invitations.forms import DeclineForm
from consult.web.invitations.panels import panels

bp = room("invited", "work/invitations")
bp.context_processor(panels)
COLUMNS = ("number", "sender", "priority", "asks", "deadline", "state", "since")


@bp.get("/")
@open_to(SIGNED_IN)
def invitations() -> Any:
    """The invitations to my organisation, and those to civil society at large."""
    found = queries.received(g.db, g.actor)
    everyone = queries.open_to_all(g.db, g.actor, on=today())
    titles = queries.priority_titles(g.db, [*(i.invitation for i in found), *everyone])
    rows = [
        (
            i.invitation.number, i.invitation.sender.name, number_of(i, titles), " ".join(i.invitation.asks),
            i.invitation.deadline, i.state, i.since.date(),
        )
        for i in found
    ]  # fmt: skip
    table = Table("my-invitations", COLUMNS, rows)
    return answer("invitations/received.html", table=table, found=found, everyone=everyone, titles=titles, on=today())


def number_of(invitee: Invitee, titles: dict[int, Any]) -> Any:
    """The number of the priority that an invitation is to, or nothing."""
    text = titles.get(invitee.invitation_id)
    return text.priority.number if text else ""


@bp.get("/<int:number>/")
@open_to(SIGNED_IN)
def invitation(number: int) -> Any:
    """One invitation; that it was opened is noted after the answer."""
    invitee = queries.get_received(g.db, g.actor, number)
    if invitee.state == "SENT" and g.actor.holds(Permission.INVITATION_ANSWER, within=invitee.organisation_id):
        note_opened(invitee)
    return shown(invitee, DeclineForm(formdata=None), 200)


def note_opened(invitee: Invitee) -> None:
    """Leave a message in the outbox once the page is made: reading writes nothing itself."""
    country_id, event = g.country.id, InvitationOpened(invitee.id, clock.now())

    @after_this_request
    def leave(response: Response) -> Response:
        with stores().main.writing(country_id) as db:
            announce(db, event)
        return response


def shown(invitee: Invitee, form: DeclineForm, status: int) -> Any:
    """The invitation with the ways to answer it."""
    text = queries.priority_titles(g.db, [invitee.invitation]).get(invitee.invitation_id)
    verdict = rules.may_answer(g.actor, invitee)
    return answer("invitations/answer.html", status=status, invitee=invitee, text=text, verdict=verdict, form=form, on=today())


@bp.post("/<int:number>/refusals/")
@open_to(Permission.INVITATION_ANSWER)
def decline(number: int) -> Any:
    """Decline, with the reason."""
    invitee, form = queries.get_received(g.db, g.actor, number), DeclineForm()
    if not form.validate():
        return shown(invitee, form, 422)
    try:
        actions.decline(g.db, g.actor, invitee, form.reason.data or "")
    except Invalid as fault:
        form.reason.errors = [str(fault.reason)]
        return shown(invitee, form, 422)
    return done(then=url_for(".invitations"), message=_("The invitation is declined."))
