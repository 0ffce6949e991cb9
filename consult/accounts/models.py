"""People, organisations, memberships, and national sectors with their competent ministry."""

from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Base, Tenant, same_country, to_many, to_one


class OrganisationKind(Enum):
    """The kinds of domain.md 5.1."""

    MINISTRY = "MINISTRY"
    ACU = "ACU"
    SUBNATIONAL_GOV = "SUBNATIONAL_GOV"
    BILATERAL = "BILATERAL"
    UN = "UN"
    IFI = "IFI"
    REGIONAL_ORG = "REGIONAL_ORG"
    INGO = "INGO"
    LOCAL_CSO = "LOCAL_CSO"
    FOUNDATION = "FOUNDATION"
    BUSINESS_LOCAL = "BUSINESS_LOCAL"
    BUSINESS_INTL = "BUSINESS_INTL"
    MEDIA = "MEDIA"
    ACADEMIC = "ACADEMIC"
    OTHER = "OTHER"


class Person(Base):
    """An account, across countries; without a password until its link is used. `stamp` ends old sessions."""

    __tablename__ = "person"
    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    demo: Mapped[str | None]

    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        """What Flask-Login asks."""
        return self.active

    def get_id(self) -> str:
        """What Flask-Login keeps in the session."""
        return str(self.id)


class AccountLink(Base):
    """A link sent by mail, good once: to set a password. Only its hash is kept."""

    __tablename__ = "account_link"
    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    hashed: Mapped[str] = mapped_column(unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignedIn(Base):
    """A session of the web, kept here and only named by the cookie; key is the hash of the cookie's token."""

    __tablename__ = "session"
    key: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class Organisation(Tenant, Base):
    """An organisation in one country's register; people see its number."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("country_id", "number"),
        UniqueConstraint("country_id", "slug"),
        Index("ix_organisation_name", "country_id", "name"),
        Index("ix_organisation_kind", "country_id", "kind"),
        same_country("organisation", "merged_into_id"),
    )
    number: Mapped[int]
    slug: Mapped[str]
    name: Mapped[str]
    acronym: Mapped[str] = mapped_column(default="")
    kind: Mapped[str] = mapped_column(default="OTHER")
    iati_type: Mapped[str | None]
    channel: Mapped[str | None]
    communities: Mapped[list[str]] = mapped_column(JSON, default=list)
    advantages: Mapped[list[str]] = mapped_column(JSON, default=list)
    constituencies: Mapped[list[str]] = mapped_column(JSON, default=list)
    email: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    merged_into_id: Mapped[int | None]
    version: Mapped[int] = mapped_column(default=1)
    aliases = to_many("OrganisationAlias", "OrganisationAlias.organisation_id", "Organisation")
    identifiers = to_many("OrganisationIdentifier", "OrganisationIdentifier.organisation_id", "Organisation")


class OrganisationAlias(Tenant, Base):
    """Another name of an organisation, folded for comparison."""

    __tablename__ = "organisation_alias"
    __table_args__ = (UniqueConstraint("country_id", "folded"), same_country("organisation", "organisation_id"))
    organisation_id: Mapped[int]
    name: Mapped[str]
    folded: Mapped[str]


class OrganisationIdentifier(Tenant, Base):
    """An identifier (scheme-number, as org-id.guide); one names one organisation."""

    __tablename__ = "organisation_identifier"
    __table_args__ = (UniqueConstraint("country_id", "identifier"), same_country("organisation", "organisation_id"))
    organisation_id: Mapped[int]
    identifier: Mapped[str]


class Membership(Tenant, Base):
    """A role of a person in a country, for an organisation of it where the role speaks for one."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("country_id", "person_id", "role"),
        same_country("organisation", "organisation_id"),
        Index("ix_membership_person", "person_id"),
    )
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    role: Mapped[str]
    organisation_id: Mapped[int | None]
    person = to_one("Person", "Membership.person_id")
    organisation = to_one("Organisation", "Membership.organisation_id")


class CountrySettings(Tenant, Base):
    """What a country fixes once: the publisher of its agenda and its independent body's name."""

    __tablename__ = "country_settings"
    __table_args__ = (UniqueConstraint("country_id"), same_country("organisation", "publisher_id"))
    publisher_id: Mapped[int | None]
    body: Mapped[str] = mapped_column(default="")
    answer_days: Mapped[int] = mapped_column(default=84)
    publisher = to_one("Organisation", "CountrySettings.publisher_id")


class NationalSector(Tenant, Base):
    """A national sector: the government's own, with its ministry and the DAC purpose codes that it alone holds."""

    __tablename__ = "national_sector"
    __table_args__ = (
        UniqueConstraint("country_id", "code"),
        same_country("organisation", "ministry_id"),
        CheckConstraint("core_area in ('ROL', 'POL', 'ECO')", name="core_area"),
    )
    code: Mapped[str]
    name: Mapped[str]
    names: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    ministry_id: Mapped[int]
    core_area: Mapped[str]
    psg: Mapped[str]
    position: Mapped[int] = mapped_column(default=0)
    ministry = to_one("Organisation", "NationalSector.ministry_id")
    purpose_codes = to_many("SectorCode", "SectorCode.sector_id", "NationalSector")


class SectorCode(Tenant, Base):
    """A purpose code of a national sector; no two sectors hold one (domain.md 5.1)."""

    __tablename__ = "sector_code"
    __table_args__ = (UniqueConstraint("country_id", "purpose_code"), same_country("national_sector", "sector_id"))
    sector_id: Mapped[int]
    purpose_code: Mapped[str]
