"""What the invitations' templates ask for."""

from typing import Any

from flask import g

from consult.codes import lists
from consult.invitations import rules
from consult.invitations.models import Invitation, Invitee
from consult.kit.i18n import gettext as _
from consult.kit.i18n import lazy_gettext as _l

STATES = {"SENT": _l("Sent"), "SEEN": _l("Seen"), "ANSWERED": _l("Answered"), "DECLINED": _l("Declined")}


def panels() -> dict[str, Any]:
    """Words and small functions, by the names that templates use."""
    return {
        "invitee_states": STATES,
        "asks_of": asks_of,
        "whom": whom,
        "state_of": lambda invitation, invitee: rules.shown_state(g.actor, invitation, invitee),
        "reason_of": reason_of,
        "root": f"/{g.lang}/{g.country.code.lower()}/" if g.get("country") else "/",
    }


def asks_of(invitation: Invitation) -> str:
    """What an invitation asks for."""
    both = set(invitation.asks) == {"COMMENT", "SUPPORT"}
    return _("Comments and support") if both else _("Comments") if invitation.asks == ["COMMENT"] else _("Support")


def whom(invitation: Invitation) -> list[str]:
    """Kinds invited whole, and civil society at large."""
    found = [lists.find("organisation_kinds", kind) for kind in invitation.kinds]
    kinds = [code.name for code in found if code]
    return [*kinds, _("Civil society at large")] if invitation.open else kinds


def reason_of(invitation: Invitation, invitee: Invitee) -> str:
    """Why an organisation declined, for those who may read it; else nothing."""
    return invitee.reason if rules.reads_reason(g.actor, invitation, invitee) else ""
