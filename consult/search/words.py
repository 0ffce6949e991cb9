"""Words as they are compared: folded, without the commonest, cut to their stem, in three languages."""

from collections.abc import Iterator
from functools import cache
from typing import Any

import snowballstemmer
from whoosh.analysis import Composable, Token

from consult.kit.text import fold

STEMMERS = {"en": "english", "fr": "french", "ar": "arabic"}
COMMON = {
    "en": "a an and are as at by for from in is it of on or that the to with",
    "fr": "a au aux ce ces d dans de des du en et l la le les ou par pour qui sur un une",
    "ar": "في من على الى عن او و ان هذا هذه التي الذي مع",
}
STOPPED = {language: frozenset(words.split()) for language, words in COMMON.items()}


@cache
def stemmer(language: str) -> Any:
    """The Snowball stemmer of a language."""
    return snowballstemmer.stemmer(STEMMERS[language])


def stems(text: str, language: str) -> list[str]:
    """The stems of a text's words, in order, stop words left out; letters are folded as names are."""
    kept = [w for w in fold(text).split() if w not in STOPPED[language]]
    found = [fold(s) or s for s in stemmer(language).stemWords(kept)]
    return [*found, *(plain(w) for w in kept)] if language == "ar" else found


def plain(word: str) -> str:
    """An Arabic word without its article: the stemmer takes a first letter for a preposition, or not, by what leads it."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


class StemAnalyzer(Composable):
    """Stems of one language, as Whoosh wants them. Pickled by its path: do not move it without a new index."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, value: str, positions: bool = False, start_pos: int = 0, **given: Any) -> Iterator[Token]:
        token = Token(positions=positions, **{k: v for k, v in given.items() if k in ("mode", "removestops")})
        for place, stem in enumerate(stems(value, self.language)):
            token.text = token.original = stem
            token.stopped, token.boost = False, 1.0
            if positions:
                token.pos = start_pos + place
            yield token
