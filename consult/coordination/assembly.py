"""Reports of a country for an actor: read, put together, and kept while nothing changes."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from threading import Lock
from typing import Any

from sqlalchemy.orm import Session

from consult.consent import queries as consents
from consult.consent.rules import visible
from consult.coordination import queries
from consult.coordination.ledger import Ledger, Period
from consult.coordination.report import GapReport, OverlapReport, Presence, gap_report, overlap_report, presence
from consult.coordination.standing import Register, Standing, standing_of
from consult.kit.actor import Actor, Reach, Subject

KEPT = 8

_kept: OrderedDict[tuple[Any, ...], Reports] = OrderedDict()
_lock = Lock()


@dataclass(frozen=True)
class Reports:
    """The reports of one period for one class of readers; each part is worked out when first asked for."""

    period: Period
    on: date
    ledger: Ledger
    register: Register
    gaps: GapReport

    @cached_property
    def overlaps(self) -> OverlapReport:
        """O1 and O2."""
        return overlap_report(self.ledger, self.gaps, self.period)

    @cached_property
    def presence(self) -> Presence:
        """Who works where."""
        return presence(self.ledger, self.overlaps, self.period)

    @cached_property
    def standing(self) -> Standing:
        """Ongoing lines against consent."""
        return standing_of(self.ledger, self.register, self.period)


def reports(db: Session, actor: Actor, period: Period) -> Reports:
    """The reports as the actor's class of readers may see them (domain.md P11); raises Invalid for a period turned round."""
    period = period.checked()
    on = period.day(queries.today(db))
    key = (*queries.version(db), reader_class(actor), period, on)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    made = make(db, actor, period, on)
    with _lock:
        _kept[key] = made
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return made


def make(db: Session, actor: Actor, period: Period, on: date) -> Reports:
    """Read and put together anew."""
    ledger = queries.ledger(db, actor)
    scopes = visible(as_class(actor), consents.all_facts(db), on=on)
    register = Register(scopes, ledger, queries.kinds(db), on)
    texts = queries.priorities(db)
    return Reports(period, on, ledger, register, gap_report(ledger, texts, register, period))


def reader_class(actor: Actor) -> tuple[Reach, Reach]:
    """Readers who see the same: by how far they read lines and consents; own parts count as what all signed-in see."""
    return _class(actor.reads(Subject.LINE)), _class(actor.reads(Subject.CONSENT))


def as_class(actor: Actor) -> Actor:
    """A nameless reader of the actor's class, so that no report depends on who asks."""
    line, consent = reader_class(actor)
    return Actor(country_id=actor.country_id, reach={Subject.LINE: line, Subject.CONSENT: consent})


def _class(reach: Reach) -> Reach:
    return Reach.SIGNED_IN if reach is Reach.OWN else reach
