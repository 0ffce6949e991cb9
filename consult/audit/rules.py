"""The chain's arithmetic: what a digest covers."""

import hashlib
from collections.abc import Iterable

import msgspec

START = "0" * 64


class Entry(msgspec.Struct, frozen=True):
    """The part of an event that its digest covers; `at` in ISO form, UTC."""

    number: int
    at: str
    actor: str
    person_id: int | None
    organisation_id: int | None
    action: str
    subject: str
    subject_id: int | None
    body: str


def digest(before: str, entry: Entry) -> str:
    """SHA-256 over the digest before and the entry, as hex."""
    return hashlib.sha256(b"\x00" + before.encode() + msgspec.json.encode(entry)).hexdigest()


def first_break(events: Iterable[tuple[Entry, str]], head: tuple[int, str]) -> str | None:
    """What is wrong with a chain, in words for the console, or None: events in order with their kept digests."""
    before, count = START, 0
    for entry, kept in events:
        count += 1
        if entry.number != count:
            return f"event {count} is missing"
        if digest(before, entry) != kept:
            return f"event {count} was changed"
        before = kept
    if (count, before) != head:
        return f"the log ends at event {count}, its head says {head[0]}"
    return None
