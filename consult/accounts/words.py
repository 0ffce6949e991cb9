"""What roles are called, and what each one's own page opens with."""

from consult.kit.actor import Role
from consult.kit.i18n import lazy_gettext as _l

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
    Role.COUNTRY_ADMIN: _l("Country administrator"),
    Role.OPERATOR: _l("Operator"),
    Role.PUBLIC: _l("Public"),
}

OPENS_WITH = {
    Role.MINISTRY_EDITOR: _l("Draft agenda, views and themes to answer"),
    Role.CONSENT_AUTHORITY: _l("Consents to decide, change or end"),
    Role.ACU_COUNTERSIGNER: _l("Decisions waiting for a second signature"),
    Role.COORDINATOR: _l("Overlaps, gaps, imports, the next meeting"),
    Role.PARTNER_FOCAL_POINT: _l("Invitations, offers and their consent"),
    Role.CSO_MEMBER: _l("Invitations, comments, answers to the group"),
    Role.INTAKE_MODERATOR: _l("Views to read and release"),
    Role.PROTECTION_OFFICER: _l("Moderators and officers of the independent body"),
    Role.AUDITOR: _l("Every decision, and whether the log holds"),
    Role.COUNTRY_ADMIN: _l("Accounts, organisations, national sectors"),
    Role.OPERATOR: _l("Health and backups; no country’s data"),
    Role.PUBLIC: _l("What is published"),
}
