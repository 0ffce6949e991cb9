"""Reading the agenda: what this actor may see of its versions and priorities (domain.md 5.1)."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.accounts.models import NationalSector, Organisation
from consult.agendas.models import Agenda, Need, Prerequisite, Priority, PriorityText, SignOff
from consult.kit.actor import Actor, Reach, Subject
from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _
from consult.places.models import Place

Row = TypeVar("Row")


def versions(db: Session) -> list[Agenda]:
    """Every published version, the newest first."""
    query = select(Agenda).where(Agenda.state != "DRAFT").order_by(Agenda.version.desc(), Agenda.id)
    return list(db.scalars(query))


def published_agenda(db: Session) -> Agenda | None:
    """The agenda as it stands: the latest version that is no draft."""
    return db.scalars(select(Agenda).where(Agenda.state != "DRAFT").order_by(Agenda.version.desc()).limit(1)).first()


def get_version(db: Session, version: int) -> Agenda:
    """A published version, or `Missing` (404); a draft is not found here."""
    query = select(Agenda).where(Agenda.version == version, Agenda.state != "DRAFT")
    return found(db.scalars(query).first())


def version_before(db: Session, agenda: Agenda) -> Agenda | None:
    """The published version before one."""
    query = select(Agenda).where(Agenda.version < agenda.version, Agenda.state != "DRAFT")
    return db.scalars(query.order_by(Agenda.version.desc()).limit(1)).first()


def last_agenda(db: Session) -> Agenda | None:
    """The latest version, draft or not: for rules, not for readers."""
    return db.scalars(select(Agenda).order_by(Agenda.version.desc()).limit(1)).first()


def get_draft(db: Session, actor: Actor) -> Agenda:
    """The draft, for those who may see some of it, or `Missing` (404)."""
    return found(draft_agenda(db, actor))


def draft_agenda(db: Session, actor: Actor) -> Agenda | None:
    """The draft where there is one that the actor may see some of."""
    return db.scalars(select(Agenda).where(Agenda.state == "DRAFT")).first() if reads_drafts(actor) else None


def signoffs_of(db: Session, agenda: Agenda) -> list[SignOff]:
    """The sign-offs of a version, cancelled ones too, with their ministries."""
    query = select(SignOff).where(SignOff.agenda_id == agenda.id).options(joinedload(SignOff.ministry))
    return list(db.scalars(query.order_by(SignOff.id)))


def reads_drafts(actor: Actor) -> bool:
    """Whether the actor may see that there is a draft: government roles of its own body, and those who read all."""
    far = actor.reads(Subject.AGENDA)
    return far is Reach.ALL or (far is Reach.OWN and actor.organisation_id is not None)


def texts_of(db: Session, agenda: Agenda) -> list[PriorityText]:
    """The priorities of a published version in the government's order, with all that a page shows."""
    return list(db.scalars(whole_texts().where(PriorityText.agenda_id == agenda.id, PriorityText.dropped_reason.is_(None))))


def draft_texts(db: Session, actor: Actor, agenda: Agenda) -> list[PriorityText]:
    """The draft's priorities that the actor may see: its ministry's and sectors', all for the publisher and who reads all.

    Those that the draft lets go are among them.
    """
    return list(db.scalars(whole_texts().where(PriorityText.agenda_id == agenda.id, seen_in_draft(actor))))


def all_draft_texts(db: Session, agenda: Agenda) -> list[PriorityText]:
    """All the priorities that a draft keeps: for rules, not for readers."""
    return texts_of(db, agenda)


def dropped_texts(db: Session, agenda: Agenda) -> list[PriorityText]:
    """The priorities that a version lets go."""
    query = whole_texts().where(PriorityText.agenda_id == agenda.id, PriorityText.dropped_reason.is_not(None))
    return list(db.scalars(query))


def get_draft_text(db: Session, actor: Actor, agenda: Agenda, number: int) -> PriorityText:
    """One priority of the draft that the actor may see, or `Missing` (404)."""
    query = whole_texts().where(PriorityText.agenda_id == agenda.id, Priority.number == number, seen_in_draft(actor))
    return found(db.scalars(query).first())


def get_priority(db: Session, number: int) -> Priority:
    """A priority that was ever published, or `Missing` (404)."""
    return found(db.scalars(select(Priority).where(Priority.number == number, Priority.state != "DRAFT")).first())


def current_text(db: Session, number: int) -> PriorityText:
    """What a priority says in the latest published version that holds it, or `Missing` (404); its agenda is loaded."""
    query = whole_texts().where(Priority.number == number, Priority.state != "DRAFT", PriorityText.dropped_reason.is_(None))
    return found(db.scalars(query.where(Agenda.state != "DRAFT").order_by(None).order_by(Agenda.version.desc()).limit(1)).first())


def history(db: Session, priority: Priority) -> list[PriorityText]:
    """A priority's texts in all published versions, the newest first."""
    query = whole_texts().where(PriorityText.priority_id == priority.id, Agenda.state != "DRAFT")
    return list(db.scalars(query.order_by(None).order_by(Agenda.version.desc())))


def published_priorities(db: Session) -> list[PriorityText]:
    """The priorities of the agenda as it stands, in order; none without an agenda. For rooms that point at priorities."""
    agenda = published_agenda(db)
    return texts_of(db, agenda) if agenda else []


def ministries_of(texts: Iterable[PriorityText]) -> list[Organisation]:
    """The ministries that own priorities, each once, by name."""
    return sorted({t.ministry_id: t.ministry for t in texts}.values(), key=lambda o: (o.name, o.id))


def organisation(db: Session, organisation_id: int | None) -> Organisation | None:
    """An organisation by id."""
    return db.get(Organisation, organisation_id) if organisation_id is not None else None


def own_sectors(db: Session, actor: Actor) -> list[NationalSector]:
    """The national sectors in which the actor's ministry is competent."""
    query = select(NationalSector).where(NationalSector.id.in_(actor.sectors))
    return list(db.scalars(query.order_by(NationalSector.position, NationalSector.id)))


def places_to_choose(db: Session) -> list[Place]:
    """The country and its regions and districts, in the order of their codes."""
    return list(db.scalars(select(Place).where(Place.level <= 2).order_by(Place.level, Place.code, Place.id)))


def regions_known(db: Session) -> bool:
    """Whether the country has places below itself, so that needs must name one (domain.md S29)."""
    return bool(db.scalar(select(func.count()).select_from(Place).where(Place.level == 1)))


def next_number(db: Session) -> int:
    """The number of a new priority: one more than any ever given, never one used before."""
    return (db.scalar(select(func.max(Priority.number))) or 0) + 1


def regions_of(db: Session) -> dict[int, Place]:
    """For each place at or below level 1, the region (level 1) that holds it."""
    query = select(Place.id, Place.parent_id, Place.level).order_by(Place.level, Place.id)
    rows = db.execute(query).all()
    regions = {p.id: p for p in db.scalars(select(Place).where(Place.level == 1).order_by(Place.code, Place.id))}
    above: dict[int, Place] = {}
    for place_id, parent_id, level in rows:
        region = regions.get(place_id) if level == 1 else above.get(parent_id or 0)
        if region is not None:
            above[place_id] = region
    return above


def whole_texts() -> Select[PriorityText]:
    """Texts with ministry, sector, needs with places, and prerequisites, in order."""
    return (
        select(PriorityText)
        .join(Priority, PriorityText.priority_id == Priority.id)
        .join(Agenda, PriorityText.agenda_id == Agenda.id)
        .options(
            joinedload(PriorityText.priority),
            joinedload(PriorityText.agenda),
            joinedload(PriorityText.ministry),
            joinedload(PriorityText.sector),
            selectinload(PriorityText.needs).joinedload(Need.place),
            selectinload(PriorityText.prerequisites).joinedload(Prerequisite.needed),
        )
        .order_by(PriorityText.rank, PriorityText.id)
    )


def seen_in_draft(actor: Actor) -> ColumnElement[bool]:
    """The condition for a draft's texts: own ministry's and sectors', or all."""
    if actor.reads(Subject.AGENDA) is Reach.ALL or (actor.publisher and reads_drafts(actor)):
        return true()
    if not reads_drafts(actor):
        return false()
    own = PriorityText.ministry_id == actor.organisation_id
    return or_(own, PriorityText.sector_id.in_(actor.sectors)) if actor.sectors else own


def found(row: Row | None) -> Row:
    """The row, or `Missing` in words that tell nothing."""
    if row is None:
        raise Missing(_("This page does not exist, or you may not see it."))
    return row


def labels(texts: Sequence[PriorityText]) -> dict[int, str]:
    """Output labels as people say them (1.3), by output id."""
    return {o["output_id"]: f"{t.priority.number}.{o['number']}" for t in texts for o in t.outputs}
