"""Changing the agenda: draft, sign off, publish, and what follows."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from consult.agendas import queries, rules
from consult.agendas.draft import Opening, Publication
from consult.agendas.events import AgendaMoved, AgendaPublished, DraftOpened, DraftSignedOff, PriorityEnded
from consult.agendas.models import Agenda, AgendaState, Need, Prerequisite, PriorityState, PriorityText, SignOff
from consult.audit.actions import record
from consult.kit import clock
from consult.kit.actor import Actor
from consult.kit.errors import Invalid, Stale
from consult.kit.i18n import gettext as _
from consult.kit.outbox import announce


def open_draft(db: Session, actor: Actor, opening: Opening) -> Agenda:
    """Begin the next version as a copy of the last one, under the head `opening`; priorities met or dropped stay behind."""
    last = queries.last_agenda(db)
    rules.may_open_draft(actor, last).require()
    check_period(opening)
    agenda = Agenda(version=(last.version if last else 0) + 1, opened_at=clock.now())
    set_head(agenda, opening)
    db.add(agenda)
    db.flush()
    for text in queries.texts_of(db, last) if last else ():
        if text.priority.state == PriorityState.PUBLISHED.value:
            db.add(copy_of(text, agenda))
    db.flush()
    record(db, actor, "agenda.opened", agenda, version=agenda.version)
    announce(db, DraftOpened(agenda.id))
    return agenda


def copy_of(text: PriorityText, agenda: Agenda) -> PriorityText:
    """A text to be changed in `agenda`, saying all that `text` says."""
    left = {"id", "country_id", "agenda_id", "edit", "edited_at", "edited_by", "dropped_reason"}
    said = {c.key: getattr(text, c.key) for c in PriorityText.__table__.columns if c.key not in left}
    copy = PriorityText(**said, agenda_id=agenda.id)
    copy.needs = [Need(place_id=n.place_id, output_id=n.output_id, amount=n.amount) for n in text.needs]
    copy.prerequisites = [Prerequisite(needs_id=p.needs_id) for p in text.prerequisites]
    return copy


def edit_head(db: Session, actor: Actor, agenda: Agenda, opening: Opening, *, seen: int) -> Agenda:
    """Change a draft's title, summary and period; `seen` is the edit that the writer had read, else `Stale` (409)."""
    rules.may_edit_head(actor, agenda).require()
    check_period(opening)
    lock(db, agenda)
    if agenda.edit != seen:
        rows = [(_("Title"), opening.title, agenda.title), (_("Summary"), opening.summary, agenda.summary)]
        raise Stale(_("This changed while you were writing. Both versions are below; nothing of yours is lost."), rows)
    set_head(agenda, opening)
    agenda.edit += 1
    record(db, actor, "agenda.edited", agenda)
    return agenda


def check_period(opening: Opening) -> None:
    """Refuse a period that ends before it begins."""
    if opening.end < opening.start:
        raise Invalid("end", _("The period ends before it begins. Check the two dates."))


def set_head(agenda: Agenda, opening: Opening) -> None:
    """Let the agenda say what its head says."""
    agenda.title, agenda.titles = opening.title, opening.titles
    agenda.summary, agenda.summaries = opening.summary, opening.summaries
    agenda.start, agenda.end = opening.start, opening.end


def lock(db: Session, agenda: Agenda) -> None:
    """Hold the agenda's row, and read it anew, until the transaction ends."""
    db.refresh(agenda, attribute_names=["edit", "state"], with_for_update=True)


def rank_priorities(db: Session, actor: Actor, agenda: Agenda, numbers: Sequence[int]) -> None:
    """Put the draft's priorities in the order of their `numbers`; those not named follow as they stood."""
    rules.may_rank(actor, agenda).require()
    lock(db, agenda)
    wanted = {number: i for i, number in enumerate(numbers)}
    texts = sorted(queries.all_draft_texts(db, agenda), key=lambda t: (wanted.get(t.priority.number, len(wanted)), t.rank))
    for rank, text in enumerate(texts, 1):
        text.rank = rank
    record(db, actor, "agenda.ranked", agenda, order=[t.priority.number for t in texts])


def sign_off(db: Session, actor: Actor, agenda: Agenda) -> SignOff:
    """A ministry says that its own priorities are ready to be published."""
    lock(db, agenda)
    texts = queries.all_draft_texts(db, agenda)
    lacks = rules.missing(texts, queries.signoffs_of(db, agenda), regions=queries.regions_known(db))
    rules.may_sign_off(actor, agenda, texts, lacks).require()
    row = next((s for s in queries.signoffs_of(db, agenda) if s.ministry_id == actor.organisation_id), None)
    if row is None:
        row = SignOff(agenda_id=agenda.id, ministry_id=actor.organisation_id)
        db.add(row)
    row.person_id, row.at, row.cancelled_at = actor.person_id, clock.now(), None
    record(db, actor, "agenda.signed_off", agenda, ministry=actor.organisation_id)
    announce(db, DraftSignedOff(agenda.id, row.ministry_id))
    return row


def cancel_sign_off(db: Session, agenda: Agenda, ministry_id: int) -> bool:
    """An edit cancels the ministry's sign-off; whether there was one."""
    row = next((s for s in queries.signoffs_of(db, agenda) if s.ministry_id == ministry_id and s.cancelled_at is None), None)
    if row is not None:
        row.cancelled_at = clock.now()
    return row is not None


def publish_agenda(db: Session, actor: Actor, agenda: Agenda, dates: Publication, *, on: date) -> Agenda:
    """Publish a draft with its priorities on the civil day `on`; it never changes again (domain.md I14, S2, S16)."""
    lock(db, agenda)
    texts = queries.all_draft_texts(db, agenda)
    lacks = rules.missing(texts, queries.signoffs_of(db, agenda), regions=queries.regions_known(db))
    rules.may_publish(actor, agenda, lacks).require()
    for field, reason in rules.faults_of(dates, on=on):
        raise Invalid(field, reason)
    agenda.comments_until, agenda.answers_until = dates.comments_until, dates.answers_until
    agenda.next_revision, agenda.short_reason = dates.next_revision, dates.short_reason
    agenda.state, agenda.published_at, agenda.published_by_id = "CONSULTING", clock.now(), actor.organisation_id
    for text in texts:
        text.priority.state = PriorityState.PUBLISHED.value
    let_go(db, agenda, on)
    supersede(db, agenda)
    record(db, actor, "agenda.published", agenda, version=agenda.version, priorities=len(texts))
    announce(db, AgendaPublished(agenda.id, agenda.version))
    return agenda


def let_go(db: Session, agenda: Agenda, on: date) -> None:
    """The priorities that a version drops are dropped with its publication; one never published stays a draft."""
    for text in queries.dropped_texts(db, agenda):
        if text.priority.state == PriorityState.PUBLISHED.value:
            end(text, PriorityState.DROPPED, text.dropped_reason or "", on)


def supersede(db: Session, agenda: Agenda) -> None:
    """An adopted version is superseded when the next is published (domain.md 5.1)."""
    for old in queries.versions(db):
        if old.id != agenda.id and old.state == AgendaState.ADOPTED.value:
            old.state = AgendaState.SUPERSEDED.value
            announce(db, AgendaMoved(old.id, old.state))


def end(text: PriorityText, state: PriorityState, reason: str, on: date) -> None:
    """End a priority on a day."""
    text.priority.state, text.priority.ended_on, text.priority.ended_reason = state.value, on, reason


def end_priority(db: Session, actor: Actor, text: PriorityText, state: PriorityState, *, reason: str, on: date) -> None:
    """Call a published priority met or dropped, with the reason, on the civil day `on`."""
    rules.may_end_priority(actor, text.agenda, text).require()
    if not reason.strip():
        raise Invalid("reason", _("Give the reason; it is published."))
    end(text, state, reason.strip(), on)
    record(db, actor, f"priority.{state.value.lower()}", text.priority, reason=reason.strip())
    announce(db, PriorityEnded(text.priority_id, state.value))


def extend_comments(db: Session, actor: Actor, agenda: Agenda, until: date) -> None:
    """Keep the round open longer; shortening is refused once it is open (domain.md 3)."""
    rules.may_extend(actor, agenda).require()
    if agenda.comments_until is None or until <= agenda.comments_until:
        raise Invalid("until", _("An open round can be extended, never shortened."))
    before, agenda.comments_until = agenda.comments_until, until
    if agenda.answers_until is not None and agenda.answers_until <= until:
        agenda.answers_until = until + (agenda.answers_until - before)
    record(db, actor, "agenda.extended", agenda, before=before, until=until)


def mark_responded(db: Session, actor: Actor, agenda: Agenda) -> None:
    """The response is published: for `consultations`, whose own rule says who may publish it."""
    if AgendaState.RESPONDED in rules.NEXT_STATES[AgendaState(agenda.state)]:
        move(db, actor, agenda, AgendaState.RESPONDED)


def move_agenda(db: Session, actor: Actor, agenda: Agenda, to: AgendaState) -> None:
    """Adopt an answered version (domain.md I15), or close an adopted one."""
    lock(db, agenda)
    rules.may_move(actor, agenda, to).require()
    move(db, actor, agenda, to)


def move(db: Session, actor: Actor, agenda: Agenda, to: AgendaState) -> None:
    """Change the state, record and announce it."""
    agenda.state = to.value
    if to is AgendaState.ADOPTED:
        agenda.adopted_at = clock.now()
    if to is AgendaState.CLOSED:
        agenda.closed_at = clock.now()
    record(db, actor, f"agenda.{to.value.lower()}", agenda, version=agenda.version)
    announce(db, AgendaMoved(agenda.id, to.value))
