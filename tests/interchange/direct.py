"""A second way to the counts and the money of a file: on the whole XML tree, sharing no code with the product."""

import gzip
import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from lxml import etree

DECIMALS = {"JPY": 0, "KRW": 0, "XOF": 0, "XAF": 0, "UGX": 0, "RWF": 0, "VND": 0, "CLP": 0, "TND": 3, "KWD": 3, "JOD": 3}


def count(path: Path, country: str, *, assume: bool = False) -> dict[str, Any]:
    """What an import of the file must find: activities, transactions, and money in minor units by currency."""
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    tree = etree.fromstring(raw, etree.XMLParser(huge_tree=True)).getroottree()
    found = tree.xpath("/iati-activities/iati-activity")
    standing, older = of_versions(found)
    result: Counter[str] = Counter(
        read=len(found), older=older, transactions=len(tree.xpath("/iati-activities/iati-activity/transaction"))
    )
    money: Counter[str] = Counter()
    for activity in standing:
        part = share(activity, country, assume=assume)
        if part is None or not text(activity, "iati-identifier"):
            result["left_out"] += 1
            continue
        placed = [(t, share_of(t, country, part)) for t in activity.xpath("transaction")]
        if part == 0 and not any(s for _t, s in placed):
            result["elsewhere"] += 1
            continue
        result["here"] += 1
        kept = [(t, s) for t, s in placed if s and readable(t, activity)]
        result["kept"] += len(kept)
        for currency, amount in amounts(activity, kept, country, part).items():
            money[currency] += amount
            result["commitments"] += 1
    result["left_out"] += older
    return {**result, "money": {c: int(m) for c, m in money.items() if m}}


def of_versions(found: list[Any]) -> tuple[list[Any], int]:
    """The activities without older versions of the same, and how many were older."""
    best: dict[str, Any] = {}
    nameless = [a for a in found if not text(a, "iati-identifier")]
    for activity in found:
        key = text(activity, "iati-identifier")
        if key and (
            key not in best
            or (activity.get("last-updated-datetime") or "")[:19] >= (best[key].get("last-updated-datetime") or "")[:19]
        ):
            best[key] = activity
    return [*best.values(), *nameless], len(found) - len(best) - len(nameless)


def text(element: Any, path: str) -> str:
    return " ".join("".join(element.xpath(f"string({path})")).split())


def share(activity: Any, country: str, *, assume: bool) -> Fraction | None:
    codes = activity.xpath("recipient-country/@code")
    if not codes:
        return Fraction(int(assume and not activity.xpath("transaction/recipient-country/@code")))
    mine, others = [
        [c for c in activity.xpath("recipient-country") if (c.get("code").upper() == country) is own] for own in (True, False)
    ]
    if not mine:
        return Fraction(0)
    if all(c.get("percentage") for c in mine):
        return min(Fraction(1), sum(Fraction(c.get("percentage")) for c in mine) / 100)
    if not all(c.get("percentage") for c in others):
        return None
    return max(Fraction(0), 1 - sum(Fraction(c.get("percentage")) for c in others) / 100)


def share_of(transaction: Any, country: str, general: Fraction) -> Fraction:
    codes = [c.upper() for c in transaction.xpath("recipient-country/@code")]
    return Fraction(int(country in codes)) if codes else general


def readable(transaction: Any, activity: Any) -> bool:
    currency = currency_of(transaction, activity)
    return bool(
        transaction.xpath("transaction-type/@code")
        and re.fullmatch(r"[+-]?\d[\d,]*\.?\d*|[+-]?\.\d+", text(transaction, "value"))
        and len(currency) == 3
    )


def currency_of(element: Any, activity: Any) -> str:
    return ("".join(element.xpath("value/@currency")) or activity.get("default-currency") or "").strip().upper()


def value(element: Any, activity: Any, part: Fraction) -> Fraction:
    scale = 10 ** DECIMALS.get(currency_of(element, activity), 2)
    return Fraction(text(element, "value").replace(",", "")) * scale * part


def amounts(activity: Any, kept: list[tuple[Any, Fraction]], country: str, part: Fraction) -> dict[str, int]:
    """Minor units by currency, each by the first basis that is present."""
    plans = budgets(activity, country, part)
    currencies = {currency_of(e, activity) for e, _s in (*kept, *plans)} or {activity.get("default-currency") or ""}
    return {
        c: amount(
            activity,
            [k for k in kept if currency_of(k[0], activity) == c],
            [p for p in plans if currency_of(p[0], activity) == c],
        )
        for c in currencies
    }


def amount(activity: Any, kept: list[tuple[Any, Fraction]], plans: list[tuple[Any, Fraction]]) -> int:
    for codes in ({"2"}, {"11"}, {"3", "4"}):
        chosen = [(t, s) for t, s in kept if t.xpath("string(transaction-type/@code)") in codes]
        if chosen:
            return half_even(sum((value(t, activity, s) for t, s in chosen), Fraction(0)))
    return half_even(sum((value(b, activity, s) for b, s in plans), Fraction(0)))


def budgets(activity: Any, country: str, part: Fraction) -> list[tuple[Any, Fraction]]:
    named = {c.upper() for c in activity.xpath("transaction/recipient-country/@code")}
    if not activity.xpath("recipient-country/@code") and named:
        part = Fraction(int(named == {country}))
    found = [b for b in activity.xpath("budget") if text(b, "value")]
    later = {period(b) for b in found if b.get("type") == "2"}
    return [(b, part) for b in found if part and (b.get("type") == "2" or period(b) not in later)]


def period(element: Any) -> tuple[str, str, str]:
    dates = [element.xpath(f"string({tag}/@iso-date)") for tag in ("period-start", "period-end")]
    return dates[0], dates[1], "".join(element.xpath("value/@currency"))


def half_even(exact: Fraction) -> int:
    return round(exact)


def major(minor: int, currency: str) -> Decimal:
    """For reports: minor units as major ones."""
    return Decimal(minor).scaleb(-DECIMALS.get(currency, 2))
