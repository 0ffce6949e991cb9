"""Mail on its way."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import Base


class Mail(Base):
    """One mail to one address. Without a mail server it stays here, to be read in a demonstration; sent, its body goes."""

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_due", "sent_at", "due_at", "id"), Index("ix_mail_country", "country_id", "id"))
    id: Mapped[int] = mapped_column(primary_key=True)
    country_id: Mapped[int | None] = mapped_column(ForeignKey("country.id"))
    address: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
