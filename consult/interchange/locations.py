"""Where an activity works: its locations as places, with the method that found each (domain.md, Places)."""

from collections.abc import Sequence
from typing import NamedTuple

from consult.interchange.iati.values import LocationRecord
from consult.places.finder import Found, Gazetteer

APPROXIMATE = "2"
REGION, FINEST = 1, 9


class Placed(NamedTuple):
    """Places with their methods, the country alone where nothing else is known; how many locations led there or nowhere."""

    places: tuple[tuple[int, str], ...]
    resolved: int
    unresolved: tuple[LocationRecord, ...]


Known = dict[LocationRecord, Found | None]
"""Answers given already: a file names few locations many times."""


def place(locations: Sequence[LocationRecord], gazetteer: Gazetteer, known: Known) -> Placed:
    """Each location by code, by name, by point; composites stand for their members."""
    found: dict[int, str] = {}
    lost: list[LocationRecord] = []
    for location in locations:
        if location not in known:
            known[location] = find(location, gazetteer)
        answer = known[location]
        if answer is None:
            lost.append(location)
            continue
        for id_ in answer.places:
            found.setdefault(id_, answer.method.upper())
    places = tuple(found.items()) or ((gazetteer.country.id, ""),)
    return Placed(places, len(locations) - len(lost), tuple(lost))


def find(location: LocationRecord, gazetteer: Gazetteer) -> Found | None:
    """One location's places; an approximate point says no more than the region."""
    found = gazetteer.find(codes=location.codes)
    for name in location.names:
        found = found or gazetteer.find(name=name)
    if found is None and location.point is not None:
        latitude, longitude = location.point
        finest = REGION if location.exactness == APPROXIMATE else FINEST
        found = gazetteer.find(point=(longitude, latitude), finest=finest)
    return found
