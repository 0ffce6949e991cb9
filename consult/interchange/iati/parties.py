"""Who takes part in an activity, and which names and identifiers are nobody's (domain.md, Organisations)."""

import re
from functools import lru_cache

from consult.interchange.iati.values import PartyRecord
from consult.kit import text

NOBODY = frozenset({"", "unspecified", "undefined", "unknown", "not specified", "n a", "na", "none"})
OF_A_KIND = re.compile(r"(XM-DAC-)?\d{2}000", re.IGNORECASE)
fold = lru_cache(maxsize=50_000)(text.fold)
"""A file names few organisations many times."""
FUNDING, IMPLEMENTING = "1", "4"


def bodies(parties: tuple[PartyRecord, ...], role: str) -> tuple[PartyRecord, ...]:
    """The organisations in a role, each once, without nobody; an identifier that names a kind is taken off."""
    found: dict[tuple[str, str], PartyRecord] = {}
    for party in parties:
        if party.role != role:
            continue
        known = PartyRecord(party.role, own_identifier(party.identifier), party.name, party.type)
        if not is_nobody(known):
            found.setdefault((known.identifier.casefold(), "" if known.identifier else fold(known.name)), known)
    return tuple(found.values())


def own_identifier(identifier: str) -> str:
    """The identifier, or nothing where it is a DAC channel code of a kind and not a body (ending in 000)."""
    return "" if OF_A_KIND.fullmatch(identifier) or fold(identifier) in NOBODY else identifier


def is_nobody(party: PartyRecord) -> bool:
    """Whether neither an identifier nor a name says who it is."""
    return not party.identifier and fold(party.name) in NOBODY
