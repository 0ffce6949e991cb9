"""What the consent register says about lines: the facts it is told, the use of its ceilings, its answers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts import sectors
from consult.accounts.models import NationalSector, Organisation
from consult.accounts.register import held_codes
from consult.commitments import queries
from consult.commitments.models import COUNTED, Line, LineState, Provenance
from consult.consent import decision as register
from consult.consent import queries as consents
from consult.consent.decision import Decision
from consult.consent.facts import LineFacts, PartyFacts, PlaceFacts, ScopeFacts
from consult.consent.models import ConsentScope
from consult.consent.rules import visible
from consult.kit import clock
from consult.kit.actor import Actor
from consult.places.models import Country, Place

USES = frozenset({*COUNTED, LineState.SUSPENDED.value})


class Grounds(msgspec.Struct, frozen=True):
    """All that an answer rests on, read once for any number of lines: a country's places, sectors, consents, their use.

    `sectors`: purpose code to national sector; `ministries`: sector to its ministry's name; `used`: scope to minor units.
    """

    places: Mapping[int, PlaceFacts]
    sectors: Mapping[str, int]
    ministries: Mapping[int, str]
    scopes: Sequence[ScopeFacts]
    used: Mapping[int, int]


def today(db: Session) -> date:
    """The civil day of the session's country."""
    country = db.get_one(Country, db.info["country_id"])
    return clock.today(country.timezone)


def grounds(db: Session, actor: Actor | None, *, on: date) -> Grounds:
    """What answers rest on for an actor, who is answered from the consents it may see; None sees all, as rules do."""
    named = select(NationalSector.id, Organisation.name).join(Organisation, Organisation.id == NationalSector.ministry_id)
    ministries = {row.id: row.name for row in db.execute(named.order_by(NationalSector.id))}
    scopes = consents.all_facts(db)
    return Grounds(places(db), held_codes(db), ministries, scopes if actor is None else visible(actor, scopes, on=on), used(db))


def places(db: Session) -> dict[int, PlaceFacts]:
    """Every place with those that hold it; one whose parent is unknown hangs on the country."""
    rows = db.execute(select(Place.id, Place.parent_id, Place.level, Place.name).order_by(Place.level, Place.id)).all()
    top = next((row.id for row in rows if row.level == 0), None)
    parents = {row.id: row.parent_id if row.parent_id or row.id == top else top for row in rows}
    return {row.id: PlaceFacts(id=row.id, name=row.name, within=frozenset(_above(row.id, parents))) for row in rows}


def _above(place: int, parents: Mapping[int, int | None]) -> Iterable[int]:
    found: list[int] = []
    above = parents.get(place)
    while above is not None and above not in found:
        found.append(above)
        above = parents.get(above)
    return found


def used(db: Session) -> dict[int, int]:
    """The use of each ceiling: counted and suspended registered lines, net, in minor units (domain.md I3)."""
    query = select(Line.scope_id, func.sum(Line.amount)).where(
        Line.scope_id.is_not(None), Line.provenance == Provenance.REGISTERED.value, Line.state.in_(USES)
    )
    return {scope: int(total or 0) for scope, total in db.execute(query.group_by(Line.scope_id)) if scope is not None}


def sectors_of(line: Line, held: Mapping[str, int]) -> frozenset[int]:
    """The national sectors of a line: one, several where ambiguous, none where unresolved (domain.md 5.1)."""
    return sectors.sectors_of(line.purpose_code, (line.codes or "").split(), held)


def facts_of(line: Line, ground: Grounds) -> LineFacts:
    """A line as the decision sees it; its funders, implementers and places must be loaded. No place is nationwide."""
    mine = sectors_of(line, ground.sectors)
    rows = (*line.commitment.funders, *line.implementers)
    bodies = {row.organisation_id: row.organisation for row in rows}
    return LineFacts(
        sectors=mine,
        places=tuple(ground.places[row.place_id] for row in line.places) or nationwide(ground),
        parties=tuple(PartyFacts(id=one.id, kind=one.kind, name=one.name) for one in bodies.values()),
        function=line.function,
        modality=line.modality,
        amount=line.amount,
        currency=line.currency,
        ministry=ground.ministries.get(min(mine), "") if mine else "",
    )


def facts_for(
    ground: Grounds, parties: Iterable[Organisation], *, purpose_code: str, place_ids: Iterable[int],
    function: str, modality: str, amount: int, currency: str,
) -> LineFacts:  # fmt: skip
    """What is not a line yet, as the decision sees it: an offer that somebody is about to make."""
    mine = sectors.sectors_of(purpose_code, (), ground.sectors)
    return LineFacts(
        sectors=mine,
        places=tuple(ground.places[place] for place in place_ids),
        parties=tuple(PartyFacts(id=one.id, kind=one.kind, name=one.name) for one in parties),
        function=function,
        modality=modality,
        amount=amount,
        currency=currency,
        ministry=ground.ministries.get(min(mine), "") if mine else "",
    )


def nationwide(ground: Grounds) -> tuple[PlaceFacts, ...]:
    """The country itself, where it has places at all."""
    return tuple(place for place in ground.places.values() if not place.within)[:1]


def used_without(line: Line, ground: Grounds) -> Mapping[int, int]:
    """The use of ceilings without a line's own amount."""
    if (
        line.scope_id is None
        or line.scope_id not in ground.used
        or line.state not in USES
        or line.provenance != Provenance.REGISTERED.value
    ):
        return ground.used
    return {**ground.used, line.scope_id: ground.used[line.scope_id] - (line.amount or 0)}


def answers(line: Line, ground: Grounds, *, on: date) -> tuple[Decision, ...]:
    """The register's answer for each sector of a line; for a reported one on the day asked, at latest its end (domain.md 5.3)."""
    day = min(on, line.end) if line.end and line.provenance == Provenance.REPORTED.value else on
    return register.decide_each(ground.scopes, facts_of(line, ground), on=day, used=used_without(line, ground))


def answer(line: Line, ground: Grounds, *, on: date) -> Decision:
    """The one answer about a registered line, whose sector is never ambiguous."""
    return answers(line, ground, on=on)[0]


def ask(db: Session, actor: Actor | None, line: Line, *, on: date) -> Decision:
    """Ask the register about one registered line on a day."""
    db.flush()
    return answer(line, grounds(db, actor, on=on), on=on)


def lock(db: Session, line: Line) -> None:
    """Hold the consents of a line's sector until the end of this transaction, so that ceilings are exact (domain.md I3)."""
    mine = sectors_of(line, held_codes(db))
    query = select(ConsentScope.id).where(ConsentScope.sector_id.in_(mine)).order_by(ConsentScope.id)
    db.execute(query.with_for_update(key_share=True)).all()
    queries.hold(db, line)
