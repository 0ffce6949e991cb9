"""Reading the register: organisations, people with their roles, national sectors, settings."""

from collections.abc import Sequence

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.accounts.models import (
    CountrySettings,
    Membership,
    NationalSector,
    Organisation,
    OrganisationAlias,
    OrganisationIdentifier,
    Person,
    SectorCode,
)
from consult.accounts.rules import BODY_ROLES
from consult.kit.actor import Role
from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _
from consult.kit.text import fold


def organisations(*, kind: str = "", name: str = "") -> Select[Organisation]:
    """The organisations in use, by name; `name` is looked for in names, acronyms and aliases."""
    query = select(Organisation).where(Organisation.merged_into_id.is_(None))
    if kind:
        query = query.where(Organisation.kind == kind)
    if name:
        own = OrganisationAlias.organisation_id == Organisation.id
        alias = exists().where(own, OrganisationAlias.folded.contains(fold(name)))
        query = query.where(or_(Organisation.name.icontains(name), Organisation.acronym.icontains(name), alias))
    return query.order_by(Organisation.name, Organisation.id)


def organisation_by_slug(db: Session, slug: str) -> Organisation:
    """An organisation with its aliases and identifiers, by its address; raises `Missing`."""
    return one_organisation(db, Organisation.slug == slug)


def organisation_by_number(db: Session, number: int) -> Organisation:
    """An organisation with its aliases and identifiers, by its number; raises `Missing`."""
    return one_organisation(db, Organisation.number == number)


def organisation_by_id(db: Session, organisation_id: int) -> Organisation:
    """An organisation of this country with its aliases and identifiers, by its id; raises `Missing`."""
    return one_organisation(db, Organisation.id == organisation_id)


def one_organisation(db: Session, condition: object) -> Organisation:
    """The organisation of a condition that holds for one, aliases and identifiers loaded; raises `Missing`."""
    query = select(Organisation).where(condition)  # type: ignore[arg-type]
    found = db.scalars(query.options(selectinload(Organisation.aliases), selectinload(Organisation.identifiers))).first()
    if found is None:
        raise Missing(_("The register has no such organisation."))
    return found


def kept_after_merges(db: Session, organisation: Organisation) -> Organisation:
    """The organisation that one has become part of, through all merges; itself where none."""
    seen = {organisation.id}
    while organisation.merged_into_id and organisation.merged_into_id not in seen:
        seen.add(organisation.merged_into_id)
        organisation = organisation_by_id(db, organisation.merged_into_id)
    return organisation


def by_alias(db: Session, name: str) -> Organisation | None:
    """The organisation in use that a name means: its own name or an alias, folded."""
    folded = fold(name)
    alias = select(OrganisationAlias.organisation_id).where(OrganisationAlias.folded == folded)
    query = select(Organisation).where(or_(Organisation.id.in_(alias), func.lower(Organisation.name) == name.strip().lower()))
    return db.scalars(query.where(Organisation.merged_into_id.is_(None)).order_by(Organisation.id)).first()


def by_identifier(db: Session, identifier: str) -> Organisation | None:
    """The organisation of an identifier."""
    held = select(OrganisationIdentifier.organisation_id).where(OrganisationIdentifier.identifier == identifier.strip())
    return db.scalars(select(Organisation).where(Organisation.id.in_(held))).first()


def ministries(db: Session) -> list[Organisation]:
    """The ministries, by name."""
    return list(db.scalars(organisations(kind="MINISTRY")))


def sectors(db: Session) -> list[NationalSector]:
    """The national sectors in the government's order, each with its ministry and purpose codes."""
    query = select(NationalSector).options(
        joinedload(NationalSector.ministry), selectinload(NationalSector.purpose_codes)
    )
    return list(db.scalars(query.order_by(NationalSector.position, NationalSector.id)))


def sector_by_code(db: Session, code: str) -> NationalSector:
    """A national sector by its code; raises `Missing`."""
    for sector in sectors(db):
        if sector.code == code:
            return sector
    raise Missing(_("No national sector has the code %(code)s.", code=code))


def held_codes(db: Session) -> dict[str, int]:
    """The national sector of each purpose code that one holds: `sectors.sectors_of` takes it."""
    rows = db.execute(select(SectorCode.purpose_code, SectorCode.sector_id).order_by(SectorCode.purpose_code))
    return dict(rows.all())


def settings_of(db: Session) -> CountrySettings:
    """What the country fixed: publisher, independent body; raises `Missing` before it was set up."""
    found = db.scalars(select(CountrySettings).options(joinedload(CountrySettings.publisher))).first()
    if found is None:
        raise Missing(_("This country has not been set up."))
    return found


def members(*, organisation_id: int | None = None, body: bool = False) -> Select[Membership]:
    """Who holds which role: everybody, those of one organisation, or the independent body's people alone."""
    query = select(Membership).join(Person, Person.id == Membership.person_id)
    if organisation_id is not None:
        query = query.where(Membership.organisation_id == organisation_id)
    if body:
        query = query.where(Membership.role.in_([r.value for r in BODY_ROLES]))
    loaded = query.options(joinedload(Membership.person), joinedload(Membership.organisation))
    return loaded.order_by(Person.name, Membership.id)


def membership_by_id(db: Session, membership_id: int) -> Membership:
    """A membership of this country with its person; raises `Missing`."""
    query = select(Membership).where(Membership.id == membership_id)
    found = db.scalars(query.options(joinedload(Membership.person), joinedload(Membership.organisation))).first()
    if found is None:
        raise Missing(_("Nobody holds this role any more."))
    return found


def memberships_of(db: Session, person_id: int) -> Sequence[Membership]:
    """What a person is in this country."""
    return db.scalars(select(Membership).where(Membership.person_id == person_id).order_by(Membership.id)).all()


def holders(db: Session, role: Role) -> int:
    """How many people hold a role in this country."""
    return db.scalar(select(func.count()).select_from(Membership).where(Membership.role == role.value)) or 0
