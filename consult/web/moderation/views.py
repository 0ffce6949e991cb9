"""Moderation, for independent moderators alone; for everybody else there is no such page."""

from typing import Any

from flask import Response, after_this_request, g, request, url_for
from sqlalchemy.orm import Session

from consult.agendas import queries as agendas
from consult.consultations import actions as consultations
from consult.consultations import queries as themes
from consult.intake import actions, delivery, queries, rules
from consult.intake.marking import pieces
from consult.intake.models import State, Submission, Why
from consult.kit.actor import Permission
from consult.kit.errors import ConsultError, Invalid
from consult.kit.i18n import gettext as _
from consult.kit.i18n import ngettext
from consult.places import queries as places
from consult.web import door
from consult.web.door import answer, done, named, open_to, stores, today
from consult.web.moderation.forms import NEW, REMOVED, ModerationForm, ReleaseForm, ThemeForm

bp = door.room("moderation", url="moderation")
MODERATORS = Permission.RAW_SCREEN


@bp.get("/")
@open_to(MODERATORS, hidden=True)
def queue() -> Any:
    return answer("moderation/queue.html", **waiting(), release=ReleaseForm())


@bp.get("/<ref>/")
@open_to(MODERATORS, hidden=True)
def item(ref: str) -> Any:
    with stores().intake.reading(g.country.id) as raw:
        row = queries.get_view(raw, g.actor, ref)
    after_this_request(note_reading)
    return item_page(row, the_form(row))


@bp.post("/<ref>/")
@open_to(MODERATORS, hidden=True)
def work(ref: str) -> Any:
    do = request.form.get("do", "save")
    with stores().intake.reading(g.country.id) as raw:
        row = queries.get_view(raw, g.actor, ref)
    form = the_form(row)
    try:
        if not form.validate():
            return item_page(row, form, 422)
        message = reject(ref, form) if do == "reject" else pass_on(ref, form, do)
    except Invalid as off:
        field = {"title": "new_theme"}.get(off.field, off.field)
        form[field].errors = [off.reason]
        return item_page(row, form, 422)
    except ConsultError as refused:
        return item_page(row, form, refused.status, fault=refused.reason)
    return done(then=next_address(), message=message)


@bp.post("/releases/")
@open_to(MODERATORS, hidden=True)
def release() -> Any:
    refs = request.form.getlist("refs")
    with stores().intake.writing(g.country.id) as raw:
        for ref in refs:
            actions.release_view(raw, g.actor, queries.get_view(raw, g.actor, ref))
    return done(
        then=url_for(".queue"),
        message=ngettext("%(n)s view is published.", "%(n)s views are published.", len(refs))
        if refs
        else _("Nothing was chosen."),
    )


@bp.get("/themes/<int:number>/")
@open_to(MODERATORS, hidden=True)
def words(number: int) -> Any:
    text = agendas.current_text(g.db, number)
    return answer("moderation/themes.html", text=text, themes=themes.themes_of(g.db, text.priority_id), form=ThemeForm())


@bp.post("/themes/<int:number>/<int:theme>/")
@open_to(MODERATORS, hidden=True)
def say(number: int, theme: int) -> Any:
    form = ThemeForm()
    kept = themes.get_theme(g.db, theme)
    consultations.word_theme(g.db, g.actor, kept, form.said.data or "")
    return done(then=url_for(".words", number=number), message=_("The words of the theme are saved."))


def note_reading(response: Response) -> Response:
    """Record the reading, of the similar views beside it too, after the answer is made."""
    if response.status_code == 200:
        with stores().intake.writing(g.country.id) as raw:
            row = queries.get_view(raw, g.actor, (request.view_args or {})["ref"])
            for shown in (row, *queries.similar(raw, g.actor, row)):
                actions.note_reading(raw, g.actor, shown)
    return response


def pass_on(ref: str, form: ModerationForm, do: str) -> str:
    """Screen, make safe and, where this moderator may, clear a view and those alike that were ticked; what came of it."""
    theme_id = chosen_theme(ref, form)
    with stores().intake.writing(g.country.id) as raw:
        row = queries.get_view(raw, g.actor, ref)
        chosen = request.form.getlist("alike")
        rows = [row, *(other for other in queries.similar(raw, g.actor, row) if other.ref in chosen)]
        cleared = [pass_one(raw, one, form, theme_id, do) for one in rows]
    if all(cleared):
        return ngettext("%(n)s view is ready to publish.", "%(n)s views are ready to publish.", len(rows))
    return _("The view is saved. A second moderator must check it.") if rules.needs_second(row) else _("The view is saved.")


def pass_one(raw: Session, row: Submission, form: ModerationForm, theme_id: int | None, do: str) -> bool:
    """Bring one view as far as this moderator may; whether it is cleared."""
    if row.state == State.RECEIVED.value:
        actions.screen_view(raw, g.actor, row)
    if row.state == State.SCREENED.value or form.changes(row, theme_id):
        actions.redact_view(raw, g.actor, row, form.to_redaction(theme_id, second=do == "second"))
    if do == "clear" and rules.may_clear(g.actor, row):
        actions.clear_view(raw, g.actor, row)
        return True
    return False


def chosen_theme(ref: str, form: ModerationForm) -> int | None:
    """The theme's id; a new one is made first."""
    if form.theme.data != NEW:
        return form.theme_id()
    with stores().intake.reading(g.country.id) as raw:
        text = agendas.current_text(g.db, queries.get_view(raw, g.actor, ref).priority)
    return consultations.add_theme(g.db, g.actor, text, form.new_theme.data or "", language=g.lang).id


def reject(ref: str, form: ModerationForm) -> str:
    """Reject a view; an account of sexual violence leaves the file at once."""
    if form.why.data not in Why.__members__:
        raise Invalid("why", _("Choose why it is rejected."))
    with stores().intake.writing(g.country.id) as raw:
        actions.reject_view(raw, g.actor, queries.get_view(raw, g.actor, ref), Why(form.why.data))
    delivery.scrub(stores().intake)
    return _("The view is rejected.")


def the_form(row: Submission) -> ModerationForm:
    """The form of a view, with the themes of its priority."""
    g.texts = {t.priority.number: t for t in agendas.published_priorities(g.db)}
    text = g.texts.get(row.priority)
    return ModerationForm.of(row, themes.themes_of(g.db, text.priority_id) if text else [])


def item_page(row: Submission, form: ModerationForm, status: int = 200, fault: Any = "") -> Any:
    """One view as it was sent, the form beside similar ones and the queue."""
    with stores().intake.reading(g.country.id) as raw:
        similar = queries.similar(raw, g.actor, row)
    fine = [place.name for place in places.places(g.db) if place.level > 1]
    shown = {"row": row, "form": form, "pieces": pieces(row.text or "", fine), "similar": similar, "fault": fault}
    return answer(
        "moderation/item.html", None, status, **shown, **waiting(), removed=REMOVED, needs_second=rules.needs_second(row)
    )


def waiting() -> dict[str, Any]:
    """The queue and what else waits, with names for priorities and regions."""
    texts = g.get("texts") or {t.priority.number: t for t in agendas.published_priorities(g.db)}
    with stores().intake.reading(g.country.id) as raw:
        rows = queries.queue(raw, g.actor)
        found: dict[str, Any] = {
            "queue": rows,
            "seconds": queries.second_checks(raw, g.actor),
            "cleared": queries.cleared(raw, g.actor),
            "tallies": queries.tallies(raw, g.actor),
        }
    regions = {place.code: named(place) for place in places.places_at(g.db, 1)} | {rules.ANYWHERE: _("Several regions")}
    late = {row.id for row in rows if rules.is_late(row.day, today())}
    titles = {number: text.titles.get(g.lang) or text.title for number, text in texts.items()}
    return found | {"regions": regions, "late": late, "titles": titles, "week_of": rules.week_of}


def next_address() -> str:
    """The next view to read, or the queue."""
    with stores().intake.reading(g.country.id) as raw:
        rows = queries.queue(raw, g.actor)
    return url_for(".item", ref=rows[0].ref) if rows else url_for(".queue")
