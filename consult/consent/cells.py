"""The consent table: what one cell, a national sector in a place, says to a reader."""

from collections.abc import Iterable
from datetime import date

import msgspec

from consult.consent.facts import PlaceFacts
from consult.consent.queries import Consent
from consult.consent.states import State

NOT_ASKED, OTHERS = "NOT_ASKED", "OTHERS"
RANK = ("IN_FORCE", "IN_FORCE_CONDITIONS", "NOTICE", "SUSPENDED", "PROPOSED", "DRAFT")
OPEN = frozenset({"IN_FORCE", "IN_FORCE_CONDITIONS"})


class Wish(msgspec.Struct, frozen=True):
    """What the reader looks for: a kind of organisation and a kind of help, each a code or empty."""

    kind: str = ""
    help: str = ""

    def meets(self, consent: Consent) -> bool:
        """Whether a consent is for them; partners named count by their kind."""
        facts = consent.facts
        named = any(p.organisation.kind == self.kind for p in consent.row.partners)
        admitted = not self.kind or facts.anyone or self.kind in facts.kinds or named
        return admitted and (not self.help or not facts.functions or self.help in facts.functions)


ANYTHING = Wish()


class Cell(msgspec.Struct, frozen=True):
    """What a cell shows: the state of its most open consent, and how many more stand behind it (ux.md 2.4).

    `part`: it covers only places beneath this one.
    """

    shown: str
    consents: tuple[Consent, ...] = ()
    part: bool = False

    @property
    def first(self) -> Consent | None:
        """The consent that the cell shows; none where nothing was asked, or only others may help."""
        return self.consents[0] if self.consents and self.shown != OTHERS else None

    @property
    def more(self) -> int:
        """How many consents stand behind the first, those that ended left out."""
        return sum(1 for c in self.consents[1:] if c.shown in RANK) if self.first else 0


def cell_of(consents: Iterable[Consent], sector_id: int, place: PlaceFacts, wish: Wish = ANYTHING) -> Cell:
    """The cell of a sector in a place, of the consents that its reader may see."""
    here = [c for c in consents if c.facts.sector_id == sector_id and concerns(c, place) and c.state is not State.SUPERSEDED]
    mine = sorted((c for c in here if wish.meets(c)), key=lambda c: (not whole(c, place), *order(c)))
    if not mine or mine[0].shown == "DRAFT":
        others = [c for c in here if c.shown in OPEN and not wish.meets(c)]
        if others:
            return Cell(OTHERS, tuple(others))
    if not mine:
        return Cell(NOT_ASKED)
    return Cell(mine[0].shown, tuple(mine), part=not whole(mine[0], place))


def order(consent: Consent) -> tuple[int, int, int]:
    """The most open first; of those that ended the latest; then by number."""
    if consent.shown in RANK:
        return RANK.index(consent.shown), 0, consent.row.number
    return len(RANK), -consent.turn.on.toordinal(), consent.row.number


def whole(consent: Consent, place: PlaceFacts) -> bool:
    """Whether a consent holds for all of a place."""
    return any(place.is_in(p) for p in consent.facts.places)


def concerns(consent: Consent, place: PlaceFacts) -> bool:
    """Whether a consent holds for a place or for a part of it."""
    return whole(consent, place) or any(p.is_in(place) for p in consent.facts.places)


def ends_on(consent: Consent) -> date | None:
    """The first day without a consent in notice, the last day of any other; None where it is open."""
    event = consent.turn.event
    if consent.state is State.NOTICE and event is not None:
        return event.ends_on
    return consent.facts.valid_to
