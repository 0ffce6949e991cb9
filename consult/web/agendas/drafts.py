"""Writing the agenda: the task list, one priority, sign-off, publication."""

from typing import Any

from flask import g, request, url_for

from consult.agendas import actions, queries, rules
from consult.agendas.diff import differences, facts_of
from consult.agendas.models import Agenda
from consult.agendas.rules import SIGN_OFF, Lack
from consult.kit.actor import Permission, Reach, Subject
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.web.agendas import files
from consult.web.agendas.forms import HeadForm, PublicationForm, ReasonForm, seen_in
from consult.web.agendas.panels import panels
from consult.web.door import Reads, answer, done, open_to, room, today

bp = room("agenda_drafts", "agenda")
bp.context_processor(panels)
DRAFTERS = Reads(Subject.AGENDA, Reach.OWN, hidden=True)


@bp.get("/draft/")
@open_to(DRAFTERS)
def draft() -> Any:
    """The task list, or the page that opens a new version."""
    agenda = queries.draft_agenda(g.db, g.actor)
    if agenda is None:
        return opening(opening_form(), 200)
    return answer("agendas/draft.html", **tasks(agenda), order=order_form(), order_fault="")


def tasks(agenda: Agenda) -> dict[str, Any]:
    """The draft as a list of tasks: each ministry's priorities, what they lack, who has signed off."""
    texts = queries.draft_texts(g.db, g.actor, agenda)
    signoffs = queries.signoffs_of(g.db, agenda)
    every = queries.all_draft_texts(g.db, agenda)
    lacks = rules.missing(every, signoffs, regions=queries.regions_known(g.db))
    kept = [t for t in texts if t.dropped_reason is None]
    seen = {t.ministry_id for t in texts} | {g.actor.organisation_id}
    sees_all = len(kept) == len(every)
    return {
        "agenda": agenda,
        "groups": [(o, [t for t in kept if t.ministry_id == o.id]) for o in queries.ministries_of(kept)],
        "dropped": [t for t in texts if t.dropped_reason is not None],
        "lacks": [lack for lack in lacks if sees_all or lack.ministry_id in seen],
        "lacking": {t.priority.number: [x for x in lacks if x.number == t.priority.number] for t in kept},
        "signed": {s.ministry_id: s for s in signoffs if s.cancelled_at is None},
        "link": link_of,
        "sees_all": sees_all,
        "may": {
            "add": g.actor.holds(Permission.AGENDA_EDIT) and bool(g.actor.sectors),
            "edit": {t.priority.number: bool(rules.may_edit(g.actor, agenda, t)) for t in texts},
            "sign_off": rules.may_sign_off(g.actor, agenda, every, lacks),
            "publish": rules.may_publish(g.actor, agenda, lacks),
            "rank": bool(rules.may_rank(g.actor, agenda)),
            "head": bool(rules.may_edit_head(g.actor, agenda)),
        },
        "reason": ReasonForm(formdata=None),
        "before": last_published(),
    }


def link_of(lack: Lack) -> str:
    """Where what is missing is put right."""
    if lack.number is not None:
        return url_for(".priority", number=lack.number) + f"#{lack.field}"
    return url_for(".draft") + ("#sign-off" if lack.field == SIGN_OFF else "#priorities")


def last_published() -> Agenda | None:
    """The version that the draft is compared with."""
    return queries.published_agenda(g.db)


def opening_form() -> HeadForm:
    """The head of the next version, begun from the last."""
    last = last_published()
    return HeadForm(data=head_of(last) if last else None)


def head_of(agenda: Agenda) -> dict[str, Any]:
    """An agenda's head as the form's data."""
    given = {name: getattr(agenda, name) for name in ("title", "summary", "start", "end")}
    given |= {f"title_{lang}": words for lang, words in agenda.titles.items()}
    return given | {f"summary_{lang}": words for lang, words in agenda.summaries.items()} | {"seen": agenda.edit}


def opening(form: HeadForm, status: int) -> Any:
    """The page that opens a new version."""
    verdict = rules.may_open_draft(g.actor, queries.last_agenda(g.db))
    last = last_published()
    return answer("agendas/opening.html", status=status, form=form, verdict=verdict, last=last)


@bp.post("/draft/")
@open_to(Permission.AGENDA_DECIDE)
def open_draft() -> Any:
    """Open a new version."""
    form = HeadForm()
    if not form.validate():
        return opening(form, 422)
    try:
        agenda = actions.open_draft(g.db, g.actor, form.to_opening())
    except Invalid as fault:
        return opening(faulty(form, fault), 422)
    return done(then=url_for(".draft"), message=_("Version %(n)s is open.", n=agenda.version))


def faulty(form: Any, fault: Invalid) -> Any:
    """The form with an action's fault at its field."""
    field = form[fault.field] if fault.field in form else next(iter(form))
    field.errors = [*field.errors, str(fault.reason)]
    return form


@bp.get("/draft/head/")
@open_to(Permission.AGENDA_DECIDE)
def head() -> Any:
    """The form of title, summary and period."""
    agenda = queries.get_draft(g.db, g.actor)
    rules.may_edit_head(g.actor, agenda).require()
    return answer("agendas/head.html", agenda=agenda, form=HeadForm(data=head_of(agenda)))


@bp.post("/draft/head/")
@open_to(Permission.AGENDA_DECIDE)
def save_head() -> Any:
    """Save title, summary and period."""
    agenda, form = queries.get_draft(g.db, g.actor), HeadForm()
    if not form.validate():
        return answer("agendas/head.html", status=422, agenda=agenda, form=form)
    try:
        actions.edit_head(g.db, g.actor, agenda, form.to_opening(), seen=seen_in(form))
    except Invalid as fault:
        return answer("agendas/head.html", status=422, agenda=agenda, form=faulty(form, fault))
    return done(then=url_for(".draft"), message=_("Saved."))


def order_form() -> ReasonForm:
    """A bare form for the order's fields."""
    return ReasonForm(formdata=None)


@bp.post("/draft/order/")
@open_to(Permission.AGENDA_DECIDE)
def rank() -> Any:
    """Save the order of priorities."""
    agenda = queries.get_draft(g.db, g.actor)
    given = {k.removeprefix("rank-"): v for k, v in request.form.items() if k.startswith("rank-")}
    ranks = [(int(v), int(n)) for n, v in given.items() if n.isdecimal() and v.isdecimal() and len(v) < 6 and len(n) < 9]
    actions.rank_priorities(g.db, g.actor, agenda, [number for _rank, number in sorted(ranks)])
    return done(then=url_for(".draft") + "#order", message=_("The order is saved."))


@bp.post("/draft/sign-offs/")
@open_to(Permission.AGENDA_DECIDE)
def sign_off() -> Any:
    """Sign off one's own ministry's priorities."""
    actions.sign_off(g.db, g.actor, queries.get_draft(g.db, g.actor))
    return done(then=url_for(".draft") + "#sign-off", message=_("Your ministry’s priorities are signed off."))


@bp.get("/draft/publication/")
@open_to(Permission.AGENDA_DECIDE)
def publication() -> Any:
    """The check before publishing."""
    agenda = queries.get_draft(g.db, g.actor)
    return publishing(agenda, PublicationForm(data={"next_revision": None}), 200)


def publishing(agenda: Agenda, form: PublicationForm, status: int) -> Any:
    """The check before publishing: what is new, the dates, the button."""
    return answer("agendas/publication.html", status=status, form=form, **tasks(agenda) | compared(agenda))


@bp.post("/draft/publication/")
@open_to(Permission.AGENDA_DECIDE)
def publish() -> Any:
    """Publish the draft."""
    agenda, form = queries.get_draft(g.db, g.actor), PublicationForm()
    if not form.validate():
        return publishing(agenda, form, 422)
    try:
        actions.publish_agenda(g.db, g.actor, agenda, form.to_publication(), on=today())
    except Invalid as fault:
        return publishing(agenda, faulty(form, fault), 422)
    return done(then=url_for("agendas.agenda"), message=_("Version %(n)s is published.", n=agenda.version))


@bp.get("/draft/changes/")
@open_to(DRAFTERS)
def changes() -> Any:
    """What the draft changes."""
    agenda = queries.get_draft(g.db, g.actor)
    shown = compared(agenda)
    return answer("agendas/draft_changes.html", table=files.changes(shown["found"]), agenda=agenda, **shown)


def compared(agenda: Agenda) -> dict[str, Any]:
    """The draft, as far as the reader sees it, beside the last published version."""
    texts = queries.draft_texts(g.db, g.actor, agenda)
    numbers = {t.priority.number for t in texts}
    before = last_published()
    old = [facts_of(t) for t in queries.texts_of(g.db, before)] if before else []
    new = [facts_of(t) for t in texts if t.dropped_reason is None]
    return {
        "before": before,
        "found": differences([f for f in old if f.number in numbers], new),
        "dropped": {t.priority.number: t.dropped_reason for t in texts if t.dropped_reason is not None},
    }
