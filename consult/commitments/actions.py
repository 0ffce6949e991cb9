"""Writing commitments: offers, signatures, work, money, links; each asks the rule, changes, records, announces."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts.queries import worker_actor
from consult.agendas.models import PriorityText
from consult.audit.actions import record
from consult.codes import purposes
from consult.commitments import queries, rules, standing
from consult.commitments.events import LineMoved, LineNeedsReview, LinePledged, LineRebound, TwinLinked
from consult.commitments.models import (
    Commitment,
    CommitmentFunder,
    Line,
    LineImplementer,
    LineMove,
    LinePlace,
    LineSource,
    LineState,
    Provenance,
    Split,
    Transaction,
)
from consult.kit import clock
from consult.kit.actor import Actor
from consult.kit.errors import Invalid, Stale
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.money import plain
from consult.kit.outbox import announce
from consult.places.models import Country

COMMITTED, DISBURSED, SPENT = "2", "3", "4"


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner offers: one purpose code, one or more places; amount in minor units of `currency`.

    `lapses_on` is the day on which the pledge lapses; without it, it lapses after twelve months (domain.md 5.2).
    """

    title: str
    priority_id: int
    output_id: int | None = None
    purpose_code: str
    place_ids: tuple[int, ...]
    function: str
    modality: str
    amount: int
    currency: str
    start: date
    end: date
    implementer_ids: tuple[int, ...] = ()
    humanitarian: bool = False
    security_sensitive: bool = False
    lapses_on: date | None = None


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """Money paid (3) or spent (4), in minor units of the line's currency; `obliged_on`: when it came to be owed."""

    type: str
    day: date
    value: int
    obliged_on: date | None = None
    note: str = ""


def offer_support(db: Session, actor: Actor, offer: Offer) -> Line:
    """Pledge, where the register allows it today (domain.md I1); raises WrongState with its sentence where not."""
    line = _enter_offer(db, actor, offer, LineState.PLEDGED)
    decision = standing.ask(db, actor, line, on=_today(db))
    rules.agreed(decision, LineState.PLEDGED).require()
    line.scope_id = rules.binding(decision)
    _began(db, actor, line)
    _pledged(db, actor, line)
    return line


def express_interest(db: Session, actor: Actor, offer: Offer) -> Line:
    """Say that one might help: no consent is asked, and only the sector's ministry sees it (domain.md I1)."""
    line = _enter_offer(db, actor, offer, LineState.INTEREST)
    _began(db, actor, line)
    return line


def pledge_line(db: Session, actor: Actor, line: Line) -> Line:
    """INTEREST→PLEDGED, where the register allows it today."""
    queries.hold(db, line)
    decision = standing.ask(db, actor, line, on=_today(db))
    rules.may_pledge(actor, line, decision).require()
    line.scope_id, line.interest = rules.binding(decision), False
    move(db, actor, line, LineState.PLEDGED, on=_today(db))
    _pledged(db, actor, line)
    return line


def edit_line(db: Session, actor: Actor, line: Line, offer: Offer, *, edit: int) -> Line:
    """Change what was offered, not yet signed. `edit` is the version that was read: Stale (409) where it is not the last."""
    queries.hold(db, line)
    rules.may_edit(actor, line).require()
    if edit != line.edit:
        raise Stale(_l("This line was changed by somebody else while you wrote."), _versions(line, offer))
    _check(db, offer)
    _fill(line, offer)
    db.flush()
    if line.state == LineState.PLEDGED.value:
        decision = standing.ask(db, actor, line, on=_today(db))
        rules.agreed(decision, LineState.PLEDGED).require()
        line.scope_id = rules.binding(decision)
    line.commitment.title = offer.title
    line.edit += 1
    record(db, actor, "line.edited", line, amount=offer.amount, start=offer.start, end=offer.end)
    return line


def commit_line(db: Session, actor: Actor, line: Line, *, signed_on: date) -> Line:
    """PLEDGED→COMMITTED, if the register allows it both on the day of signature and today (domain.md I1, I3).

    The consents of the sector are locked, so that simultaneous commitments never pass a ceiling together.
    """
    standing.lock(db, line)
    rules.may_sign(actor, line).require()
    today = _today(db)
    decision = standing.ask(db, actor, line, on=today)
    for answer in (standing.ask(db, actor, line, on=min(signed_on, today)), decision):
        rules.may_commit(actor, line, answer, signed_on=signed_on, today=today).require()
    line.scope_id, line.commitment.signed_on, line.lapses_on = rules.binding(decision), signed_on, None
    move(db, actor, line, LineState.COMMITTED, on=today, signed_on=signed_on)
    _money(db, line, COMMITTED, signed_on, line.amount or 0)
    return line


def start_line(db: Session, actor: Actor, line: Line, *, started_on: date | None = None) -> Line:
    """COMMITTED→ACTIVE, if the register allows it on the day and the agreement was signed by then (domain.md I2)."""
    standing.lock(db, line)
    on = started_on or _today(db)
    _not_ahead(db, "started_on", on)
    for day in {on, _today(db)}:
        decision = standing.ask(db, actor, line, on=day)
        rules.may_activate(actor, line, decision, start=on).require()
        line.scope_id = rules.binding(decision)
    line.start = on
    line.end = max(on, line.end or on)
    move(db, actor, line, LineState.ACTIVE, on=on)
    return line


def resume_line(db: Session, actor: Actor, line: Line) -> Line:
    """SUSPENDED→what it was before, where the register allows it today (domain.md I1)."""
    standing.lock(db, line)
    decision = standing.ask(db, actor, line, on=_today(db))
    rules.may_resume(actor, line, decision).require()
    line.scope_id = rules.binding(decision)
    move(db, actor, line, LineState(line.resumes), on=_today(db))
    return line


def finalise_line(db: Session, actor: Actor, line: Line) -> Line:
    """ACTIVE→FINALISING: the work is done, the accounts are not."""
    queries.hold(db, line)
    decision = standing.ask(db, actor, line, on=_today(db))
    rules.may_finalise(actor, line, decision).require()
    move(db, actor, line, LineState.FINALISING, on=_today(db))
    return line


def close_line(db: Session, actor: Actor, line: Line) -> Line:
    """FINALISING→CLOSED, what was not spent decommitted."""
    queries.hold(db, line)
    rules.may_close(actor, line).require()
    close(db, actor, line, on=_today(db))
    return line


def cancel_line(db: Session, actor: Actor, line: Line, *, reason: str) -> Line:
    """Give up what has not started, or what is suspended; what was signed and not spent is decommitted."""
    queries.hold(db, line)
    rules.may_cancel(actor, line).require()
    if line.commitment.signed_on is not None and line.state != LineState.PLEDGED.value:
        _decommit(db, line, on=_today(db))
    move(db, actor, line, LineState.CANCELLED, on=_today(db), reason=reason)
    return line


def report_spending(db: Session, actor: Actor, line: Line, payment: Payment) -> Transaction:
    """Money paid or spent on a line; in a wind-down only what was owed by its first day (domain.md I6)."""
    queries.hold(db, line)
    owed = payment.obliged_on or payment.day
    rules.may_spend(actor, line, obliged_on=owed).require()
    if payment.type not in (DISBURSED, SPENT):
        raise Invalid("type", _l("Say whether the money was paid or spent."))
    if payment.value <= 0:
        raise Invalid("value", _l("Give an amount above zero."))
    _not_ahead(db, "day", payment.day)
    if line.wind_down_effective is not None and payment.obliged_on is None:
        raise Invalid("obliged_on", _l("Say since when this was owed."))
    line.spent += payment.value
    line.edit += 1
    done = _money(db, line, payment.type, payment.day, payment.value, obliged_on=payment.obliged_on, note=payment.note)
    record(db, actor, "line.spending_reported", line, type=payment.type, value=payment.value, day=payment.day)
    return done


def link_twin(db: Session, actor: Actor, line: Line, registered: Line) -> Line:
    """Say that a reported line is a registered one: it is shown with it and counted nowhere (domain.md 5.1)."""
    rules.may_link(actor, line).require()
    if registered.provenance != Provenance.REGISTERED.value:
        raise Invalid("twin", _l("A twin is a line that was registered here."))
    line.twin_of_id = registered.id
    line.edit += 1
    record(db, actor, "line.twin_linked", line, twin=registered.id)
    announce(db, TwinLinked(line.id, registered.id))
    return line


def unlink_twin(db: Session, actor: Actor, line: Line) -> Line:
    """Say that a reported line is not that registered one after all: it counts again."""
    rules.may_link(actor, line).require()
    before, line.twin_of_id = line.twin_of_id, None
    line.edit += 1
    record(db, actor, "line.twin_unlinked", line, twin=before)
    announce(db, TwinLinked(line.id, None))
    return line


def link_priority(db: Session, actor: Actor, line: Line, *, priority_id: int | None, output_id: int | None = None) -> Line:
    """Say which priority a reported line serves."""
    rules.may_link(actor, line).require()
    line.priority_id, line.output_id = priority_id, output_id
    line.edit += 1
    record(db, actor, "line.priority_linked", line, priority=priority_id, output=output_id)
    return line


def link_source(db: Session, actor: Actor, line: Line, source: Line, *, amount: int) -> LineSource:
    """Say that a line draws `amount` (minor units) of another line's money (domain.md O2); no circles."""
    rules.may_chain(actor, line).require()
    if amount <= 0:
        raise Invalid("amount", _l("Give an amount above zero."))
    if source.currency != line.currency:
        raise Invalid("source", _l("Both lines must be in one currency."))
    if line.id in queries.sources_above(db, source.id) | {source.id}:
        raise Invalid("source", _l("A line cannot draw on itself, nor on a line that draws on it."))
    row = db.scalars(select(LineSource).where(LineSource.line_id == line.id, LineSource.source_id == source.id)).first()
    row = row or LineSource(line_id=line.id, source_id=source.id, amount=amount)
    row.amount = amount
    db.add(row)
    record(db, actor, "line.source_linked", line, source=source.id, amount=amount)
    return row


def unlink_source(db: Session, actor: Actor, line: Line, source_id: int) -> None:
    """Say that a line draws on another no longer."""
    rules.may_chain(actor, line).require()
    row = db.scalars(select(LineSource).where(LineSource.line_id == line.id, LineSource.source_id == source_id)).first()
    if row is not None:
        db.delete(row)
        record(db, actor, "line.source_unlinked", line, source=source_id)


def settle_review(db: Session, actor: Actor, line: Line, *, reason: str) -> Line:
    """The coordinator has looked at a humanitarian line whose consent changed (domain.md I7)."""
    queries.hold(db, line)
    rules.may_review(actor, line).require()
    line.review = False
    record(db, actor, "line.reviewed", line, reason=reason)
    return line


def move(
    db: Session, actor: Actor, line: Line, to: LineState, *, on: date, reason: str = "", by_consent: bool = False, **data: Any
) -> None:
    """Put a line into a state from a day on, with its history, its audit and its announcement."""
    before = LineState(line.state)
    line.resumes = before.value if to is LineState.SUSPENDED else None
    line.state, line.state_since = to.value, on
    line.edit += 1
    _remember(db, actor, line, on=on, reason=reason)
    record(db, actor, f"line.{to.value.lower()}", line, before=before.value, on=on, reason=reason, **data)
    announce(db, LineMoved(line.id, before.value, to.value, on, by_consent))


def close(db: Session, actor: Actor, line: Line, *, on: date, reason: str = "") -> None:
    """CLOSED, with the residual decommitted as a negative commitment (domain.md I6)."""
    _decommit(db, line, on=on)
    move(db, actor, line, LineState.CLOSED, on=on, reason=reason)


def run_due(db: Session, on: date) -> None:
    """What dates alone bring up to and with a day: pledges lapse, wind-downs end (domain.md 5.2, I6).

    Each line moves on its own day, however late this runs, and once. A humanitarian pledge is reviewed instead (I7).
    """
    actor = worker_actor(db.info["country_id"])
    due = [line for line in queries.pledges_due(db, on) if (rules.lapse_day(line) or on) <= on]
    for line in due:
        _lapse(db, actor, line)
    for line in queries.wind_downs_due(db, on):
        close(db, actor, line, on=line.wind_down_ends or on, reason=str(_l("The wind-down has ended.")))


def _lapse(db: Session, actor: Actor, line: Line) -> None:
    if line.humanitarian:
        flag_review(db, actor, line)
    else:
        move(db, actor, line, LineState.LAPSED, on=rules.lapse_day(line) or _today(db), reason=str(_l("The pledge lapsed.")))


def flag_review(db: Session, actor: Actor, line: Line) -> None:
    """Ask a coordinator to look at a humanitarian line, which goes on meanwhile (domain.md I7)."""
    if line.review:
        return
    line.review = True
    line.edit += 1
    record(db, actor, "line.review_asked", line, consent=line.scope_id)
    announce(db, LineNeedsReview(line.id, line.scope_id or 0))


def rebind(db: Session, actor: Actor, line: Line, scope_id: int) -> None:
    """Put a line under another consent that covers it, with room (domain.md I6)."""
    before, line.scope_id = line.scope_id, scope_id
    line.edit += 1
    record(db, actor, "line.rebound", line, before=before, consent=scope_id)
    announce(db, LineRebound(line.id, scope_id))


def _decommit(db: Session, line: Line, *, on: date) -> None:
    left = rules.residual(line)
    if left:
        _money(db, line, COMMITTED, on, -left)
        line.amount = (line.amount or 0) - left


def _money(db: Session, line: Line, kind: str, day: date, value: int, **more: Any) -> Transaction:
    row = Transaction(
        commitment_id=line.commitment_id, line_id=line.id, type=kind, day=day, value=value, currency=line.currency, **more
    )
    db.add(row)
    return row


def _enter_offer(db: Session, actor: Actor, offer: Offer, state: LineState) -> Line:
    rules.may_offer(actor).require()
    _check(db, offer)
    line = Line(
        currency=offer.currency,
        state=state.value,
        state_since=_today(db),
        provenance=Provenance.REGISTERED.value,
        interest=state is LineState.INTEREST,
        places=[],
        implementers=[],
        sources=[],
        spent=0,
        edit=1,
    )
    _fill(line, offer, funder_id=actor.organisation_id)
    line.commitment = Commitment(
        number=_next_number(db),
        title=offer.title,
        provenance=Provenance.REGISTERED.value,
        currency=offer.currency,
        created_at=clock.now(),
        funders=[CommitmentFunder(organisation_id=actor.organisation_id)],
        lines=[line],
    )
    db.add(line.commitment)
    db.flush()
    return queries.whole_line(db, line.id)


def _fill(line: Line, offer: Offer, *, funder_id: int | None = None) -> None:
    line.title, line.priority_id, line.output_id = offer.title, offer.priority_id, offer.output_id
    line.purpose_code, line.category = offer.purpose_code, purposes.category_of(offer.purpose_code)
    line.function, line.modality = offer.function, offer.modality
    line.amount, line.currency, line.start, line.end = offer.amount, offer.currency, offer.start, offer.end
    line.humanitarian, line.security_sensitive = offer.humanitarian, offer.security_sensitive
    line.lapses_on = offer.lapses_on
    line.place_split = (Split.SINGLE if len(offer.place_ids) == 1 else Split.UNDIVIDED).value
    _replace(line.places, "place_id", offer.place_ids, LinePlace)
    own = funder_id or line.commitment.funders[0].organisation_id
    _replace(line.implementers, "organisation_id", offer.implementer_ids or (own,), LineImplementer)


def _replace(rows: list[Any], column: str, wanted: Sequence[int | None], kind: type[Any]) -> None:
    kept = [row for row in rows if getattr(row, column) in wanted]
    held = {getattr(row, column) for row in kept}
    rows[:] = kept + [kind(**{column: one}) for one in dict.fromkeys(wanted) if one not in held]


def _check(db: Session, offer: Offer) -> None:
    text = queries.text_of(db, offer.priority_id)
    if text is None:
        raise Invalid("output", _l("This priority is not published."))
    held = {code.purpose_code for code in text.sector.purpose_codes} if text.sector else set()
    if offer.purpose_code not in held:
        raise Invalid("purpose", _l("Choose a purpose code that the sector of this priority holds."))
    if offer.output_id is not None and offer.output_id not in outputs_of(text):
        raise Invalid("output", _l("This output is not part of the priority."))
    if not offer.place_ids:
        raise Invalid("region", _l("Choose a region."))
    if offer.amount <= 0:
        raise Invalid("amount", _l("Give an amount above zero."))
    if offer.end < offer.start:
        raise Invalid("to", _l("The end comes before the beginning."))


def outputs_of(text: PriorityText) -> dict[int, str]:
    """The outputs of a priority's text: id to title."""
    return {entry["output_id"]: entry["title"] for entry in text.outputs}


def _began(db: Session, actor: Actor, line: Line) -> None:
    _remember(db, actor, line, on=line.state_since or _today(db))
    record(db, actor, f"line.{line.state.lower()}", line, amount=line.amount, priority=line.priority_id)


def _pledged(db: Session, actor: Actor, line: Line) -> None:
    announce(db, LinePledged(line.id, actor.organisation_id or 0, line.priority_id))


def _remember(db: Session, actor: Actor, line: Line, *, on: date, reason: str = "") -> None:
    db.add(
        LineMove(
            line_id=line.id,
            state=line.state,
            effective_on=on,
            recorded_at=clock.now(),
            person_id=actor.person_id,
            reason=reason,
        )
    )


def _next_number(db: Session) -> int:
    country = select(Country).where(Country.id == db.info["country_id"])
    db.scalars(country.with_for_update(key_share=True)).one()
    return (db.scalar(select(func.max(Commitment.number))) or 0) + 1


def _not_ahead(db: Session, field: str, day: date) -> None:
    if day > _today(db):
        raise Invalid(field, _l("This day lies in the future."))


def _today(db: Session) -> date:
    return standing.today(db)


def _versions(line: Line, offer: Offer) -> list[tuple[Any, str, str]]:
    pairs = [
        (_l("Title"), offer.title, line.title),
        (_l("Amount"), plain(offer.amount, offer.currency), plain(line.amount, line.currency)),
        (_l("From"), offer.start.isoformat(), line.start.isoformat() if line.start else ""),
        (_l("To"), offer.end.isoformat(), line.end.isoformat() if line.end else ""),
        (_l("Kind of help"), offer.function, line.function),
        (_l("Type of aid"), offer.modality, line.modality),
        (_l("Purpose code"), offer.purpose_code, line.purpose_code or ""),
    ]
    return [row for row in pairs if row[1] != row[2]]
