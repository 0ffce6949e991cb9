"""The log's pages: what was done, as far as a reader may know, and whether the chain holds."""

from typing import Any

from flask import g, request

from consult.audit import queries
from consult.audit.models import AuditEvent
from consult.kit.actor import Permission, Reach, Subject
from consult.kit.i18n import gettext as _
from consult.kit.paging import page
from consult.web.door import PUBLIC, Reads, answer, done, form_page, open_to, room
from consult.web.files import Table

bp = room("audit", "audit")
COLUMNS = ("number", "at", "actor", "action", "subject", "subject_id", "detail", "digest")


@bp.get("/")
@open_to(Reads(Subject.AUDIT, Reach.OWN))
def events() -> Any:
    query = queries.events_read_by(g.actor)
    action = request.args.get("action", "").strip()
    if action:
        query = query.where(AuditEvent.action.startswith(action, autoescape=True))
    shown = page(g.db, query, form_page(request.args.get("page")))

    def table() -> Table:
        return Table("audit", COLUMNS, [row(event) for event in g.db.scalars(query)])

    return answer("audit/events.html", "audit/_list.html", table=table, page=shown, action=action)


@bp.post("/checks/")
@open_to(Permission.AUDIT_VERIFY)
def check() -> Any:
    fault = queries.chain_fault(g.db, g.country.id)
    return done(then=_address(), message=_("The log is broken: %(what)s.", what=fault) if fault else _("The log holds."))


@bp.get("/heads/")
@open_to(PUBLIC)
def heads() -> Any:
    mine = [head for head in queries.heads(g.db) if head.country_id == g.country.id]
    table = Table("log-head", ("country", "events", "digest"), [(g.country.code, h.number, h.digest) for h in mine])
    return answer("audit/heads.html", table=table, heads=mine)


def row(event: AuditEvent) -> tuple[Any, ...]:
    """An event as a row of a file."""
    return (
        event.number,
        event.at.isoformat(),
        event.actor,
        event.action,
        event.subject,
        event.subject_id,
        event.body,
        event.digest,
    )


def _address() -> str:
    return request.path.replace("checks/", "")
