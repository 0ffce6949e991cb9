"""Purpose codes of an activity or transaction, and how money divides among them (domain.md I16)."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

import msgspec

from consult.interchange.iati.values import SectorRecord

UNSPECIFIED = "99810"
PURPOSE, CATEGORY = frozenset({"1", "DAC"}), frozenset({"2", "DAC-3"})
SINGLE, STATED, UNDIVIDED = "SINGLE", "STATED", "UNDIVIDED"


class Codebook(msgspec.Struct, frozen=True):
    """What codes there are: purpose codes of five digits, categories and groups of three, others mapped to them."""

    purposes: frozenset[str]
    categories: frozenset[str]
    mapped: Mapping[tuple[str, str], str] = {}

    def known(self, code: str) -> str | None:
        """The code itself, or the category that a made-up five-digit code (15100) stands for; None where neither is."""
        if code in self.purposes or code in self.categories:
            return code
        if len(code) == 5 and code.isdigit() and code[:3] in self.categories:
            return code[:3]
        return None


class Share(msgspec.Struct, frozen=True):
    """One line's worth of a division: a purpose code (None: not known), with what is listed where it is UNDIVIDED."""

    purpose: str | None
    codes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Tells the lines of one commitment apart."""
        return "+".join(self.codes) or self.purpose or "-"


NOT_KNOWN = Share(None)
Division = dict[Share, Decimal]
"""Weights, of any sum above nought, by share."""
WHOLE = Decimal(1)


def divide(sectors: Sequence[SectorRecord], book: Codebook) -> Division:
    """How money divides: by stated percentages, else undivided under the common category; unknown where no code is."""
    merged = chosen(sectors, book)
    if len(merged) < 2:
        return {Share(code): WHOLE for code in merged} or {NOT_KNOWN: WHOLE}
    stated = {code: share for code, share in merged.items() if share}
    if any(share is None for share in merged.values()) or not stated:
        return {undivided(merged): WHOLE}
    return {Share(code): share for code, share in stated.items()}


def chosen(sectors: Sequence[SectorRecord], book: Codebook) -> dict[str, Decimal | None]:
    """Codes of the first vocabulary that has one, 1, then 2, then mapped; repeated codes merged, shares summed."""
    for names in (PURPOSE, CATEGORY):
        found = merge([(book.known(s.code), s.percentage) for s in sectors if s.vocabulary in names])
        if found:
            return found
    return merge([(book.mapped.get((s.vocabulary, s.code)), s.percentage) for s in sectors])


def merge(parts: list[tuple[str | None, Decimal | None]]) -> dict[str, Decimal | None]:
    """Shares by code; a share that is not stated, or below nought, leaves its code's unknown."""
    found: dict[str, Decimal | None] = {}
    for code, share in parts:
        if code is None:
            continue
        known = share if share is not None and share >= 0 else None
        before = found.get(code, Decimal(0))
        found[code] = None if known is None or before is None else before + known
    return found


def undivided(codes: Mapping[str, object] | Sequence[str]) -> Share:
    """One share for several codes: their common category, else 99810, the codes listed in order."""
    listed = tuple(sorted(codes))
    categories = {code[:3] for code in listed}
    return Share(categories.pop() if len(categories) == 1 else UNSPECIFIED, listed)


def split_of(share: Share, *, of: int) -> str:
    """How a line came by its purpose code, as one of `of` lines of its commitment."""
    if share.codes:
        return UNDIVIDED
    return SINGLE if of == 1 else STATED


def whole(exact: Decimal) -> int:
    """Minor units, half to even (domain.md, Rounding)."""
    return int(exact.quantize(Decimal(1), ROUND_HALF_EVEN))


def apportion(total: int, exact: Sequence[Decimal]) -> list[int]:
    """Whole parts near `exact` that sum to `total`, their rounded sum, by largest remainder; the first of equals."""
    floors = [int(part.to_integral_value(ROUND_FLOOR)) for part in exact]
    order = sorted(range(len(exact)), key=lambda i: (floors[i] - exact[i], i))
    for i in order[: total - sum(floors)]:
        floors[i] += 1
    return floors
