"""Imports: choose a file, look at what it would do, take it in, undo it."""

from pathlib import Path
from typing import Any

import msgspec
from flask import g, request, url_for

from consult.interchange import actions, queries, rules
from consult.interchange.models import ImportRun
from consult.interchange.report import FileReport
from consult.interchange.undoing import what_falls
from consult.kit.actor import Permission, Reach, Subject
from consult.kit.errors import Unreadable
from consult.kit.i18n import gettext as _
from consult.kit.paging import page
from consult.web.door import Reads, answer, done, form_page, open_to, room, stores
from consult.web.files import Table
from consult.web.interchange import uploads
from consult.web.interchange.forms import ConfirmForm, UploadForm
from consult.web.interchange.uploads import Upload

bp = room("imports", "work/imports")
WHOLE = Reads(Subject.IMPORT, Reach.ALL, hidden=True)
COLUMNS = ("number", "file", "state", "made_at", "actor", "activities_created", "activities_updated", "lines_created", "left_out")
LEFT = ("line", "identifier", "reason")


@bp.get("/")
@open_to(WHOLE)
def index() -> Any:
    """Past imports, and a file to choose."""
    return listed(UploadForm())


@bp.post("/")
@open_to(Permission.IMPORT_DECIDE, hidden=True)
def upload() -> Any:
    """Look at a file; nothing is changed yet."""
    form = UploadForm()
    if not form.validate():
        return listed(form, 422)
    sent = form.file.data
    name = Path(sent.filename or "file").name[:200]
    token, path = uploads.take(folder(), sent.stream, name)
    try:
        report = actions.preview_file(g.db, g.actor, path, name=name, country=g.country, assume=form.assume.data)
    except Unreadable as refused:
        uploads.drop(folder(), token)
        form.file.errors = [str(refused.reason)]
        return listed(form, refused.status)
    kept = Upload(g.country.id, g.actor.person_id, name, form.assume.data, msgspec.to_builtins(report))
    uploads.note(folder(), token, kept)
    return done(then=url_for(".preview", token=token))


@bp.get("/previews/<token>/")
@open_to(Permission.IMPORT_DECIDE, hidden=True)
def preview(token: str) -> Any:
    """What the file would do, line by line."""
    kept, _path = uploads.find(folder(), token, country_id=g.country.id, person_id=g.actor.person_id)
    report = msgspec.convert(kept.report, FileReport)
    left, notes = ([(x.line, x.identifier, x.reason) for x in some] for some in (report.left_out, report.notes))
    table = Table("preview", LEFT, [*left, *notes])
    shown: dict[str, Any] = {"upload": kept, "token": token, "report": report, "left_out": left, "notes": notes}
    return answer("interchange/preview.html", table=table, form=ConfirmForm(), **shown)


@bp.post("/previews/<token>/")
@open_to(Permission.IMPORT_DECIDE, hidden=True)
def confirm(token: str) -> Any:
    """Take the file in."""
    kept, path = uploads.find(folder(), token, country_id=g.country.id, person_id=g.actor.person_id)
    report = actions.import_file(g.db, g.actor, path, name=kept.name, country=g.country, assume=kept.assume)
    uploads.drop(folder(), token)
    if report.number is None:
        return done(then=url_for(".index"), message=_("Nothing in this file is new; nothing was changed."))
    said = _("The file is imported. You can undo this as long as you wish.")
    return done(then=url_for(".run", number=report.number), message=said)


@bp.get("/<int:number>/")
@open_to(WHOLE)
def run(number: int) -> Any:
    """One import: what it brought and what it left out."""
    found = queries.get_run(g.db, number)
    left, notes = ([(x["line"], x["identifier"], x["reason"]) for x in some] for some in (found.left_out, found.notes))
    table = Table(f"import-{number}", LEFT, [*left, *notes])
    may = rules.may_undo(g.actor, found)
    return answer("interchange/run.html", table=table, run=found, left_out=left, notes=notes, may=may)


@bp.get("/<int:number>/undo/")
@open_to(Permission.IMPORT_DECIDE, hidden=True)
def undo(number: int) -> Any:
    """What would fall with an import."""
    found = queries.get_run(g.db, number)
    rules.may_undo(g.actor, found).require()
    return answer("interchange/undo.html", run=found, falls=what_falls(g.db, found), form=ConfirmForm())


@bp.post("/<int:number>/undo/")
@open_to(Permission.IMPORT_DECIDE, hidden=True)
def undone(number: int) -> Any:
    """Undo an import."""
    found = queries.get_run(g.db, number)
    lines = actions.undo_import(g.db, g.actor, found, g.country)
    said = _("Import %(number)s is undone: %(lines)s lines went.", number=number, lines=lines)
    return done(then=url_for(".index"), message=said)


def listed(form: UploadForm, status: int = 200) -> Any:
    """The list of imports with the form above it."""

    def table() -> Table:
        return Table("imports", COLUMNS, [row(r) for r in g.db.scalars(queries.runs())])

    shown = page(g.db, queries.runs(), form_page(request.args.get("page")))
    fragment = "interchange/_runs.html" if status == 200 else None
    return answer("interchange/imports.html", fragment, status, table=table, page=shown, form=form)


def row(found: ImportRun) -> tuple[Any, ...]:
    """An import as a row of a file."""
    activities, lines = found.counts.get("activities", {}), found.counts.get("lines", {})
    counted = (activities.get("created"), activities.get("updated"), lines.get("created"), activities.get("left_out"))
    return (found.number, found.file, found.state, found.made_at.isoformat(), found.actor, *counted)


def folder() -> Path:
    """Where uploads wait."""
    return stores().settings.data / "uploads"
