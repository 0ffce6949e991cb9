"""May this person take a file in, undo an import, settle a match."""

from consult.interchange.models import DoubtfulMatch, ImportRun, MatchState
from consult.kit.actor import Actor, Permission
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.verdict import YES, Verdict, no, not_now


def may_import(actor: Actor) -> Verdict:
    """Coordinators import, and the console (domain.md 5.1)."""
    return YES if actor.holds(Permission.IMPORT_DECIDE) else no(_l("Only a coordinator imports files."))


def may_undo(actor: Actor, run: ImportRun) -> Verdict:
    """Who imports may undo, once."""
    if not actor.holds(Permission.IMPORT_DECIDE):
        return no(_l("Only a coordinator undoes an import."))
    if run.state == "UNDONE":
        return not_now(_l("This import was undone already."))
    return YES


def may_settle(actor: Actor, match: DoubtfulMatch | None = None) -> Verdict:
    """Coordinators settle matches (domain.md 5.1, note 12), each once."""
    if not actor.holds(Permission.REGISTER_MATCH):
        return no(_l("Only a coordinator settles matches."))
    if match is not None and match.state != MatchState.OPEN.value:
        return not_now(_l("This match was settled already, by %(name)s.", name=match.decided_by))
    return YES
