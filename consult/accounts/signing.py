"""Getting in: passwords checked, links made and used."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from consult.accounts import passwords
from consult.accounts.events import LinkAsked
from consult.accounts.models import AccountLink, Person, SignedIn
from consult.accounts.queries import person_by_email
from consult.kit import clock
from consult.kit.errors import Gone, Invalid
from consult.kit.i18n import gettext as _
from consult.kit.outbox import announce

LASTS = timedelta(days=7)


def check_password(db: Session, email: str, password: str) -> Person | None:
    """The person, if mail address and password are right and the account is active; in the same time if not."""
    person = person_by_email(db, email)
    right = passwords.matches(person.password if person else None, password)
    return person if person and right and person.active else None


def ask_link(db: Session, person: Person, *, lasts: timedelta = LASTS) -> str:
    """Make a link with which a person sets a password, and announce it for the mail; returns its token."""
    token, hashed = passwords.new_token()
    db.add(AccountLink(person_id=person.id, hashed=hashed, expires_at=clock.now() + lasts))
    announce(db, LinkAsked(person.id, token))
    return token


def link_of(db: Session, token: str) -> AccountLink:
    """The link of a token; raises `Gone` (410) when it is unknown, used or over."""
    link = db.scalars(select(AccountLink).where(AccountLink.hashed == passwords.hash_token(token))).first()
    if link is None or link.used_at or link.expires_at <= clock.now():
        raise Gone(_("This link has been used or is over. Ask for a new one on the sign-in page."))
    return link


def use_link(db: Session, token: str, password: str) -> Person:
    """Set the password once; every session and every other link of the person ends."""
    if len(password) < passwords.SHORTEST:
        raise Invalid("password", _("Use at least %(n)s characters.", n=passwords.SHORTEST))
    link = link_of(db, token)
    person = db.get_one(Person, link.person_id)
    person.password = passwords.hash_password(password)
    db.execute(update(AccountLink).where(AccountLink.person_id == person.id).values(used_at=clock.now()))
    end_sessions(db, person)
    return person


def end_sessions(db: Session, person: Person) -> None:
    """Sign a person out everywhere."""
    db.execute(delete(SignedIn).where(SignedIn.person_id == person.id))
