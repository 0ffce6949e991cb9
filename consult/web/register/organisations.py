"""Organisations: the public register, a page each, and their changes."""

from typing import Any

from flask import g, request, url_for

from consult.accounts import actions, register, rules
from consult.accounts.models import Organisation
from consult.codes import lists
from consult.kit.actor import Permission
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.kit.paging import page
from consult.web.door import PUBLIC, answer, done, form_page, open_to, room
from consult.web.files import Table
from consult.web.register.forms import NameForm, OrganisationForm

bp = room("orgs", "orgs")
PAGE = "register/organisation.html"
COLUMNS = ("number", "name", "acronym", "kind", "communities")


@bp.get("/")
@open_to(PUBLIC)
def organisations() -> Any:
    kind, name = request.args.get("kind", ""), request.args.get("name", "").strip()
    known = dict(lists.choices("organisation_kinds"))
    ignored = kind if kind and kind not in known else ""
    query = register.organisations(kind="" if ignored else kind, name=name)

    def table() -> Table:
        rows = [(o.number, o.name, o.acronym, o.kind, " ".join(o.communities)) for o in g.db.scalars(query)]
        return Table("organisations", COLUMNS, rows)

    number = form_page(request.args.get("page"))
    shown: dict[str, Any] = {"page": page(g.db, query, number), "kinds": known, "kind": kind, "name": name}
    may_add = rules.may_match(g.actor)
    return answer(
        "register/organisations.html", "register/_organisations.html", table=table, ignored=ignored, may_add=may_add, **shown
    )


@bp.route("/new/", methods=["GET", "POST"])
@open_to(Permission.REGISTER_EDIT, Permission.REGISTER_MATCH)
def add() -> Any:
    form = OrganisationForm()
    if request.method == "POST" and form.validate():
        try:
            made = actions.add_organisation(g.db, g.actor, form.to_profile())
        except Invalid as fault:
            fail(form, fault)
        else:
            return done(then=url_for("orgs.organisation", slug=made.slug), message=_("The organisation is in the register."))
    status = 422 if request.method == "POST" else 200
    return answer("register/organisation_form.html", status=status, form=form, organisation=None)


@bp.get("/<slug>/")
@open_to(PUBLIC)
def organisation(slug: str) -> Any:
    found = register.organisation_by_slug(g.db, slug)
    return organisation_page(found)


@bp.route("/<slug>/profile/", methods=["GET", "POST"])
@open_to(Permission.REGISTER_EDIT, Permission.REGISTER_PROFILE)
def profile(slug: str) -> Any:
    found = register.organisation_by_slug(g.db, slug)
    rules.may_edit_organisation(g.actor, found.id).require()
    form = OrganisationForm(obj=found)
    if request.method == "POST" and form.validate():
        try:
            actions.change_organisation(g.db, g.actor, found, form.to_profile(found), version=form.version.data or 0)
        except Invalid as fault:
            fail(form, fault)
        else:
            return done(then=url_for("orgs.organisation", slug=slug), message=_("The change is kept."))
    status = 422 if request.method == "POST" else 200
    return answer("register/organisation_form.html", status=status, form=form, organisation=found)


@bp.post("/<slug>/names/")
@open_to(Permission.REGISTER_EDIT, Permission.REGISTER_MATCH, Permission.REGISTER_PROFILE)
def name(slug: str) -> Any:
    return add_text(slug, actions.add_alias, "names", _("The name now means this organisation."))


@bp.post("/<slug>/identifiers/")
@open_to(Permission.REGISTER_EDIT, Permission.REGISTER_MATCH, Permission.REGISTER_PROFILE)
def identifier(slug: str) -> Any:
    return add_text(slug, actions.add_identifier, "identifiers", _("The identifier now names this organisation."))


@bp.post("/<slug>/mergers/")
@open_to(Permission.REGISTER_EDIT, Permission.REGISTER_MATCH)
def merge(slug: str) -> Any:
    gone, form = register.organisation_by_slug(g.db, slug), NameForm()
    number = (form.text.data or "").strip()
    if not form.validate() or not number.isdecimal() or len(number) > 9:
        form.text.errors = [_("Enter the number of the organisation that stays.")]
        return organisation_page(gone, merging=form, status=422)
    kept = register.organisation_by_number(g.db, int(number))
    actions.merge_organisations(g.db, g.actor, gone, kept)
    return done(then=url_for("orgs.organisation", slug=kept.slug), message=_("The two are one organisation now."))


def add_text(slug: str, action: Any, part: str, said: str) -> Any:
    """Add a name or an identifier to an organisation, or show its page with what is wrong."""
    found, form = register.organisation_by_slug(g.db, slug), NameForm()
    if form.validate():
        try:
            action(g.db, g.actor, found, form.text.data or "")
        except Invalid as fault:
            form.text.errors = [fault.reason]
        else:
            return done(then=url_for("orgs.organisation", slug=slug), message=said)
    return organisation_page(found, status=422, **{part: form})


def organisation_page(found: Organisation, *, status: int = 200, **forms: NameForm) -> Any:
    """An organisation's page, with the form that failed where one did."""
    kept = register.kept_after_merges(g.db, found)
    blank: dict[str, Any] = {part: forms.get(part) or NameForm(formdata=None) for part in ("names", "identifiers", "merging")}
    rights: dict[str, Any] = {"may_edit": rules.may_edit_organisation(g.actor, found.id), "may_match": rules.may_match(g.actor)}
    names = [(a.name, "alias") for a in found.aliases] + [(i.identifier, "identifier") for i in found.identifiers]
    table = Table(
        f"organisation-{found.number}",
        ("number", "organisation", "value", "what"),
        [(found.number, found.name, *n) for n in names],
    )
    kind = lists.label("organisation_kinds", found.kind)
    shown: dict[str, Any] = {"organisation": found, "kept": kept, "kind": kind, "label": lists.label}
    return answer(PAGE, status=status, table=table, **shown, **blank, **rights)


def fail(form: Any, fault: Invalid) -> None:
    """Put an action's complaint at its field, or at the first where the form has no such field."""
    field = form[fault.field] if fault.field in form else next(iter(form))
    field.errors = [*field.errors, fault.reason]
