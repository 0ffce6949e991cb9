"""What is searched for and what is found, whatever keeps the index."""

from collections.abc import Iterable
from typing import Protocol

import msgspec

PAGE = 20
KINDS = ("priority", "sector", "commitment", "theme", "organisation")


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """One public record: its page's path within the country, its words by language; key "" is of any language."""

    kind: str
    path: str
    titles: dict[str, str]
    texts: dict[str, str]


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """One record found, in the reader's language where it has that; `excerpt` is around the words sought."""

    kind: str
    path: str
    title: str
    excerpt: str


class Found(msgspec.Struct, frozen=True):
    """A page of hits, how many there are in all, and how many of each kind."""

    hits: list[Hit]
    total: int
    kinds: dict[str, int]


class Damaged(Exception):
    """There is no index that can be trusted: search otherwise, and make it anew."""


class Index(Protocol):
    """An index of one country's public records."""

    def build(self, records: Iterable[Record], *, mark: str) -> None:
        """Take the place of whatever there was; `mark` says of which state of the country it is."""

    def mark(self) -> str | None:
        """The state of the country that it holds, None where there is no sound index."""

    def find(self, words: str, *, language: str, kind: str = "", page: int = 1) -> Found:
        """Records that hold every word or its kin, best first. Raises `Damaged`."""
