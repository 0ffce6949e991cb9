"""Which national sectors a purpose code belongs to (domain.md 5.1); pure."""

from collections.abc import Iterable, Mapping

from consult.codes.purposes import category_of, is_category, unspecified

Held = Mapping[str, int]


def sectors_of(code: str | None, listed: Iterable[str], held: Held) -> frozenset[int]:
    """The national sectors of a line: one; several where it is ambiguous; none where it is unresolved.

    `code` is the line's purpose code or category, `listed` the codes that its source gave without a split (domain.md
    I16), `held` the sector of each purpose code. A bare 99810 may be any sector's; a line without a code is none's.
    """
    if not code:
        return frozenset()
    if code in held:
        return frozenset({held[code]})
    if not (is_category(code) or unspecified(code)):
        return frozenset()
    named = frozenset(s for c in listed if c != code for s in sectors_of(c, (), held) if not unspecified(c))
    return named or of_category(code, held)


def of_category(code: str, held: Held) -> frozenset[int]:
    """The sectors that hold a code of a category; of 998 and 99810, all."""
    if unspecified(code):
        return frozenset(held.values())
    return frozenset(sector for c, sector in held.items() if category_of(c) == code)


def ambiguous(sectors: frozenset[int]) -> bool:
    """Whether money may belong to several sectors: listed under each, added in none."""
    return len(sectors) > 1
