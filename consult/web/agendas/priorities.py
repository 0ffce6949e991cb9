"""Writing one priority of the draft."""

from collections.abc import Mapping
from typing import Any

from flask import g, request, url_for

from consult.agendas import queries, rules, writing
from consult.agendas.models import Agenda, PriorityText
from consult.kit.actor import Permission
from consult.kit.errors import Invalid, Stale
from consult.kit.i18n import gettext as _
from consult.web.agendas.drafts import DRAFTERS, bp, faulty
from consult.web.agendas.forms import PriorityForm, faults_in, said_by, seen_in
from consult.web.door import answer, done, open_to


def priority_form(agenda: Agenda, own: int | None, data: Mapping[str, Any] | None = None) -> PriorityForm:
    """The form with all that can be chosen; blank rows where it is shown anew or more are asked for."""
    form = PriorityForm(data=data)
    if request.method == "GET" or "more" in request.form:
        form.grow()
    texts = queries.draft_texts(g.db, g.actor, agenda)
    others = [(t.priority.number, f"{t.priority.number} {t.title}") for t in texts if t.priority.number != own]
    return form.offer(queries.own_sectors(g.db, g.actor), queries.places_to_choose(g.db), others)


def form_shown(form: PriorityForm, agenda: Agenda, text: PriorityText | None, status: int = 200, **more: Any) -> Any:
    """The page of one priority's form."""
    lacks = rules.lacks_of(text, regions=queries.regions_known(g.db)) if text is not None and status == 200 else []
    return answer(
        "agendas/priority_form.html",
        status=status,
        form=form,
        agenda=agenda,
        text=text,
        lacks=lacks,
        faults=faults_in(form),
        **more,
    )


@bp.get("/draft/new/")
@open_to(Permission.AGENDA_EDIT)
def new_priority() -> Any:
    """The form of a new priority."""
    agenda = queries.get_draft(g.db, g.actor)
    return form_shown(priority_form(agenda, None), agenda, None)


@bp.post("/draft/new/")
@open_to(Permission.AGENDA_EDIT)
def add_priority() -> Any:
    """Add a priority."""
    agenda = queries.get_draft(g.db, g.actor)
    form = priority_form(agenda, None)
    if "more" in request.form or not form.validate():
        return form_shown(form, agenda, None, 422)
    try:
        text = writing.add_priority(g.db, g.actor, agenda, form.to_draft())
    except Invalid as fault:
        return form_shown(faulty(form, fault), agenda, None, 422)
    return done(
        then=url_for(".draft") + f"#p{text.priority.number}", message=_("Priority %(n)s is added.", n=text.priority.number)
    )


@bp.get("/draft/<int:number>/")
@open_to(DRAFTERS)
def priority(number: int) -> Any:
    """A draft priority: its form for its ministry, its words for others."""
    agenda = queries.get_draft(g.db, g.actor)
    text = queries.get_draft_text(g.db, g.actor, agenda, number)
    if not rules.may_edit(g.actor, agenda, text):
        lacks = rules.lacks_of(text, regions=queries.regions_known(g.db))
        return answer("agendas/draft_priority.html", agenda=agenda, text=text, lacks=lacks)
    return form_shown(priority_form(agenda, number, said_by(text)), agenda, text)


@bp.post("/draft/<int:number>/")
@open_to(Permission.AGENDA_EDIT)
def save_priority(number: int) -> Any:
    """Save a priority; what others saved meanwhile is shown beside."""
    agenda = queries.get_draft(g.db, g.actor)
    text = queries.get_draft_text(g.db, g.actor, agenda, number)
    rules.may_edit(g.actor, agenda, text).require()
    form = priority_form(agenda, number)
    if "more" in request.form or not form.validate():
        return form_shown(form, agenda, text, 422)
    try:
        writing.edit_priority(g.db, g.actor, agenda, text, form.to_draft(), seen=seen_in(form))
    except Invalid as fault:
        return form_shown(faulty(form, fault), agenda, text, 422)
    except Stale as stale:
        form.seen.data = str(text.edit)
        return form_shown(form, agenda, text, 409, stale=stale)
    return done(then=url_for(".draft") + f"#p{number}", message=_("Saved. Your ministry signs off again when all is ready."))


@bp.post("/draft/<int:number>/removals/")
@open_to(Permission.AGENDA_EDIT)
def drop_priority(number: int) -> Any:
    """Leave a priority out of this version, or take it back."""
    agenda = queries.get_draft(g.db, g.actor)
    text = queries.get_draft_text(g.db, g.actor, agenda, number)
    back = "back" in request.form
    writing.drop_priority(g.db, g.actor, agenda, text, reason=None if back else request.form.get("reason", ""))
    return done(then=url_for(".draft"), message=_("Taken back.") if back else _("Left out of this version."))
