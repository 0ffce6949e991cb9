"""The command line as other programs use it: exact JSON, exit codes, columns of the export."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from consult.cli import door
from consult.cli.imports import exports, imports
from consult.interchange.exporting import COLUMNS
from consult.kit.db import Database
from consult.kit.errors import Missing
from tests.interchange.xml import activity, money, sector, written
from tests.support.makers import Makers

HERE = '<recipient-country code="XM"/>'
PARTIES = (
    '<participating-org role="1"><narrative>Norlund Agency</narrative></participating-org>'
    '<participating-org role="1"><narrative>Other Fund</narrative></participating-org>'
    '<activity-date type="2" iso-date="2020-01-01"/><activity-date type="4" iso-date="2020-12-31"/>'
)


@pytest.fixture
def console(sqlite: Database, monkeypatch: pytest.MonkeyPatch) -> Makers:
    makers = Makers(sqlite)
    for module in ("consult.cli.door",):
        monkeypatch.setattr(f"{module}.main_database", lambda: sqlite)
    assert door.main_database() is sqlite
    return makers


def run(*words: str) -> Result:
    group = {"import": imports, "export": exports}[words[0]]
    return CliRunner().invoke(group, [str(w) for w in words[1:]])


def rows(result: Result) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(result.stdout)))


def test_the_json_of_an_import_is_as_promised(console: Makers, tmp_path: Path) -> None:
    good = written(tmp_path, activity(HERE + money("2", "5")), activity(HERE, ident=""), name="good.xml")
    bad = tmp_path / "bad.xml"
    bad.write_text("<html/>")
    result = run("import", "iati", good, bad, "--country", "XM", "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    keys = {"file", "status", "reason", "activities", "transactions", "lines", "organisations", "locations", "left_out"}
    assert [set(f) for f in found["files"]] == [keys, keys]
    assert [(f["file"], f["status"]) for f in found["files"]] == [("good.xml", "imported"), ("bad.xml", "refused")]
    assert "HTML" in found["files"][1]["reason"]
    assert found["files"][0]["left_out"] == [{"line": 3, "identifier": "", "reason": "It has no identifier."}]
    assert set(found["total"]) == keys - {"file", "status", "reason", "left_out"}
    assert found["total"]["activities"] == {
        "read": 2,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "elsewhere": 0,
        "left_out": 1,
    }
    assert "good.xml" in result.stderr


def test_a_dry_run_changes_nothing_and_says_so(console: Makers, tmp_path: Path) -> None:
    path = written(tmp_path, activity(HERE + money("2", "5")))
    result = run("import", "iati", path, "--country", "XM", "--dry-run", "--json")
    assert json.loads(result.stdout)["total"]["lines"]["created"] == 1
    assert result.exit_code == 0
    assert rows(run("export", "lines", "--country", "XM")) == []


def test_assuming_the_country_is_asked_for(console: Makers, tmp_path: Path) -> None:
    path = written(tmp_path, activity("nowhere" + money("2", "5")))
    run("import", "iati", path, "--country", "XM")
    assert rows(run("export", "lines", "--country", "XM")) == []
    run("import", "iati", path, "--country", "XM", "--assume-country")
    assert len(rows(run("export", "lines", "--country", "XM"))) == 1


def test_lines_are_exported_in_the_columns_promised(console: Makers, tmp_path: Path) -> None:
    path = written(tmp_path, activity(HERE + PARTIES + sector("15130") + money("2", "1234.5")), activity(HERE, ident="XX-2"))
    run("import", "iati", path, "--country", "XM")
    first, second = rows(run("export", "lines", "--country", "XM"))
    assert tuple(first) == COLUMNS
    wanted = {
        "source_ref": "XX-1",
        "title": "Courts",
        "funder": "Norlund Agency | Other Fund",
        "funder_ids": "3 | 6",
        "implementer": "",
        "implementer_ids": "",
        "sector": "15130",
        "places": "XM",
        "sector_split": "SINGLE",
        "place_split": "SINGLE",
        "function": "UNKNOWN",
        "status": "ACTIVE",
        "start": "2020-01-01",
        "end": "2020-12-31",
        "amount": "1234.50",
        "currency": "USD",
        "amount_basis": "COMMITMENT",
        "provenance": "REPORTED",
        "consent": "NOT_ASKED",
    }
    assert {k: v for k, v in first.items() if k != "line_id"} == wanted
    assert (second["amount"], second["sector"], second["amount_basis"]) == ("", "", "NONE")
    assert json.loads(run("export", "lines", "--country", "XM", "--format", "json").stdout)[0]["amount"] == "1234.50"


def test_an_import_is_undone_by_its_number(console: Makers, tmp_path: Path) -> None:
    run("import", "iati", written(tmp_path, activity(HERE + money("2", "5"))), "--country", "XM")
    assert run("import", "undo", "1", "--country", "XM").exit_code == 0
    assert rows(run("export", "lines", "--country", "XM")) == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import", "iati", "--country", "XM"), 2),
        (("import", "iati", "/no/such/file.xml", "--country", "XM"), 2),
        (("import", "undo", "one", "--country", "XM"), 2),
        (("export", "lines"), 2),
        (("export", "lines", "--country", "XM", "--format", "xml"), 2),
    ],
)
def test_wrong_usage_exits_two(console: Makers, words: tuple[Any, ...], code: int) -> None:
    assert run(*words).exit_code == code


def test_what_is_unknown_is_refused(console: Makers) -> None:
    for words in (("import", "undo", "9", "--country", "XM"), ("export", "lines", "--country", "QQ")):
        assert isinstance(run(*words).exception, Missing)
