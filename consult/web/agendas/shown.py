"""What the agenda's pages show of priorities beside their words: consent, money, places."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy.orm import Session

from consult.agendas import queries
from consult.agendas.models import PriorityText
from consult.commitments import sums
from consult.commitments.sums import Sum
from consult.consent import queries as consent
from consult.consent.cells import NOT_ASKED, RANK, Cell, cell_of, ends_on
from consult.consent.decision import open_conditions
from consult.consent.facts import PlaceFacts
from consult.kit.actor import Actor
from consult.kit.i18n import day, language, ngettext
from consult.kit.i18n import gettext as _
from consult.places.models import Place


class Row(msgspec.Struct, frozen=True):
    """One priority in the list. Amounts in minor units of the reporting currency; `asked` None where no need has one.

    `spread`: in how many of its places the consent is as `cell` shows.
    """

    text: PriorityText
    regions: tuple[Place, ...]
    known_regions: int
    nationwide: bool
    cell: Cell
    spread: tuple[int, int]
    asked: int | None
    at_least: bool
    money: Sum
    partners: int

    @property
    def number(self) -> int:
        """The priority's number."""
        return int(self.text.priority.number)

    @property
    def title(self) -> str:
        """Its title in the language spoken, else as written."""
        return said(self.text.titles, self.text.title)

    @property
    def funding(self) -> str:
        """How far it is funded: none, part or full (offered and signed against asked)."""
        if not self.money.promised:
            return "none"
        return "full" if self.asked is not None and self.money.promised >= self.asked else "part"


def said(translations: Mapping[str, str], original: str) -> str:
    """Words in the language spoken where there are some, else as written."""
    return translations.get(language()) or original


class Consents(msgspec.Struct, frozen=True):
    """The consents that a reader may see on a day, and the places that hold each place."""

    found: list[Any]
    above: Mapping[int, frozenset[int]]
    on: date

    def cell(self, sector_id: int, place_id: int) -> Cell:
        """The cell of a sector in a place."""
        return cell_of(self.found, sector_id, PlaceFacts(id=place_id, within=self.above.get(place_id, frozenset())))

    def usual(self, text: PriorityText) -> tuple[Cell, tuple[int, int]]:
        """What most of a priority's places show, the less open of equals; and in how many of them."""
        cells = [self.cell(text.sector_id or 0, place_id) for place_id in dict.fromkeys(n.place_id for n in text.needs)]
        counts = Counter(cell.shown for cell in cells)
        found = max(cells, key=lambda cell: (counts[cell.shown], openness(cell)), default=Cell(NOT_ASKED))
        return found, (counts[found.shown], len(cells))

    def note(self, cell: Cell) -> str:
        """What stands under a badge: conditions to keep and until when, or since when."""
        if cell.first is None:
            return ""
        if cell.shown not in RANK or cell.shown == "SUSPENDED":
            return _("since %(date)s", date=day(cell.first.turn.on))
        last = ends_on(cell.first)
        count = len(open_conditions(cell.first.facts, self.on))
        until = _("until %(date)s", date=day(last)) if last else ""
        return " · ".join(filter(None, (ngettext("%(n)s condition", "%(n)s conditions", count) if count else "", until)))


def openness(cell: Cell) -> int:
    """The more open the smaller; not asked comes last."""
    if cell.shown in RANK:
        return RANK.index(cell.shown)
    return len(RANK) + (cell.shown == NOT_ASKED)


def consents_on(db: Session, actor: Actor, on: date) -> Consents:
    """All that the actor may see, in a few statements."""
    return Consents(consent.consents(db, actor, on=on), consent.tree(db), on)


def rows_of(db: Session, actor: Actor, texts: Sequence[PriorityText], given: Consents, *, currency: str) -> list[Row]:
    """The list's rows in order; the number of statements does not depend on how many."""
    ids = [t.priority_id for t in texts]
    money: dict[int, Sum] = {}
    for (priority_id, _output), found in sums.sums(db, actor, ids, currency=currency).items():
        money[priority_id] = money.get(priority_id, Sum()) + found
    partners = sums.partners(db, actor, ids)
    regions = queries.regions_of(db)
    known = len({p.id for p in regions.values()})
    consents = {t.id: given.usual(t) for t in texts}
    return [
        Row(
            text=t,
            regions=regions_named(t, regions),
            nationwide=any(n.place.level == 0 for n in t.needs),
            cell=consents[t.id][0],
            spread=consents[t.id][1],
            known_regions=known,
            asked=asked_for(n.amount for n in t.needs),
            at_least=any(n.amount is None for n in t.needs),
            money=money.get(t.priority_id, Sum()),
            partners=partners.get(t.priority_id, 0),
        )
        for t in texts
    ]


def asked_for(amounts: Iterable[int | None]) -> int | None:
    """What is asked where it is known; None where none of it is."""
    known = [a for a in amounts if a is not None]
    return sum(known) if known else None


def regions_named(text: PriorityText, regions: Mapping[int, Place]) -> tuple[Place, ...]:
    """The regions that a priority's needs name, each once, by code."""
    found = {regions[n.place_id].id: regions[n.place_id] for n in text.needs if n.place_id in regions}
    return tuple(sorted(found.values(), key=lambda p: p.code))
