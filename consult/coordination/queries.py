"""Reading what reports are made of, by plain selects into columns; and what was decided about findings."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import combinations
from threading import Lock
from typing import Any

import numpy as np
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.accounts.models import NationalSector, Organisation, SectorCode
from consult.accounts.sectors import sectors_of
from consult.agendas.models import PriorityText
from consult.agendas.queries import published_priorities
from consult.audit.models import AuditHead
from consult.commitments.models import (
    COUNTED,
    Commitment,
    CommitmentFunder,
    Line,
    LineImplementer,
    LinePlace,
    LineSource,
)
from consult.coordination.ledger import FUNCTIONS, Ledger, Sector, Spot
from consult.coordination.lines import Bools, Ints, Lines, Ragged, Tree, tree_of
from consult.coordination.models import Finding
from consult.coordination.money import Draw, chains
from consult.kit import clock
from consult.kit.actor import Actor, Reach, Subject
from consult.places.models import Country, Place

KEPT = 4
COMMITTED, ACTIVE, SUSPENDED, PLEDGED = "COMMITTED", "ACTIVE", "SUSPENDED", "PLEDGED"
NO_WORK = (Line.interest.is_(False), Line.twin_of_id.is_(None), Line.retired_on.is_(None))
STATES = (*sorted(COUNTED), SUSPENDED, PLEDGED)

_ledgers: OrderedDict[tuple[Any, ...], Ledger] = OrderedDict()
_lock = Lock()


def ledger(db: Session, actor: Actor) -> Ledger:
    """The country's ledger for the actor's class of readers (domain.md P11, P13), kept while nothing changes."""
    wide = actor.reads(Subject.LINE) >= Reach.SIGNED_IN
    key = (*version(db), wide)
    with _lock:
        if key in _ledgers:
            _ledgers.move_to_end(key)
            return _ledgers[key]
    made = read_ledger(db, wide=wide)
    with _lock:
        _ledgers[key] = made
        while len(_ledgers) > KEPT:
            _ledgers.popitem(last=False)
    return made


def version(db: Session) -> tuple[Any, ...]:
    """What changes whenever the country's records do: the head of its audit chain, and what lines there are."""
    country_id = db.info["country_id"]
    head = db.get(AuditHead, country_id)
    lines = db.execute(select(func.count(Line.id), func.max(Line.id), func.sum(Line.edit))).one()
    return str(db.get_bind().engine.url), country_id, head.digest if head else "", *lines


def read_ledger(db: Session, *, wide: bool) -> Ledger:
    """Read all of it. Unless `wide`, security-sensitive lines are placed no finer than level 1 (domain.md P13)."""
    country = db.get_one(Country, db.info["country_id"])
    spots, tree, index = read_places(db, country)
    rows = db.execute(
        select(
            Line.id, Line.commitment_id, Line.start, Line.end, Line.amount, Line.currency, Line.purpose_code, Line.codes,
            Line.function, Line.modality, Line.priority_id, Line.output_id, Line.sector_split, Line.place_split, Line.title,
            Line.state, Line.provenance, Line.complement_of_id, Line.joint, Line.security_sensitive,
            Commitment.source_ref,
        )
        .join(Commitment, Commitment.id == Line.commitment_id)
        .where(*NO_WORK, Line.state.in_(STATES))
        .order_by(Line.id)
    ).all()  # fmt: skip
    ids = np.fromiter((row.id for row in rows), np.int64, len(rows))
    places = read_places_of(db, ids, index, tree)
    if not wide:
        places = coarser(places, np.array([row.security_sensitive for row in rows], bool), spots, index)
    implementers, funders, names = read_parties(db, ids, [row.commitment_id for row in rows])
    held, index_of = read_sectors(db)
    sectors, sets = sector_numbers([(row.purpose_code, row.codes) for row in rows], index_of)
    drawn = select(LineSource.line_id, LineSource.source_id, LineSource.amount).order_by(LineSource.id)
    draws = tuple(Draw(*row) for row in db.execute(drawn))
    known = np.array([row.amount is not None and row.currency == country.currency for row in rows], bool)
    return Ledger(
        currency=country.currency,
        lines=to_lines(rows, known, orgs_of(implementers, funders), places),
        counted=among(rows, COUNTED),
        pledged=among(rows, {PLEDGED}),
        suspended=among(rows, {SUSPENDED}),
        active=among(rows, {ACTIVE}),
        begun=among(rows, {COMMITTED, ACTIVE}),
        known=known,
        registered=np.array([row.provenance == "REGISTERED" for row in rows], bool),
        currencies=tuple(row.currency for row in rows),
        commitment=np.fromiter((row.commitment_id for row in rows), np.int64, len(rows)),
        funders=funders,
        implementers=implementers,
        modality=tuple(row.modality for row in rows),
        sectors=sectors,
        sector_sets=sets,
        draws=draws,
        links=read_links(rows, draws),
        tree=tree,
        spots=spots,
        held=held,
        organisations=names,
    )


def to_lines(rows: Sequence[Any], known: Bools, orgs: Ragged, places: Ragged) -> Lines:
    """Rows as columns; days as ordinals, words as numbers."""
    titles: dict[str, int] = {}
    activities: dict[Any, int] = {}

    def column(values: Iterable[Any]) -> Ints:
        return np.fromiter((value or 0 for value in values), np.int64, len(rows))

    return Lines(
        id=column(row.id for row in rows),
        activity=column(activities.setdefault(row.source_ref or row.commitment_id, len(activities)) for row in rows),
        start=column(row.start.toordinal() if row.start and row.end else 0 for row in rows),
        end=column(row.end.toordinal() if row.start and row.end else 0 for row in rows),
        amount=np.where(known, column(row.amount for row in rows), 0),
        purpose=column(int(row.purpose_code) if (row.purpose_code or "").isdecimal() else 0 for row in rows),
        function=column(FUNCTIONS.index(row.function) if row.function in FUNCTIONS else 0 for row in rows),
        priority=column(row.priority_id for row in rows),
        output=column(row.output_id for row in rows),
        counted_in=column(row.priority_id for row in rows),
        undivided=np.array(["UNDIVIDED" in (row.sector_split, row.place_split) for row in rows], bool),
        title=column(titles.setdefault(row.title, len(titles)) for row in rows),
        orgs=orgs,
        places=places,
        titles=tuple(titles),
    )


def among(rows: Sequence[Any], states: Iterable[str]) -> Bools:
    """Which rows are in one of the states."""
    wanted = set(states)
    return np.array([row.state in wanted for row in rows], bool)


def read_places(db: Session, country: Country) -> tuple[tuple[Spot, ...], Tree, dict[int, int]]:
    """The country's places in order of level and code, their tree, and the index of each id; the country is the first."""
    query = select(Place.id, Place.code, Place.name, Place.names, Place.level, Place.parent_id)
    rows = db.execute(query.order_by(Place.level, Place.code, Place.id)).all()
    if not rows or rows[0].level:
        return (Spot(0, country.code, country.name, country.names or {}, 0, None),), tree_of([-1], 0), {0: 0}
    index = {row.id: number for number, row in enumerate(rows)}
    tree = tree_of((index.get(row.parent_id or 0, -1) for row in rows), 0)
    parent = [None if up < 0 else rows[up].id for up in tree.parent.tolist()]
    spots = (Spot(r.id, r.code, r.name, r.names or {}, r.level, up) for r, up in zip(rows, parent, strict=True))
    return tuple(spots), tree, index


def read_places_of(db: Session, ids: Ints, index: dict[int, int], tree: Tree) -> Ragged:
    """The places of lines as indexes; a line without one is nationwide."""
    found = read_pairs(db, ids, LinePlace.line_id, LinePlace.place_id)
    named = np.array([index.get(place, tree.country) for place in found.value.tolist()], np.int64)
    missing = np.flatnonzero(np.bincount(found.line, minlength=len(ids)) == 0)
    line = np.r_[found.line, missing]
    return ordered(line, np.r_[named, np.full(len(missing), tree.country)])


def coarser(places: Ragged, sensitive: Bools, spots: Sequence[Spot], index: dict[int, int]) -> Ragged:
    """The places of sensitive lines, lifted to level 1."""
    region = np.arange(len(spots))
    for number, spot in enumerate(spots):
        if spot.level > 1 and spot.parent is not None:
            region[number] = region[index[spot.parent]]
    value = np.where(sensitive[places.line], region[places.value], places.value)
    both = np.unique(np.stack([places.line, value]), axis=1)
    return Ragged(both[0], both[1])


def read_parties(db: Session, ids: Ints, commitments: list[int]) -> tuple[Ragged, Ragged, dict[int, str]]:
    """Implementers and funders of lines by organisation, those merged under the one that stayed; and all names."""
    known = db.execute(select(Organisation.id, Organisation.name, Organisation.merged_into_id).order_by(Organisation.id)).all()
    stays = {row.id: row.merged_into_id or row.id for row in known}
    implementers = read_pairs(db, ids, LineImplementer.line_id, LineImplementer.organisation_id)
    given = np.array(commitments, np.int64)
    unique = np.unique(given)
    funding = read_pairs(db, unique, CommitmentFunder.commitment_id, CommitmentFunder.organisation_id)
    order = np.argsort(given, kind="stable")
    first = np.searchsorted(given[order], unique[funding.line])
    last = np.searchsorted(given[order], unique[funding.line], side="right")
    line = np.concatenate([order[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)] or [order[:0]])
    funders = ordered(line, np.repeat(funding.value, last - first))
    return renamed(implementers, stays), renamed(funders, stays), {row.id: row.name for row in known}


def renamed(parties: Ragged, stays: dict[int, int]) -> Ragged:
    """Each organisation under the one that it was merged into, once a line."""
    value = np.array([stays.get(org, org) for org in parties.value.tolist()], np.int64)
    both = np.unique(np.stack([parties.line, value]), axis=1)
    return Ragged(both[0], both[1])


def orgs_of(implementers: Ragged, funders: Ragged) -> Ragged:
    """Who carries a line out, the funders standing in where nobody is named (domain.md M2 O1)."""
    alone = ~np.isin(funders.line, implementers.line)
    return ordered(np.r_[implementers.line, funders.line[alone]], np.r_[implementers.value, funders.value[alone]])


def read_pairs(db: Session, ids: Ints, key: Any, value: Any) -> Ragged:
    """Two columns of a table as positions in `ids` (sorted) and values; rows of other ids are left out."""
    flat = [cell for row in db.execute(select(key, value)) for cell in row]
    both = np.array(flat, np.int64).reshape(-1, 2)
    at = np.searchsorted(ids, both[:, 0])
    found = np.flatnonzero(at < len(ids))
    found = found[ids[at[found]] == both[found, 0]]
    return ordered(at[found], both[found, 1])


def ordered(line: Ints, value: Ints) -> Ragged:
    """Values sorted by line."""
    order = np.lexsort((value, line))
    return Ragged(line[order], value[order])


def read_sectors(db: Session) -> tuple[dict[int, Sector], dict[str, int]]:
    """The national sectors in the government's order, and which holds each purpose code."""
    query = select(NationalSector.id, NationalSector.code, NationalSector.name, NationalSector.names)
    rows = db.execute(query.order_by(NationalSector.position, NationalSector.id)).all()
    codes = {row.purpose_code: row.sector_id for row in db.execute(select(SectorCode.purpose_code, SectorCode.sector_id))}
    return {row.id: Sector(row.id, row.code, row.name, row.names or {}) for row in rows}, codes


def sector_numbers(codes: list[tuple[str | None, str]], held: dict[str, int]) -> tuple[Ints, tuple[frozenset[int], ...]]:
    """For each line the number of its set of national sectors, and the sets."""
    sets: dict[frozenset[int], int] = {}
    by_code: dict[tuple[str | None, str], int] = {}
    for pair in codes:
        if pair not in by_code:
            found = sectors_of(pair[0], (pair[1] or "").split(), held)
            by_code[pair] = sets.setdefault(found, len(sets))
    return np.array([by_code[pair] for pair in codes], np.int64), tuple(sets)


def read_links(rows: Sequence[Any], draws: Iterable[Draw]) -> Ints:
    """Pairs of line ids that are no overlap: source chains, complements, joint programmes."""
    links = chains(draws)
    links |= {(row.id, row.complement_of_id) for row in rows if row.complement_of_id}
    joint: dict[str, list[int]] = {}
    for row in rows:
        if row.joint:
            joint.setdefault(row.joint, []).append(row.id)
    links |= {pair for some in joint.values() for pair in combinations(some, 2)}
    return np.array(sorted(links), np.int64).reshape(-1, 2)


def priorities(db: Session) -> list[PriorityText]:
    """The published priorities with their needs and prerequisites, in the government's order."""
    return published_priorities(db)


def lines_shown(db: Session, ids: Iterable[int]) -> dict[int, Line]:
    """Lines by id with funders, implementers and places, for a page's few."""
    query = (
        select(Line)
        .where(Line.id.in_(set(ids)))
        .options(
            joinedload(Line.commitment).selectinload(Commitment.funders).joinedload(CommitmentFunder.organisation),
            selectinload(Line.implementers).joinedload(LineImplementer.organisation),
            selectinload(Line.places).joinedload(LinePlace.place),
        )
        .order_by(Line.id)
    )
    return {line.id: line for line in db.scalars(query).unique()}


def findings(db: Session) -> list[Finding]:
    """All findings, the newest first."""
    return list(db.scalars(select(Finding).order_by(Finding.number.desc(), Finding.id)))


def finding_of(db: Session, low: int, high: int) -> Finding | None:
    """What was opened about a pair of lines, with its history; None where nobody acted."""
    query = select(Finding).where(Finding.low_id == low, Finding.high_id == high).options(selectinload(Finding.notes))
    return db.scalars(query).first()


def findings_on(db: Session, line_ids: Iterable[int]) -> list[Finding]:
    """The findings about some lines: those that would fall with them."""
    ids = set(line_ids)
    query = select(Finding).where(or_(Finding.low_id.in_(ids), Finding.high_id.in_(ids)))
    return list(db.scalars(query.options(selectinload(Finding.notes)).order_by(Finding.number, Finding.id)))


def kinds(db: Session) -> dict[int, str]:
    """The kind of each organisation."""
    return {row.id: row.kind for row in db.execute(select(Organisation.id, Organisation.kind))}


def today(db: Session) -> date:
    """The civil day of the session's country."""
    return clock.today(db.get_one(Country, db.info["country_id"]).timezone)
