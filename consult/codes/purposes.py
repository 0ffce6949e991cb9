"""DAC purpose codes as a tree: five-digit codes under three-digit categories (domain.md 2.3)."""

from functools import cache

from consult.codes import lists
from consult.codes.lists import Code

UNSPECIFIED = "998"
NO_PURPOSE = "99810"

# PSG by purpose code or category, the longest match holding (domain.md 2.3, our own default map).
PSG_CODES = {
    "PSG1": "15112 15150 15151 15152 15153 15154 15160 15170 15185 15220",
    "PSG2": "15132 15210 15230 15240 15250 15261",
    "PSG3": "15130 15131 15134 15135 15137 15180",
    "PSG4": "15142 15144 16020 240 250 311 312 313 321 322 323 331",
    "PSG5": "15110 15111 15113 15114 15116 15117 15118 15119 15124 15125 15126 15127 15128 15129 15155 15156 510 "
    "111 112 113 114 121 122 123 130 140 160 210 220 231 232 233 234 235 236",
}
_PSG_BY_CODE = {code: psg for psg, held in PSG_CODES.items() for code in held.split()}


def purpose_code(code: str | None) -> Code | None:
    """A purpose code or category, withdrawn or not; None if DAC has none such."""
    return lists.find("purpose_codes", code) or lists.find("categories", code)


def is_category(code: str) -> bool:
    """Whether `code` is a category of three digits."""
    return lists.find("categories", code) is not None


def category_of(code: str) -> str:
    """The category of a code: its list's word, else its first three digits; a category is its own."""
    found = lists.find("purpose_codes", code)
    return found.category if found else code[:3]


@cache
def codes_under(category: str, *, withdrawn: bool = False) -> tuple[str, ...]:
    """The five-digit codes of a category, in order."""
    return tuple(c.code for c in lists.codes("purpose_codes", withdrawn=withdrawn) if c.category == category)


@cache
def tree() -> tuple[tuple[Code, tuple[Code, ...]], ...]:
    """Each category in use with its codes in use, in order."""
    every = lists.codes("purpose_codes")
    return tuple((top, tuple(c for c in every if c.category == top.code)) for top in lists.codes("categories"))


def unspecified(code: str | None) -> bool:
    """Whether a code says nothing: none, 998 or 99810."""
    return not code or category_of(code) == UNSPECIFIED


def matches(one: str, other: str) -> bool:
    """Whether two codes may be the same work: equal, or a category and a code under it, never 998 (domain.md O1)."""
    if unspecified(one) or unspecified(other):
        return False
    return one == other or one == category_of(other) or other == category_of(one)


def common_category(codes: list[str]) -> str:
    """Where several codes meet: their category, else 99810 (domain.md I16)."""
    met = {category_of(code) for code in codes}
    return met.pop() if len(met) == 1 else NO_PURPOSE


def psg_of(code: str) -> str | None:
    """The PSG of a purpose code by our default map; None asks for a person's choice."""
    return _PSG_BY_CODE.get(code) or _PSG_BY_CODE.get(category_of(code))


def core_area_of(psg: str) -> str | None:
    """The core area of a PSG (domain.md 2.1)."""
    found = lists.find("psgs", psg)
    return found.category if found else None
