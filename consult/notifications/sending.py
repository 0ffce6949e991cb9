"""Sending what waits: through a mail server where one is set, else it stays in the outbox, to be read there."""

import smtplib
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from urllib.parse import unquote, urlsplit

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.kit import clock
from consult.kit.db import Database
from consult.kit.settings import Settings, read_settings
from consult.notifications.models import Mail

log = structlog.get_logger()
TRIES = 10
TIMEOUT = 20.0
Send = Callable[[EmailMessage], None]


def send_mails() -> None:
    """One round of the worker: send what is due, where a mail server is set."""
    settings = read_settings()
    if settings.smtp:
        send_due(_database(settings.main_url), settings, send_by_smtp(settings.smtp))


@cache
def _database(url: str) -> Database:
    return Database(url)


def send_due(database: Database, settings: Settings, send: Send, *, limit: int = 50) -> int:
    """Send mails that are due, the oldest first; how many went. One that fails is tried again, ever more rarely."""
    sent = 0
    for mail_id in due(database, limit):
        mail = lease(database, mail_id)
        if mail is None:
            continue
        try:
            send(message(mail, settings.mail_from))
        except (OSError, smtplib.SMTPException, ValueError) as exc:
            log.warning("mail not sent", mail=mail_id, kind=type(exc).__name__)
            continue
        sent += 1
        with database.writing() as db:
            kept = db.get_one(Mail, mail_id)
            kept.sent_at, kept.body = clock.now(), ""
    return sent


def due(database: Database, limit: int) -> list[int]:
    """The ids of mails to send now, the oldest first."""
    query = select(Mail.id).where(Mail.sent_at.is_(None), Mail.due_at <= clock.now(), Mail.tries < TRIES)
    with database.reading() as db:
        return list(db.scalars(query.order_by(Mail.due_at, Mail.id).limit(limit)))


def lease(database: Database, mail_id: int) -> Mail | None:
    """Take a mail before it is sent, so that nobody sends it twice; None where somebody else has."""
    now = clock.now()
    with database.writing() as db:
        query = select(Mail).where(Mail.id == mail_id, Mail.sent_at.is_(None), Mail.due_at <= now)
        mail = db.scalars(query.with_for_update(skip_locked=True)).first()
        if mail is not None:
            mail.tries += 1
            mail.due_at = now + timedelta(minutes=2**mail.tries)
    return mail


def message(mail: Mail, sender: str) -> EmailMessage:
    """The mail as it travels: plain text, UTF-8, a machine's own; a line break in a header is refused."""
    found = EmailMessage(policy=SMTP)
    found["From"], found["To"], found["Subject"] = sender, mail.address, mail.subject
    found["Auto-Submitted"] = "auto-generated"
    found["Content-Language"] = mail.language
    found.set_content(mail.body)
    return found


def send_by_smtp(address: str) -> Send:
    """A sender for `smtp://user:password@host:port` (`smtps://`: encrypted from the first byte; smtp: as soon as it can be)."""
    parts = urlsplit(address)

    def send(mail: EmailMessage) -> None:
        kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
        with kind(parts.hostname or "localhost", parts.port or 0, timeout=TIMEOUT) as server:
            if parts.scheme != "smtps" and server.has_extn("starttls"):
                server.starttls()
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
            server.send_message(mail)

    return send


def outbox(db: Session, country_id: int, *, limit: int = 100) -> list[Mail]:
    """A country's mails, the newest first, for a demonstration without a mail server."""
    query = select(Mail).where((Mail.country_id == country_id) | Mail.country_id.is_(None))
    return list(db.scalars(query.order_by(Mail.id.desc()).limit(limit)))
