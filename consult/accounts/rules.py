"""Who may change the register of organisations, people and sectors (domain.md 5.1); pure."""

from collections.abc import Collection

import msgspec

from consult.accounts.matrix import ALONE
from consult.kit.actor import GOVERNMENT_KINDS, Actor, Permission, Role
from consult.kit.i18n import gettext as _
from consult.kit.verdict import YES, Verdict, no, not_now

BODY_ROLES = frozenset({Role.INTAKE_MODERATOR, Role.PROTECTION_OFFICER})
MINISTRY_ROLES = frozenset({Role.MINISTRY_EDITOR, Role.CONSENT_AUTHORITY})
STATE_ROLES = MINISTRY_ROLES | {Role.ACU_COUNTERSIGNER, Role.COORDINATOR}
OUTSIDE_ROLES = frozenset({Role.PARTNER_FOCAL_POINT, Role.CSO_MEMBER})


class Holder(msgspec.Struct, frozen=True):
    """What a person is in the country so far: the roles held and the organisation spoken for."""

    roles: frozenset[Role] = frozenset()
    organisation_id: int | None = None


class Body(msgspec.Struct, frozen=True):
    """An organisation as the rules see it."""

    id: int
    kind: str


def may_edit(actor: Actor) -> Verdict:
    """Organisations, people, sectors and settings: the country's administrator, or the console."""
    if actor.holds(Permission.REGISTER_EDIT):
        return YES
    return no(_("Only an administrator of the country changes the register."))


def may_match(actor: Actor) -> Verdict:
    """Aliases, identifiers and merges of organisations, and bodies that a source names: coordinators too."""
    if actor.holds(Permission.REGISTER_MATCH) or actor.holds(Permission.REGISTER_EDIT):
        return YES
    return no(_("Only a coordinator or an administrator matches organisations."))


def may_edit_organisation(actor: Actor, organisation_id: int) -> Verdict:
    """An organisation's record: an administrator any, its own members their profile."""
    if actor.holds(Permission.REGISTER_EDIT) or actor.holds(Permission.REGISTER_PROFILE, within=organisation_id):
        return YES
    return no(_("Only the organisation itself or an administrator changes its profile."))


def may_set_body(actor: Actor) -> Verdict:
    """The independent body is fixed at the console, never by an administrator."""
    if actor.person_id is None and actor.holds(Permission.REGISTER_BODY):
        return YES
    return no(_("The independent body is fixed at the console when the country is set up."))


def may_name(actor: Actor, role: Role) -> Verdict:
    """Who names whom: officers name moderators and officers, the console operators, administrators the rest."""
    if role in BODY_ROLES:
        if actor.holds(Permission.REGISTER_BODY):
            return YES
        return no(_("Only the independent body's protection officers name moderators and protection officers."))
    if role is Role.OPERATOR and actor.person_id is not None:
        return no(_("Operators are named at the console."))
    return may_edit(actor)


def may_grant(actor: Actor, role: Role, holder: Holder, body: Body | None) -> Verdict:
    """Whether `actor` may give `role`, for organisation `body`, to a person who is `holder` so far."""
    asked = may_name(actor, role)
    if not asked:
        return asked
    if role is Role.PUBLIC or role in holder.roles:
        return not_now(_("This person holds this role already."))
    if holder.roles and (role in ALONE or holder.roles & ALONE):
        return no(_("Moderators, protection officers, administrators and operators hold no second role in a country."))
    if holder.organisation_id is not None and body is not None and body.id != holder.organisation_id:
        return no(_("A person speaks for one organisation in a country."))
    return fits(role, body)


def fits(role: Role, body: Body | None) -> Verdict:
    """Whether a role speaks for an organisation of this kind, or for none."""
    if role in BODY_ROLES:
        return YES if body is None else no(_("Moderators and protection officers belong to no organisation of the register."))
    if role in STATE_ROLES | OUTSIDE_ROLES and body is None:
        return no(_("Choose the organisation that this role speaks for."))
    kind = body.kind if body else ""
    if role in MINISTRY_ROLES and kind != "MINISTRY":
        return no(_("This role belongs to a ministry."))
    if role is Role.ACU_COUNTERSIGNER and kind != "ACU":
        return no(_("The countersigning officer belongs to the aid coordination unit."))
    if role in OUTSIDE_ROLES and kind in GOVERNMENT_KINDS:
        return no(_("This role belongs to an organisation outside government."))
    return YES


def may_end(actor: Actor, role: Role, *, others: int) -> Verdict:
    """Whether a role may be taken away; `others` is how many more people hold it in the country."""
    asked = may_name(actor, role)
    if asked and others == 0 and role in (Role.COUNTRY_ADMIN, Role.PROTECTION_OFFICER):
        return not_now(_("The last one to hold this role keeps it: name another first."))
    return asked


def may_merge(actor: Actor, gone: Body, kept: Body, *, holds_sectors: bool) -> Verdict:
    """Whether one organisation may become part of another."""
    asked = may_match(actor)
    if not asked:
        return asked
    if gone.id == kept.id:
        return not_now(_("These are the same organisation."))
    if holds_sectors:
        return not_now(_("This ministry holds national sectors: give them to another ministry first."))
    if (gone.kind in GOVERNMENT_KINDS) != (kept.kind in GOVERNMENT_KINDS):
        return not_now(_("A body of government and one outside it cannot be merged."))
    return YES


def offered(actor: Actor) -> Collection[Role]:
    """The roles that an actor may give, in the order of the table."""
    return [role for role in Role if role is not Role.PUBLIC and may_name(actor, role)]
