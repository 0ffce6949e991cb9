"""Reading countries and places."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload, undefer

from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _
from consult.places.finder import Gazetteer, Unit
from consult.places.models import Country, Place, PlaceName


def countries(db: Session) -> list[Country]:
    """Every country here, by name."""
    return list(db.scalars(select(Country).order_by(Country.name, Country.id)))


def country_by_code(db: Session, code: str) -> Country | None:
    """The country of an ISO alpha-2 code, in any case of letters."""
    return db.scalars(select(Country).where(Country.code == code.upper())).first()


def places(db: Session, *, shapes: bool = False) -> list[Place]:
    """The country's places, the country first, then by level and code; `shapes` loads their outlines too."""
    query = select(Place).order_by(Place.level, Place.code, Place.id)
    return list(db.scalars(query.options(undefer(Place.shape)) if shapes else query))


def places_at(db: Session, level: int, *, shapes: bool = False) -> list[Place]:
    """The places of one level, by code: level 1 are the regions."""
    query = select(Place).where(Place.level == level).order_by(Place.code, Place.id)
    return list(db.scalars(query.options(undefer(Place.shape)) if shapes else query))


def place_by_code(db: Session, code: str) -> Place:
    """The place of a code, in any case of letters; raises `Missing` naming it."""
    found = db.scalars(select(Place).where(Place.code == code.strip().upper())).first()
    if found is None:
        raise Missing(_("No place has the code %(code)s.", code=code))
    return found


def country_place(db: Session) -> Place:
    """The country itself as a place; raises `Missing` before any was made."""
    found = db.scalars(select(Place).where(Place.level == 0).order_by(Place.id)).first()
    if found is None:
        raise Missing(_("This country has no places yet."))
    return found


def gazetteer(db: Session, *, shapes: bool = True) -> Gazetteer:
    """The country's places for finding: without `shapes` no point is answered."""
    found = places(db, shapes=shapes)
    units = [Unit(p.id, p.code, p.name, p.level, p.parent_id, tuple((p.names or {}).values())) for p in found]
    outlines = {p.id: p.shape for p in found if p.shape} if shapes else {}
    return Gazetteer(units, names=names(db), shapes=outlines)


def names(db: Session) -> dict[str, tuple[int, ...]]:
    """What each other name means: folded name to place ids."""
    query = select(PlaceName).options(selectinload(PlaceName.members)).order_by(PlaceName.id)
    return {n.folded: tuple(m.place_id for m in n.members) for n in db.scalars(query)}
