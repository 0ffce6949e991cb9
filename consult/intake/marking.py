"""Passages that may point to a person, a fine place or a day, marked for a moderator's eye; it misses some."""

import re
from collections.abc import Collection, Iterable
from typing import NamedTuple

from consult.kit.text import fold

PATTERNS = (
    ("mail", re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")),
    ("place", re.compile(r"[-+]?\d{1,3}[.,]\d{3,}\s*[°,;/ ]\s*[-+]?\d{1,3}[.,]\d{3,}")),
    ("event", re.compile(r"\b\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}\b")),
    ("number", re.compile(r"\+?\d(?:[\s().-]?\d){5,}")),
    ("number", re.compile(r"\b[A-Z]{1,3}[\s-]?\d{2,5}(?:[\s-]?[A-Z]{1,3})?\b")),
    ("name", re.compile(r"\b(?:Mr|Mrs|Ms|Dr|M\.|Mme|Sheikh|Imam|Chief|Judge|Colonel|General)\.?\s+[A-Z]\w+(?:\s+[A-Z]\w+)?")),
    ("name", re.compile(r"(?<=[a-zà-ÿ,;] )[A-ZÀ-Þ]\w+(?:[\s-][A-ZÀ-Þ]\w+)*")),
)


class Piece(NamedTuple):
    """A stretch of a text; `mark` numbers those to look at, from 1."""

    text: str
    mark: int | None = None
    kind: str = ""


def pieces(text: str, places: Collection[str] = ()) -> list[Piece]:
    """The text in order, cut where something may point to a person; `places` are names finer than a region."""
    found: list[Piece] = []
    at = 0
    for number, (start, end, kind) in enumerate(spans(text, places), 1):
        found += [Piece(text[at:start]), Piece(text[start:end], number, kind)]
        at = end
    return [piece for piece in (*found, Piece(text[at:])) if piece.text]


def spans(text: str, places: Collection[str]) -> list[tuple[int, int, str]]:
    """Marked stretches as (start, end, kind), none overlapping another, in order."""
    marked = [(m.start(), m.end(), kind) for kind, pattern in PATTERNS for m in pattern.finditer(text)]
    marked += place_spans(text, places)
    kept: list[tuple[int, int, str]] = []
    for start, end, kind in sorted(marked, key=lambda s: (s[0], -s[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end, kind))
    return kept


def place_spans(text: str, places: Collection[str]) -> Iterable[tuple[int, int, str]]:
    """Words that are the name of a place finer than a region."""
    known = {fold(name) for name in places}
    for word in re.finditer(r"\w[\w’'-]+", text):
        if fold(word[0]) in known:
            yield word.start(), word.end(), "place"
