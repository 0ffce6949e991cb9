"""Countries and their places."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Base, Tenant, same_country, to_many, to_one


class Country(Base):
    """A tenant: ISO alpha-2 code in capitals, IANA time zone, ISO 4217 reporting currency.

    `notice` is shown on every page (which part is real, say), by language; `names` are by language too.
    """

    __tablename__ = "country"
    __table_args__ = (CheckConstraint("length(code) = 2", name="code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    names: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    timezone: Mapped[str] = mapped_column(default="UTC")
    currency: Mapped[str] = mapped_column(default="USD")
    languages: Mapped[list[str]] = mapped_column(JSON, default=lambda: ["en", "fr", "ar"])
    notice: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    attribution: Mapped[str] = mapped_column(default="")


class Place(Tenant, Base):
    """A unit: its p-code or a stable code of our own, level (0 the country), parent, shape as GeoJSON geometry.

    A composite (a name that spans units) is no place: see PlaceName.
    """

    __tablename__ = "place"
    __table_args__ = (
        UniqueConstraint("country_id", "code"),
        same_country("place", "parent_id"),
        Index("ix_place_parent", "country_id", "parent_id"),
    )
    code: Mapped[str]
    name: Mapped[str]
    names: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    level: Mapped[int]
    parent_id: Mapped[int | None]
    iso_3166_2: Mapped[str | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    population: Mapped[int | None]
    shape: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)
    parent = to_one("Place", "Place.parent_id")


class PlaceName(Tenant, Base):
    """A name that sources use: of one place (a variant), or of several (a composite), folded for comparison."""

    __tablename__ = "place_name"
    __table_args__ = (UniqueConstraint("country_id", "folded"),)
    name: Mapped[str]
    folded: Mapped[str]
    members = to_many("PlaceNameMember", "PlaceNameMember.name_id", "PlaceName")


class PlaceNameMember(Tenant, Base):
    """One place that a name means."""

    __tablename__ = "place_name_member"
    __table_args__ = (
        UniqueConstraint("country_id", "name_id", "place_id"),
        same_country("place_name", "name_id"),
        same_country("place", "place_id"),
    )
    name_id: Mapped[int]
    place_id: Mapped[int]
    place = to_one("Place", "PlaceNameMember.place_id")
