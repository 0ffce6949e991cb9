"""Titles that are alike, by trigrams as PostgreSQL's pg_trgm counts them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np

from consult.coordination.lines import Ints, span

ALIKE = 0.6
"""Least similarity of alike titles (domain.md M2 O1)."""

WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Lower case without accents, so that "Écoles" and "ecoles" are one word."""
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def trigrams(text: str) -> frozenset[str]:
    """The trigrams of a text: each word folded, two blanks before it and one behind, as pg_trgm does."""
    words = (f"  {word} " for word in WORD.findall(fold(text)))
    return frozenset(word[i : i + 3] for word in words for i in range(len(word) - 2))


def similarity(a: str, b: str) -> float:
    """Shared trigrams over all trigrams of both, 0 to 1; 0 if either has none."""
    one, two = trigrams(a), trigrams(b)
    return len(one & two) / len(one | two) if one and two else 0.0


def alike_pairs(titles: Sequence[str]) -> Ints:
    """Pairs of distinct titles (by number, low * n + high, sorted) that are alike.

    Two titles can be alike only if one of the rarest trigrams of the longer is among the very rarest of the shorter, so
    only such are compared.
    """
    bags = [trigrams(title) for title in titles]
    title, gram, size = _postings(bags)
    low, high = _sharing(title, gram, size)
    both = _common(title, gram, size, low, high)
    alike = both >= ALIKE * (size[low] + size[high] - both) - 1e-9
    return np.sort(low[alike] * len(titles) + high[alike])


def _postings(bags: Sequence[frozenset[str]]) -> tuple[Ints, Ints, Ints]:
    """Rows (title, trigram), each title's rarest trigram first; and each title's number of them."""
    size = np.array([len(bag) for bag in bags], np.int64)
    title = np.repeat(np.arange(len(bags)), size)
    names, gram = np.unique(np.array([g for bag in bags for g in bag], dtype="U3"), return_inverse=True)
    rank = np.empty(len(names), np.int64)
    rank[np.argsort(np.bincount(gram, minlength=len(names)), kind="stable")] = np.arange(len(names))
    gram = rank[gram]
    order = np.lexsort((gram, title))
    return title[order], gram[order], size


def _sharing(title: Ints, gram: Ints, size: Ints) -> tuple[Ints, Ints]:
    """Pairs of titles, low before high, that may be alike: by the order of trigrams and by their lengths.

    At similarity t they share t of the longer's trigrams and 2t / (1 + t) of the shorter's.
    """
    place = np.arange(len(title)) - (np.cumsum(size) - size)[title]
    outer = np.flatnonzero(place <= size[title] - np.ceil(ALIKE * size[title] - 1e-9))
    inner = place <= size[title] - np.ceil(2 * ALIKE / (1 + ALIKE) * size[title] - 1e-9)
    rows = outer[np.lexsort((title[outer], size[title[outer]], gram[outer]))]
    ends = np.searchsorted(gram[rows], gram[rows], side="right")
    run, step = span(np.where(inner[rows], ends - np.arange(len(rows)) - 1, 0))
    shorter, longer = title[rows[run]], title[rows[run + 1 + step]]
    near = size[shorter] >= ALIKE * size[longer] - 1e-9
    shorter, longer = shorter[near], longer[near]
    width = int(title.max(initial=0)) + 1
    low, high = np.divmod(np.unique(np.minimum(shorter, longer) * width + np.maximum(shorter, longer)), width)
    return low, high


def _common(title: Ints, gram: Ints, size: Ints, low: Ints, high: Ints) -> Ints:
    """How many trigrams the titles of each pair share."""
    width = int(gram.max(initial=0)) + 1
    codes = title * width + gram
    starts = np.cumsum(size) - size
    pair, place = span(size[low])
    wanted = high[pair] * width + gram[starts[low[pair]] + place]
    at = np.minimum(np.searchsorted(codes, wanted), max(len(codes) - 1, 0))
    found = codes[at] == wanted if len(codes) else np.zeros(0, bool)
    return np.bincount(pair[found], minlength=len(low))
