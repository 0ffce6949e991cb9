"""Codes of our own for places without a p-code, and which place a new one lies in."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence

from consult.places.grid import inside, middle, rings_of
from consult.places.models import Place
from consult.places.reading import Row


def capitals(name: str) -> str:
    """A name in capitals, ASCII and hyphens; one without a Latin letter by a short mark of its own."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    kept = re.sub(r"[^A-Z0-9]+", "-", plain.upper().replace("'", "")).strip("-")
    return kept or hashlib.sha256(name.encode()).hexdigest()[:8].upper()


def own_code(country: str, row: Row, parent: Place | None, taken: Mapping[str, Place]) -> str:
    """`TL-DILI`: country and name; where another place has that, its parent's name and then its level follow."""
    above = parent.id if parent else None
    code = f"{country}-{capitals(row.name)}"
    further = [capitals(parent.name)] if parent and parent.level else []
    for more in (*further, f"ADM{row.level}"):
        held = taken.get(code)
        if held is None or (held.level == row.level and held.parent_id == above):
            return code
        code = f"{code}-{more}"
    return code


def parent_of(row: Row, places: Sequence[Place], *, kept: int | None = None) -> Place | None:
    """The place a row lies in: by its parent's code, else as known, else the finest coarser one whose shape holds it.

    `kept` is the id of the parent known so far, which the country, a stand-in, is not; it stands in where nothing holds.
    """
    if row.parent:
        for place in places:
            if place.code == row.parent:
                return place
    above = sorted((p for p in places if p.level < row.level), key=lambda p: (-p.level, p.code))
    if known := next((p for p in above if p.id == kept and p.level > 0), None):
        return known
    at = row.point or (middle(row.shape) if row.shape else None)
    if at is not None:
        for place in above:
            if place.shape and inside(rings_of(place.shape), *at):
                return place
    return next((p for p in above if p.level == 0), None)
