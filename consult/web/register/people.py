"""Administration: people and roles, national sectors, settings; and the independent body's own list."""

from typing import Any

from flask import g, request, url_for

from consult.accounts import actions, people, register, rules
from consult.accounts.models import NationalSector
from consult.accounts.words import ROLES
from consult.kit.actor import Permission, Reach, Role, Subject
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.kit.paging import page
from consult.web.door import PUBLIC, Reads, answer, done, form_page, open_to, room
from consult.web.files import Table
from consult.web.register.forms import PersonForm, SectorForm, SettingsForm
from consult.web.register.organisations import fail

bp = room("admin", "admin")
body_bp = room("body", "body")
EVERYBODY = Reads(Subject.REGISTER, Reach.ALL)


@bp.get("/")
@open_to(EVERYBODY)
def start() -> Any:
    shown: dict[str, Any] = {"settings": register.settings_of(g.db), "sectors": register.sectors(g.db)}
    return answer(
        "register/admin.html", roles=[(ROLES[r], register.holders(g.db, r)) for r in ROLES if r is not Role.PUBLIC], **shown
    )


@bp.get("/people/")
@open_to(EVERYBODY)
def list_people() -> Any:
    return people_page(person_form())


@bp.post("/people/")
@open_to(Permission.REGISTER_EDIT)
def invite() -> Any:
    form = person_form()
    if not form.validate() or not give_role(form):
        return people_page(form, 422)
    return done(then=url_for("admin.list_people"), message=_("The role is given. A new person gets a link by mail."))


@bp.post("/people/<int:id>/ends/")
@open_to(Permission.REGISTER_EDIT)
def end(id: int) -> Any:  # noqa: A002 - the address's word
    people.end_role(g.db, g.actor, register.membership_by_id(g.db, id))
    return done(then=url_for("admin.list_people"), message=_("The role is ended, and the person signed out."))


@bp.post("/people/<int:id>/links/")
@open_to(Permission.REGISTER_EDIT)
def link(id: int) -> Any:  # noqa: A002 - the address's word
    people.send_link_again(g.db, g.actor, register.membership_by_id(g.db, id))
    return done(then=url_for("admin.list_people"), message=_("Another link is on its way."))


@bp.route("/sectors/new/", methods=["GET", "POST"])
@open_to(Permission.REGISTER_EDIT)
def add_sector() -> Any:
    return sector_page(None)


@bp.route("/sectors/<sector>/", methods=["GET", "POST"])
@open_to(Permission.REGISTER_EDIT)
def change_sector(sector: str) -> Any:
    return sector_page(register.sector_by_code(g.db, sector))


@bp.route("/settings/", methods=["GET", "POST"])
@open_to(Permission.REGISTER_EDIT)
def settings() -> Any:
    kept = register.settings_of(g.db)
    form = SettingsForm(register.ministries(g.db), data={"publisher": str(kept.publisher_id), "answer_days": kept.answer_days})
    if request.method == "POST" and form.validate():
        if form.publisher.data != str(kept.publisher_id):
            actions.name_publisher(g.db, g.actor, kept, register.organisation_by_id(g.db, int(form.publisher.data)))
        if form.answer_days.data != kept.answer_days:
            actions.change_answer_days(g.db, g.actor, kept, form.answer_days.data or 0)
        return done(then=url_for("admin.start"), message=_("The change is kept."))
    return answer("register/settings.html", status=422 if request.method == "POST" else 200, form=form)


@body_bp.get("/")
@open_to(PUBLIC)
def body() -> Any:
    return body_page(PersonForm(rules.offered(g.actor), ()))


@body_bp.post("/people/")
@open_to(Permission.REGISTER_BODY)
def name_person() -> Any:
    form = PersonForm(rules.offered(g.actor), ())
    if not form.validate() or not give_role(form):
        return body_page(form, 422)
    return done(then=url_for("body.body"), message=_("The role is given. A new person gets a link by mail."))


@body_bp.post("/people/<int:id>/ends/")
@open_to(Permission.REGISTER_BODY)
def end_person(id: int) -> Any:  # noqa: A002 - the address's word
    people.end_role(g.db, g.actor, register.membership_by_id(g.db, id))
    return done(then=url_for("body.body"), message=_("The role is ended, and the person signed out."))


def person_form() -> PersonForm:
    """The form that gives a role, with the roles that this actor may give."""
    return PersonForm(rules.offered(g.actor), g.db.scalars(register.organisations()).all())


def give_role(form: PersonForm) -> bool:
    """Give the role asked for; False leaves what is wrong in the form."""
    chosen = form.organisation.data
    organisation = register.organisation_by_id(g.db, int(chosen)) if chosen else None
    asked = {"email": form.email.data or "", "name": form.name.data or "", "language": form.language.data}
    try:
        people.invite_person(g.db, g.actor, role=Role(form.role.data), organisation=organisation, **asked)
    except Invalid as fault:
        fail(form, fault)
        return False
    return True


def people_page(form: PersonForm, status: int = 200) -> Any:
    """Who holds which role, and the form that gives one."""
    query = register.members()

    def table() -> Table:
        rows = [(m.person.name, m.role, m.organisation.name if m.organisation else "") for m in g.db.scalars(query)]
        return Table("people", ("name", "role", "organisation"), rows)

    shown: dict[str, Any] = {"page": page(g.db, query, form_page(request.args.get("page"))), "roles": ROLES, "Role": Role}
    return answer("register/people.html", status=status, table=table, form=form, may=rules.may_edit(g.actor), **shown)


def body_page(form: PersonForm, status: int = 200) -> Any:
    """The independent body: its name, who moderates and who protects; public."""
    members = list(g.db.scalars(register.members(body=True)))
    table = Table("independent-body", ("name", "role"), [(m.person.name, m.role) for m in members])
    shown: dict[str, Any] = {"settings": register.settings_of(g.db), "members": members, "roles": ROLES, "Role": Role}
    may = g.actor.holds(Permission.REGISTER_BODY)
    return answer("register/body.html", status=status, table=table, form=form, may=may, **shown)


def sector_page(sector: NationalSector | None) -> Any:
    """The form of a sector, new or known; a good one is kept."""
    form = SectorForm(register.ministries(g.db), data=sector_data(sector))
    if request.method == "POST" and form.validate():
        try:
            actions.define_sector(g.db, g.actor, form.to_sector(sector), sector=sector)
        except Invalid as fault:
            fail(form, Invalid({"ministry_id": "ministry"}.get(fault.field, fault.field), fault.reason))
        else:
            return done(then=url_for("admin.start"), message=_("The sector is kept."))
    return answer("register/sector.html", status=422 if request.method == "POST" else 200, form=form, sector=sector)


def sector_data(sector: NationalSector | None) -> dict[str, Any]:
    """What a sector's form begins with."""
    if sector is None:
        return {"position": 0}
    codes = " ".join(c.purpose_code for c in sector.purpose_codes)
    same = {key: getattr(sector, key) for key in ("name", "code", "psg", "core_area", "position")}
    return same | {"ministry": str(sector.ministry_id), "purpose_codes": codes}
