"""What the consent register says about many lines at once, answered from columns (domain.md 5.3)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from consult.consent.decision import Decision, decide, standing
from consult.consent.facts import LineFacts, PartyFacts, PlaceFacts, ScopeFacts
from consult.consent.rules import counts_on
from consult.consent.states import Answer
from consult.coordination.gaps import Cell
from consult.coordination.ledger import FUNCTIONS, Ledger, Period, day_of
from consult.coordination.lines import Ints

LOOKED_AT = 2_000
"""Largest ongoing lines whose standing a page works out."""
COVERED = frozenset({Answer.COVERED, Answer.COVERED_WITH_CONDITIONS})


class Register:
    """The consents that a class of readers may see, on one day."""

    def __init__(self, scopes: Iterable[ScopeFacts], ledger: Ledger, kinds: Mapping[int, str], on: date) -> None:
        self.on, self.ledger, self.kinds = on, ledger, kinds
        self.by_sector: dict[int, list[ScopeFacts]] = defaultdict(list)
        for scope in scopes:
            self.by_sector[scope.sector_id].append(scope)
        self.live = {sector: [s for s in some if counts_on(s, on)] for sector, some in self.by_sector.items()}
        self.parents = ledger.parents()
        self.places: dict[int, PlaceFacts] = {}

    def covers(self, cell: Cell, *, open_only: bool = False) -> bool:
        """Whether a consent in force of the cell's sector has its place or one above it (domain.md M1)."""
        above = {cell.place, *self.place(cell.place).within}
        return any(
            any(place.id in above for place in scope.places) and (scope.anyone or not open_only)
            for scope in self.live.get(cell.sector, ())
        )

    def ask(self, position: int) -> tuple[Decision, ...]:
        """The answer for each sector of a line, on the day or at latest its end; no ceiling is held against it."""
        line = self.facts(position)
        end = day_of(int(self.ledger.lines.end[position]))
        day = self.on if self.ledger.registered[position] or end is None else min(self.on, end)
        sectors = [frozenset({s}) for s in sorted(self.ledger.sectors_of(position))] or [frozenset()]
        return tuple(self._decide(line, sector, day) for sector in sectors)

    def facts(self, position: int) -> LineFacts:
        """A line as the decision sees it, without its amount."""
        ledger = self.ledger
        parties = {*_values(ledger.funders, position), *_values(ledger.implementers, position)}
        return LineFacts(
            sectors=frozenset(),
            places=tuple(self.place(ledger.spots[spot].id) for spot in ledger.spots_of(position)),
            parties=tuple(PartyFacts(id=p, kind=self.kinds.get(p, "OTHER")) for p in sorted(parties)),
            function=FUNCTIONS[int(ledger.lines.function[position])],
            modality=ledger.modality[position],
        )

    def place(self, place: int) -> PlaceFacts:
        """A place with those above it."""
        if place not in self.places:
            above, step = [], self.parents.get(place)
            while step is not None:
                above.append(step)
                step = self.parents.get(step)
            self.places[place] = PlaceFacts(id=place, within=frozenset(above))
        return self.places[place]

    def _decide(self, line: LineFacts, sector: frozenset[int], day: date) -> Decision:
        scopes = [scope for one in sector for scope in self.by_sector.get(one, ())]
        if not scopes:
            return Decision(answer=Answer.NOT_ASKED)
        asked = LineFacts(**{f: getattr(line, f) for f in line.__struct_fields__} | {"sectors": sector})
        return decide(scopes, asked, on=day, used={})


@dataclass(frozen=True, slots=True)
class Outside:
    """A line that no consent covers: its position, the different answers, the decision that says why."""

    position: int
    answers: tuple[Answer, ...]
    decision: Decision


@dataclass(frozen=True, slots=True)
class Standing:
    """Ongoing lines against consent: how many have each answer, those outside (largest first), how many were looked at."""

    tally: Counter[Answer]
    outside: tuple[Outside, ...]
    looked_at: int
    ongoing: int

    def held(self) -> tuple[Outside, ...]:
        """Those about which a ministry has decided something: not merely never asked."""
        return tuple(one for one in self.outside if one.answers != (Answer.NOT_ASKED,))


def standing_of(ledger: Ledger, register: Register, period: Period) -> Standing:
    """The standing of the largest ongoing lines of a period, with an ambiguous line under each of its answers."""
    ongoing = _ongoing(ledger, register.on, period)
    asked = ongoing[np.lexsort((ledger.lines.id[ongoing], -ledger.lines.amount[ongoing]))][:LOOKED_AT]
    tally: Counter[Answer] = Counter()
    outside = []
    for position in asked.tolist():
        decisions = register.ask(position)
        answers = standing(decisions)
        tally.update(answers)
        if not COVERED.issuperset(answers):
            outside.append(Outside(position, answers, next(d for d in decisions if d.answer not in COVERED)))
    return Standing(tally, tuple(outside), len(asked), len(ongoing))


def _ongoing(ledger: Ledger, on: date, period: Period) -> Ints:
    """Counted or suspended lines of the period that have not ended by the day."""
    end = ledger.lines.end
    return np.flatnonzero((ledger.counted | ledger.suspended) & ledger.within(period) & ((end >= on.toordinal()) | (end == 0)))


def _values(parties: Sequence[Ints], position: int) -> list[int]:
    line, value = parties
    first, last = np.searchsorted(line, (position, position + 1))
    return [int(one) for one in value[first:last]]
