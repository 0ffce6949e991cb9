"""What an address asks of a report: period, place, sector, purpose; each fault named, what was typed kept."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import g, request

from consult.coordination import assembly
from consult.coordination.assembly import Reports
from consult.coordination.ledger import Ledger, Period
from consult.coordination.narrowing import Part
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _


@dataclass
class Asked:
    """An address read: the texts as typed, the faults by field, and the reports where there is no fault."""

    typed: dict[str, str]
    faults: list[tuple[str, Any]] = field(default_factory=list)
    period: Period = field(default_factory=Period)
    book: Reports | None = None
    part: Part = field(default_factory=Part)

    @property
    def status(self) -> int:
        """422 where something is off."""
        return 422 if self.faults else 200

    @property
    def query(self) -> dict[str, str]:
        """The period, for links to other pages of it."""
        return {name: self.typed[name] for name in ("from", "to") if self.typed.get(name)}


def asked() -> Asked:
    """The reports of the period that the address names; a period turned round or no date is a fault, not an error."""
    found = Asked(
        {name: request.args.get(name, "").strip() for name in ("from", "to", "place", "sector", "code", "output", "state")}
    )
    try:
        found.period = Period(day("from", found.typed["from"]), day("to", found.typed["to"]))
        found.book = assembly.reports(g.db, g.actor, found.period)
        found.part = part_of(found.book.ledger, found.typed)
    except Invalid as fault:
        found.faults.append((f"f-{fault.field}", fault.reason))
    return found


def day(name: str, text: str) -> date | None:
    """A day as typed; raises Invalid for what is none."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(name, _("%(text)s is no date. Write it as 2026-03-23.", text=text)) from None


def part_of(ledger: Ledger, typed: dict[str, str]) -> Part:
    """The part of the report that is asked for; raises Invalid for an unknown place, sector or code."""
    return Part(
        place=place_of(ledger, typed["place"]) if typed["place"] else None,
        sector=sector_of(ledger, typed["sector"]) if typed["sector"] else None,
        code=number("code", typed["code"]) if typed["code"] else None,
        output=number("output", typed["output"]) if typed["output"] else None,
    )


def place_of(ledger: Ledger, code: str) -> int:
    """The index of a place by its code."""
    for index, spot in enumerate(ledger.spots):
        if spot.code == code.upper():
            return index
    raise Invalid("place", _("No place is called %(name)s in this country. Choose one from the list.", name=code))


def sector_of(ledger: Ledger, code: str) -> int:
    """The id of a national sector by its code."""
    for sector in ledger.held.values():
        if sector.code == code:
            return sector.id
    raise Invalid("sector", _("There is no national sector called %(name)s here.", name=code))


def number(name: str, text: str) -> int:
    """A code of digits."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid(name, _("%(text)s is no code.", text=text))
    return int(text)
