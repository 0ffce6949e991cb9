"""What a report reads of a country, once: lines as columns, places, sectors, names; and what a period selects of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from consult.coordination import slices
from consult.coordination.gaps import Money
from consult.coordination.lines import Bools, Ints, LeftOut, Lines, Ragged, Tree, admit
from consult.coordination.money import Draw, drawn_on
from consult.coordination.slices import Slice
from consult.kit.errors import Invalid
from consult.kit.i18n import lazy_gettext as _l

FUNCTIONS = (
    "UNKNOWN", "FINANCE", "POLICY_ADVICE", "TRAINING", "EQUIPMENT", "INFRASTRUCTURE", "SERVICE_DELIVERY", "MONITORING",
    "DIALOGUE_MEDIATION",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Period:
    """Days that a report is about, ends counted; None is open."""

    first: date | None = None
    last: date | None = None

    def checked(self) -> Period:
        """The period itself; raises Invalid where it ends before it begins."""
        if self.first and self.last and self.last < self.first:
            raise Invalid("to", _l("The period ends before it begins. Check the two dates."))
        return self

    def meets(self, first: date | None, last: date | None) -> bool:
        """Whether something with these days meets it; what has none does."""
        return (self.last is None or first is None or first <= self.last) and (
            self.first is None or last is None or last >= self.first
        )

    def day(self, today: date) -> date:
        """The day on which consent is asked about: today, or the nearest of the period."""
        day = min(today, self.last) if self.last else today
        return max(day, self.first) if self.first else day


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as reports show it."""

    id: int
    code: str
    name: str
    names: Mapping[str, str]
    level: int
    parent: int | None


@dataclass(frozen=True, slots=True)
class Sector:
    """A national sector as reports show it."""

    id: int
    code: str
    name: str
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every line but interests, twins and those retired, by id; masks and columns have one entry a line.
    begun: COMMITTED or ACTIVE.

    lines.amount: minor units of `currency`, 0 where `known` is false (no amount, or another currency).
    lines.places: indexes into `spots`. orgs (in lines): implementers, else funders. `funders`, `implementers`: ids of
    organisations. sectors: of each line, a number into `sector_sets`. links: pairs of ids that are no overlap.
    """

    currency: str
    lines: Lines
    counted: Bools
    pledged: Bools
    suspended: Bools
    active: Bools
    begun: Bools
    known: Bools
    registered: Bools
    currencies: tuple[str, ...]
    commitment: Ints
    funders: Ragged
    implementers: Ragged
    modality: tuple[str, ...]
    sectors: Ints
    sector_sets: tuple[frozenset[int], ...]
    draws: tuple[Draw, ...]
    links: Ints
    tree: Tree
    spots: tuple[Spot, ...]
    held: Mapping[int, Sector]
    organisations: Mapping[int, str]

    def within(self, period: Period) -> Bools:
        """The lines whose dates meet a period; those without dates do."""
        start, end = self.lines.start, self.lines.end
        inside = np.ones(len(self.lines), bool)
        if period.first:
            inside &= (end >= period.first.toordinal()) | (end == 0)
        if period.last:
            inside &= (start <= period.last.toordinal()) | (start == 0)
        return inside

    def at(self, ids: Sequence[int] | Ints) -> Ints:
        """The positions of lines by id; every id must be known."""
        return np.searchsorted(self.lines.id, np.asarray(ids, np.int64))

    def organisations_of(self, position: int) -> list[str]:
        """Names of who carries a line out, else who funds it."""
        orgs = self.lines.orgs
        first, last = np.searchsorted(orgs.line, (position, position + 1))
        return [self.organisations[org] for org in orgs.value[first:last].tolist()]

    def spots_of(self, position: int) -> list[int]:
        """Indexes of the places that a line names."""
        places = self.lines.places
        first, last = np.searchsorted(places.line, (position, position + 1))
        return [int(spot) for spot in places.value[first:last]]

    def sectors_of(self, position: int) -> frozenset[int]:
        """The national sectors that may hold a line."""
        return self.sector_sets[int(self.sectors[position])]

    def money(self) -> list[Money]:
        """Counted lines and pledges as gaps need them; place ids, not indexes."""
        wanted = np.flatnonzero(self.counted | self.pledged)
        return [self._money(i) for i in wanted.tolist()]

    def _money(self, i: int) -> Money:
        lines = self.lines
        return Money(
            id=int(lines.id[i]),
            priority=int(lines.priority[i]) or None,
            sectors=self.sectors_of(i),
            places=tuple(self.spots[spot].id for spot in self.spots_of(i)),
            amount=int(lines.amount[i]) if self.known[i] else None,
            start=day_of(int(lines.start[i])),
            end=day_of(int(lines.end[i])),
            pledged=bool(self.pledged[i]),
            active=bool(self.active[i]),
        )

    def parents(self) -> dict[int, int | None]:
        """The parent of each place, by id; the country has none."""
        return {spot.id: spot.parent for spot in self.spots}


@dataclass(frozen=True, slots=True)
class Compared:
    """The lines of a period made ready for O1, and how many take no part."""

    slices: list[Slice]
    left_out: LeftOut
    lines: int


def compare(ledger: Ledger, period: Period, matched: Mapping[int, int]) -> Compared:
    """Cut the counted lines of a period into slices. matched: the priority at which a line counts without naming it."""
    counted_in = ledger.lines.priority.copy()
    if matched:
        counted_in[ledger.at(list(matched))] = list(matched.values())
    drawn = np.zeros(len(ledger.lines), np.int64)
    counted = set(ledger.lines.id[ledger.counted].tolist())
    for line, amount in drawn_on(ledger.draws, counted).items():
        if line in counted:
            drawn[ledger.at([line])] = amount
    keep = np.flatnonzero(ledger.counted & ledger.within(period))
    taken = replace(ledger.lines, counted_in=counted_in).take(keep)
    admitted, left_out = admit(taken, drawn[keep])
    return Compared(slices.prepare(admitted, ledger.tree, ledger.links), left_out, len(keep))


def day_of(ordinal: int) -> date | None:
    """A day out of a column; None for 0."""
    return date.fromordinal(ordinal) if ordinal > 0 else None
