"""The consent register's tables: scopes, their append-only events, conditions, requests."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from consult.kit.db import Base, Tenant


class ConsentScope(Tenant, Base):
    """A grant of consent for one national sector; people see its number."""

    __tablename__ = "consent_scope"
    __table_args__ = (UniqueConstraint("country_id", "number"),)
    number: Mapped[int]
