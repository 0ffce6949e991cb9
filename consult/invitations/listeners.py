"""What answers an invitation, and that it was opened."""

from sqlalchemy.orm import Session

from consult.accounts.queries import worker_actor
from consult.commitments.events import LinePledged
from consult.consultations.events import CommentMade
from consult.invitations.actions import note_answer, note_seen
from consult.invitations.events import InvitationOpened
from consult.invitations.models import Ask
from consult.kit.actor import Actor
from consult.kit.outbox import Listeners


def on_comment(db: Session, event: CommentMade) -> None:
    """A comment answers an invitation to comment."""
    note_answer(
        db,
        worker(db),
        organisation_id=event.organisation_id,
        priority_id=event.priority_id,
        ask=Ask.COMMENT,
        record_id=event.comment_id,
    )


def on_pledge(db: Session, event: LinePledged) -> None:
    """An offer answers an invitation to support."""
    if event.priority_id is not None:
        note_answer(
            db,
            worker(db),
            organisation_id=event.organisation_id,
            priority_id=event.priority_id,
            ask=Ask.SUPPORT,
            record_id=event.line_id,
        )


def on_opened(db: Session, event: InvitationOpened) -> None:
    """The invitation was opened."""
    note_seen(db, worker(db), event.invitee_id, event.at)


def worker(db: Session) -> Actor:
    """The worker, in the session's country."""
    return worker_actor(int(db.info["country_id"]))


HEARS: Listeners = {CommentMade: (on_comment,), LinePledged: (on_pledge,), InvitationOpened: (on_opened,)}
