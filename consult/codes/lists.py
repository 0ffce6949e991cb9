"""Published vocabularies: every code with its names in English, French and, where people read it, Arabic."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from consult.kit import i18n

DATA = Path(__file__).parent / "data"


class Code(msgspec.Struct, frozen=True):
    """One code of a list; `category` is its parent's code or empty, `names` are by language."""

    list: str
    code: str
    category: str
    active: bool
    names: Mapping[str, str]

    @property
    def name(self) -> str:
        """Its name in the language spoken, else in English."""
        return self.names.get(i18n.language()) or self.names["en"]

    def __str__(self) -> str:
        return self.name


@cache
def _read(list_name: str) -> dict[str, Code]:
    path = DATA / f"{list_name}.csv"
    if not path.exists():
        raise LookupError(f"no list {list_name}")
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: _code(list_name, row) for row in csv.DictReader(lines)}


def _code(list_name: str, row: Mapping[str, str]) -> Code:
    names = {lang: row[lang] for lang in ("en", "fr", "ar") if row[lang]}
    return Code(list_name, row["code"], row["category"], row["status"] == "active", names)


def list_names() -> list[str]:
    """The lists there are, by name."""
    return sorted(path.stem for path in DATA.glob("*.csv"))


def find(list_name: str, code: str | None) -> Code | None:
    """A code of a list, withdrawn or not; None if it has none such. Raises LookupError for an unknown list."""
    return _read(list_name).get(code or "")


def codes(list_name: str, *, withdrawn: bool = False) -> tuple[Code, ...]:
    """The codes of a list in its order; `withdrawn` asks for those out of use too."""
    return tuple(c for c in _read(list_name).values() if c.active or withdrawn)


def label(list_name: str, code: str | None, lang: str | None = None) -> str:
    """The name of a code in `lang` (default: the language spoken), else in English; an unknown code is its own name."""
    found = find(list_name, code)
    if found is None:
        return code or ""
    return found.names.get(lang or i18n.language()) or found.names["en"]


def choices(list_name: str) -> list[tuple[str, str]]:
    """For a form: the codes in use with their names in the language spoken."""
    return [(c.code, c.name) for c in codes(list_name)]
