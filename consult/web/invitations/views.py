"""Who was invited, by whom, to what; inviting and reminding."""

from typing import Any

from flask import g, request, url_for

from consult.agendas import queries as agendas
from consult.invitations import actions, queries, rules
from consult.invitations.models import OPEN_STATES
from consult.kit.actor import Permission
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.web.door import PUBLIC, Form, Table, answer, done, form_page, open_to, room, today
from consult.web.invitations.forms import InvitationForm
from consult.web.invitations.panels import panels

bp = room("invitations", "agenda/invitations")
bp.context_processor(panels)
COLUMNS = (
    "number",
    "sender",
    "priority",
    "asks",
    "kinds",
    "open",
    "deadline",
    "sent",
    "invited",
    "answered",
    "declined",
    "waiting",
)
INVITEES = ("organisation", "kind", "state", "since")


@bp.get("/")
@open_to(PUBLIC)
def invitations() -> Any:
    page = queries.invitations(g.db, form_page(request.args.get("page")))
    ids = [i.id for i in page.items]
    tallies, titles = queries.tallies(g.db, ids), queries.priority_titles(g.db, page.items)
    rows = [
        (
            i.number, i.sender.name, titles[i.id].priority.number if i.id in titles else "", " ".join(i.asks), " ".join(i.kinds),
            i.open, i.deadline, i.sent_at.date(), *tallies[i.id],
        )
        for i in page.items
    ]  # fmt: skip
    return answer(
        "invitations/invitations.html",
        "invitations/_list.html",
        table=Table("invitations", COLUMNS, rows),
        page=page,
        tallies=tallies,
        titles=titles,
        may_invite=rules.may_invite(g.actor, agendas.published_agenda(g.db), None),
        waiting=queries.not_answered(g.db, g.actor) if g.actor.holds(Permission.INVITATION_EDIT) else [],
        on=today(),
    )


@bp.get("/<int:number>/")
@open_to(PUBLIC)
def invitation(number: int) -> Any:
    return shown(number)


def shown(number: int) -> Any:
    """One invitation with those it went to."""
    found = queries.get_invitation(g.db, number)
    invitees = queries.invitees_of(g.db, found)
    rows = [(i.organisation.name, i.organisation.kind, rules.shown_state(g.actor, found, i), i.since.date()) for i in invitees]
    own = next((i for i in invitees if i.organisation_id == g.actor.organisation_id), None)
    return answer(
        "invitations/invitation.html",
        "invitations/_invitees.html",
        table=Table(f"invitation-{number}", INVITEES, rows),
        invitation=found,
        text=queries.priority_titles(g.db, [found]).get(found.id),
        invitees=invitees,
        own=own,
        waiting=[i for i in invitees if i.state in OPEN_STATES],
        manages=rules.manages(g.actor, found),
        may_remind=rules.may_remind(g.actor, found, invitees, on=today()),
        form=Form(formdata=None),
    )


@bp.get("/new/")
@open_to(Permission.INVITATION_EDIT)
def invite() -> Any:
    rules.may_invite(g.actor, agendas.published_agenda(g.db), None).require()
    return asking(InvitationForm(data={"number": request.args.get("priority", ""), "asks": ["COMMENT", "SUPPORT"]}), 200)


def asking(form: InvitationForm, status: int) -> Any:
    """The form of an invitation."""
    return answer("invitations/invite.html", status=status, form=offered(form))


def offered(form: InvitationForm) -> InvitationForm:
    """The form with what this actor may choose: its own priorities, all for a coordinator."""
    agenda = agendas.published_agenda(g.db)
    texts = [t for t in agendas.published_priorities(g.db) if rules.may_invite(g.actor, agenda, t)]
    return form.offer(texts, queries.to_choose(g.db))


@bp.post("/new/")
@open_to(Permission.INVITATION_EDIT)
def send() -> Any:
    form = offered(InvitationForm())
    if not form.validate():
        return answer("invitations/invite.html", status=422, form=form)
    try:
        sent = actions.send_invitation(g.db, g.actor, form.to_draft(), on=today())
    except Invalid as fault:
        form[fault.field].errors = [str(fault.reason)]
        return answer("invitations/invite.html", status=422, form=form)
    return done(then=url_for(".invitation", number=sent.number), message=_("The invitation is sent."))


@bp.post("/<int:number>/reminders/")
@open_to(Permission.INVITATION_EDIT)
def remind(number: int) -> Any:
    actions.remind(g.db, g.actor, queries.get_invitation(g.db, number), on=today())
    g.db.flush()
    if request.headers.get("HX-Request"):
        return shown(number)
    return done(then=url_for(".invitation", number=number), message=_("The reminder is sent."))
