"""An `iati-activity` element as an ActivityRecord: text to values, nothing judged."""

import hashlib
import re
from datetime import date
from decimal import Decimal, InvalidOperation

from lxml import etree

from consult.interchange.iati.values import (
    ActivityRecord,
    BudgetRecord,
    CountryRecord,
    LocationRecord,
    PartyRecord,
    SectorRecord,
    TransactionRecord,
)

EDITION = b"1"
"""Of these rules: part of every digest, so that a better reading reads again what has not changed."""
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
LONGEST_TITLE = 500


def digest(element: etree._Element) -> str:
    """Of an activity as it stands; two equal digests need not be read twice."""
    plain = etree.tostring(element, with_tail=False)
    return hashlib.blake2b(plain, digest_size=16, key=EDITION).hexdigest()


def identifier(element: etree._Element) -> str:
    """The activity's IATI identifier, empty where it has none."""
    return " ".join((element.findtext("iati-identifier") or "").split())


def updated(element: etree._Element) -> str:
    """When the activity was last changed: an ISO 8601 text that sorts, empty where it is not told."""
    return (element.get("last-updated-datetime") or "").strip()[:19]


def to_record(element: etree._Element) -> ActivityRecord:
    """Everything of an activity that consult reads."""
    currency = upper(element.get("default-currency"))
    language = (element.get(XML_LANG) or "en").lower()
    return ActivityRecord(
        line=element.sourceline or 0,
        identifier=identifier(element),
        title=narrative(element.find("title"), language)[:LONGEST_TITLE],
        status=code(element, "activity-status"),
        updated=updated(element),
        currency=currency,
        humanitarian=element.get("humanitarian") in {"1", "true"},
        dates=dates(element),
        parties=tuple(to_party(e) for e in element.iterchildren("participating-org")),
        countries=tuple(to_country(e) for e in element.iterchildren("recipient-country")),
        sectors=sectors(element),
        locations=tuple(to_location(e) for e in element.iterchildren("location")),
        transactions=tuple(to_transaction(e, currency) for e in element.iterchildren("transaction")),
        budgets=tuple(to_budget(e, currency) for e in element.iterchildren("budget")),
        aid_type=aid_type(element, "default-aid-type"),
        finance_type=code(element, "default-finance-type"),
        tied=code(element, "default-tied-status"),
    )


def to_transaction(element: etree._Element, currency: str) -> TransactionRecord:
    """A transaction; its currency is its value's, else the activity's."""
    value = element.find("value")
    when = element.find("transaction-date")
    return TransactionRecord(
        line=element.sourceline or 0,
        type=code(element, "transaction-type"),
        day=None if when is None else to_day(when.get("iso-date")),
        value=None if value is None else to_number(value.text),
        currency=(upper(value.get("currency")) if value is not None else "") or currency,
        sectors=sectors(element),
        countries=tuple(upper(e.get("code")) for e in element.iterchildren("recipient-country") if e.get("code")),
        aid_type=aid_type(element, "aid-type"),
        finance_type=code(element, "finance-type"),
    )


def to_budget(element: etree._Element, currency: str) -> BudgetRecord:
    """A budget; type 1 original where none is given."""
    value = element.find("value")
    start, end = element.find("period-start"), element.find("period-end")
    return BudgetRecord(
        revised=element.get("type") == "2",
        start=None if start is None else to_day(start.get("iso-date")),
        end=None if end is None else to_day(end.get("iso-date")),
        value=None if value is None else to_number(value.text),
        currency=(upper(value.get("currency")) if value is not None else "") or currency,
    )


def to_party(element: etree._Element) -> PartyRecord:
    """A participating organisation."""
    return PartyRecord(
        role=(element.get("role") or "").strip(),
        identifier=" ".join((element.get("ref") or "").split()),
        name=narrative(element, "en")[:LONGEST_TITLE],
        type=(element.get("type") or "").strip(),
    )


def to_country(element: etree._Element) -> CountryRecord:
    """A recipient country and its share."""
    return CountryRecord(code=upper(element.get("code")), percentage=to_number(element.get("percentage")))


def to_location(element: etree._Element) -> LocationRecord:
    """A location: every code that may be a place's, every name, its point."""
    found = [element.get("ref"), *(e.get("code") for tag in ("location-id", "administrative") for e in element.iterchildren(tag))]
    names = dict.fromkeys(text for e in element.iterchildren("name") for text in narratives(e))
    return LocationRecord(
        codes=tuple(dict.fromkeys(c.strip() for c in found if c and c.strip())),
        names=tuple(names),
        point=to_point(element.findtext("point/pos")),
        exactness=code(element, "exactness"),
    )


def sectors(element: etree._Element) -> tuple[SectorRecord, ...]:
    """The sectors of an activity or transaction; the vocabulary is DAC's purpose codes where none is given."""
    return tuple(
        SectorRecord(
            code=(e.get("code") or "").strip(),
            vocabulary=(e.get("vocabulary") or "1").strip(),
            percentage=to_number(e.get("percentage")),
        )
        for e in element.iterchildren("sector")
    )


def dates(element: etree._Element) -> dict[str, date]:
    """The activity's dates by type; of two of one type the first."""
    found: dict[str, date] = {}
    for e in element.iterchildren("activity-date"):
        when = to_day(e.get("iso-date"))
        if when is not None:
            found.setdefault((e.get("type") or "").strip(), when)
    return found


def aid_type(element: etree._Element, tag: str) -> str:
    """The aid type by OECD's list (vocabulary 1 or none)."""
    for e in element.iterchildren(tag):
        if (e.get("vocabulary") or "1") == "1" and e.get("code"):
            return str(e.get("code")).strip()
    return ""


def code(element: etree._Element, tag: str) -> str:
    """The code of a child element, empty where it has none."""
    child = element.find(tag)
    return "" if child is None else (child.get("code") or "").strip()


def narrative(element: etree._Element | None, language: str) -> str:
    """The text in English, else in the activity's language, else the first."""
    if element is None:
        return ""
    found = [(e.get(XML_LANG) or language, text) for e in element.iterchildren("narrative") if (text := clean(e.text))]
    for wanted in ("en", language):
        for spoken, text in found:
            if spoken.lower() == wanted:
                return text
    return found[0][1] if found else ""


def narratives(element: etree._Element) -> list[str]:
    """Every text of an element."""
    return [text for e in element.iterchildren("narrative") if (text := clean(e.text))]


def clean(text: str | None) -> str:
    """Text on one line."""
    return " ".join((text or "").split())


def upper(text: str | None) -> str:
    """A code in capitals."""
    return (text or "").strip().upper()


def to_day(text: str | None) -> date | None:
    """A date of ISO 8601, whatever time follows it; None where it is none."""
    try:
        return date.fromisoformat((text or "").strip()[:10])
    except ValueError:
        return None


def to_number(text: str | None) -> Decimal | None:
    """A decimal number, commas between thousands allowed; None where it is none."""
    plain = (text or "").strip()
    if GROUPED.fullmatch(plain):
        plain = plain.replace(",", "")
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def to_point(text: str | None) -> tuple[float, float] | None:
    """Latitude and longitude in degrees; None where they are none, or both nought."""
    try:
        latitude, longitude = (float(part) for part in (text or "").replace(",", " ").split())
    except ValueError:
        return None
    if abs(latitude) > 90 or abs(longitude) > 180 or (latitude == 0 and longitude == 0):
        return None
    return latitude, longitude
