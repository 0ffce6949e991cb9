"""What stands beside an offer: the register's answer, what it looked at, the work over its consent, similar work by others."""

from collections.abc import Sequence
from datetime import date

import msgspec
from flask import g

from consult.accounts.models import Organisation
from consult.agendas.models import PriorityText
from consult.codes.purposes import category_of
from consult.commitments import queries, standing
from consult.commitments.actions import Offer
from consult.commitments.models import Line
from consult.commitments.standing import Grounds
from consult.consent import decision as register
from consult.consent.decision import Decision
from consult.consent.states import Answer
from consult.web.commitments.shown import Check, checks
from consult.web.door import named, today

LOOKS = {Answer.COVERED: "ok", Answer.COVERED_WITH_CONDITIONS: "cond", Answer.OVER_CEILING: "cond"}


class Strip(msgspec.Struct, frozen=True):
    """The work over its consent, drawn over three years in 36ths; each piece as (left, width) or None."""

    years: tuple[int, int, int]
    window: tuple[float, float] | None
    inside: tuple[float, float] | None
    beyond: tuple[float, float] | None
    now: float


class Fit(msgspec.Struct, frozen=True):
    """The answer to an offer today, its checks, its picture, and similar work by others (a question, never a verdict)."""

    decision: Decision
    checks: list[Check]
    strip: Strip
    near: Sequence[Line]

    @property
    def look(self) -> str:
        """The panel's class."""
        return LOOKS.get(self.decision.answer, "no")


def fit_of(text: PriorityText, offer: Offer, implementers: Sequence[Organisation]) -> Fit:
    """Ask the register and look for similar work, for the reader's own organisation as funder."""
    ground = standing.grounds(g.db, g.actor, on=today())
    own = g.db.get_one(Organisation, g.actor.organisation_id)
    parties = {one.id: one for one in (own, *(implementers or (own,)))}
    facts = standing.facts_for(
        ground, parties.values(), purpose_code=offer.purpose_code, place_ids=offer.place_ids, function=offer.function,
        modality=offer.modality, amount=offer.amount, currency=offer.currency,
    )  # fmt: skip
    found = register.decide_each(ground.scopes, facts, on=today(), used=ground.used)[0]
    place = ", ".join(p.name for p in facts.places)
    said = checks(found, sector=named(text.sector), place=place, function=offer.function, end=offer.end)
    return Fit(found, said, strip_of(found, offer.start, offer.end), near(ground, offer, tuple(parties)))


def near(ground: Grounds, offer: Offer, own: tuple[int, ...]) -> Sequence[Line]:
    """Similar work by others, as O1 previews it."""
    return queries.similar(
        g.db,
        g.actor,
        queries.Wish(
            purpose_code=offer.purpose_code, category=category_of(offer.purpose_code), reach=reach(ground, offer.place_ids),
            function=offer.function, start=offer.start, end=offer.end, priority_id=offer.priority_id,
            output_id=offer.output_id, organisation_ids=own,
        ),
    )  # fmt: skip


def reach(ground: Grounds, place_ids: Sequence[int]) -> tuple[int, ...]:
    """Places, those beneath them and those that hold them, the country left out unless it is one of them."""
    wanted = set(place_ids)
    top = {place.id for place in ground.places.values() if not place.within}
    above = {up for place in wanted for up in ground.places[place].within} - top
    beneath = {place.id for place in ground.places.values() if place.within & wanted}
    return tuple(sorted(wanted | above | beneath))


def strip_of(decision: Decision, start: date, end: date) -> Strip:
    """The picture of work over the deciding consent's window."""
    first = date(today().year, 1, 1)
    scope = decision.scopes[0] if decision.scopes else None
    until = scope.valid_to if scope else None
    far = date(first.year + 3, 1, 1)
    beyond = (max(start, until), end) if until and end > until else None
    return Strip(
        (first.year, first.year + 1, first.year + 2),
        _piece(first, scope.valid_from, until or far) if scope else None,
        _piece(first, start, min(end, until) if until else end),
        _piece(first, *beyond) if beyond else None,
        _at(first, today()),
    )


def _piece(first: date, start: date, end: date) -> tuple[float, float]:
    left = _at(first, start)
    return left, round(max(0.0, _at(first, end) - left), 2)


def _at(first: date, day: date) -> float:
    return round(min(36.0, max(0.0, (day - first).days * 36 / 1096)), 2)
