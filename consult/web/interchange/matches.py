"""What waits for a person: doubtful organisations, unknown places, likely twins, lines without one sector."""

from typing import Any

from flask import g, request, url_for

from consult.commitments import actions as commitments
from consult.commitments import queries as lines
from consult.interchange import actions, queries
from consult.interchange.twins import likely_twins
from consult.kit.actor import Permission, Reach, Subject
from consult.kit.i18n import gettext as _
from consult.kit.i18n import ngettext
from consult.kit.paging import page
from consult.places import queries as places
from consult.web.door import Reads, answer, done, form_page, named, open_to, room
from consult.web.files import Table
from consult.web.interchange.forms import PlacesForm, SettleForm

bp = room("matches", "work/matches")
COLUMNS = ("kind", "what", "may_be", "score")
PAGE, LIST = "interchange/matches.html", "interchange/_organisations.html"


@bp.get("/")
@open_to(Reads(Subject.IMPORT, Reach.ALL, hidden=True))
def index() -> Any:
    """Everything doubtful, most alike first."""
    return shown()


@bp.post("/organisations/<int:number>/")
@open_to(Permission.REGISTER_MATCH, hidden=True)
def organisation(number: int) -> Any:
    """Say that two organisations are one, or two."""
    match, form = queries.get_match(g.db, number), SettleForm()
    if not form.validate() or form.answer.data not in ("same", "other"):
        return shown(422)
    if form.answer.data == "same":
        actions.settle_as_same(g.db, g.actor, match)
        said = _("%(one)s is now part of %(other)s.", one=match.organisation.name, other=match.candidate.name)
    else:
        actions.settle_as_other(g.db, g.actor, match)
        said = _("%(one)s and %(other)s stay two organisations.", one=match.organisation.name, other=match.candidate.name)
    return done(LIST, then=url_for(".index") + "#organisations", message=said, **organisations(said))


@bp.post("/places/")
@open_to(Permission.REGISTER_MATCH, hidden=True)
def place() -> Any:
    """Say which places a name means."""
    form = PlacesForm()
    if not form.validate():
        return shown(422, form)
    meant = [places.place_by_code(g.db, code) for code in form.places.data or ()]
    count = actions.name_location(g.db, g.actor, form.name.data or "", meant)
    said = ngettext("%(n)s activity was placed again.", "%(n)s activities were placed again.", count)
    return done(then=url_for(".index") + "#places", message=said)


@bp.post("/twins/<int:line_id>-<int:registered_id>/")
@open_to(Permission.LINE_LINK, hidden=True)
def twin(line_id: int, registered_id: int) -> Any:
    """Say that a reported line is a registered one, or is not."""
    line, registered = lines.get_line(g.db, g.actor, line_id), lines.get_line(g.db, g.actor, registered_id)
    form = SettleForm()
    if not form.validate() or form.answer.data not in ("same", "other"):
        return shown(422)
    if form.answer.data == "same":
        commitments.link_twin(g.db, g.actor, line, registered)
        said = _("The reported line is shown with its twin and counted nowhere.")
    else:
        actions.keep_lines_apart(g.db, g.actor, line, registered)
        said = _("The two lines stay two.")
    return done(then=url_for(".index") + "#twins", message=said)


def organisations(said: str = "") -> dict[str, Any]:
    """What the list of doubtful organisations shows."""
    found = page(g.db, queries.open_matches(), form_page(request.args.get("page")))
    return {"page": found, "form": SettleForm(), "said": said}


def shown(status: int = 200, form: PlacesForm | None = None) -> Any:
    """The whole page."""
    twins, names, unsorted = likely_twins(g.db), queries.unresolved_names(g.db), queries.unsorted_lines(g.db)
    known = places.places(g.db)

    def table() -> Table:
        return Table("matches", COLUMNS, rows(twins, names, unsorted))

    asked = {"placing": form or PlacesForm(formdata=None), "places": [p for p in known if p.level]}
    return answer(
        PAGE, LIST if status == 200 else None, status, table=table, twins=twins, names=names, unsorted=unsorted,
        **asked, **organisations(),
    )  # fmt: skip


def rows(twins: Any, names: Any, unsorted: Any) -> list[tuple[Any, ...]]:
    """Everything doubtful as rows of a file."""
    doubtful = [("organisation", m.organisation.name, m.candidate.name, m.score) for m in g.db.scalars(queries.open_matches())]
    unknown = [("place", name, "", count) for _folded, name, count in names]
    likely = [("twin", t.reported.title, f"C-{t.registered.number:04d} {t.registered.title}", t.titles) for t in twins]
    codes = [("sector", u.code, " | ".join(named(s) for s in u.sectors), u.lines) for u in unsorted]
    return [*doubtful, *unknown, *likely, *codes]
