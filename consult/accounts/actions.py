"""Changing the register: organisations, names and identifiers, sectors, settings."""

import msgspec
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from consult.accounts import register, rules
from consult.accounts.events import OrganisationsMerged, SectorsChanged
from consult.accounts.models import (
    CountrySettings,
    Membership,
    NationalSector,
    Organisation,
    OrganisationAlias,
    OrganisationIdentifier,
    OrganisationKind,
    SectorCode,
)
from consult.audit.actions import record
from consult.codes import lists, purposes
from consult.kit.actor import Actor
from consult.kit.errors import Invalid, Stale
from consult.kit.i18n import gettext as _
from consult.kit.outbox import announce
from consult.kit.text import fold, slug


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What is said of an organisation; codes are those of codes/data."""

    name: str
    kind: str = "OTHER"
    acronym: str = ""
    iati_type: str | None = None
    channel: str | None = None
    communities: tuple[str, ...] = ()
    advantages: tuple[str, ...] = ()
    constituencies: tuple[str, ...] = ()
    email: str | None = None
    language: str = "en"


class Sector(msgspec.Struct, frozen=True, kw_only=True):
    """A national sector as asked for; a category among `purpose_codes` stands for all its codes."""

    code: str
    name: str
    ministry_id: int
    psg: str
    core_area: str = ""
    purpose_codes: tuple[str, ...] = ()
    names: dict[str, str] = {}
    position: int = 0


def add_organisation(
    db: Session, actor: Actor, profile: Profile, *, aliases: tuple[str, ...] = (), identifiers: tuple[str, ...] = ()
) -> Organisation:
    """Add an organisation under the next number; raises `Invalid` where its name means one already."""
    rules.may_match(actor).require()
    check_profile(profile)
    if register.by_alias(db, profile.name):
        raise Invalid("name", _("The register has an organisation of this name already."))
    number = (db.scalar(select(func.max(Organisation.number))) or 0) + 1
    stated = msgspec.structs.asdict(profile)
    lists_ = {k: list(v) for k, v in stated.items() if isinstance(v, tuple)}
    organisation = Organisation(**stated | lists_, number=number, slug=free_slug(db, profile.name, number))
    organisation.aliases, organisation.identifiers = [], []
    db.add(organisation)
    db.flush()
    record(db, actor, "organisation.added", organisation, name=profile.name, kind=profile.kind)
    for name in aliases:
        add_alias(db, actor, organisation, name)
    for identifier in identifiers:
        add_identifier(db, actor, organisation, identifier)
    return organisation


def check_profile(profile: Profile) -> None:
    """Raises `Invalid` naming the first field that is off."""
    if not profile.name.strip():
        raise Invalid("name", _("Enter the organisation's name."))
    if profile.kind not in OrganisationKind.__members__:
        raise Invalid("kind", _("Choose the kind of organisation."))
    for field in ("communities", "constituencies"):
        if any(lists.find(field, code) is None for code in getattr(profile, field)):
            raise Invalid(field, _("Choose from the list."))


def free_slug(db: Session, name: str, number: int) -> str:
    """The name as part of an address, with the number where another has it or no letter is left."""
    wanted = slug(name)[:80] or f"org-{number}"
    taken = db.scalar(select(Organisation.id).where(Organisation.slug == wanted))
    return f"{wanted}-{number}" if taken else wanted


def change_organisation(
    db: Session, actor: Actor, organisation: Organisation, profile: Profile, *, version: int
) -> Organisation:
    """Change what is said of an organisation; its kind only by an administrator. `version` is the one that was read."""
    rules.may_edit_organisation(actor, organisation.id).require()
    check_profile(profile)
    stated = msgspec.structs.asdict(profile)
    changed = {k: list(v) if isinstance(v, tuple) else v for k, v in stated.items()}
    changed = {k: v for k, v in changed.items() if getattr(organisation, k) != v}
    if "kind" in changed:
        rules.may_edit(actor).require()
    if organisation.version != version:
        theirs = {k: str(getattr(organisation, k)) for k in changed}
        raise Stale(_("Somebody else changed this meanwhile."), [(k, str(changed[k]), theirs[k]) for k in changed])
    before = {k: getattr(organisation, k) for k in changed if k != "email"}
    if "name" in changed:
        add_alias(db, actor, organisation, organisation.name)
    for key, value in changed.items():
        setattr(organisation, key, value)
    organisation.version += 1
    record(db, actor, "organisation.changed", organisation, before=before, fields=sorted(changed))
    return organisation


def add_alias(db: Session, actor: Actor, organisation: Organisation, name: str) -> None:
    """Let another name mean an organisation; raises `Invalid` where it means another one. Aliases must be loaded."""
    if not rules.may_edit_organisation(actor, organisation.id):
        rules.may_match(actor).require()
    folded = fold(name)
    if not folded:
        raise Invalid("alias", _("Enter a name with letters."))
    held = db.scalars(select(OrganisationAlias).where(OrganisationAlias.folded == folded)).first()
    if held and held.organisation_id != organisation.id:
        raise Invalid("alias", _("This name means another organisation already."))
    if held is None:
        organisation.aliases.append(OrganisationAlias(name=name.strip(), folded=folded))
        record(db, actor, "organisation.alias_added", organisation, name=name.strip())


def drop_alias(db: Session, actor: Actor, organisation: Organisation, alias_id: int) -> None:
    """Let a name mean an organisation no longer; an unknown one is nothing to do."""
    rules.may_match(actor).require()
    for alias in [a for a in organisation.aliases if a.id == alias_id]:
        organisation.aliases.remove(alias)
        record(db, actor, "organisation.alias_dropped", organisation, name=alias.name)


def add_identifier(db: Session, actor: Actor, organisation: Organisation, identifier: str) -> None:
    """Give an organisation an identifier (scheme-number); raises `Invalid` where it is another's. They must be loaded."""
    if not rules.may_edit_organisation(actor, organisation.id):
        rules.may_match(actor).require()
    wanted = identifier.strip()
    if not wanted or len(wanted) > 200 or any(c.isspace() for c in wanted):
        raise Invalid("identifier", _("An identifier is a scheme and a number without blanks, as in XM-DAC-7."))
    held = register.by_identifier(db, wanted)
    if held and held.id != organisation.id:
        raise Invalid("identifier", _("This identifier belongs to %(name)s.", name=held.name))
    if held is None:
        organisation.identifiers.append(OrganisationIdentifier(identifier=wanted))
        record(db, actor, "organisation.identifier_added", organisation, identifier=wanted)


def merge_organisations(db: Session, actor: Actor, gone: Organisation, kept: Organisation) -> None:
    """Make `gone` part of `kept`: its names, identifiers and people go over, and what names it follows by the outbox."""
    holds = db.scalar(select(func.count(NationalSector.id)).where(NationalSector.ministry_id == gone.id)) or 0
    bodies = (rules.Body(o.id, o.kind) for o in (gone, kept))
    rules.may_merge(actor, *bodies, holds_sectors=bool(holds)).require()
    for model in (OrganisationAlias, OrganisationIdentifier, Membership):
        mine = (model.organisation_id == gone.id, model.country_id == kept.country_id)  # type: ignore[attr-defined]
        db.execute(update(model).where(*mine).values(organisation_id=kept.id))
    gone.merged_into_id = kept.id
    db.flush()
    db.expire(kept, ["aliases"])
    db.refresh(kept, ["aliases", "identifiers"])
    if register.by_alias(db, gone.name) in (None, kept):
        add_alias(db, actor, kept, gone.name)
    record(db, actor, "organisation.merged", kept, gone=gone.id, name=gone.name)
    announce(db, OrganisationsMerged(gone.id, kept.id))


def define_sector(db: Session, actor: Actor, given: Sector, *, sector: NationalSector | None = None) -> NationalSector:
    """Add or change a national sector; raises `Invalid` where a purpose code is unknown or another sector's."""
    rules.may_edit(actor).require()
    codes = expand(given.purpose_codes)
    check_sector(db, given, sector)
    if sector is None:
        sector = NationalSector(code=given.code)
        db.add(sector)
    for key in ("code", "name", "ministry_id", "psg", "position"):
        setattr(sector, key, getattr(given, key))
    sector.names = dict(given.names)
    sector.core_area = given.core_area or purposes.core_area_of(given.psg) or ""
    db.flush()
    refuse_held(db, codes, sector)
    hold(db, sector, codes)
    record(db, actor, "sector.defined", sector, code=given.code, purpose_codes=sorted(given.purpose_codes))
    announce(db, SectorsChanged())
    return sector


def expand(codes: tuple[str, ...]) -> set[str]:
    """Purpose codes with each category replaced by its codes, withdrawn ones too; raises `Invalid` for what is none."""
    wanted: set[str] = set()
    for code in codes:
        if purposes.purpose_code(code) is None or purposes.unspecified(code):
            raise Invalid("purpose_codes", _("%(code)s is not a purpose code that a sector can hold.", code=code))
        wanted.update(purposes.codes_under(code, withdrawn=True) if purposes.is_category(code) else [code])
    return wanted


def check_sector(db: Session, given: Sector, sector: NationalSector | None) -> None:
    """Raises `Invalid` naming the first field that is off."""
    if not given.name.strip():
        raise Invalid("name", _("Enter the sector's name."))
    if not given.code or slug(given.code) != given.code:
        raise Invalid("code", _("A sector's code is small letters, digits and hyphens."))
    twin = db.scalars(select(NationalSector).where(NationalSector.code == given.code)).first()
    if twin is not None and twin is not sector:
        raise Invalid("code", _("Another sector has this code."))
    if lists.find("psgs", given.psg) is None:
        raise Invalid("psg", _("Choose the peacebuilding and statebuilding goal."))
    if given.core_area and lists.find("core_areas", given.core_area) is None:
        raise Invalid("core_area", _("Choose the core area."))
    ministry = db.scalars(select(Organisation).where(Organisation.id == given.ministry_id)).first()
    if ministry is None or ministry.kind != "MINISTRY":
        raise Invalid("ministry_id", _("Choose the ministry that is competent for this sector."))


def refuse_held(db: Session, codes: set[str], sector: NationalSector) -> None:
    """Raises `Invalid` where another sector holds one of the codes."""
    owner = NationalSector.id == SectorCode.sector_id
    query = select(SectorCode.purpose_code, NationalSector.name).join(NationalSector, owner)
    query = query.where(SectorCode.sector_id != sector.id, SectorCode.purpose_code.in_(codes))
    taken = db.execute(query.order_by(SectorCode.purpose_code)).first()
    if taken:
        held = {"code": taken[0], "sector": taken[1]}
        raise Invalid("purpose_codes", _("The sector “%(sector)s” holds %(code)s already; a purpose code has one.", **held))


def hold(db: Session, sector: NationalSector, codes: set[str]) -> None:
    """Let a sector hold exactly these codes."""
    mine = (SectorCode.sector_id == sector.id, SectorCode.country_id == sector.country_id)
    held = set(db.scalars(select(SectorCode.purpose_code).where(*mine)))
    db.execute(delete(SectorCode).where(*mine, SectorCode.purpose_code.in_(held - codes)))
    db.add_all(SectorCode(sector_id=sector.id, purpose_code=code) for code in sorted(codes - held))
    db.flush()
    db.expire(sector, ["purpose_codes"])


def name_publisher(db: Session, actor: Actor, settings: CountrySettings, ministry: Organisation) -> None:
    """Fix which ministry publishes the country's agenda."""
    rules.may_edit(actor).require()
    if ministry.kind != "MINISTRY":
        raise Invalid("publisher", _("A ministry publishes the agenda."))
    settings.publisher_id = ministry.id
    record(db, actor, "settings.publisher_named", settings, organisation=ministry.id)


def change_answer_days(db: Session, actor: Actor, settings: CountrySettings, days: int) -> None:
    """Fix within how many days after closing ministries answer views (domain.md 3: 84)."""
    rules.may_edit(actor).require()
    if not 1 <= days <= 366:
        raise Invalid("answer_days", _("Give a number of days from 1 to 366."))
    settings.answer_days = days
    record(db, actor, "settings.answer_days_changed", settings, days=days)
