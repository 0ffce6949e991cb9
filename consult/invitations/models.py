"""Invitations to comment or to support: who asked, for what, until when, and what came of it."""

from datetime import date, datetime
from enum import Enum

from sqlalchemy import JSON, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Base, Tenant, same_country, to_many, to_one


class Ask(Enum):
    """What is asked of the invited (domain.md 5.1)."""

    COMMENT = "COMMENT"
    SUPPORT = "SUPPORT"


class InviteeState(Enum):
    """domain.md 5.1, for each organisation: SENT→SEEN→ANSWERED|DECLINED."""

    SENT = "SENT"
    SEEN = "SEEN"
    ANSWERED = "ANSWERED"
    DECLINED = "DECLINED"


OPEN_STATES = frozenset({InviteeState.SENT.value, InviteeState.SEEN.value})


class Invitation(Tenant, Base):
    """One invitation to the agenda (no priority) or to one priority; `agenda_id` is the version it was written for.

    `kinds` are the kinds of organisation invited whole, `open` means civil society at large; `asks` holds Ask values.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        UniqueConstraint("country_id", "number"),
        same_country("agenda", "agenda_id"),
        same_country("priority", "priority_id"),
        same_country("organisation", "sender_id"),
        Index("ix_invitation_priority", "country_id", "priority_id"),
    )
    number: Mapped[int]
    agenda_id: Mapped[int]
    priority_id: Mapped[int | None]
    sender_id: Mapped[int]
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    open: Mapped[bool] = mapped_column(default=False)
    asks: Mapped[list[str]] = mapped_column(JSON, default=list)
    text: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    deadline: Mapped[date]
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int | None]
    reminded_at: Mapped[datetime | None]
    agenda = to_one("Agenda", "Invitation.agenda_id")
    priority = to_one("Priority", "Invitation.priority_id")
    sender = to_one("Organisation", "Invitation.sender_id")
    invitees = to_many("Invitee", "Invitee.invitation_id", "Invitation", back="invitation")


class Invitee(Tenant, Base):
    """One organisation invited. `reason` says why it declined and is never public.

    `answered_by` names the kind of record that answered ("partner_comment", "line"), `answer_id` which.
    """

    __tablename__ = "invitee"
    __table_args__ = (
        UniqueConstraint("country_id", "invitation_id", "organisation_id"),
        same_country("invitation", "invitation_id"),
        same_country("organisation", "organisation_id"),
        Index("ix_invitee_organisation", "country_id", "organisation_id", "state"),
    )
    invitation_id: Mapped[int]
    organisation_id: Mapped[int]
    state: Mapped[str] = mapped_column(default="SENT")
    since: Mapped[datetime]
    answered_by: Mapped[str] = mapped_column(default="")
    answer_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(default="")
    invitation = to_one("Invitation", "Invitee.invitation_id", back="invitees")
    organisation = to_one("Organisation", "Invitee.organisation_id")
