"""Making countries and loading their places."""

from collections.abc import Iterable

import msgspec
from sqlalchemy.orm import Session

from consult.audit.actions import record
from consult.kit.actor import Actor
from consult.kit.i18n import gettext as _
from consult.kit.outbox import announce
from consult.kit.text import fold
from consult.places import queries
from consult.places.coding import own_code, parent_of
from consult.places.events import PlacesLoaded
from consult.places.models import Country, Place, PlaceName, PlaceNameMember
from consult.places.reading import Row


class Loaded(msgspec.Struct):
    """What loading did, in numbers of places and of names; `left_out` says why a row was not taken."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    names: int = 0
    left_out: list[str] = msgspec.field(default_factory=list)


def add_country_place(db: Session, country: Country) -> Place:
    """The country itself as its first place, of level 0 and its own code."""
    place = Place(code=country.code, name=country.name, names=country.names, level=0)
    db.add(place)
    db.flush()
    return place


def load_places(db: Session, actor: Actor, country: Country, rows: Iterable[Row]) -> Loaded:
    """Add or bring up to date the places, variants and composites of `rows`; announces what was touched.

    Parents come by code, else by containment, else the country; loading the same again changes nothing.
    """
    loading = Loading(db, country)
    for row in sorted(rows, key=lambda r: (bool(r.members), r.level)):
        loading.take(row)
    if loading.touched:
        record(db, actor, "places.loaded", **msgspec.to_builtins(loading.done) | {"left_out": len(loading.done.left_out)})
        announce(db, PlacesLoaded(tuple(sorted(loading.touched))))
    return loading.done


class Loading:
    """One run of loading: what is known, what was done."""

    def __init__(self, db: Session, country: Country) -> None:
        self.db, self.country = db, country
        self.done = Loaded()
        self.touched: set[int] = set()
        self.places = {p.code: p for p in queries.places(db, shapes=True)}
        self.names = queries.names(db)
        if not any(p.level == 0 for p in self.places.values()):
            top = add_country_place(db, country)
            self.places[top.code] = top

    def take(self, row: Row) -> None:
        """Take one row, or say why not."""
        if not row.name and not row.code:
            self.done.left_out.append(_("a row has neither name nor code"))
        elif row.members:
            self.take_composite(row)
        elif row.level == 0:
            self.done.unchanged += 1
        else:
            self.take_place(row)

    def take_place(self, row: Row) -> None:
        known = self.places.get(row.code)
        parent = parent_of(row, list(self.places.values()), kept=known.parent_id if known else None)
        code = row.code or own_code(self.country.code, row, parent, self.places)
        place = self.places.get(code)
        if place is None:
            place = Place(code=code, name=row.name or code, level=row.level)
            self.db.add(place)
            self.places[code] = place
            self.bring_up(place, row, parent)
            self.done.created += 1
        elif self.bring_up(place, row, parent):
            self.done.updated += 1
        else:
            self.done.unchanged += 1
        self.db.flush()
        for name in row.variants:
            self.name(name, (place.id,))

    def bring_up(self, place: Place, row: Row, parent: Place | None) -> bool:
        """Bring a place up to what a row states; whether anything changed."""
        stated = {
            "name": row.name,
            "names": dict(place.names or {}) | dict(row.names),
            "parent_id": parent.id if parent else None,
            "iso_3166_2": row.iso_3166_2,
            "population": row.population,
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "shape": row.shape,
        }
        changed = {k: v for k, v in stated.items() if v not in (None, "", {}) and getattr(place, k) != v}
        for key, value in changed.items():
            setattr(place, key, value)
        if changed:
            self.db.flush()
            self.touched.add(place.id)
        return bool(changed)

    def take_composite(self, row: Row) -> None:
        try:
            members = tuple(self.places[code].id for code in row.members)
        except KeyError as exc:
            self.done.left_out.append(_("%(name)s: no place has the code %(code)s", name=row.name, code=exc.args[0]))
            return
        for name in (row.name, *row.variants):
            self.name(name, members)

    def name(self, name: str, place_ids: tuple[int, ...]) -> None:
        """Let a name mean places; one that means others already is left out, as two truths help nobody."""
        folded = fold(name)
        if not folded or self.names.get(folded) == place_ids:
            return
        if folded in self.names:
            self.done.left_out.append(_("the name “%(name)s” means other places already", name=name))
            return
        members = [PlaceNameMember(place_id=i) for i in place_ids]
        self.db.add(PlaceName(name=name, folded=folded, members=members))
        self.names[folded] = place_ids
        self.touched.update(place_ids)
        self.done.names += 1
