"""Search without an index: every public record looked at. For the time until the index is made anew."""

from collections import Counter
from collections.abc import Iterable

from consult.search.port import PAGE, Found, Record
from consult.search.whoosh_index import shown
from consult.search.words import STEMMERS, stems


def scan(records: Iterable[Record], words: str, *, language: str, kind: str = "", page: int = 1) -> Found:
    """The same records as the index finds, in the records' own order."""
    wanted = [w for word in words.split()[:12] if (w := {(lang, s) for lang in STEMMERS for s in stems(word, lang)})]
    matching = [r for r in records if wanted and holds_all(r, wanted)]
    kinds = Counter(r.kind for r in matching)
    listed = [r for r in matching if not kind or r.kind == kind]
    start = (max(1, page) - 1) * PAGE
    return Found([shown(r, words, language) for r in listed[start : start + PAGE]], len(listed), dict(kinds))


def holds_all(record: Record, wanted: list[set[tuple[str, str]]]) -> bool:
    """Whether a record holds, for every word sought, one of its stems."""
    held: set[tuple[str, str]] = set()
    for words in (record.titles, record.texts):
        for lang, text in words.items():
            for one in STEMMERS if lang == "" else [lang] if lang in STEMMERS else []:
                held.update((one, s) for s in stems(text, one))
    return all(held & either for either in wanted)
