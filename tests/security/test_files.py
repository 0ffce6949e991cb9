"""Files that come in or go out: nothing runs, nothing unpacks without end."""

import gzip
import io
from pathlib import Path
from typing import Any

import pytest

from consult.interchange.iati import reader
from consult.kit.actor import Role
from consult.web.files import Table, as_csv
from tests.support.makers import Makers
from tests.support.visitor import Visitor

IMPORTS = "/en/xm/work/imports/"
HOSTILE = {
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "html": b"<!doctype html><script>alert(1)</script>",
    "doctype": b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><iati-activities version='2.03'>&x;</iati-activities>",
    "laughs": b"<!DOCTYPE a [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><iati-activities version='2.03'>&b;</iati-activities>",
    "broken gzip": b"\x1f\x8b\x08\x00nothing",
}


def upload(visitor: Visitor, sent: bytes, name: str = "activities.xml") -> Any:
    visitor.sign_in(Role.COORDINATOR)
    return visitor.post(IMPORTS, {"file": (io.BytesIO(sent), name)}, content_type="multipart/form-data")


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_activity_file_is_refused(visitor: Visitor, kind: str, tmp_path: Path) -> None:
    answered = upload(visitor, HOSTILE[kind])
    assert answered.status_code in (415, 422)
    assert "root:" not in answered.text
    assert not list((tmp_path / "uploads").glob("*/file*"))


def test_a_packed_bomb_ends_early(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_BYTES", 10_000)
    bomb = gzip.compress(b"<iati-activities version='2.03'>" + b"<x/>" * 50_000 + b"</iati-activities>")
    assert upload(visitor, bomb, "activities.xml.gz").status_code in (413, 415, 422)


def test_an_upload_opens_only_for_its_sender(visitor: Visitor, site: Makers) -> None:
    good = b"<iati-activities version='2.03'></iati-activities>"
    answered = upload(visitor, good)
    assert answered.status_code == 303
    assert visitor.get(answered.location).status_code == 200
    site.person(Role.COORDINATOR, mail="second@example.org")
    with visitor.client.session_transaction() as session:
        session["_user_id"] = str(site.person_ids["second@example.org"])
    assert visitor.get(answered.location).status_code == 404


@pytest.mark.parametrize("cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＠SUM(A1)"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert as_csv(Table("t", ("a",), [(cell,)])).split("\r\n", 1)[1].lstrip('"').startswith("'")


def test_numbers_stay_numbers() -> None:
    assert as_csv(Table("t", ("a",), [("-2.5",), (-3,)])) == "a\r\n-2.5\r\n-3\r\n"
