"""Reading places out of files: GeoJSON features and gazetteer rows become the same plain rows."""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from babel.core import get_global

from consult.kit.errors import Unreadable
from consult.kit.i18n import gettext as _
from consult.places.grid import Point, rings_of

CODE = ("pcode", "p_code", "code", "place_code")
NAME = ("name", "name_en", "shapename", "admin_name", "featurename")
PARENT = ("parent", "parent_code", "parent_pcode", "parent_id")
COUNTRY = ("iso3", "iso2", "country", "country_code", "adm0_pcode", "iso_a2", "iso_a3", "adm0_a3")
LARGEST = 200 * 2**20


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A place as a file tells it: `variants` other names, `members` the codes that a composite stands for."""

    name: str
    code: str = ""
    level: int = 1
    parent: str = ""
    names: Mapping[str, str] = {}
    variants: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    iso_3166_2: str = ""
    population: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    point: Point | None = None
    shape: Mapping[str, Any] | None = None


def read_file(path: Path, *, country: str) -> list[Row]:
    """The rows of a GeoJSON or CSV file that lie in `country` (ISO alpha-2); raises `Unreadable` saying what is off."""
    if path.stat().st_size > LARGEST:
        raise Unreadable("file", _("%(file)s is too large.", file=path.name))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise Unreadable("file", _("%(file)s is not text in UTF-8.", file=path.name)) from exc
    told = features(text, path.name) if text.lstrip()[:1] in ("{", "[") else lines(text, path.name)
    own = names_of_country(country)
    level = level_in_name(path.name)
    return [row(facts, shape, level) for facts, shape in told if not (said := pick(facts, COUNTRY)) or said.upper() in own]


def names_of_country(code: str) -> set[str]:
    """The codes by which files name a country: ISO alpha-2 and alpha-3."""
    alpha3 = get_global("territory_aliases")
    longer = {long for long, short in alpha3.items() if len(long) == 3 and long.isalpha() and short == [code]}
    return {code, *longer}


def features(text: str, name: str) -> list[tuple[dict[str, str], Mapping[str, Any] | None]]:
    """The properties and shapes of a feature collection."""
    try:
        found = json.loads(text)
        told = [(f.get("properties") or {}, f.get("geometry"), f.get("id")) for f in found["features"]]
    except (ValueError, KeyError, TypeError, AttributeError) as exc:
        raise Unreadable("file", _("%(file)s is not GeoJSON with features.", file=name)) from exc
    return [(flat(facts), shape if shape and rings_of(shape) else None) for facts, shape, _id in told]


def lines(text: str, name: str) -> list[tuple[dict[str, str], None]]:
    """The rows of a table with a heading; HXL's second row of tags is left out."""
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or not any(pick(flat(r), NAME) or finest(flat(r)) for r in rows):
        raise Unreadable("file", _("%(file)s is neither GeoJSON nor a table with a column “name”.", file=name))
    return [(flat(r), None) for r in rows if not any(str(v).startswith("#") for v in r.values())]


def flat(facts: Mapping[Any, Any]) -> dict[str, str]:
    """Properties with plain keys and text values."""
    return {str(k).strip().casefold(): str(v).strip() for k, v in facts.items() if k and v is not None}


def pick(facts: Mapping[str, str], keys: Iterable[str]) -> str:
    """The first value there is under one of several keys."""
    return next((facts[k] for k in keys if facts.get(k)), "")


def finest(facts: Mapping[str, str]) -> int:
    """The finest level that columns such as ADM2_PCODE or admin2Name fill; 0 if none."""
    levels = (re.match(r"adm(?:in)?([1-4])_?(?:pcode|name|en)\b", k) for k, v in facts.items() if v)
    return max((int(m[1]) for m in levels if m), default=0)


def level_in_name(name: str) -> int:
    """The level that a file's name states (SOM_adm2.geojson), else 1."""
    found = re.search(r"adm(?:in)?_?([0-4])", name.casefold())
    return int(found[1]) if found else 1


def row(facts: Mapping[str, str], shape: Mapping[str, Any] | None, level: int) -> Row:
    """One place out of its properties; columns of its level (ADM2_EN, ADM2_PCODE) serve where plain ones lack."""
    stated = pick(facts, ("level", "admin_level", "adm_level"))
    depth = int(stated) if stated.isdigit() else finest(facts) or level
    return Row(
        name=pick(facts, (*NAME, *of_level("name", depth))),
        code=pick(facts, (*CODE, *of_level("pcode", depth))).upper(),
        level=depth,
        parent=(pick(facts, (*PARENT, *of_level("pcode", depth - 1))) if depth > 1 else "").upper(),
        names={lang: facts[k] for lang in ("fr", "ar") for k in (f"name_{lang}", f"adm{depth}_{lang}") if facts.get(k)},
        variants=several(pick(facts, ("variants", "names_other", "alias", "aliases"))),
        members=tuple(m.upper() for m in several(pick(facts, ("members",)))),
        iso_3166_2=pick(facts, ("iso_3166_2",)),
        population=int(pop) if (pop := facts.get("population", "")).isdigit() else None,
        valid_from=day(facts.get("valid_from", "")),
        valid_to=day(facts.get("valid_to", "")),
        point=point(facts),
        shape=shape,
    )


def of_level(kind: str, level: int) -> tuple[str, ...]:
    """How official files head a level's columns."""
    if kind == "pcode":
        return f"adm{level}_pcode", f"admin{level}pcode", f"adm{level}pcode"
    return f"adm{level}_en", f"admin{level}name_en", f"adm{level}_name", f"admin{level}name", f"adm{level}_fr"


def several(text: str) -> tuple[str, ...]:
    """Values that a bar or semicolon parts."""
    return tuple(v.strip() for v in re.split(r"[|;]", text) if v.strip())


def day(text: str) -> date | None:
    """A day in ISO form, or none."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def point(facts: Mapping[str, str]) -> Point | None:
    """Longitude and latitude, where a row states both."""
    try:
        return float(pick(facts, ("lon", "lng", "longitude", "x"))), float(pick(facts, ("lat", "latitude", "y")))
    except ValueError:
        return None
