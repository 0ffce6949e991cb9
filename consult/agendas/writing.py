"""Writing priorities into a draft: add, change, let go. The only way that a text changes."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts.models import NationalSector
from consult.agendas import queries, rules
from consult.agendas.actions import cancel_sign_off, lock
from consult.agendas.diff import changed_between, facts_of, label_of
from consult.agendas.draft import LISTED, PLAIN, NeedDraft, PriorityDraft
from consult.agendas.models import Agenda, Need, Output, Prerequisite, Priority, PriorityText
from consult.agendas.order import find_cycle
from consult.audit.actions import record
from consult.codes import lists
from consult.kit import clock
from consult.kit.actor import Actor
from consult.kit.errors import Invalid, Stale
from consult.kit.i18n import gettext as _
from consult.kit.i18n import lazy_gettext as _l
from consult.places.models import Place

STALE = _l("This changed while you were writing. Both versions are below; nothing of yours is lost.")
CODES = {
    "core_area": "core_areas",
    "psg": "psgs",
    "horizon": "horizons",
    "effort": "efforts",
    "mechanism": "mechanisms",
    "dimensions": "dimensions",
    "modes": "modes",
    "sgbv": "sgbv_tags",
    "risk_factors": "risk_factors",
    "gender_marker": "gender_markers",
}


def add_priority(db: Session, actor: Actor, agenda: Agenda, draft: PriorityDraft) -> PriorityText:
    """Add a priority of the actor's ministry to the draft, last in order; raises `Invalid` for what cannot be written."""
    rules.may_add(actor, agenda, draft.sector_id).require()
    lock(db, agenda)
    check_codes(draft)
    priority = Priority(number=queries.next_number(db))
    db.add(priority)
    db.flush()
    rank = db.scalar(select(func.max(PriorityText.rank)).where(PriorityText.agenda_id == agenda.id)) or 0
    text = PriorityText(agenda_id=agenda.id, priority=priority, ministry_id=actor.organisation_id, rank=rank + 1, title="")
    text.needs, text.prerequisites, text.outputs = [], [], []
    db.add(text)
    write(db, agenda, text, draft)
    sealed(db, actor, agenda, text)
    record(db, actor, "priority.added", priority, number=priority.number, version=agenda.version)
    return text


def edit_priority(
    db: Session, actor: Actor, agenda: Agenda, text: PriorityText, draft: PriorityDraft, *, seen: int
) -> PriorityText:
    """Change a draft priority. `seen` is the edit that the writer had read: another since raises `Stale` with both texts.

    It cancels the ministry's sign-off. After `Stale` the transaction must be given up.
    """
    rules.may_edit(actor, agenda, text).require()
    if draft.sector_id != text.sector_id:
        rules.may_add(actor, agenda, draft.sector_id).require()
    lock(db, agenda)
    db.refresh(text, attribute_names=["edit"], with_for_update=True)
    check_codes(draft)
    stale, theirs = text.edit != seen, facts_of(text)
    write(db, agenda, text, draft)
    if stale:
        rows = changed_between(facts_of(text), theirs).changes
        raise Stale(STALE, [(label_of(c.field, c.part), c.before, c.after) for c in rows])
    text.edit += 1
    cancelled = sealed(db, actor, agenda, text)
    record(db, actor, "priority.edited", text.priority, version=agenda.version, cancelled_sign_off=cancelled)
    return text


def drop_priority(db: Session, actor: Actor, agenda: Agenda, text: PriorityText, *, reason: str | None) -> None:
    """Let a priority go with this version, for a reason that is published; None takes it back in."""
    rules.may_edit(actor, agenda, text).require()
    if reason is not None and not reason.strip():
        raise Invalid("reason", _("Give the reason; it is published."))
    lock(db, agenda)
    text.dropped_reason = reason.strip() if reason else None
    text.edit += 1
    cancelled = sealed(db, actor, agenda, text)
    record(db, actor, "priority.left_out" if reason else "priority.taken_back", text.priority, cancelled_sign_off=cancelled)


def sealed(db: Session, actor: Actor, agenda: Agenda, text: PriorityText) -> bool:
    """Note who wrote last and when; whether a sign-off was cancelled by it."""
    text.edited_at, text.edited_by = clock.now(), actor.name
    db.flush()
    return cancel_sign_off(db, agenda, text.ministry_id)


def write(db: Session, agenda: Agenda, text: PriorityText, draft: PriorityDraft) -> None:
    """Let the text say what the draft says; core area and PSG follow the sector where left empty."""
    if draft.start and draft.end and draft.end < draft.start:
        raise Invalid("end", _("The period ends before it begins. Check the two dates."))
    sector = db.get(NationalSector, draft.sector_id)
    if sector is None:
        raise Invalid("sector_id", _("Choose a sector from the list."))
    with db.no_autoflush:
        for field in PLAIN:
            setattr(text, field, getattr(draft, field))
        for field in LISTED:
            setattr(text, field, list(getattr(draft, field)))
        text.sector = sector
        text.core_area, text.psg = draft.core_area or sector.core_area, draft.psg or sector.psg
        output_ids = write_outputs(db, text, draft)
        write_needs(db, text, draft.needs, output_ids)
        write_prerequisites(db, agenda, text, draft.prerequisites)


def check_codes(draft: PriorityDraft) -> None:
    """Refuse codes that are in no list and amounts below zero."""
    for field, of_list in CODES.items():
        value = getattr(draft, field)
        given = value if isinstance(value, tuple) else (value,)
        if any(v not in ("", None) and lists.find(of_list, str(v)) is None for v in given):
            raise Invalid(field, _("Choose from the list."))
    if "SYSTEMIC" in draft.modes:
        raise Invalid("modes", _("Choose structural, operational or both: both at once is systemic."))
    if any(a is not None and a < 0 for a in (draft.domestic_amount, *(n.amount for n in draft.needs))):
        raise Invalid("needs", _("Amounts cannot be below zero."))


def write_outputs(db: Session, text: PriorityText, draft: PriorityDraft) -> list[int]:
    """Number the outputs: known ones keep theirs, new ones get the next never used. Returns their ids in the draft's order."""
    known = {o.number: o for o in db.scalars(select(Output).where(Output.priority_id == text.priority.id))}
    following = max(known, default=0) + 1
    rows: list[dict[str, Any]] = []
    for given in draft.outputs:
        output = known.get(given.number or 0)
        if output is None:
            output = Output(priority_id=text.priority.id, number=following)
            following += 1
            db.add(output)
            db.flush()
        rows.append({"output_id": output.id, "number": output.number, "title": given.title, "indicator": given.indicator})
    if len({r["output_id"] for r in rows}) < len(rows):
        raise Invalid("outputs", _("Two outputs have the same number."))
    text.outputs = sorted(rows, key=lambda r: int(r["number"]))
    return [int(r["output_id"]) for r in rows]


def write_needs(db: Session, text: PriorityText, needs: Iterable[NeedDraft], output_ids: list[int]) -> None:
    """Set the needs, one for each place and output; kept rows keep their ids."""
    wanted: dict[tuple[int, int | None], int | None] = {}
    for need in needs:
        if need.output is not None and not 0 <= need.output < len(output_ids):
            raise Invalid("needs", _("A need names an output that is not there."))
        key = need.place_id, None if need.output is None else output_ids[need.output]
        if key in wanted:
            raise Invalid("needs", _("Two needs name the same place and output. Add them up in one row."))
        wanted[key] = need.amount
    places = known_places(db, {place_id for place_id, _output in wanted})
    kept = {(n.place_id, n.output_id): n for n in text.needs if (n.place_id, n.output_id) in wanted}
    for (place_id, output_id), amount in wanted.items():
        need_row = kept.setdefault((place_id, output_id), Need(place_id=place_id, output_id=output_id))
        need_row.amount, need_row.place = amount, places[place_id]
    text.needs = list(kept.values())


def known_places(db: Session, ids: set[int]) -> Mapping[int, Place]:
    """Places by id; refuses one that is not of this country."""
    places = {p.id: p for p in db.scalars(select(Place).where(Place.id.in_(ids)))}
    if ids - places.keys():
        raise Invalid("needs", _("Choose places from the list."))
    return places


def write_prerequisites(db: Session, agenda: Agenda, text: PriorityText, numbers: Iterable[int]) -> None:
    """Set what must come first; refuses a priority not in the draft, itself, and circles (domain.md I12)."""
    texts = {t.priority.number: t for t in queries.all_draft_texts(db, agenda)}
    wanted = sorted(set(numbers))
    if any(n not in texts for n in wanted):
        raise Invalid("prerequisites", _("Choose prerequisites among the priorities of this version."))
    own = text.priority.number
    graph = {n: [p.needed.number for p in t.prerequisites] for n, t in texts.items()} | {own: wanted}
    if cycle := find_cycle(graph):
        raise Invalid("prerequisites", rules.cycle_reason(cycle))
    kept = {p.needed.number: p for p in text.prerequisites if p.needed.number in wanted}
    for number in wanted:
        needed = texts[number].priority
        kept.setdefault(number, Prerequisite(needs_id=needed.id, needed=needed))
    text.prerequisites = [kept[n] for n in wanted]
