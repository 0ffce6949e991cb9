"""Finding places: by code, by name, by point in polygon; pure, over units that were loaded once."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

import msgspec

from consult.kit.text import fold
from consult.places.grid import Grid, Point

CODE, NAME, POINT = "code", "name", "point"


class Unit(msgspec.Struct, frozen=True):
    """A place as the finder needs it; level 0 is the country."""

    id: int
    code: str
    name: str
    level: int
    parent_id: int | None
    names: tuple[str, ...] = ()


class Found(msgspec.Struct, frozen=True):
    """The places found and how (`code`, `name`, `point`); several where a name is a composite."""

    places: tuple[int, ...]
    method: str


class Gazetteer:
    """A country's places. `names`: folded name to the places it means (several: a composite); `shapes`: by place id."""

    def __init__(
        self,
        units: Iterable[Unit],
        *,
        names: Mapping[str, Sequence[int]] | None = None,
        shapes: Mapping[int, Mapping[str, Any]] | None = None,
    ) -> None:
        self.units = {unit.id: unit for unit in sorted(units, key=lambda u: (u.level, u.code))}
        self._shapes = shapes or {}
        self._means = names or {}

    @cached_property
    def _by_code(self) -> dict[str, int]:
        return {unit.code.upper(): unit.id for unit in self.units.values()}

    @cached_property
    def _by_name(self) -> dict[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for unit in self.units.values():
            for name in dict.fromkeys(fold(n) for n in (unit.name, *unit.names)):
                found.setdefault(name, []).append(unit.id)
        single = {name: self._widest(ids) for name, ids in found.items()}
        return {n: ids for n, ids in single.items() if ids} | {n: tuple(ids) for n, ids in self._means.items()}

    def _widest(self, ids: list[int]) -> tuple[int, ...]:
        """Of places of one name the one that holds all others, or none."""
        top = ids[0]
        held = all(i == top or top in self.ancestors(i) for i in ids)
        return (top,) if held else ()

    @cached_property
    def _grids(self) -> dict[int, Grid]:
        levels: dict[int, list[tuple[int, Mapping[str, Any]]]] = {}
        for unit in self.units.values():
            if unit.id in self._shapes:
                levels.setdefault(unit.level, []).append((unit.id, self._shapes[unit.id]))
        return {level: Grid(shapes) for level, shapes in sorted(levels.items())}

    @property
    def country(self) -> Unit:
        """The country itself; raises LookupError where no place was ever loaded."""
        for unit in self.units.values():
            if unit.level == 0:
                return unit
        raise LookupError("no country among the places")

    def find(
        self, *, codes: Iterable[str] = (), name: str = "", point: Point | None = None, finest: int = 9
    ) -> Found | None:
        """Places of a source's location, by code, else name, else point (longitude, latitude in degrees).

        A point is answered no finer than level `finest` (1 for exactness 2, domain.md 5.1); None if nothing fits.
        """
        for code in codes:
            if (place := self.by_code(code)) is not None:
                return Found((place,), CODE)
        if name and (places := self.by_name(name)):
            return Found(places, NAME)
        if point is not None and (place := self.by_point(*point, finest=finest)) is not None:
            return Found((place,), POINT)
        return None

    def by_code(self, code: str) -> int | None:
        """The place of a code, in any case of letters."""
        return self._by_code.get(code.strip().upper())

    def by_name(self, name: str) -> tuple[int, ...]:
        """The places that a name means: one, the members of a composite, or none (unknown, or of several places)."""
        return self._by_name.get(fold(name), ())

    def by_point(self, longitude: float, latitude: float, *, finest: int = 9) -> int | None:
        """The finest place, down to level `finest`, whose shape holds a point; on a shared edge the lower code."""
        for level in sorted(self._grids, reverse=True):
            if level <= finest and (place := self._grids[level].at(longitude, latitude)) is not None:
                return int(place)
        return None

    def ancestors(self, place_id: int) -> tuple[int, ...]:
        """The places above one, nearest first, the country last; not itself."""
        above: list[int] = []
        parent = self.units[place_id].parent_id
        while parent is not None and parent not in above:
            above.append(parent)
            parent = self.units[parent].parent_id
        return tuple(above)

    def beneath(self, place_id: int) -> frozenset[int]:
        """A place and all that lies in it."""
        return frozenset(i for i in self.units if i == place_id or place_id in self.ancestors(i))

    def common_ancestor(self, places: Sequence[int]) -> int:
        """The nearest place that holds all of several (one: itself; none: the country)."""
        if not places:
            return self.country.id
        chains = [(p, *self.ancestors(p)) for p in places]
        return next((p for p in chains[0] if all(p in chain for chain in chains)), self.country.id)

    def nationwide(self, places: Sequence[int]) -> bool:
        """Whether places say no more than the country."""
        return not places or all(self.units[p].level == 0 for p in places)

    @cached_property
    def tree(self) -> dict[int | None, tuple[int, ...]]:
        """The children of each place in order of code; of None, the country."""
        children: dict[int | None, list[int]] = {}
        for unit in self.units.values():
            children.setdefault(unit.parent_id, []).append(unit.id)
        return {parent: tuple(ids) for parent, ids in children.items()}
