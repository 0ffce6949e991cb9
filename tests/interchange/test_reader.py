"""Files as they come: read in a stream, or refused in one clear sentence."""

import gzip
from pathlib import Path

import pytest
from lxml import etree

from consult.interchange.iati import elements, reader
from consult.kit.errors import Unreadable
from tests.interchange.xml import activity, file, written

BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + ']><iati-activities version="2.03"><iati-activity>&j;</iati-activity></iati-activities>'
)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"  \n ", "no XML element"),
        (b'<?xml version="1.0"?>\n', "no XML element"),
        (b"name,amount\n1,2\n", "not XML"),
        (b'<iati-activities version="2.03">\n<iati-activity>\n</iati-activities>', "line 3"),
        (b'<iati-activities version="2.03"><a>\x02</a></iati-activities>', "line 1"),
        (b"<feed><entry/></feed>", "first element is feed"),
        (b'<iati-organisations version="2.03"/>', "organisation file"),
        (b"<!DOCTYPE html><html><body>Hello</body></html>", "HTML"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "HTML"),
        (b'<!DOCTYPE iati-activities><iati-activities version="2.03"/>', "DOCTYPE"),
        (b'<!DOCTYPE iati-activities SYSTEM "file:///etc/passwd"><iati-activities version="2.03"/>', "DOCTYPE"),
        (BOMB.encode(), "DOCTYPE"),
        (b'<iati-activities version="1.04"/>', "IATI 1.04"),
        (b"<iati-activities/>", "IATI 1.0"),
        (b'<iati-activities version="3.01"/>', "IATI 3.01"),
        (b"\x1f\x8bnot really gzip", "damaged"),
        (gzip.compress(file([activity()] * 50).encode())[:-20], "damaged"),
    ],
)
def test_what_is_no_iati_file_is_refused_in_one_sentence(tmp_path: Path, content: bytes, word: str) -> None:
    path = tmp_path / "file.xml"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as fault:
        list(reader.activities(path))
    assert word in str(fault.value.reason)
    assert "\n" not in str(fault.value.reason)


def test_a_name_that_promises_gzip_must_keep_it(tmp_path: Path) -> None:
    path = tmp_path / "file.xml.gz"
    path.write_text(file([activity()]))
    with pytest.raises(Unreadable, match="not gzip"):
        list(reader.activities(path))


def test_a_packed_bomb_ends_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_BYTES", 10_000)
    path = tmp_path / "file.xml.gz"
    path.write_bytes(gzip.compress(file([activity("<a>" + " " * 50_000 + "</a>")]).encode()))
    with pytest.raises(Unreadable, match="larger"):
        list(reader.activities(path))


@pytest.mark.parametrize("version", ["2.01", "2.02", "2.03"])
@pytest.mark.parametrize("packed", [True, False])
def test_activities_come_one_by_one_with_their_line(tmp_path: Path, version: str, packed: bool) -> None:
    content = file([activity(ident="A"), "<other><deep/></other>", activity(ident="B")], version=version).encode()
    path = tmp_path / ("file.xml.gz" if packed else "file.xml")
    path.write_bytes(gzip.compress(content) if packed else content)
    found = [(elements.identifier(e), e.sourceline) for e in reader.activities(path)]
    assert found == [("A", 2), ("B", 4)]


def test_an_activity_is_gone_when_the_next_is_asked_for(tmp_path: Path) -> None:
    stream = reader.activities(written(tmp_path, activity(ident="A"), activity(ident="B")))
    first = next(stream)
    next(stream)
    assert len(first) == 0


def test_the_digest_changes_with_the_activity_alone(tmp_path: Path) -> None:
    one = [elements.digest(e) for e in reader.activities(written(tmp_path, activity(ident="A"), activity(ident="B")))]
    other = [
        elements.digest(e) for e in reader.activities(written(tmp_path, activity(ident="B"), activity(ident="A", status="3")))
    ]
    assert one[1] == other[0]
    assert one[0] != other[1]


def test_the_title_is_taken_in_english_else_in_the_first_language() -> None:
    both = '<iati-activity xml:lang="fr"><title><narrative>Eau</narrative><narrative xml:lang="en">Water</narrative></title></iati-activity>'
    french = '<iati-activity xml:lang="fr"><title><narrative>Eau</narrative></title></iati-activity>'
    assert elements.to_record(etree.fromstring(both)).title == "Water"
    assert elements.to_record(etree.fromstring(french)).title == "Eau"
