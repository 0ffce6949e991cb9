"""What the publisher and ministries do with a published version."""

from typing import Any

from flask import g, request, url_for

from consult.agendas import actions, queries
from consult.agendas.models import AgendaState, PriorityState
from consult.kit.actor import Permission
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.web.agendas.drafts import bp
from consult.web.agendas.forms import ExtensionForm
from consult.web.door import done, open_to, today


@bp.post("/v<int:version>/adoptions/")
@open_to(Permission.AGENDA_DECIDE)
def adopt(version: int) -> Any:
    """Adopt an answered version."""
    agenda = queries.get_version(g.db, version)
    actions.move_agenda(g.db, g.actor, agenda, AgendaState.ADOPTED)
    return done(then=url_for("agendas.version", version=version), message=_("Version %(n)s is adopted.", n=version))


@bp.post("/v<int:version>/closures/")
@open_to(Permission.AGENDA_DECIDE)
def close(version: int) -> Any:
    """Close an adopted version."""
    agenda = queries.get_version(g.db, version)
    actions.move_agenda(g.db, g.actor, agenda, AgendaState.CLOSED)
    return done(then=url_for("agendas.version", version=version), message=_("Version %(n)s is closed.", n=version))


@bp.post("/<int:number>/endings/")
@open_to(Permission.AGENDA_DECIDE)
def end(number: int) -> Any:
    """Call a priority met or dropped."""
    text = queries.current_text(g.db, number)
    state = PriorityState.MET if request.form.get("state") == "MET" else PriorityState.DROPPED
    actions.end_priority(g.db, g.actor, text, state, reason=request.form.get("reason", ""), on=today())
    return done(then=url_for("agendas.priority", number=number), message=_("Recorded."))


@bp.post("/v<int:version>/extensions/")
@open_to(Permission.AGENDA_DECIDE)
def extend(version: int) -> Any:
    """Keep the round open longer."""
    agenda, form = queries.get_version(g.db, version), ExtensionForm()
    if not form.validate() or form.until.data is None:
        raise Invalid("until", _("Give the last day for comments."))
    actions.extend_comments(g.db, g.actor, agenda, form.until.data)
    return done(then=url_for("agendas.version", version=version), message=_("Comments stay open longer."))
