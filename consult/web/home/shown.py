"""What a country's home shows: gaps by region, dates to come, the latest changes."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from consult.agendas import queries as agendas
from consult.agendas.models import Agenda
from consult.consent import queries as consents
from consult.consent.models import ConsentScope
from consult.consent.states import WORDS, State
from consult.coordination import assembly
from consult.coordination.gaps import GapState
from consult.coordination.ledger import Period
from consult.coordination.report import GapReport
from consult.kit.actor import Actor
from consult.kit.i18n import gettext as _
from consult.places import queries as places
from consult.places.models import Place
from consult.web.door import named
from consult.web.home.drawing import Drawing, draw

NOBODY = {GapState.NO_CONSENT, GapState.CONSENTED_UNFUNDED, GapState.PLEDGED_ONLY}
HOLDING = {State.IN_FORCE, State.SUSPENDED}
AHEAD = timedelta(days=180)
BACK = timedelta(days=90)
MOST = 6


class Region(NamedTuple):
    """A region: gaps, the money missing in the reporting currency's minor units, and how many needs are not stated."""

    place: Place
    gaps: int = 0
    missing: int = 0
    unknown: int = 0

    @property
    def shade(self) -> int:
        """0 to 3: none, one, two, more gaps."""
        return min(3, self.gaps)


def regions(db: Session, actor: Actor) -> list[Region]:
    """Every region, most gaps first."""
    found = places.places_at(db, 1)
    report = assembly.reports(db, actor, Period()).gaps
    sums = by_region(report, {p.id for p in found}, {p.id: p.parent_id for p in places.places(db)})
    rows = [Region(p, *sums.get(p.id, ())) for p in found]
    return sorted(rows, key=lambda r: (-r.gaps, -r.missing, r.place.code))


def by_region(report: GapReport, tops: set[int], parent: dict[int, int | None]) -> dict[int, tuple[int, int, int]]:
    """Gaps, missing money and unstated needs of each place in `tops`, those of places beneath it included."""
    sums: dict[int, tuple[int, int, int]] = {}
    for row in report.rows:
        at: int | None = row.gap.cell.place
        while at is not None and at not in tops:
            at = parent.get(at)
        if at is not None:
            gaps, missing, unknown = sums.get(at, (0, 0, 0))
            none, unsaid = row.gap.state in NOBODY, row.gap.state is GapState.NEED_UNKNOWN
            sums[at] = gaps + none, missing + (row.gap.gap or 0), unknown + unsaid
    return sums


def picture(db: Session) -> Drawing | None:
    """The regions' outlines; None where no shapes are loaded."""
    return draw((p.id, p.shape) for p in places.places_at(db, 1, shapes=True) if p.shape)


def dates(agenda: Agenda | None, given: list[consents.Consent], on: date) -> list[tuple[date, Any]]:
    """What comes next, the first first."""
    found: list[tuple[date, Any]] = []
    if agenda:
        planned = (
            (agenda.comments_until, _("Comments close")),
            (agenda.answers_until, _("Ministries answer")),
            (agenda.next_revision, _("Next version of the agenda")),
        )
        found += [(day, text) for day, text in planned if day and day >= on]
    soon = [c for c in given if c.state in HOLDING and c.row.valid_to and on <= c.row.valid_to <= on + AHEAD]
    found += [(c.row.valid_to or on, ending(c.row)) for c in soon]
    return sorted(found, key=lambda pair: pair[0])[:MOST]


def changes(db: Session, given: list[consents.Consent], on: date) -> list[tuple[date, Any]]:
    """What happened lately to the agenda and to consents, the newest first."""
    found: list[tuple[date, Any]] = [
        (version.published_at.date(), _("Agenda published: version %(n)s", n=version.version))
        for version in agendas.versions(db)
        if version.published_at
    ]
    turned = [(c.row, turn) for c in given for turn in c.turns if on - BACK <= turn.on <= on and turn.state in WORDS]
    found += [(t.on, told(row, WORDS[t.state])) for row, t in turned]
    return sorted(dict.fromkeys(found), key=lambda pair: pair[0], reverse=True)[:MOST]


def told(row: ConsentScope, state: Any) -> str:
    """A change of a consent, in a sentence."""
    return _("Consent (%(sector)s): %(title)s. Now: %(state)s", sector=named(row.sector), title=row.title, state=state)


def ending(row: ConsentScope) -> str:
    """The end of a consent, in a sentence."""
    return _("Consent ends (%(sector)s): %(title)s", sector=named(row.sector), title=row.title)
