"""What each role may read and do, in words, read off the table that the application itself obeys."""

from typing import Any, NamedTuple

from consult.accounts.matrix import PERMISSIONS, REACH
from consult.accounts.words import OPENS_WITH, ROLES
from consult.kit.actor import Permission, Reach, Role, Subject
from consult.kit.i18n import lazy_gettext as _l

SUBJECTS = {
    Subject.AGENDA: _l("Agenda"),
    Subject.CONSENT: _l("Consent"),
    Subject.LINE: _l("Commitments"),
    Subject.COMMENT: _l("Comments"),
    Subject.RAW: _l("Views as sent"),
    Subject.RELEASED: _l("Views as released"),
    Subject.FINDING: _l("Overlaps and gaps"),
    Subject.ASSESSMENT: _l("Assessments"),
    Subject.AUDIT: _l("Audit log"),
    Subject.INVITATION: _l("Invitations"),
    Subject.IMPORT: _l("Imports"),
    Subject.REGISTER: _l("Register"),
}

READS = {
    Reach.NONE: _l("nothing"),
    Reach.PUBLISHED: _l("what is published"),
    Reach.SIGNED_IN: _l("also what signed-in people see"),
    Reach.OWN: _l("also its own"),
    Reach.ALL: _l("all of the country"),
}

MAY = {
    Permission.AGENDA_EDIT: _l("Draft and sign off its ministry’s priorities"),
    Permission.AGENDA_DECIDE: _l("Publish the agenda, for the publishing ministry"),
    Permission.CONSENT_EDIT: _l("Draft a consent"),
    Permission.CONSENT_DECIDE: _l("Grant, refuse, pause, resume and end a consent of its ministry"),
    Permission.CONSENT_COUNTERSIGN: _l("Countersign a consent, or decline to"),
    Permission.CONSENT_REQUEST: _l("Ask for consent or for an exception"),
    Permission.LINE_EDIT: _l("Record and move its own offers and commitments"),
    Permission.LINE_ACCEPT: _l("Accept results of commitments"),
    Permission.LINE_LINK: _l("Import, match and link reported commitments"),
    Permission.COMMENT_WRITE: _l("Comment"),
    Permission.COMMENT_SCREEN: _l("Look at flagged comments"),
    Permission.VIEW_ANSWER: _l("Answer themes"),
    Permission.RAW_SCREEN: _l("Read, make safe and release views"),
    Permission.RAW_FREEZE: _l("Freeze publication after a threat or reprisal"),
    Permission.FINDING_COMMENT: _l("Comment on an overlap"),
    Permission.FINDING_DECIDE: _l("Record what was decided on overlaps"),
    Permission.AUDIT_VERIFY: _l("Check that the audit log is whole"),
    Permission.INVITATION_EDIT: _l("Invite organisations"),
    Permission.INVITATION_ANSWER: _l("Answer or decline its own invitations"),
    Permission.IMPORT_DECIDE: _l("Import a file, settle doubts, undo an import"),
    Permission.REGISTER_EDIT: _l("Edit people, organisations, national sectors and settings"),
    Permission.REGISTER_MATCH: _l("Edit names of organisations and merge doubles"),
    Permission.REGISTER_PROFILE: _l("Edit its own organisation’s profile"),
    Permission.REGISTER_BODY: _l("Name moderators and officers of the independent body"),
}


class Right(NamedTuple):
    """One role: its name, what its page opens with, its reading by subject, its acts."""

    role: Any
    opens: Any
    reads: list[Reach]
    acts: list[Any]


def rights() -> list[Right]:
    """Every role with a page of its own, in the table's order."""
    return [Right(name, OPENS_WITH[role], [REACH[role][s] for s in SUBJECTS], acts_of(role)) for role, name in ROLES.items()]


def acts_of(role: Role) -> list[Any]:
    """What a role may do, in words."""
    return [text for permission, text in MAY.items() if permission in PERMISSIONS[role]]
