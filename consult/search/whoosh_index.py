"""The embedded index: Whoosh, a folder a country, sealed because opening a tampered one would run its code."""

import hashlib
import hmac
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
from whoosh import index as whoosh
from whoosh.fields import ID, KEYWORD, STORED, TEXT, Schema
from whoosh.query import And, Or, Query, Term

from consult.search.excerpts import excerpt
from consult.search.port import KINDS, PAGE, Damaged, Found, Hit, Record
from consult.search.words import STEMMERS, StemAnalyzer, stems

LATEST = "current.json"


class Current(msgspec.Struct, frozen=True):
    """Which folder holds the index, of which state of the country, under which seal."""

    folder: str
    mark: str
    seal: str


class WhooshIndex:
    """One country's index under `home`, a folder that its owner alone may enter; `secret` makes its seal."""

    def __init__(self, home: Path, secret: str) -> None:
        self.home = home
        self.secret = secret.encode()
        self._opened: tuple[str, Any] | None = None
        self._lock = Lock()

    def build(self, records: Iterable[Record], *, mark: str) -> None:
        """Write a new index beside the old one, seal it, then point to it; the old one goes."""
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.home.chmod(0o700)
        folder = self.home / secrets.token_hex(8)
        folder.mkdir(mode=0o700)
        writer = whoosh.create_in(str(folder), schema()).writer(limitmb=32)
        for record in records:
            writer.add_document(**document(record))
        writer.commit()
        self._point_to(Current(folder.name, mark, self._seal(folder)))

    def _point_to(self, current: Current) -> None:
        draft = self.home / f"{current.folder}.json"
        draft.write_bytes(msgspec.json.encode(current))
        draft.replace(self.home / LATEST)
        for old in self.home.iterdir():
            if old.is_dir() and old.name != current.folder:
                shutil.rmtree(old, ignore_errors=True)

    def _seal(self, folder: Path) -> str:
        digest = hmac.new(self.secret, digestmod=hashlib.sha256)
        for path in sorted(folder.iterdir()):
            if not path.name.endswith(("LOCK", ".lock")):
                digest.update(path.name.encode() + b"\x00" + hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def _current(self) -> Current:
        try:
            current = msgspec.json.decode((self.home / LATEST).read_bytes(), type=Current)
        except (OSError, msgspec.MsgspecError) as exc:
            raise Damaged(LATEST) from exc
        if not current.folder.isalnum():
            raise Damaged(current.folder)
        return current

    def mark(self) -> str | None:
        """The state of the country that it holds, None where there is no sound index."""
        try:
            self._open()
            return self._current().mark
        except Damaged:
            return None

    def _open(self) -> Any:
        current = self._current()
        with self._lock:
            if self._opened is None or self._opened[0] != current.seal:
                self._opened = (current.seal, self._open_sealed(current))
            return self._opened[1]

    def _open_sealed(self, current: Current) -> Any:
        folder = self.home / current.folder
        try:
            if hmac.compare_digest(self._seal(folder), current.seal):
                return whoosh.open_dir(str(folder), schema=schema())
        except Exception as exc:  # whatever a broken file makes Whoosh raise
            self.give_up()
            raise Damaged(current.folder) from exc
        self.give_up()
        raise Damaged(current.folder)

    def give_up(self) -> None:
        """Forget an index that is not sound, so that the worker makes it anew."""
        self._opened = None
        (self.home / LATEST).unlink(missing_ok=True)

    def find(self, words: str, *, language: str, kind: str = "", page: int = 1) -> Found:
        """Records that hold every word or its kin, best first. Raises `Damaged`."""
        query = asked(words)
        if query is None:
            return Found([], 0, {})
        try:
            with self._open().searcher() as searcher:
                kinds = {k: len(searcher.search(And([query, Term("kind", k)]), limit=1)) for k in KINDS}
                wanted = And([query, Term("kind", kind)]) if kind else query
                results = searcher.search_page(wanted, max(1, page), pagelen=PAGE)
                hits = [hit(found.fields(), words, language) for found in results]
                return Found(hits, kinds.get(kind, 0) if kind else sum(kinds.values()), {k: n for k, n in kinds.items() if n})
        except Damaged:
            raise
        except Exception as exc:  # a file lost or cut while we read
            self.give_up()
            raise Damaged(str(self.home.name)) from exc


def schema() -> Schema:
    """Kind and path, a title and a text field for each language, and the record as it is shown."""
    fields = {f"title_{lang}": TEXT(analyzer=StemAnalyzer(lang), field_boost=3.0, phrase=False) for lang in STEMMERS}
    fields |= {f"text_{lang}": TEXT(analyzer=StemAnalyzer(lang), phrase=False) for lang in STEMMERS}
    return Schema(path=ID(unique=True), kind=KEYWORD, shown=STORED, **fields)


def document(record: Record) -> dict[str, Any]:
    """A record as Whoosh takes it; words of no stated language go under each."""
    filled: dict[str, Any] = {"path": record.path, "kind": record.kind, "shown": msgspec.json.encode(record).decode()}
    for lang in STEMMERS:
        filled[f"title_{lang}"] = " ".join(v for k, v in record.titles.items() if k in ("", lang))
        filled[f"text_{lang}"] = " ".join(v for k, v in record.texts.items() if k in ("", lang))
    return filled


def asked(words: str) -> Query | None:
    """Every word, each in any language's title or text; None where no word is left to look for."""
    parts = []
    for word in words.split()[:12]:
        terms = [Term(f"{field}_{lang}", stem) for lang in STEMMERS for stem in stems(word, lang) for field in ("title", "text")]
        if terms:
            parts.append(Or(terms))
    return And(parts) if parts else None


def hit(fields: dict[str, Any], words: str, language: str) -> Hit:
    """A stored record as it is shown in a language."""
    return shown(msgspec.json.decode(fields["shown"], type=Record), words, language)


def shown(record: Record, words: str, language: str) -> Hit:
    """A record's title and excerpt: in the language asked for, else in the one it has."""
    title = record.titles.get(language) or record.titles.get("") or next(iter(record.titles.values()), "")
    text = record.texts.get(language) or record.texts.get("") or next(iter(record.texts.values()), "")
    return Hit(kind=record.kind, path=record.path, title=title, excerpt=excerpt(text, words))
