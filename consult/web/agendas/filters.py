"""Filters of the agenda's list, kept in the address; a bad one is ignored and named."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from consult.accounts.models import NationalSector
from consult.kit.errors import ConsultError
from consult.kit.i18n import gettext as _
from consult.kit.text import slug
from consult.places.models import Place
from consult.web.agendas.shown import Row

CONSENT = {
    "granted": "IN_FORCE",
    "conditional": "IN_FORCE_CONDITIONS",
    "notice": "NOTICE",
    "paused": "SUSPENDED",
    "proposed": "PROPOSED",
    "refused": "REFUSED",
    "withdrawn": "WITHDRAWN",
    "expired": "EXPIRED",
    "not-asked": "NOT_ASKED",
}
FUNDING = ("none", "part", "full")


class Filters(msgspec.Struct, frozen=True):
    """What the list is narrowed to, by the names of the address; `bad` are values that mean nothing here."""

    chosen: Mapping[str, str]
    bad: tuple[str, ...]

    def keeps(self, row: Row) -> bool:
        """Whether a row stays in the list."""
        return all(TESTS[name](row, value) for name, value in self.chosen.items())

    def without(self, name: str) -> dict[str, str]:
        """The other filters, for a link that takes one away."""
        return {n: v for n, v in self.chosen.items() if n != name}


TESTS: Mapping[str, Callable[[Row, str], bool]] = {
    "sector": lambda row, value: row.text.sector is not None and row.text.sector.code == value,
    "region": lambda row, value: row.nationwide or any(slug(p.name) == value for p in row.regions),
    "consent": lambda row, value: row.cell.shown == CONSENT[value],
    "funding": lambda row, value: row.funding == value,
}


def read_filters(given: Mapping[str, str], sectors: Sequence[NationalSector], regions: Sequence[Place]) -> Filters:
    """The filters of a query; unknown names and values are kept apart, to be named."""
    allowed: dict[str, set[str]] = {
        "sector": {s.code for s in sectors},
        "region": {slug(p.name) for p in regions},
        "consent": set(CONSENT),
        "funding": set(FUNDING),
    }
    asked = {name: value.strip() for name, value in given.items() if value.strip()}
    chosen = {name: value for name, value in asked.items() if value in allowed.get(name, ())}
    bad = tuple(f"{n}={v}" for n, v in asked.items() if n not in chosen and n != "page")
    return Filters(chosen, bad)


def refuse_bad(filters: Filters) -> None:
    """A file is not made of half a question: raises for a filter that means nothing (400)."""
    if filters.bad:
        raise ConsultError(_("This filter is not known: %(name)s.", name=filters.bad[0]))


def options(sectors: Sequence[Any], regions: Sequence[Place], named: Callable[[Any], str]) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen for sectors and regions, as (value, name)."""
    return {
        "sector": [(s.code, named(s)) for s in sectors],
        "region": [(slug(p.name), named(p)) for p in regions],
    }
