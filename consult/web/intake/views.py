"""The bare pages on which a person without an account gives a view and gets a receipt."""

from typing import Any

from flask import Response, g, redirect, render_template, request, url_for

from consult.agendas import queries as agendas
from consult.consultations.rules import may_speak
from consult.intake import actions, receipts
from consult.intake.queries import is_sensitive
from consult.intake.rules import LONGEST, View, week_of
from consult.kit.i18n import gettext as _
from consult.places import queries as places
from consult.web.door import PUBLIC, bare, named, open_to, reads_only, room, today
from consult.web.intake.desk import desk, form_token, good_token, writing
from consult.web.intake.forms import CHOICES, ViewForm

bp = room("intake", url="voices")


@bp.get("/new")
@bare
@open_to(PUBLIC)
def new() -> Any:
    return form_page(the_form())


@bp.post("/new")
@bare
@reads_only
@open_to(PUBLIC)
def change() -> Any:
    return form_page(the_form())


@bp.get("/check")
@bp.get("/send")
@bare
@open_to(PUBLIC)
def look() -> Response:
    return redirect(url_for("receipts.ask", lang=g.lang), 303)  # type: ignore[return-value]


@bp.post("/check")
@bare
@reads_only
@open_to(PUBLIC)
def check() -> Any:
    form = the_form()
    if form.to_view(language=g.lang, final=False) is None:
        return form_page(form, 422)
    if not good_token("form", form.token.data or "", about(), lasts=receipts.FORM_LASTS):
        return form_page(form, 400, _("This page was open too long. Your text is still here: check it again."))
    return check_page(form)


@bp.post("/send")
@bare
@reads_only
@open_to(PUBLIC)
def send() -> Any:
    form = the_form()
    view = form.to_view(language=g.lang, final=True)
    if view is None:
        wrong_here = not any(field.errors for field in form if field.name != "organisation")
        return check_page(form, 422) if wrong_here else form_page(form, 422)
    token = good_token("send", form.token.data or "", about(), lasts=receipts.SEND_LASTS)
    if token is None:
        return check_page(form, 400, _("This page was open too long. Your text is still here: send it again."))
    return sent_page(form, view, take(view, token.nonce))


def take(view: View, nonce: str) -> str:
    """Keep a view; its receipt code."""
    desk().limits.send.spend()
    text = agendas.current_text(g.db, view.priority)
    may_speak(text.agenda, today()).require()
    code = receipts.new_code(desk().keys, nonce)
    lookup = receipts.lookup_of(desk().keys, code)
    with writing(g.country.id) as raw:
        actions.send_view(raw, view, lookup=lookup, hashed=receipts.hash_nonce(nonce), sensitive=is_sensitive(text))
    return code


def about() -> str:
    """What a token of this country is about."""
    return str(g.country.code)


def the_form() -> ViewForm:
    """The form with this country's priorities and regions."""
    g.texts = agendas.published_priorities(g.db)
    return ViewForm.of(g.texts, places.places_at(g.db, 1), request.args.get("priority", ""), named)


def form_page(form: ViewForm, status: int = 200, fault: str = "") -> Any:
    """The form, with what was typed and what is wrong with it."""
    agenda = g.texts[0].agenda if g.texts else None
    form.token.data = form_token("form", about())
    text = next((t for t in g.texts if str(t.priority.number) == form.priority.data), None)
    shown = {"form": form, "text": text, "agenda": agenda, "choices": CHOICES, "fault": fault, "longest": LONGEST}
    return page("intake/form.html", status, verdict=may_speak(agenda, today()), **shown)


def check_page(form: ViewForm, status: int = 200, fault: str = "") -> Any:
    """What will be sent, to be confirmed."""
    form.token.data = form_token("send", about())
    return page("intake/check.html", status, form=form, fault=fault, asks_name=form.publish.data == "ATTRIBUTED")


def sent_page(form: ViewForm, view: View, code: str) -> Any:
    """The receipt code, once."""
    agenda = g.texts[0].agenda if g.texts else None
    return page("intake/sent.html", form=form, view=view, code=receipts.in_groups(code), agenda=agenda, week=week_of(today()))


def page(template: str, status: int = 200, **shown: Any) -> Response:
    """A bare page."""
    return Response(render_template(template, **shown), status, mimetype="text/html")
