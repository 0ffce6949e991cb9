"""Offering support: the form with what the register and others say beside it; outside consent, a page that explains."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import g, redirect, request, url_for

from consult.accounts import register
from consult.accounts.models import Organisation
from consult.agendas import queries as agendas
from consult.agendas.models import PriorityText
from consult.commitments import actions, queries
from consult.commitments.actions import Offer
from consult.commitments.models import LineState
from consult.consent import requests
from consult.consent.terms import Asking
from consult.kit import idempotency
from consult.kit.actor import Permission
from consult.kit.errors import Invalid, Missing
from consult.kit.i18n import gettext as _
from consult.kit.money import major
from consult.kit.text import slug
from consult.places import queries as places
from consult.places.models import Place
from consult.web.commitments import shown
from consult.web.commitments.fit import Fit, fit_of
from consult.web.commitments.forms import MILLION, ExceptionForm, OfferForm, PlainForm, fill, name_fault
from consult.web.commitments.views import bp, commitment_of
from consult.web.commitments.wanted import wanted
from consult.web.door import answer, done, open_to, reads_only, today


@bp.get("/new/")
@bp.get("/new")
@open_to(Permission.LINE_EDIT)
def new() -> Any:
    """The form for one priority, filled in from the address; without a priority, what is asked for."""
    if not request.args.get("priority"):
        return answer("commitments/choose.html", wanted=wanted(50))
    text = text_of(request.args["priority"])
    form = fill(OfferForm(data=from_address(text)), text, regions_of(text), today=today())
    return answer("commitments/new.html", **of_form(text, form, fit=quiet_fit(text, form)))


@bp.get("/fit/")
@open_to(Permission.LINE_EDIT)
def fit_page() -> Any:
    """The check has no page of its own."""
    return redirect(url_for(".new"), 303)


@bp.post("/fit/")
@open_to(Permission.LINE_EDIT)
@reads_only
def fit() -> Any:
    """What the register and others say to what is typed so far: the page, or its fragment. Nothing is recorded."""
    text = text_of(request.args.get("priority", ""))
    form = fill(OfferForm(), text, regions_of(text), today=today())
    found = quiet_fit(text, form)
    if not request.headers.get("HX-Request"):
        form.validate()
    form.used.data = idempotency.new_key()
    return answer("commitments/new.html", "commitments/_fit.html", **of_form(text, form, fit=found))


@bp.post("/new/")
@bp.post("/new")
@open_to(Permission.LINE_EDIT)
def offer() -> Any:
    """Record a pledge where the register allows it; else explain, and record nothing."""
    text = text_of(request.args.get("priority", ""))
    form = fill(OfferForm(), text, regions_of(text), today=today())
    given, found = read(text, form)
    if given is None or found is None:
        return answer("commitments/new.html", status=422, **of_form(text, form, fit=found))
    if not found.decision.pledges:
        return not_covered(text, form, given, found)
    if missing := {str(c.id) for c in found.decision.conditions} - set(form.accept.data or ()):
        form.accept.errors = [_("Accept the conditions, or ask for an exception.")]
        return answer("commitments/new.html", status=422, **of_form(text, form, fit=found), missing=missing)
    line = actions.offer_support(g.db, g.actor, given)
    return done(then=page_of(line), message=_("Your offer is recorded as a pledge. The ministry is told today."))


@bp.post("/interests/")
@open_to(Permission.LINE_EDIT)
def interest() -> Any:
    """Keep an offer as an interest: no consent is asked, and only the sector's ministry sees it (domain.md I1)."""
    text = text_of(request.args.get("priority", ""))
    form = fill(OfferForm(), text, regions_of(text), today=today())
    given, found = read(text, form)
    if given is None:
        return answer("commitments/new.html", status=422, **of_form(text, form, fit=found))
    line = actions.express_interest(g.db, g.actor, given)
    return done(then=page_of(line), message=_("Your interest is kept. Only your organisation and the ministry see it."))


@bp.post("/exceptions/")
@open_to(Permission.CONSENT_REQUEST)
def exception() -> Any:
    """Ask the ministry for an exception; it counts nowhere."""
    text = text_of(request.args.get("priority", ""))
    form = fill(ExceptionForm(), text, regions_of(text), today=today())
    given, found = read(text, form)
    if given is None or found is None:
        if found is None or form.errors.keys() - {"why"}:
            return answer("commitments/new.html", status=422, **of_form(text, form, fit=found))
        return not_covered(text, form, form_offer(text, form), found, status=422)
    asked = requests.request_exception(g.db, g.actor, asking_of(text, given, form.why.data or ""))
    then = url_for("consent.request_page", number=asked.number)
    return done(then=then, message=_("Your request is sent to the ministry. Nothing was recorded as a pledge."))


@bp.get("/C-<number>/<int:line>/edit/")
@open_to(Permission.LINE_EDIT)
def edit(number: str, line: int) -> Any:
    """Change an offer that is not signed yet."""
    found, text = editable(number, line)
    regions = regions_of(text, *(p.place_id for p in found.places))
    form = fill(OfferForm(data=typed_of(found)), text, regions, today=found.start or today())
    return answer("commitments/new.html", **of_form(text, form, fit=quiet_fit(text, form), line=found))


@bp.post("/C-<number>/<int:line>/edit/")
@open_to(Permission.LINE_EDIT)
def edited(number: str, line: int) -> Any:
    """Record the change; refused where it would lie outside consent, 409 with both versions where somebody was faster."""
    found, text = editable(number, line)
    form = fill(OfferForm(), text, regions_of(text, *(p.place_id for p in found.places)), today=found.start or today())
    given, fits = read(text, form)
    if given is None:
        return answer("commitments/new.html", status=422, **of_form(text, form, fit=fits, line=found))
    if fits is not None and found.state == LineState.PLEDGED.value and not fits.decision.pledges:
        return not_covered(text, form, given, fits)
    typed = form.edit.data or ""
    version = int(typed) if typed.isdecimal() else 0
    actions.edit_line(g.db, g.actor, found, given, edit=version)
    return done(then=page_of(found), message=_("Your change is recorded."))


def editable(number: str, line_id: int) -> tuple[Any, PriorityText]:
    """A line of an address with its priority's words, or Missing."""
    commitment, line = commitment_of(number), queries.get_line(g.db, g.actor, line_id)
    text = queries.text_of(g.db, line.priority_id) if line.priority_id else None
    if line.commitment_id != commitment.id or text is None:
        raise Missing(_("There is no such line."))
    return line, text


def not_covered(text: PriorityText, form: OfferForm, given: Offer, found: Fit, *, status: int = 409) -> Any:
    """The page that says which consent decided and why, with three ways on. Nothing is kept."""
    elsewhere = [
        one for one in wanted(200) if one.open and (one.text.id, one.place.id) not in {(text.id, p) for p in given.place_ids}
    ]
    elsewhere.sort(key=lambda one: one.text.sector_id != text.sector_id)
    form.used.data = idempotency.new_key()
    return answer(
        "commitments/not_covered.html", status=status, text=text, form=form, offer=given, fit=found, elsewhere=elsewhere[:5],
        why=form if isinstance(form, ExceptionForm) else ExceptionForm(formdata=None), plain=PlainForm(formdata=None),
        places={str(p.id): p for p in regions_of(text, *given.place_ids)},
    )  # fmt: skip


def text_of(number: str) -> PriorityText:
    """The published words of a priority by its number, with its sector's purpose codes, or Missing."""
    if not number.isdecimal() or len(number) > 8:
        raise Missing(_("There is no priority of this number."))
    found = queries.text_of(g.db, agendas.get_priority(g.db, int(number)).id)
    if found is None or found.priority.state != "PUBLISHED" or found.sector is None:
        raise Missing(_("There is no priority of this number."))
    return found


def regions_of(text: PriorityText, *more: int) -> list[Place]:
    """Where help for a priority may be offered: the country's regions, the country, and the places with a need."""
    needed = {need.place_id for need in text.needs} | set(more)
    return [place for place in places.places(g.db) if place.level <= 1 or place.id in needed]


def from_address(text: PriorityText) -> dict[str, Any]:
    """What the address fills in, and what is usual: the first output and place that need help, a year from next month."""
    outputs = {f"{text.priority.number}.{o['number']}": str(o["output_id"]) for o in text.outputs}
    wanted_region = request.args.get("region", "")
    found = next((p for p in regions_of(text) if wanted_region and wanted_region in (slug(p.name), p.code.lower())), None)
    region = str(found.id) if found else next((str(n.place_id) for n in text.needs), "")
    own = g.db.get(Organisation, g.actor.organisation_id) if g.actor.organisation_id else None
    first = (today().replace(day=1) + timedelta(days=32)).replace(day=1)
    last = (first + timedelta(days=340)).replace(day=1)
    return {
        "output": outputs.get(request.args.get("output", ""), next(iter(outputs.values()), "")),
        "region": region,
        "function": request.args.get("function", "FINANCE"),
        "modality": "PROJECT",
        "by": own.name if own else "",
        "first": f"{first:%Y-%m}",
        "last": f"{last:%Y-%m}",
    }


def typed_of(line: Any) -> dict[str, Any]:
    """A line as its form shows it."""
    amount = major(line.amount or 0, line.currency) / MILLION
    return {
        "output": str(line.output_id or ""), "region": str(line.places[0].place_id) if line.places else "",
        "function": line.function, "modality": line.modality, "purpose": line.purpose_code, "title": line.title,
        "by": "; ".join(i.organisation.name for i in line.implementers), "amount": f"{amount.normalize():f}",
        "first": f"{line.start:%Y-%m}", "last": f"{line.end:%Y-%m}", "humanitarian": line.humanitarian,
        "sensitive": line.security_sensitive, "edit": str(line.edit),
    }  # fmt: skip


def read(text: PriorityText, form: OfferForm) -> tuple[Offer | None, Fit | None]:
    """The offer and what is said to it; without an offer where the form has faults, which it then names."""
    if not form.validate():
        return None, quiet_fit(text, form)
    try:
        given = form_offer(text, form)
        return given, fit_of(text, given, implementers_of(form))
    except Invalid as fault:
        name_fault(form, fault)
        return None, None


def quiet_fit(text: PriorityText, form: OfferForm) -> Fit | None:
    """What is said to what is typed so far; None while too little is."""
    try:
        return fit_of(text, form_offer(text, form), implementers_of(form))
    except (Invalid, ValueError, TypeError, KeyError):
        return None


def form_offer(text: PriorityText, form: OfferForm) -> Offer:
    """The offer as typed; raises `Invalid` naming the field."""
    return form.to_offer(text, implementers_of(form), currency=g.country.currency)


def implementers_of(form: OfferForm) -> Sequence[Organisation]:
    """The organisations that the form names, separated by semicolons; raises `Invalid` for one that nobody knows."""
    found = []
    for name in filter(None, (part.strip() for part in (form.by.data or "").split(";"))):
        known = register.by_alias(g.db, name)
        if known is None:
            raise Invalid("by", _("The register knows no organisation called %(name)s.", name=name))
        found.append(known)
    return found


def asking_of(text: PriorityText, given: Offer, why: str) -> Asking:
    """An offer as a request for consent."""
    assert text.sector_id is not None
    return Asking(
        sector_id=text.sector_id, place_ids=frozenset(given.place_ids), text=f"{given.title}\n{why.strip()}",
        functions=frozenset({given.function}), modalities=frozenset({given.modality}), amount=given.amount,
        currency=given.currency, start=given.start, end=given.end,
    )  # fmt: skip


def of_form(text: PriorityText, form: OfferForm, *, fit: Fit | None, line: Any = None) -> dict[str, Any]:
    """What the form's page shows."""
    return {"text": text, "form": form, "fit": fit, "line": line, "asked": text.priority.number, "today": today()}


def page_of(line: Any) -> str:
    """The address of a line's commitment."""
    return url_for(".commitment", number=shown.code(line.commitment.number))
