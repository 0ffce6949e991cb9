"""Small IATI files for tests."""

from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from consult.interchange.iati import elements
from consult.interchange.iati.sectors import Codebook
from consult.interchange.iati.values import ActivityRecord

BOOK = Codebook(
    frozenset({"15110", "15130", "15210", "11220", "99810"}),
    frozenset({"151", "152", "112", "150", "998"}),
    {("10", "4"): "11220"},
)


def activity(inside: str = "", *, ident: str = "XX-1", attributes: str = "", status: str = "2") -> str:
    """One activity in USD, in SO unless `inside` says otherwise."""
    here = "" if "recipient-country" in inside or "nowhere" in inside else '<recipient-country code="SO"/>'
    return (
        f'<iati-activity default-currency="USD" {attributes}>'
        + (f"<iati-identifier>{ident}</iati-identifier>" if ident else "")
        + "<title><narrative>Courts</narrative></title>"
        + (f'<activity-status code="{status}"/>' if status else "")
        + here
        + inside.replace("nowhere", "")
        + "</iati-activity>"
    )


def money(kind: str, value: str, *, inside: str = "", day: str = "2020-03-01", currency: str = "") -> str:
    """One transaction."""
    attribute = f' currency="{currency}"' if currency else ""
    return (
        f'<transaction><transaction-type code="{kind}"/><transaction-date iso-date="{day}"/>'
        f'<value{attribute} value-date="{day}">{value}</value>{inside}</transaction>'
    )


def budget(value: str, *, kind: str = "1", start: str = "2020-01-01", end: str = "2020-12-31") -> str:
    """One budget."""
    return (
        f'<budget type="{kind}"><period-start iso-date="{start}"/><period-end iso-date="{end}"/>'
        f'<value value-date="{start}">{value}</value></budget>'
    )


def sector(code: str, percentage: str = "", vocabulary: str = "1") -> str:
    """One sector element."""
    share = f' percentage="{percentage}"' if percentage else ""
    return f'<sector code="{code}" vocabulary="{vocabulary}"{share}/>'


def file(activities: Iterable[str], *, version: str = "2.03") -> str:
    """A whole file."""
    return f'<iati-activities version="{version}">\n' + "\n".join(activities) + "\n</iati-activities>"


def written(folder: Path, *activities: str, name: str = "file.xml") -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_text(file(activities))
    return path


def record(text: str) -> ActivityRecord:
    """One activity as its record."""
    return elements.to_record(etree.fromstring(text))
