"""Mails as plain text, from the templates of `templates/emails`, each in its reader's language."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy.orm import Session

from consult.kit import clock, i18n
from consult.notifications.models import Mail

FOLDER = Path(__file__).parents[1] / "templates" / "emails"


class Reader(msgspec.Struct, frozen=True):
    """Whom a mail goes to."""

    address: str
    language: str = "en"


@cache
def environment() -> Environment:
    """Templates of mails: plain text, so nothing is escaped; a name that is missing is a fault."""
    env = Environment(  # noqa: S701 - plain text, no markup
        loader=FileSystemLoader(FOLDER), undefined=StrictUndefined, trim_blocks=True, extensions=["jinja2.ext.i18n"]
    )
    env.install_gettext_callables(i18n.gettext, i18n.ngettext, newstyle=False)  # type: ignore[attr-defined]
    env.globals.update(day=i18n.day, number=i18n.number)
    return env


def write_mail(db: Session, reader: Reader, template: str, **shown: Any) -> Mail:
    """Put a mail into the outbox, in this transaction: the template's first line is its subject."""
    with i18n.speaking(reader.language):
        text = environment().get_template(f"{template}.txt").render(**shown)
    subject, _, body = text.lstrip().partition("\n")
    now = clock.now()
    mail = Mail(
        country_id=db.info["country_id"],
        address=reader.address,
        language=reader.language,
        subject=" ".join(subject.split()),
        body=body.strip() + "\n",
        created_at=now,
        due_at=now,
    )
    db.add(mail)
    return mail
