"""Where help is asked for and what consent says there: the gaps of the published agenda beside the register."""

from typing import Any

import msgspec
from flask import g

from consult.agendas.models import PriorityText
from consult.commitments import standing
from consult.consent import queries as consents
from consult.consent.cells import Cell, Wish, cell_of
from consult.coordination import assembly
from consult.coordination.ledger import Period
from consult.web.door import today

OPEN = frozenset({"IN_FORCE", "IN_FORCE_CONDITIONS"})


class Wanted(msgspec.Struct, frozen=True):
    """A priority in a place: what is missing there (minor units, None where no need is stated), and its consent."""

    text: PriorityText
    place: Any
    missing: int | None
    cell: Cell

    @property
    def open(self) -> bool:
        """Whether help may be offered under a consent in force."""
        return self.cell.shown in OPEN


def wanted(limit: int) -> list[Wanted]:
    """The largest gaps, those with consent for the reader's kind of organisation first."""
    book = assembly.reports(g.db, g.actor, Period())
    scopes = consents.consents(g.db, g.actor, on=today())
    places = standing.places(g.db)
    wish = Wish() if g.actor.government or not g.actor.signed_in else Wish(kind=g.actor.kind)
    spots = {spot.id: spot for spot in book.ledger.spots}
    found = []
    for row in book.gaps.rows:
        cell = row.gap.cell
        if row.gap.gap != 0:
            consent = cell_of(scopes, cell.sector, places[cell.place], wish)
            found.append(Wanted(row.text, spots[cell.place], row.gap.gap, consent))
    found.sort(key=lambda one: (not one.open, -(one.missing or 0), one.text.rank))
    return found[:limit]
