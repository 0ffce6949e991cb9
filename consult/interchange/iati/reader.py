"""IATI files as a stream of activity elements, or one clear refusal (IATI 2.01 to 2.03, gzipped or not)."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NoReturn

from lxml import etree

from consult.kit.errors import Unreadable
from consult.kit.i18n import gettext as _

VERSIONS = frozenset({"2.01", "2.02", "2.03"})
MOST_BYTES = 4 * 1024**3
"""Of a file unpacked; a packed bomb ends here."""
GZIP = b"\x1f\x8b"
OPTIONS: dict[str, Any] = {
    "events": ("start", "end"),
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def activities(path: Path) -> Iterator[etree._Element]:
    """Each `iati-activity` of a file in turn, gone when the next is asked for; raises Unreadable with the line."""
    with opened(path) as raw:
        try:
            yield from stream(raw)
        except etree.XMLSyntaxError as fault:
            refuse_syntax(fault)
        except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
            raise Unreadable("file", _("This file ends in the middle of its gzip packing, or is damaged.")) from fault


def stream(raw: IO[bytes]) -> Iterator[etree._Element]:
    """The activities of an open file; every other element is dropped as it ends, so memory is flat."""
    depth, root = 0, None
    for kind, element in etree.iterparse(raw, **OPTIONS):
        if kind == "start":
            depth += 1
            if depth == 1:
                root = refuse_other(element)
            continue
        depth -= 1
        if depth == 1:
            if element.tag == "iati-activity":
                yield element
            element.clear()
            while element.getprevious() is not None:
                del root[0]  # type: ignore[union-attr]


def refuse_other(root: etree._Element) -> etree._Element:
    """The root of an IATI activity file, or a refusal that says what was found instead."""
    if root.getroottree().docinfo.doctype or root.getroottree().docinfo.internalDTD is not None:
        refuse(_("This file declares a document type (DOCTYPE); IATI files do not, and it is not read."))
    name = etree.QName(root).localname
    if name.lower() == "html":
        refuse(_("This file is a web page (HTML), not an IATI activity file."))
    if root.tag == "iati-organisations":
        refuse(_("This is an IATI organisation file; only activity files are read."))
    if root.tag != "iati-activities":
        refuse(_("This is not an IATI activity file: its first element is %(name)s.", name=name[:60]))
    version = (root.get("version") or "").strip()
    if version not in VERSIONS:
        refuse_version(version)
    return root


def refuse_version(version: str) -> NoReturn:
    """Say that IATI 1.0x, or an unknown version, is not read."""
    if not version or version.startswith("1"):
        refuse(_("This file follows IATI %(version)s; only 2.01, 2.02 and 2.03 are read.", version=version[:20] or "1.0"))
    refuse(_("This file says that it follows IATI %(version)s; only 2.01, 2.02 and 2.03 are read.", version=version[:20]))


def refuse(reason: str) -> NoReturn:
    """Refuse the file."""
    raise Unreadable("file", reason)


def refuse_syntax(fault: etree.XMLSyntaxError) -> NoReturn:
    """Say at which line the file stops being XML."""
    message = fault.msg or ""
    if any(words in message for words in ("Document is empty", "no element found", "Start tag expected")):
        raise Unreadable("file", _("This file holds no XML element.")) from fault
    line = fault.lineno or 1
    raise Unreadable("file", _("This file is broken at line %(line)s: it is not well-formed XML.", line=line)) from fault


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The file's XML, unpacked where it is gzip by its first bytes; a name that promises gzip must keep it."""
    with path.open("rb") as raw:
        start = raw.read(512)
        raw.seek(0)
        if not start:
            refuse(_("This file is empty."))
        if start.startswith(GZIP):
            yield Capped(gzip.GzipFile(fileobj=raw))  # type: ignore[misc]
            return
        if path.suffix == ".gz":
            refuse(_("This file is named .gz but is not gzip."))
        refuse_markup(start)
        yield Capped(raw)  # type: ignore[misc]


def refuse_markup(start: bytes) -> None:
    """Refuse at once what is plainly a web page or no XML at all, with words better than the parser's."""
    head = start.replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if head.startswith((b"<!doctype html", b"<html")):
        refuse(_("This file is a web page (HTML), not an IATI activity file."))
    if not head:
        refuse(_("This file holds no XML element."))
    if not head.startswith(b"<"):
        refuse(_("This file is not XML."))


class Capped:
    """A file that refuses to be read beyond MOST_BYTES, so that a packed bomb ends early."""

    def __init__(self, raw: Any) -> None:
        self.raw, self.left = raw, MOST_BYTES

    def read(self, size: int = -1) -> bytes:
        """The next bytes, as a file's read."""
        chunk: bytes = self.raw.read(size)
        self.left -= len(chunk)
        if self.left < 0:
            refuse(_("This file is larger than %(size)s GB unpacked.", size=MOST_BYTES // 1024**3))
        return chunk
