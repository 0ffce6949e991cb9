"""Reading invitations: who asked whom for what is public; how it was declined is not (domain.md 5.1)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from consult.accounts.models import Organisation
from consult.agendas.models import PriorityText
from consult.invitations import rules
from consult.invitations.models import OPEN_STATES, Invitation, Invitee
from consult.kit.actor import Actor, Role
from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _
from consult.kit.paging import Page, page


class Tally(NamedTuple):
    """How an invitation stands: organisations invited, answered, declined, not answered yet."""

    invited: int
    answered: int
    declined: int
    waiting: int


def invitations(db: Session, number: int = 1) -> Page[Invitation]:
    """All invitations, the newest first, a page at a time: who asked for what, until when."""
    return page(db, whole().order_by(Invitation.number.desc(), Invitation.id), number)


def tallies(db: Session, ids: Sequence[int]) -> dict[int, Tally]:
    """How each of these invitations stands, by id."""
    query = select(Invitee.invitation_id, Invitee.state, func.count()).where(Invitee.invitation_id.in_(ids))
    counts: dict[int, dict[str, int]] = {i: {} for i in ids}
    for invitation_id, state, count in db.execute(query.group_by(Invitee.invitation_id, Invitee.state)):
        counts[invitation_id][state] = count
    return {i: tally(found) for i, found in counts.items()}


def tally(counts: dict[str, int]) -> Tally:
    """Counts by state as a tally."""
    answered, declined = counts.get("ANSWERED", 0), counts.get("DECLINED", 0)
    waiting = sum(counts.get(state, 0) for state in OPEN_STATES)
    return Tally(answered + declined + waiting, answered, declined, waiting)


def get_invitation(db: Session, number: int) -> Invitation:
    """One invitation, or `Missing` (404)."""
    invitation = db.scalars(whole().where(Invitation.number == number)).first()
    if invitation is None:
        raise Missing(_("This page does not exist, or you may not see it."))
    return invitation


def invitees_of(db: Session, invitation: Invitation) -> list[Invitee]:
    """Who was invited by an invitation, by name."""
    query = select(Invitee).join(Organisation, Organisation.id == Invitee.organisation_id)
    query = query.where(Invitee.invitation_id == invitation.id).options(joinedload(Invitee.organisation))
    return list(db.scalars(query.order_by(Organisation.name, Invitee.id)))


def received(db: Session, actor: Actor) -> list[Invitee]:
    """The invitations to the actor's own organisation, those that wait for an answer first, then by deadline."""
    if actor.organisation_id is None:
        return []
    query = select(Invitee).join(Invitation, Invitation.id == Invitee.invitation_id)
    query = query.where(Invitee.organisation_id == actor.organisation_id).options(
        joinedload(Invitee.invitation).options(*parts())
    )
    return list(db.scalars(query.order_by(Invitee.state.in_(OPEN_STATES).desc(), Invitation.deadline, Invitee.id)))


def open_to_all(db: Session, actor: Actor, *, on: date) -> list[Invitation]:
    """The invitations to civil society at large that still run, for its members."""
    if Role.CSO_MEMBER not in actor.roles:
        return []
    query = whole().where(Invitation.open.is_(True), Invitation.deadline >= on)
    return list(db.scalars(query.order_by(Invitation.deadline, Invitation.id)))


def get_received(db: Session, actor: Actor, number: int) -> Invitee:
    """The invitation of a number as the actor's organisation received it, or `Missing` (404)."""
    query = select(Invitee).join(Invitation, Invitation.id == Invitee.invitation_id)
    query = query.where(Invitation.number == number, Invitee.organisation_id == actor.organisation_id)
    invitee = db.scalars(query.options(joinedload(Invitee.invitation).options(*parts()))).first()
    if invitee is None or actor.organisation_id is None:
        raise Missing(_("This page does not exist, or you may not see it."))
    return invitee


def not_answered(db: Session, actor: Actor) -> list[Invitee]:
    """Who has not answered the invitations that the actor looks after, the nearest deadline first."""
    query = select(Invitee).join(Invitation, Invitation.id == Invitee.invitation_id).where(Invitee.state.in_(OPEN_STATES))
    if not rules.reads_all(actor):
        query = query.where(Invitation.sender_id == (actor.organisation_id or 0))
    query = query.options(joinedload(Invitee.organisation), joinedload(Invitee.invitation).options(*parts()))
    return list(db.scalars(query.order_by(Invitation.deadline, Invitation.id, Invitee.id)))


def waiting_for(db: Session, organisation_id: int, priority_id: int, ask: str) -> list[Invitee]:
    """The open invitations that an organisation answers by a comment or an offer (`ask`) on a priority."""
    query = select(Invitee).join(Invitation, Invitation.id == Invitee.invitation_id)
    query = query.where(
        Invitee.organisation_id == organisation_id,
        Invitee.state.in_(OPEN_STATES),
        or_(Invitation.priority_id == priority_id, Invitation.priority_id.is_(None)),
    ).options(joinedload(Invitee.invitation))
    found = db.scalars(query.order_by(Invitee.id).with_for_update(of=Invitee))
    return [i for i in found if ask in i.invitation.asks]


def to_choose(db: Session) -> list[Organisation]:
    """The organisations that can be invited: all but those merged into others, by kind and name."""
    query = select(Organisation).where(Organisation.merged_into_id.is_(None))
    return list(db.scalars(query.order_by(Organisation.kind, Organisation.name, Organisation.id)))


def priority_titles(db: Session, found: Sequence[Invitation]) -> dict[int, PriorityText]:
    """For invitations to priorities, what each priority said in the version it was written for, by invitation id."""
    wanted = {(i.agenda_id, i.priority_id): i.id for i in found if i.priority_id is not None}
    query = select(PriorityText).where(
        PriorityText.priority_id.in_({p for _a, p in wanted}), PriorityText.agenda_id.in_({a for a, _p in wanted})
    )
    rows = db.scalars(query.options(joinedload(PriorityText.priority)))
    texts: dict[tuple[int, int | None], PriorityText] = {(t.agenda_id, t.priority_id): t for t in rows}
    return {i.id: texts[i.agenda_id, i.priority_id] for i in found if (i.agenda_id, i.priority_id) in texts}


def next_number(db: Session) -> int:
    """The number of a new invitation."""
    return (db.scalar(select(func.max(Invitation.number))) or 0) + 1


def whole() -> Select[Invitation]:
    """Invitations with agenda, priority and sender."""
    return select(Invitation).options(*parts())


def parts() -> tuple[_AbstractLoad, ...]:
    """What a page shows of an invitation beside its own row."""
    return joinedload(Invitation.agenda), joinedload(Invitation.priority), joinedload(Invitation.sender)
