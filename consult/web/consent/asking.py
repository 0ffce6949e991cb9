"""Requests: partners ask for consent or an exception, ministries answer."""

from typing import Any

from flask import g, request, url_for

from consult.consent import actions, queries, requests
from consult.consent.models import ConsentRequest
from consult.consent.terms import known
from consult.kit.actor import Permission, Reach, Subject
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.kit.money import plain
from consult.kit.paging import page
from consult.kit.text import slug
from consult.places import queries as places
from consult.web.choices import options
from consult.web.consent.forms import AskForm, ReasonForm, name_fault
from consult.web.consent.granting import currencies
from consult.web.consent.views import bp, chosen_from
from consult.web.door import Reads, answer, done, form_page, named, open_to, today
from consult.web.files import Table

COLUMNS = (
    "number",
    "organisation",
    "sector",
    "places",
    "functions",
    "amount",
    "currency",
    "start",
    "end",
    "state",
    "sent",
    "answer",
)
READERS = Reads(Subject.CONSENT, Reach.OWN)


@bp.get("/requests/")
@open_to(READERS)
def requests_list() -> Any:
    """The requests that the reader may see."""
    query = queries.requests_seen(g.actor)
    state = request.args.get("state", "")
    if state in {"OPEN", "GRANTED", "REFUSED", "DROPPED"}:
        query = query.where(ConsentRequest.state == state)
    shown = page(g.db, query, form_page(request.args.get("page")))
    return answer("consent/requests.html", table=lambda: file_of(g.db.scalars(query).unique().all()), page=shown, state=state)


@bp.get("/requests/new/")
@open_to(Permission.CONSENT_REQUEST)
def ask() -> Any:
    """The form to ask with, filled in from the address."""
    return answer("consent/ask.html", form=form_of(AskForm(data=from_address())))


@bp.post("/requests/new/")
@open_to(Permission.CONSENT_REQUEST)
def asked() -> Any:
    """Send a request."""
    form = form_of(AskForm())
    if form.validate():
        try:
            made = requests.request_consent(g.db, g.actor, form.to_asking())
        except Invalid as fault:
            name_fault(form, fault)
        else:
            return done(then=url_for(".request_page", number=made.number), message=_("Your request is sent to the ministry."))
    return answer("consent/ask.html", status=422, form=form)


@bp.get("/requests/<int(max=2147483647):number>/")
@open_to(READERS)
def request_page(number: int) -> Any:
    """One request, with what may be done to it."""
    return answer("consent/request.html", **of_request(queries.request_by_number(g.db, g.actor, number)))


@bp.post("/requests/<int(max=2147483647):number>/refusals/")
@open_to(Permission.CONSENT_DECIDE)
def refuse_request(number: int) -> Any:
    """Refuse a request, with the reason."""
    found, form = queries.request_by_number(g.db, g.actor, number), ReasonForm()
    if not form.validate():
        return answer("consent/request.html", status=422, **of_request(found) | {"form": form})
    actions.answer_request(g.db, g.actor, found, on=today(), refuse=form.reason.data or "")
    return done(then=url_for(".request_page", number=number), message=_("The request is refused, and the partner told."))


@bp.post("/requests/<int(max=2147483647):number>/drops/")
@open_to(Permission.CONSENT_REQUEST)
def drop_request(number: int) -> Any:
    """Take a request back."""
    requests.drop_request(g.db, g.actor, queries.request_by_number(g.db, g.actor, number))
    return done(then=url_for(".request_page", number=number), message=_("The request is taken back."))


def of_request(found: ConsentRequest) -> dict[str, Any]:
    """What the page of a request shows."""
    mine = found.organisation_id == g.actor.organisation_id and found.state == "OPEN"
    return {"asked": found, "form": ReasonForm(), "may_answer": requests.may_answer(g.actor, found), "may_drop": mine}


def form_of(form: AskForm) -> AskForm:
    """The form with its choices."""
    form.sector.choices = options((str(s.id), named(s)) for s in queries.sectors(g.db))
    form.places.choices = options((str(p.id), named(p)) for p in places.places(g.db) if p.level < 2)
    form.functions.choices = options(chosen_from("functions"))
    form.modalities.choices = options(chosen_from("modalities"))
    form.currency.choices = options((code, code) for code in currencies())
    return form


def from_address() -> dict[str, Any]:
    """What the address fills in: `sector` a code, `place` names or codes (several), `function`, `modality`, `amount`."""
    wanted = request.args
    sector = next((s for s in queries.sectors(g.db) if s.code == wanted.get("sector")), None)
    names = {n.lower() for n in wanted.getlist("place")}
    found = [str(p.id) for p in places.places(g.db) if p.level < 2 and names & {slug(p.name), p.code.lower()}]
    return {
        "sector": str(sector.id) if sector else None,
        "places": found,
        "amount": wanted.get("amount", "")[:40],
        "functions": [f for f in wanted.getlist("function") if f in known("functions")],
        "modalities": [m for m in wanted.getlist("modality") if m in known("modalities")],
        "currency": wanted.get("currency") if wanted.get("currency") in currencies() else g.country.currency,
    }


def file_of(found: Any) -> Table:
    """Requests as a file, a row each."""
    rows = [
        (
            r.number,
            r.organisation.name,
            r.sector.code,
            " ".join(p.place.code for p in r.places),
            " ".join(r.functions),
            plain(r.amount, r.currency),
            r.currency,
            r.start,
            r.end,
            r.state,
            r.created_at.isoformat(),
            r.answer,
        )
        for r in found
    ]
    return Table("consent-requests", COLUMNS, rows)
