"""The receipt page at /r/: a code opens its own view's state and answer, lets less be published, or withdraws it."""

import time
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, render_template, request
from sqlalchemy.orm import Session

from consult.agendas import queries as agendas
from consult.consultations import queries as consultations
from consult.intake import actions, delivery, queries, receipts, rules
from consult.intake.models import Publish, Submission
from consult.kit import i18n
from consult.kit.errors import ConsultError, WrongState
from consult.kit.i18n import gettext as _
from consult.places.models import Country
from consult.web.door import PUBLIC, bare, open_to, reads_only, stores
from consult.web.intake.desk import desk, form_token, good_token, reading, writing
from consult.web.intake.forms import CHOICES

bp = Blueprint("receipts", __name__, url_prefix="/r")
EVEN = 0.5
"""Seconds that an answer takes at least, so that a right code and a wrong one take the same."""
EXAMPLE = "1234 5678 9012 3456"


@bp.get("/")
@bare
@open_to(PUBLIC)
def ask() -> Any:
    """Ask for a code."""
    return asking()


@bp.post("/")
@bare
@reads_only
@open_to(PUBLIC)
def opened() -> Any:
    """Open what a code opens, after the same time whatever it is."""
    started = time.monotonic()
    desk().limits.look_up.spend()
    speak()
    answer = look_up(request.form.get("code", ""))
    time.sleep(max(0.0, EVEN - (time.monotonic() - started)))
    return answer


@bp.post("/less")
@bare
@reads_only
@open_to(PUBLIC)
def less() -> Any:
    """Let less of the view be published."""
    chosen = request.form.get("publish", "")
    to = Publish(chosen) if chosen in Publish.__members__ else None
    if to is None:
        return changing(lambda raw, row: None, _("Choose what may still be published."))
    return changing(lambda raw, row: actions.publish_less(raw, row, to), _("Less of your view is published from now on."))


@bp.post("/withdraw")
@bare
@reads_only
@open_to(PUBLIC)
def withdraw() -> Any:
    """Withdraw the view."""
    gone = _("Your text is removed from this site. Copies made by others before today may remain.")
    response = changing(actions.withdraw_view, gone)
    delivery.scrub(stores().intake)
    return response


def speak() -> None:
    """The language asked for; no country stands in this address."""
    if request.args.get("lang") in i18n.LANGUAGES:
        g.lang = request.args["lang"]
        i18n.speak(g.lang)


def asking(status: int = 200, fault: str = "") -> Response:
    """The form that asks for a code; its answer to a wrong one says nothing about any other."""
    speak()
    token = form_token("ask", "")
    return Response(render_template("intake/ask.html", fault=fault, token=token, example=EXAMPLE), status, mimetype="text/html")


def look_up(typed: str) -> Response:
    """The page of the view that a code opens, or the same refusal for all others."""
    if not good_token("ask", request.form.get("token", ""), "", lasts=receipts.FORM_LASTS):
        return asking(400, _("This page was open too long. Type your code again."))
    code = receipts.read_code(typed)
    lookup = receipts.lookup_of(desk().keys, code or "0")
    return view_page(lookup) or asking(
        422, _("This code does not open anything. Codes look like this: %(example)s.", example=EXAMPLE)
    )


def changing(change: Callable[[Session, Submission], object], done: str) -> Response:
    """Change the one view that a handle opens, then show where it stands."""
    speak()
    handle = receipts.read_token(desk().keys, "handle", request.form.get("handle", ""), lasts=receipts.HANDLE_LASTS)
    with reading() as db:
        opened = queries.opened_by(db, handle.about) if handle is not None and handle.good else None
    if handle is None or opened is None:
        return asking(400, _("This page was open too long. Type your code again."))
    try:
        with writing(opened.country_id) as raw:
            if (row := queries.by_receipt(raw, opened)) is not None:
                change(raw, row)
    except WrongState as refused:
        return view_page(handle.about, message=refused.reason, status=409) or asking(422)
    return view_page(handle.about, message=done) or asking(422)


def view_page(lookup: str, *, message: str = "", status: int = 200) -> Response | None:
    """Where a view stands: state, answer, what its sender may still do; never the text. None where nothing is opened."""
    with reading() as db:
        opened = queries.opened_by(db, lookup)
    if opened is None:
        return None
    with reading(opened.country_id) as db:
        row = queries.by_receipt(db, opened)
    if row is None:
        return None
    g.handle = form_token("handle", lookup)
    with stores().main.reading(opened.country_id) as main:
        shown = {
            "row": row,
            "country": main.get_one(Country, opened.country_id),
            "answer": consultations.answer_to(main, row.release_id, row.theme_id),
            "text": text_of(main, row.priority),
            "lesser": [(p.value, CHOICES[p][0]) for p in rules.lesser(Publish(row.publish)) if row.state not in OVER],
            "week": rules.week_of(row.day),
        }
        html = render_template("intake/receipt.html", message=message, choice=CHOICES[Publish(row.publish)][0], **shown)
    return Response(html, status, mimetype="text/html")


OVER = ("WITHDRAWN", "REJECTED")


def text_of(main: Session, number: int) -> Any:
    """What the priority says, where it is still published."""
    try:
        return agendas.current_text(main, number)
    except ConsultError:
        return None
