"""The consent register: scopes with their terms, append-only events, conditions, requests."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, UniqueConstraint, event
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from consult.kit.db import Base, Tenant, same_country, to_many, to_one


class ConsentScope(Tenant, Base):
    """What one consent covers. Its state is folded from its events, never stored (domain.md 5.2).

    `ceiling` in minor units of `currency`; `kinds`, `functions`, `modalities` are codes, the last two empty for all;
    `edit` counts the changes of a draft.
    """

    __tablename__ = "consent_scope"
    __table_args__ = (
        UniqueConstraint("country_id", "number"),
        same_country("national_sector", "sector_id"),
        same_country("organisation", "grantor_id"),
        same_country("consent_scope", "replaces_id"),
        Index("ix_consent_scope_sector", "country_id", "sector_id"),
        CheckConstraint("visibility in ('PUBLIC', 'SIGNED_IN', 'GOVERNMENT')", name="visibility"),
        CheckConstraint("valid_to is null or valid_to >= valid_from", name="period"),
        CheckConstraint("ceiling is null or (ceiling > 0 and currency <> '')", name="ceiling"),
        CheckConstraint("notice_days >= 0 and winddown_days >= 0", name="days"),
    )
    number: Mapped[int]
    title: Mapped[str]
    sector_id: Mapped[int]
    grantor_id: Mapped[int]
    anyone: Mapped[bool] = mapped_column(default=False)
    kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    functions: Mapped[list[str]] = mapped_column(JSON, default=list)
    modalities: Mapped[list[str]] = mapped_column(JSON, default=list)
    ceiling: Mapped[int | None]
    currency: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    notice_days: Mapped[int] = mapped_column(default=60)
    winddown_days: Mapped[int] = mapped_column(default=90)
    instrument: Mapped[str] = mapped_column(default="")
    visibility: Mapped[str] = mapped_column(default="PUBLIC")
    replaces_id: Mapped[int | None]
    edit: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    sector = to_one("NationalSector", "ConsentScope.sector_id")
    grantor = to_one("Organisation", "ConsentScope.grantor_id")
    places = to_many("ConsentPlace", "ConsentPlace.scope_id", "ConsentScope")
    partners = to_many("ConsentPartner", "ConsentPartner.scope_id", "ConsentScope")
    conditions = to_many("ConsentCondition", "ConsentCondition.scope_id", "ConsentScope")
    events = to_many("ConsentEvent", "ConsentEvent.scope_id", "ConsentScope", order_by="ConsentEvent.number")


class ConsentPlace(Tenant, Base):
    """A place of a consent; the country itself means all of it."""

    __tablename__ = "consent_place"
    __table_args__ = (
        UniqueConstraint("country_id", "scope_id", "place_id"),
        same_country("consent_scope", "scope_id"),
        same_country("place", "place_id"),
    )
    scope_id: Mapped[int]
    place_id: Mapped[int]
    place = to_one("Place", "ConsentPlace.place_id")


class ConsentPartner(Tenant, Base):
    """An organisation that a consent names; it always sees it."""

    __tablename__ = "consent_partner"
    __table_args__ = (
        UniqueConstraint("country_id", "scope_id", "organisation_id"),
        same_country("consent_scope", "scope_id"),
        same_country("organisation", "organisation_id"),
    )
    scope_id: Mapped[int]
    organisation_id: Mapped[int]
    organisation = to_one("Organisation", "ConsentPartner.organisation_id")


class ConsentCondition(Tenant, Base):
    """A condition: PRECEDENT to meet first, by `met_on`; STANDING to keep."""

    __tablename__ = "consent_condition"
    __table_args__ = (
        same_country("consent_scope", "scope_id"),
        Index("ix_consent_condition_scope", "country_id", "scope_id"),
        CheckConstraint("kind in ('PRECEDENT', 'STANDING')", name="kind"),
    )
    scope_id: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str]
    met_on: Mapped[date | None]


class ConsentEvent(Tenant, Base):
    """One thing done to a consent, never changed: on its civil day, and as recorded.

    `ends_on`, of a notice alone, is the first day without consent. `person` and `body` are names as of then.
    """

    __tablename__ = "consent_event"
    __table_args__ = (
        UniqueConstraint("country_id", "scope_id", "number"),
        same_country("consent_scope", "scope_id"),
        Index("ix_consent_event_day", "country_id", "effective_at", "recorded_at"),
    )
    scope_id: Mapped[int]
    number: Mapped[int]
    step: Mapped[str]
    effective_at: Mapped[date]
    recorded_at: Mapped[datetime]
    ends_on: Mapped[date | None]
    person_id: Mapped[int | None]
    person: Mapped[str] = mapped_column(default="")
    body: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")


class ConsentAnnounced(Tenant, Base):
    """Which turns of a consent were announced, each once, however late; `event_number` is 0 where a date did it."""

    __tablename__ = "consent_announced"
    __table_args__ = (
        UniqueConstraint("country_id", "scope_id", "state", "began_on", "event_number"),
        same_country("consent_scope", "scope_id"),
    )
    scope_id: Mapped[int]
    state: Mapped[str]
    began_on: Mapped[date]
    event_number: Mapped[int] = mapped_column(default=0)


class ConsentRequest(Tenant, Base):
    """What a partner asks of a ministry; an exception is granted as an ordinary narrow consent.

    `amount` in minor units of `currency`.
    """

    __tablename__ = "consent_request"
    __table_args__ = (
        UniqueConstraint("country_id", "number"),
        same_country("organisation", "organisation_id"),
        same_country("national_sector", "sector_id"),
        same_country("consent_scope", "scope_id"),
        Index("ix_consent_request_state", "country_id", "state", "sector_id"),
        CheckConstraint('"end" is null or start is null or "end" >= start', name="period"),
    )
    number: Mapped[int]
    organisation_id: Mapped[int]
    sector_id: Mapped[int]
    functions: Mapped[list[str]] = mapped_column(JSON, default=list)
    modalities: Mapped[list[str]] = mapped_column(JSON, default=list)
    amount: Mapped[int | None]
    currency: Mapped[str] = mapped_column(default="")
    start: Mapped[date | None]
    end: Mapped[date | None]
    text: Mapped[str]
    state: Mapped[str] = mapped_column(default="OPEN")
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    scope_id: Mapped[int | None]
    person_id: Mapped[int | None]
    created_at: Mapped[datetime]
    organisation = to_one("Organisation", "ConsentRequest.organisation_id")
    sector = to_one("NationalSector", "ConsentRequest.sector_id")
    scope = to_one("ConsentScope", "ConsentRequest.scope_id")
    places = to_many("ConsentRequestPlace", "ConsentRequestPlace.request_id", "ConsentRequest")


class ConsentRequestPlace(Tenant, Base):
    """A place that a request is about."""

    __tablename__ = "consent_request_place"
    __table_args__ = (
        UniqueConstraint("country_id", "request_id", "place_id"),
        same_country("consent_request", "request_id"),
        same_country("place", "place_id"),
    )
    request_id: Mapped[int]
    place_id: Mapped[int]
    place = to_one("Place", "ConsentRequestPlace.place_id")


@event.listens_for(ConsentEvent, "before_update")
@event.listens_for(ConsentEvent, "before_delete")
def _append_only(mapper: Mapper[Any], connection: Any, target: ConsentEvent) -> None:
    raise LookupError("a consent's events are only ever added")
