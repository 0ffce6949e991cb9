"""Kamaro's reported lines: a small IATI file of the Regional Development Bank, one of whose activities looks like a twin."""
# ruff: noqa: E501 - tables of content, one row a line

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from lxml import etree
from lxml.builder import E

from consult.cli.demo.stage import Stage
from consult.interchange.actions import import_file

NAME = "regional-development-bank.xml"
Day = tuple[int, int, int]


class Told(NamedTuple):
    """An activity as the bank reports it; its sector by DAC code, places by code."""

    number: str
    title: str
    sector: str
    places: tuple[str, ...]
    amount: int
    start: Day
    end: Day
    implementer: str


TOLD = (
    Told("CB-01", "Court buildings in regional capitals", "15130", ("XM01", "XM02", "XM03", "XM04", "XM05", "XM06"), 2_600_000, (2025, 10, 1), (2028, 6, 30), "Regional Development Bank"),
    Told("RD-07", "Rural roads, second phase", "21020", ("XM01", "XM05"), 8_400_000, (2025, 1, 1), (2027, 12, 31), "National Roads Agency"),
    Told("PF-03", "Public finance management, advice", "15111", ("XM03",), 700_000, (2026, 1, 1), (2026, 12, 31), "Regional Development Bank"),
    Told("GV-02", "Governance, several purposes", "151", ("XM03",), 400_000, (2026, 2, 1), (2027, 1, 31), "Union of Communes"),
)  # fmt: skip


def file(stage: Stage) -> None:
    """The coordinator imports what the bank has published."""
    with TemporaryDirectory() as folder, stage.on(stage.calendar.day(2026, 3, 10)):
        path = Path(folder) / NAME
        path.write_bytes(written(stage))
        import_file(stage.db, stage.actor("Ines Farouk"), path, name=NAME, country=stage.country)


def written(stage: Stage) -> bytes:
    """The file, with the days of this demonstration."""
    tree = E("iati-activities", *(activity(stage, told) for told in TOLD), version="2.03")
    return bytes(etree.tostring(tree, xml_declaration=True, encoding="UTF-8", pretty_print=True))


def activity(stage: Stage, told: Told) -> etree._Element:
    """One activity with one commitment."""
    start, end = (stage.calendar.day(*day).isoformat() for day in (told.start, told.end))
    vocabulary = "2" if len(told.sector) == 3 else "1"
    return E(
        "iati-activity",
        E("iati-identifier", f"XM-RDB-1-{told.number}"),
        E("reporting-org", E.narrative("Regional Development Bank"), ref="XM-RDB-1", type="40"),
        E.title(E.narrative(told.title)),
        E("participating-org", E.narrative("Regional Development Bank"), ref="XM-RDB-1", role="1", type="40"),
        E("participating-org", E.narrative(told.implementer), role="4"),
        E("activity-status", code="2"),
        E("activity-date", **{"iso-date": start, "type": "2"}),
        E("activity-date", **{"iso-date": end, "type": "3"}),
        E("recipient-country", code="XM"),
        *(E.location(E("location-id", vocabulary="99", code=code), ref=code) for code in told.places),
        E.sector(vocabulary=vocabulary, code=told.sector),
        E(
            "transaction",
            E("transaction-type", code="2"),
            E("transaction-date", **{"iso-date": start}),
            E.value(str(told.amount), **{"currency": "USD", "value-date": start}),
        ),
        **{"default-currency": "USD", "last-updated-datetime": f"{start}T00:00:00"},
    )
