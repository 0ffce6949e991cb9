"""Writing a consent, checking it, granting and countersigning it."""

from typing import Any

import msgspec
from flask import g, request, url_for

from consult.commitments import impact
from consult.consent import actions, queries, requests, rules
from consult.consent.facts import PlaceFacts, ScopeFacts
from consult.consent.queries import Consent
from consult.consent.states import Step
from consult.consent.terms import Terms
from consult.kit.actor import Permission
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.kit.money import CURRENCIES
from consult.places import queries as places
from consult.web.choices import options
from consult.web.consent.acts import acts_for, after
from consult.web.consent.forms import ReasonForm, SignForm, TermsForm, name_fault, terms_of, typed
from consult.web.consent.views import bp, chosen_from, of_scope
from consult.web.door import answer, done, named, open_to, today


@bp.get("/new/")
@open_to(Permission.CONSENT_EDIT)
def grant() -> Any:
    """The form of a new consent, empty or from a request."""
    asked = asked_for()
    form = form_of(TermsForm(data=typed(requests.terms_for(asked, on=today())) if asked else first_terms()))
    return answer("consent/terms.html", form=form, consent=None, asked=asked)


@bp.post("/new/")
@open_to(Permission.CONSENT_EDIT)
def granted() -> Any:
    """Save a new draft."""
    form, asked = form_of(TermsForm()), asked_for()
    if form.validate():
        try:
            scope = actions.draft_consent(g.db, g.actor, form.to_terms())
        except Invalid as fault:
            name_fault(form, fault)
        else:
            if asked is not None:
                requests.take_up_request(g.db, g.actor, asked, scope)
            return done(then=url_for(".check", number=scope.number))
    return answer("consent/terms.html", status=422, form=form, consent=None, asked=asked)


@bp.get("/<int(max=2147483647):number>/edit/")
@open_to(Permission.CONSENT_EDIT)
def edit(number: int) -> Any:
    """The form of a draft."""
    found = queries.consent_by_number(g.db, g.actor, number, on=today())
    form = form_of(TermsForm(data=typed(terms_of(found.row)) | {"edit": str(found.row.edit)}))
    return answer("consent/terms.html", form=form, consent=found, asked=None)


@bp.post("/<int(max=2147483647):number>/edit/")
@open_to(Permission.CONSENT_EDIT)
def edited(number: int) -> Any:
    """Save a draft again."""
    found, form = queries.consent_by_number(g.db, g.actor, number, on=today()), form_of(TermsForm())
    if form.validate():
        try:
            actions.change_draft(g.db, g.actor, found.row, form.to_terms(), edit=edit_of(form), on=today())
        except Invalid as fault:
            name_fault(form, fault)
        else:
            return done(then=url_for(".check", number=number), message=_("The draft is saved."))
    return answer("consent/terms.html", status=422, form=form, consent=found, asked=None)


@bp.get("/<int(max=2147483647):number>/successor/")
@open_to(Permission.CONSENT_DECIDE)
def replacing(number: int) -> Any:
    """The form to narrow or widen a consent: its terms, to be changed."""
    found = queries.consent_by_number(g.db, g.actor, number, on=today())
    acts_for(g.actor, found).replace.require()
    begins = rules.notice_ends(found.facts, today())
    form = form_of(TermsForm(data=typed(terms_of(found.row)) | {"valid_from": begins}))
    return answer("consent/terms.html", form=form, consent=None, asked=None, old=found)


@bp.post("/<int(max=2147483647):number>/successor/")
@open_to(Permission.CONSENT_DECIDE)
def replaced(number: int) -> Any:
    """Save the successor's draft."""
    found, form = queries.consent_by_number(g.db, g.actor, number, on=today()), form_of(TermsForm())
    if form.validate():
        try:
            terms = form.to_terms()
            leaving = bool(of_successor(found, as_facts(found, terms)).leaving)
            scope = actions.replace_consent(g.db, g.actor, found.row, terms, on=today(), leaving=leaving)
        except Invalid as fault:
            name_fault(form, fault)
        else:
            return done(then=url_for(".check", number=scope.number))
    return answer("consent/terms.html", status=422, form=form, consent=None, asked=None, old=found)


@bp.get("/<int(max=2147483647):number>/check/")
@open_to(Permission.CONSENT_EDIT, Permission.CONSENT_COUNTERSIGN)
def check(number: int) -> Any:
    """The terms and what they change, before a signature."""
    found = queries.consent_by_number(g.db, g.actor, number, on=today())
    return answer("consent/check.html", **of_check(found))


@bp.post("/<int(max=2147483647):number>/proposals/")
@open_to(Permission.CONSENT_DECIDE)
def propose(number: int) -> Any:
    """Grant, for the ministry."""
    return sign(number, actions.propose_consent, _("Granted. The aid coordination unit is asked to countersign."))


@bp.post("/<int(max=2147483647):number>/countersignatures/")
@open_to(Permission.CONSENT_COUNTERSIGN)
def countersign(number: int) -> Any:
    """Sign, for the aid coordination unit."""
    return sign(number, actions.countersign_consent, _("Countersigned."))


@bp.post("/<int(max=2147483647):number>/declines/")
@open_to(Permission.CONSENT_COUNTERSIGN)
def decline(number: int) -> Any:
    """Decline to countersign."""
    found, form = queries.consent_by_number(g.db, g.actor, number, on=today()), ReasonForm()
    if not form.validate():
        return answer("consent/check.html", status=422, **of_check(found) | {"declining": form})
    actions.decline_countersignature(g.db, g.actor, found.row, on=today(), reason=form.reason.data or "")
    return done(then=url_for(".scope", number=number), message=_("The countersignature is declined."))


def sign(number: int, act: Any, message: str) -> Any:
    """A signature, if the box is ticked."""
    found, form = queries.consent_by_number(g.db, g.actor, number, on=today()), SignForm()
    if not form.validate():
        return answer("consent/check.html", status=422, **of_check(found) | {"form": form})
    act(g.db, g.actor, found.row, on=today())
    return done(then=url_for(".scope", number=number), message=message)


def of_check(found: Consent) -> dict[str, Any]:
    """What the check page shows: the terms, what they would change, other consents here, and what this actor may sign."""
    others = queries.consents(g.db, g.actor, on=today(), sector_id=found.facts.sector_id)
    old = next((c for c in others if c.row.id == found.row.replaces_id), None)
    signed = after(found.facts, *[Step.PROPOSED, Step.COUNTERSIGNED][bool(found.facts.events) :], on=today())
    changes = of_successor(old, signed) if old else impact.of_change(g.db, signed, on=today())
    beside = [c for c in others if clashes(c, found) and c != old]
    return of_scope(found, form=SignForm(), declining=ReasonForm(), impact=changes, beside=beside, old=old)


def of_successor(old: Consent, new: ScopeFacts) -> impact.Impact:
    """What changes if a consent is replaced by another on that one's first day."""
    begins = max(new.valid_from, today())
    return impact.of_change(g.db, after(old.facts, Step.SUPERSEDED, on=begins), on=today(), also=(new,))


def as_facts(old: Consent, terms: Terms) -> ScopeFacts:
    """Terms that replace a consent as the rules would see them once signed; the number is nobody's yet."""
    above = queries.tree(g.db)
    new = msgspec.structs.replace(
        old.facts, id=0, number=0, events=(), conditions=(), valid_from=terms.valid_from, valid_to=terms.valid_to,
        places=tuple(PlaceFacts(id=p, within=above.get(p, frozenset({p}))) for p in sorted(terms.place_ids)),
        anyone=terms.anyone, partners=terms.partner_ids, kinds=terms.kinds, functions=terms.functions,
        modalities=terms.modalities, ceiling=terms.ceiling, currency=terms.currency,
    )
    return after(new, Step.PROPOSED, Step.COUNTERSIGNED, on=today())


def clashes(other: Consent, found: Consent) -> bool:
    """Whether another consent of the sector, in force, shares a place with this one: the reader is told."""
    shared = any(p.is_in(q) or q.is_in(p) for p in other.facts.places for q in found.facts.places)
    return other.row.id != found.row.id and other.shown.startswith("IN_FORCE") and shared


def form_of(form: TermsForm) -> TermsForm:
    """The form with its choices: the actor's own sectors, the country's places and organisations."""
    form.sector.choices = options((str(s.id), named(s)) for s in queries.sectors(g.db) if s.id in g.actor.sectors)
    form.places.choices = options((str(p.id), named(p)) for p in places.places(g.db) if p.level < 2)
    form.partners.choices = options((str(o.id), o.name) for o in queries.possible_partners(g.db))
    form.kinds.choices = options(chosen_from("organisation_kinds"))
    form.functions.choices = options(chosen_from("functions"))
    form.modalities.choices = options(chosen_from("modalities"))
    form.currency.choices = options((code, code) for code in currencies())
    return form


def currencies() -> list[str]:
    """The country's currency of report first, then every other."""
    first = g.country.currency
    return [first, *sorted(CURRENCIES - {first})]


def first_terms() -> dict[str, Any]:
    """What an empty form begins with; consents on the rule of law are for signed-in people unless it says otherwise."""
    rol = any(s.core_area == "ROL" for s in queries.sectors(g.db) if s.id in g.actor.sectors)
    return {"valid_from": today(), "currency": g.country.currency, "visibility": "SIGNED_IN" if rol else "PUBLIC"}


def asked_for() -> Any:
    """The request in the address that the consent would answer."""
    number = request.args.get("request", "")
    return queries.request_by_number(g.db, g.actor, int(number)) if number.isdecimal() and len(number) < 9 else None


def edit_of(form: TermsForm) -> int:
    """The version that the form was opened with; anything odd is none."""
    text = form.edit.data or ""
    return int(text) if text.isdecimal() and len(text) < 9 else 0
