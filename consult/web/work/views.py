"""Work: what waits for the person signed in; everybody with a role lands here."""

from typing import Any

from flask import g

from consult.agendas import queries as agendas
from consult.consent import queries as consent
from consult.kit.actor import Permission, Reach, Role, Subject
from consult.kit.i18n import gettext as _
from consult.kit.i18n import lazy_gettext as _l
from consult.web.door import SIGNED_IN, Table, answer, open_to, room, today
from consult.web.work.blocks import Reader, blocks_of

bp = room("work", "work")
COLUMNS = ("list", "when", "what", "note", "state", "late")
ROLES = {
    Role.MINISTRY_EDITOR: _l("Ministry editor"),
    Role.CONSENT_AUTHORITY: _l("Consent authority"),
    Role.ACU_COUNTERSIGNER: _l("Countersigning officer"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.PARTNER_FOCAL_POINT: _l("Partner focal point"),
    Role.CSO_MEMBER: _l("Civil society member"),
    Role.INTAKE_MODERATOR: _l("Independent moderator"),
    Role.PROTECTION_OFFICER: _l("Protection officer"),
    Role.AUDITOR: _l("Auditor"),
    Role.COUNTRY_ADMIN: _l("Administrator"),
    Role.OPERATOR: _l("Operator"),
}


@bp.get("/")
@open_to(SIGNED_IN)
def work() -> Any:
    root = f"/{g.lang}/{g.country.code.lower()}/"
    blocks = blocks_of(Reader(g.db, g.actor, today(), root))
    rows = [(b.id, i.when, i.text, i.note, i.state, i.late) for b in blocks for i in b.items]
    return answer(
        "work/work.html",
        table=Table("work", COLUMNS, rows),
        blocks=blocks,
        waiting=sum(len(b.items) for b in blocks if b.waits),
        late=sum(b.late for b in blocks if b.waits),
        roles=[ROLES[role] for role in Role if role in g.actor.roles],
        organisation=agendas.organisation(g.db, g.actor.organisation_id),
        hidden=consent.hidden_count(g.db, g.actor, on=today()),
        doors=doors(root),
        root=root,
    )


DOORS = (
    (Permission.RAW_SCREEN, "moderation/", _l("Moderation queue")),
    (Permission.LINE_EDIT, "support/new", _l("Offer support")),
    (Permission.CONSENT_REQUEST, "consent/requests/new/", _l("Ask for consent")),
    (Permission.CONSENT_EDIT, "consent/new/", _l("Grant consent")),
    (Permission.AGENDA_EDIT, "agenda/draft/", _l("Agenda draft")),
    (Permission.INVITATION_EDIT, "agenda/invitations/new/", _l("Invite organisations")),
    (Permission.FINDING_DECIDE, "reports/overlap/", _l("Overlaps and gaps")),
    (Permission.IMPORT_DECIDE, "work/imports/", _l("Imports")),
    (Permission.REGISTER_EDIT, "admin/", _l("Organisations, people and sectors")),
)


def doors(root: str) -> list[tuple[str, Any]]:
    """Where this person begins a piece of work."""
    found = [(root + path, name) for permission, path, name in DOORS if g.actor.holds(permission)]
    reads_all = g.actor.reads(Subject.AUDIT) is Reach.ALL or g.actor.holds(Permission.REGISTER_EDIT)
    return [*found, (root + "audit/", _("Log of decisions"))] if reads_all else found
