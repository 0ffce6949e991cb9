"""What happens to views: sent and withdrawn by people, screened, made safe and released by moderators."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.accounts.queries import public_actor
from consult.intake import rules
from consult.intake.chain import record
from consult.intake.delivery import send_figures, send_release
from consult.intake.ids import new_id, new_ref
from consult.intake.models import Outgoing, Publish, Receipt, State, Submission, UsedToken, Why
from consult.intake.rules import View
from consult.kit import clock
from consult.kit.actor import Actor
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _


class Redaction(msgspec.Struct, frozen=True):
    """What a moderator makes of a view: the text to release, what was taken out, its theme, whether to ask a second."""

    text: str
    removed: Sequence[str] = ()
    theme_id: int | None = None
    second: bool = False


def send_view(db: Session, view: View, *, lookup: str, hashed: str, sensitive: bool) -> Submission:
    """Take a view, once for each form token (`hashed`); a form sent again gets the view that it made.

    `lookup` is what is kept of the receipt code, `sensitive` whether P6 asks for a second person.
    """
    if not first_use(db, hashed):
        return db.scalars(select(Submission).where(Submission.id == submission_id(db, lookup))).one()
    rules.check_view(view)
    fields = msgspec.structs.asdict(view) | {"publish": view.publish.value}
    if view.publish is not Publish.ATTRIBUTED:
        fields["organisation"] = ""
    row = Submission(id=new_id(), ref=free_ref(db), day=clock.now().date(), sensitive=sensitive, **fields)
    db.add(row)
    db.add(Receipt(lookup=lookup, country_id=db.info["country_id"], submission_id=row.id))
    record(db, public_actor(db.info["country_id"]), "view.received")
    return row


def first_use(db: Session, hashed: str) -> bool:
    """Claim a form's token; a simultaneous second waits for the first."""
    try:
        with db.begin_nested():
            db.add(UsedToken(hashed=hashed, day=clock.now().date()))
    except IntegrityError:
        return False
    return True


def submission_id(db: Session, lookup: str) -> int:
    """The view that a receipt opens; 0 for none."""
    return db.scalar(select(Receipt.submission_id).where(Receipt.lookup == lookup)) or 0


def free_ref(db: Session) -> str:
    """A reference that no view of the country has."""
    while True:
        ref = new_ref()
        if db.scalars(select(Submission.id).where(Submission.ref == ref)).first() is None:
            return ref


def screen_view(db: Session, actor: Actor, row: Submission) -> Submission:
    """Note that a moderator has read a view and keeps it: RECEIVED→SCREENED."""
    return move(db, actor, row, State.SCREENED, "view.screened")


def redact_view(db: Session, actor: Actor, row: Submission, redaction: Redaction) -> Submission:
    """Keep the text made safe: SCREENED→REDACTED, or again while it is REDACTED."""
    if row.state != State.REDACTED.value:
        rules.may_move(actor, row, State.REDACTED).require()
    rules.may_read(actor).require()
    text = rules.clean(redaction.text)
    if rules.leaves(Publish(row.publish)) and not text:
        raise Invalid("text", _("Write the text to release."))
    row.released, row.removed, row.theme_id = text or None, list(redaction.removed), redaction.theme_id
    row.second = row.second or redaction.second
    row.redacted_by, row.state = actor.person_id, State.REDACTED.value
    record(db, actor, "view.redacted", row, removed=list(redaction.removed))
    return row


def clear_view(db: Session, actor: Actor, row: Submission) -> Submission:
    """Declare a view safe; where two persons are needed, by the second (P6): REDACTED→CLEARED."""
    rules.may_clear(actor, row).require()
    move(db, actor, row, State.CLEARED, "view.cleared")
    send_figures(db, row.priority)
    return row


def release_view(db: Session, actor: Actor, row: Submission) -> Submission:
    """Publish a view of the public lane, alone: CLEARED→PUBLISHED."""
    rules.may_release(actor, row).require()
    move(db, actor, row, State.PUBLISHED, "view.published")
    row.release_id = row.release_id or f"{new_id():014x}"
    send_release(db, row)
    send_figures(db, row.priority)
    return row


def reject_view(db: Session, actor: Actor, row: Submission, why: Why) -> Submission:
    """Do not keep a view: RECEIVED→REJECTED; the account of a single act of sexual violence is deleted at once (P6)."""
    rules.may_move(actor, row, State.REJECTED).require()
    row.why = why.value
    move(db, actor, row, State.REJECTED, "view.rejected", why=why.value)
    if why is Why.SGBV_INCIDENT:
        erase(row)
    return row


def withdraw_view(db: Session, row: Submission) -> Submission:
    """Take a view back: its text is deleted, and removed from where it was published (P9)."""
    rules.may_withdraw(row).require()
    db.execute(delete(Outgoing).where(Outgoing.submission_id == row.id))
    row.state = State.WITHDRAWN.value
    erase(row)
    record(db, public_actor(row.country_id), "view.withdrawn")
    send_release(db, row)
    send_figures(db, row.priority)
    return row


def publish_less(db: Session, row: Submission, to: Publish) -> Submission:
    """Let less of a view be published; words that may no longer stand are taken down (P4)."""
    rules.may_lessen(row, to).require()
    db.execute(delete(Outgoing).where(Outgoing.submission_id == row.id))
    row.publish, row.organisation = to.value, ""
    if row.state == State.PUBLISHED.value and not rules.leaves(to):
        row.state = State.CLEARED.value
    record(db, public_actor(row.country_id), "view.lessened")
    send_release(db, row)
    send_figures(db, row.priority)
    return row


def note_reading(db: Session, actor: Actor, row: Submission) -> None:
    """Record that a moderator opened a view: that it was read, with no link to a sender (P12)."""
    rules.may_read(actor).require()
    record(db, actor, "view.read", row)


def move(db: Session, actor: Actor, row: Submission, to: State, action: str, **data: object) -> Submission:
    """Bring a view into its next state, on the record."""
    rules.may_move(actor, row, to).require()
    row.state = to.value
    record(db, actor, action, row, **data)
    return row


def erase(row: Submission) -> None:
    """Leave of a view only that it was."""
    row.text = row.released = row.theme_id = row.redacted_by = None
    row.region = row.constituency = row.organisation = ""
    row.publish, row.removed = Publish.NOT_PUBLISHED.value, []
