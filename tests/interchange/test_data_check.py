"""The register against a direct count of the file, on a file with every odd thing in it; and that the check can fail."""

from pathlib import Path

import pytest

from consult.interchange.iati import reading
from tests import data_check
from tests.interchange.xml import activity, budget, money, sector, written

SHIPPED = sorted((Path(__file__).parents[2] / "consult").rglob("*.xml.gz"))
ODD = (
    activity(money("2", "100") + money("3", "30.125") + sector("15110", "33.3") + sector("15130", "66.7"), ident="A"),
    activity(
        '<recipient-country code="SO" percentage="40"/><recipient-country code="KE" percentage="60"/>' + money("11", "7"),
        ident="B",
    ),
    activity(
        "nowhere"
        + money("2", "5", inside='<recipient-country code="SO"/>')
        + money("2", "8", inside='<recipient-country code="KE"/>'),
        ident="C",
    ),
    activity(budget("10") + budget("12", kind="2") + money("1", "3"), ident="D"),
    activity(money("2", "1", currency="EUR") + money("3", "500", currency="JPY") + money("2", "two"), ident="E"),
    activity('<recipient-country code="KE"/>' + money("2", "1"), ident="F"),
    activity('<recipient-country code="SO"/><recipient-country code="KE"/>' + money("2", "1"), ident="G"),
    activity(money("2", "1"), ident=""),
    activity(money("2", "1"), ident="H", attributes='last-updated-datetime="2021-01-01T00:00:00Z"'),
    activity(money("2", "2"), ident="H", attributes='last-updated-datetime="2020-01-01T00:00:00Z"'),
    activity("", ident="I"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "SO").mkdir()
    written(tmp_path / "SO", *ODD)
    return tmp_path


def test_the_register_equals_a_direct_count_of_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert data_check.main(folder) == 0, capsys.readouterr().out


def test_the_check_finds_money_that_differs(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(reading, "BASES", (("SPENDING", ("3", "4")), ("COMMITMENT", ("2",))))
    assert data_check.main(folder) == 1
    assert "money" in capsys.readouterr().out


@pytest.mark.skipif(not SHIPPED, reason="the demo ships no IATI file yet")
def test_the_same_on_every_file_that_ships(capsys: pytest.CaptureFixture[str]) -> None:
    for path in SHIPPED:
        assert data_check.main(path.parent) == 0, capsys.readouterr().out
