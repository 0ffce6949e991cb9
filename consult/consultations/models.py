"""Comments by organisations, released views, their themes, and what the ministries answer."""

from datetime import date, datetime
from enum import Enum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Base, Tenant, same_country, to_one


class CommentKind(Enum):
    """What a comment is meant as (domain.md 5.1)."""

    SUPPORT = "SUPPORT"
    CONCERN = "CONCERN"
    QUESTION = "QUESTION"
    OFFER = "OFFER"


class Decision(Enum):
    """What a ministry makes of a view or theme (domain.md 3); NOT_ACCEPTED needs a reason (I15)."""

    ACCEPTED = "ACCEPTED"
    PARTLY = "PARTLY"
    NOT_ACCEPTED = "NOT_ACCEPTED"
    ALREADY_DONE = "ALREADY_DONE"
    OUT_OF_SCOPE = "OUT_OF_SCOPE"


class Response(Tenant, Base):
    """A ministry's published answer, to one or many; without a decision it is a reply to comments."""

    __tablename__ = "response"
    __table_args__ = (
        same_country("organisation", "ministry_id"),
        same_country("priority", "priority_id"),
        CheckConstraint("decision <> 'NOT_ACCEPTED' or reason <> ''", name="reason"),
        Index("ix_response_priority", "country_id", "priority_id"),
    )
    ministry_id: Mapped[int]
    priority_id: Mapped[int]
    decision: Mapped[str | None]
    text: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    next_step: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    published_at: Mapped[datetime]
    ministry = to_one("Organisation", "Response.ministry_id")


class Theme(Tenant, Base):
    """What several views say, in the moderators' words; `shown` is how many, as far as that may be shown (P8)."""

    __tablename__ = "theme"
    __table_args__ = (
        same_country("priority", "priority_id"),
        same_country("response", "response_id"),
        UniqueConstraint("country_id", "priority_id", "title"),
        Index("ix_theme_due", "country_id", "response_id", "due_on"),
    )
    priority_id: Mapped[int]
    title: Mapped[str]
    said: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(default="en")
    shown: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date]
    published_on: Mapped[date | None]
    response_id: Mapped[int | None]
    priority = to_one("Priority", "Theme.priority_id")
    response = to_one("Response", "Theme.response_id")


class Contribution(Tenant, Base):
    """A view as moderators released it; withdrawn, it keeps its place without its words (P9).

    `change` numbers what was delivered for a release, so that each is taken once and in order.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        same_country("priority", "priority_id"),
        same_country("theme", "theme_id"),
        same_country("response", "response_id"),
        UniqueConstraint("country_id", "release_id"),
        Index("ix_contribution_priority", "country_id", "priority_id"),
        Index("ix_contribution_due", "country_id", "response_id", "due_on"),
    )
    release_id: Mapped[str]
    change: Mapped[int]
    priority_id: Mapped[int]
    theme_id: Mapped[int | None]
    text: Mapped[str | None]
    language: Mapped[str] = mapped_column(default="en")
    organisation: Mapped[str] = mapped_column(default="")
    week: Mapped[str]
    due_on: Mapped[date]
    response_id: Mapped[int | None]
    priority = to_one("Priority", "Contribution.priority_id")
    theme = to_one("Theme", "Contribution.theme_id")
    response = to_one("Response", "Contribution.response_id")


class PartnerComment(Tenant, Base):
    """An organisation's signed comment on a priority; `agenda_id` is the version that it saw."""

    __tablename__ = "partner_comment"
    __table_args__ = (
        same_country("priority", "priority_id"),
        same_country("agenda", "agenda_id"),
        same_country("organisation", "organisation_id"),
        same_country("response", "response_id"),
        CheckConstraint("kind in ('SUPPORT', 'CONCERN', 'QUESTION', 'OFFER')", name="kind"),
        Index("ix_partner_comment_priority", "country_id", "priority_id", "at"),
        Index("ix_partner_comment_organisation", "country_id", "organisation_id"),
    )
    priority_id: Mapped[int]
    agenda_id: Mapped[int]
    organisation_id: Mapped[int]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[str]
    text: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    at: Mapped[datetime]
    response_id: Mapped[int | None]
    priority = to_one("Priority", "PartnerComment.priority_id")
    organisation = to_one("Organisation", "PartnerComment.organisation_id")
    response = to_one("Response", "PartnerComment.response_id")
