"""Reading commitments and lines, as far as an actor may see them (domain.md 5.1, I1)."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.accounts.models import NationalSector, SectorCode
from consult.agendas.models import Agenda, PriorityText
from consult.commitments.models import (
    COUNTED,
    Commitment,
    CommitmentFunder,
    Line,
    LineImplementer,
    LinePlace,
    LineSource,
    LineState,
    Provenance,
)
from consult.kit.actor import Actor, Reach, Subject
from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _
from consult.kit.paging import Page, page

WHOLE = (
    joinedload(Line.commitment).selectinload(Commitment.funders).joinedload(CommitmentFunder.organisation),
    selectinload(Line.implementers).joinedload(LineImplementer.organisation),
    selectinload(Line.places).joinedload(LinePlace.place),
)


class Filters(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of lines is narrowed to; empty means all. `inside`: place ids, the place asked for and those beneath it."""

    states: tuple[LineState, ...] = ()
    sector_id: int | None = None
    priority_id: int | None = None
    inside: tuple[int, ...] = ()
    provenance: Provenance | None = None
    organisation_id: int | None = None
    words: str = ""
    start: date | None = None
    end: date | None = None


def visible(actor: Actor) -> ColumnElement[bool]:
    """The lines that an actor may see: an interest only as its organisation or its sector's ministry (domain.md I1)."""
    if actor.reads(Subject.LINE) is Reach.NONE:
        return Line.id < 0
    seen: list[ColumnElement[bool]] = [Line.interest.is_(False)]
    if actor.organisation_id is not None:
        seen.append(of_organisation(actor.organisation_id))
    if actor.sectors:
        held = select(SectorCode.purpose_code).where(SectorCode.sector_id.in_(actor.sectors))
        seen.append(Line.purpose_code.in_(held))
    return or_(*seen)


def of_organisation(organisation_id: int) -> ColumnElement[bool]:
    """Lines that an organisation funds or carries out."""
    funded = select(CommitmentFunder.commitment_id).where(CommitmentFunder.organisation_id == organisation_id)
    carried = select(LineImplementer.line_id).where(LineImplementer.organisation_id == organisation_id)
    return or_(Line.commitment_id.in_(funded), Line.id.in_(carried))


def lines(actor: Actor, filters: Filters | None = None) -> Select[Line]:
    """The lines that an actor may see, newest commitment first, whole enough to be shown in a list."""
    query = select(Line).join(Commitment, Commitment.id == Line.commitment_id)
    query = query.where(visible(actor), Line.retired_on.is_(None), *_narrowed(filters or Filters()))
    return query.order_by(Commitment.number.desc(), Line.id.desc()).options(*WHOLE)


def _narrowed(filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.states:
        wanted.append(Line.state.in_([state.value for state in filters.states]))
    if filters.sector_id is not None:
        wanted.append(Line.purpose_code.in_(select(SectorCode.purpose_code).where(SectorCode.sector_id == filters.sector_id)))
    if filters.priority_id is not None:
        wanted.append(Line.priority_id == filters.priority_id)
    if filters.inside:
        wanted.append(Line.id.in_(select(LinePlace.line_id).where(LinePlace.place_id.in_(filters.inside))))
    if filters.provenance is not None:
        wanted.append(Line.provenance == filters.provenance.value)
    if filters.organisation_id is not None:
        wanted.append(of_organisation(filters.organisation_id))
    if filters.words:
        wanted.append(func.lower(Line.title).contains(filters.words.lower(), autoescape=True))
    return wanted + _in_period(filters)


def _in_period(filters: Filters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.end is not None:
        wanted.append(and_(Line.start.is_not(None), Line.start <= filters.end))
    if filters.start is not None:
        wanted.append(and_(Line.end.is_not(None), Line.end >= filters.start))
    return wanted


def page_of_lines(db: Session, actor: Actor, filters: Filters, number: int = 1, *, size: int = 50) -> Page[Line]:
    """One page of the lines that an actor may see; the number of statements does not depend on the number of lines."""
    return page(db, lines(actor, filters), number, size=size)


def own_lines(db: Session, actor: Actor) -> Sequence[Line]:
    """The lines of the actor's organisation that were registered here, newest first, at most 500."""
    if actor.organisation_id is None:
        return []
    own = of_organisation(actor.organisation_id)
    query = lines(actor).where(own, Line.provenance == Provenance.REGISTERED.value)
    return db.scalars(query.limit(500)).unique().all()


def get_commitment(db: Session, actor: Actor, number: int) -> Commitment:
    """A commitment by its number, with those of its lines that the actor may see; Missing where it may see none."""
    found = db.scalars(
        select(Commitment)
        .where(Commitment.number == number)
        .options(selectinload(Commitment.transactions))
        .options(selectinload(Commitment.funders).joinedload(CommitmentFunder.organisation))
    ).first()
    if found is None or not lines_of(db, actor, found.id):
        raise Missing(_("There is no commitment of this number."))
    return found


def lines_of(db: Session, actor: Actor, commitment_id: int) -> Sequence[Line]:
    """A commitment's lines that the actor may see, with their history and the lines they draw on, by id."""
    query = select(Line).where(visible(actor), Line.commitment_id == commitment_id).order_by(Line.id)
    return db.scalars(query.options(*WHOLE, selectinload(Line.moves), selectinload(Line.sources))).unique().all()


def get_line(db: Session, actor: Actor, line_id: int) -> Line:
    """A line by its id, whole; Missing where the actor may not see it."""
    query = select(Line).where(visible(actor), Line.id == line_id).options(*WHOLE, selectinload(Line.moves))
    found = db.scalars(query).unique().first()
    if found is None:
        raise Missing(_("There is no such line."))
    return found


def whole_line(db: Session, line_id: int) -> Line:
    """A line with all that the register is asked about, whoever asks; locked for this transaction."""
    query = select(Line).where(Line.id == line_id).options(*WHOLE).execution_options(populate_existing=True)
    return db.scalars(query.with_for_update(of=Line)).unique().one()


def hold(db: Session, line: Line) -> None:
    """Read a line again and hold it until the end of this transaction, so that no two people move it at once."""
    db.flush()
    whole_line(db, line.id)


def pledges_due(db: Session, on: date) -> Sequence[Line]:
    """Registered pledges that may have lapsed by a day: those without a day of their own are at least eleven months old."""
    old = on - timedelta(days=330)
    lapsed = or_(Line.lapses_on <= on, and_(Line.lapses_on.is_(None), Line.state_since <= old))
    return _registered(db, LineState.PLEDGED, lapsed, Line.review.is_(False))


def wind_downs_due(db: Session, on: date) -> Sequence[Line]:
    """Registered lines whose wind-down has ended by a day."""
    return _registered(db, LineState.WIND_DOWN, Line.wind_down_ends <= on)


def _registered(db: Session, state: LineState, *wanted: ColumnElement[bool]) -> Sequence[Line]:
    query = select(Line).where(Line.state == state.value, Line.provenance == Provenance.REGISTERED.value, *wanted)
    return db.scalars(query.order_by(Line.id).options(*WHOLE)).unique().all()


def twins_of(db: Session, line_ids: Iterable[int]) -> Sequence[Line]:
    """The reported lines that were linked as twins of these, by id."""
    query = select(Line).where(Line.twin_of_id.in_(list(line_ids))).order_by(Line.id)
    return db.scalars(query.options(*WHOLE)).unique().all()


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Work that somebody has in mind: for the preview of similar work by others (domain.md O1).

    `reach`: its places, those beneath them, and those that hold them below the country.
    """

    purpose_code: str
    category: str
    reach: tuple[int, ...]
    function: str
    start: date
    end: date
    priority_id: int | None = None
    output_id: int | None = None
    organisation_ids: tuple[int, ...] = ()


def similar(db: Session, actor: Actor, wish: Wish, *, limit: int = 6) -> Sequence[Line]:
    """Counted and pledged lines of others that match a wish in purpose, function and place for 30 days or more, largest first."""
    month = timedelta(days=29)
    theirs = [~of_organisation(own) for own in wish.organisation_ids]
    query = select(Line).where(
        visible(actor), Line.interest.is_(False), Line.twin_of_id.is_(None), Line.retired_on.is_(None), *theirs,
        Line.state.in_([*COUNTED, LineState.PLEDGED.value]),
        or_(Line.purpose_code == wish.purpose_code, Line.purpose_code == wish.category),
        or_(Line.function == wish.function, Line.function == "UNKNOWN"),
        Line.id.in_(select(LinePlace.line_id).where(LinePlace.place_id.in_(wish.reach))),
        Line.start <= wish.end - month, Line.end >= wish.start + month, _same_output(wish),
    )  # fmt: skip
    return db.scalars(query.order_by(Line.amount.desc().nulls_last(), Line.id).limit(limit).options(*WHOLE)).unique().all()


def _same_output(wish: Wish) -> ColumnElement[bool]:
    """Two lines that name outputs of one priority match only if the output is the same (domain.md O1)."""
    if wish.output_id is None:
        return Line.id > 0
    other = func.coalesce(Line.priority_id, 0) != (wish.priority_id or 0)
    return or_(other, Line.output_id.is_(None), Line.output_id == wish.output_id)


def sources_above(db: Session, line_id: int) -> set[int]:
    """Every line on whose money a line draws, directly or through others."""
    found: set[int] = set()
    layer = {line_id}
    while layer:
        query = select(LineSource.source_id).where(LineSource.line_id.in_(layer))
        layer = set(db.scalars(query)) - found
        found |= layer
    return found


def registered_under(db: Session, scope_id: int, states: Iterable[LineState]) -> Sequence[Line]:
    """The registered lines bound to a consent in some states, whole, by id."""
    query = (
        select(Line)
        .where(
            Line.scope_id == scope_id,
            Line.provenance == Provenance.REGISTERED.value,
            Line.state.in_([state.value for state in states]),
        )
        .order_by(Line.id)
        .options(*WHOLE)
    )
    return db.scalars(query).unique().all()


def text_of(db: Session, priority_id: int) -> PriorityText | None:
    """What a priority says in the newest published agenda, with its sector's codes and its needs; None if it is in none."""
    query = (
        select(PriorityText)
        .join(Agenda, Agenda.id == PriorityText.agenda_id)
        .where(PriorityText.priority_id == priority_id, Agenda.state != "DRAFT", PriorityText.dropped_reason.is_(None))
        .order_by(Agenda.version.desc())
        .limit(1)
        .options(
            joinedload(PriorityText.priority),
            joinedload(PriorityText.ministry),
            joinedload(PriorityText.sector).options(
                selectinload(NationalSector.purpose_codes), joinedload(NationalSector.ministry)
            ),
            selectinload(PriorityText.needs),
        )
    )
    return db.scalars(query).unique().first()


def summary(db: Session, actor: Actor) -> dict[str, int]:
    """How many lines the actor may see in each state."""
    query = select(Line.state, func.count()).where(visible(actor), Line.retired_on.is_(None), Line.twin_of_id.is_(None))
    rows: Sequence[Any] = db.execute(query.group_by(Line.state).order_by(Line.state)).all()
    return dict(tuple(row) for row in rows)
