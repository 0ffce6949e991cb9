"""What is told to whom after a change; the mails are rows, sent later."""

import os
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.accounts.events import LinkAsked
from consult.accounts.models import Person
from consult.commitments.models import Commitment, CommitmentFunder, Line, LineImplementer
from consult.consent.events import (
    ConsentExpired,
    ConsentNoticed,
    ConsentProposed,
    ConsentRequested,
    ConsentResumed,
    ConsentSuspended,
    ConsentWithdrawn,
    RequestAnswered,
)
from consult.consent.models import ConsentRequest, ConsentScope
from consult.invitations.events import InvitationReminded, InvitationSent
from consult.invitations.models import Invitation
from consult.kit.actor import Role
from consult.kit.outbox import Listeners
from consult.kit.settings import Settings
from consult.notifications.readers import holders_of, partners_of, people_of
from consult.notifications.writing import Reader, write_mail
from consult.places.models import Country


def on_link_asked(db: Session, event: LinkAsked) -> None:
    """Send a person the link with which to set a password."""
    person = db.get_one(Person, event.person_id)
    reader = Reader(person.email, person.language)
    write_mail(db, reader, "link", name=person.name, address=f"{site()}/account/link/{event.token}")


def on_invitation_sent(db: Session, event: InvitationSent) -> None:
    """Tell everybody who was invited."""
    invitation = whole_invitation(db, event.invitation_id)
    tell_invited(db, invitation, [i.organisation_id for i in invitation.invitees], "invitation")


def on_invitation_reminded(db: Session, event: InvitationReminded) -> None:
    """Remind those who have not answered."""
    tell_invited(db, whole_invitation(db, event.invitation_id), event.organisation_ids, "reminder")


def whole_invitation(db: Session, invitation_id: int) -> Invitation:
    """An invitation with its sender and the invited."""
    query = select(Invitation).where(Invitation.id == invitation_id)
    return db.scalars(query.options(joinedload(Invitation.sender), selectinload(Invitation.invitees))).unique().one()


def tell_invited(db: Session, invitation: Invitation, organisation_ids: Iterable[int], template: str) -> None:
    """Write to invited organisations, with the way to their answer."""
    for reader in partners_of(db, organisation_ids):
        shown: dict[str, Any] = {"sender": invitation.sender.name, "text": invitation.text, "deadline": invitation.deadline}
        write_mail(db, reader, template, **shown, address=page(db, reader, f"work/invitations/{invitation.number}/"))


def on_consent_proposed(db: Session, event: ConsentProposed) -> None:
    """Ask for the second signature."""
    scope = whole_scope(db, event.scope_id)
    for reader in holders_of(db, Role.ACU_COUNTERSIGNER):
        write_mail(db, reader, "consent_proposed", **about(db, reader, scope))


def on_consent_suspended(db: Session, event: ConsentSuspended) -> None:
    """Tell the partners whose lines stand under a consent that it is paused."""
    tell_partners(db, event.scope_id, "consent_paused", on=event.on)


def on_consent_resumed(db: Session, event: ConsentResumed) -> None:
    """Tell the partners whose lines stand under a consent that it holds again."""
    tell_partners(db, event.scope_id, "consent_resumed", on=event.on)


def on_consent_noticed(db: Session, event: ConsentNoticed) -> None:
    """Tell the partners whose lines stand under a consent when it will end."""
    tell_partners(db, event.scope_id, "consent_noticed", on=event.ends_on)


def on_consent_withdrawn(db: Session, event: ConsentWithdrawn) -> None:
    """Tell the partners whose lines stand under a consent that it has ended."""
    tell_partners(db, event.scope_id, "consent_ended", on=event.on)


def on_consent_expired(db: Session, event: ConsentExpired) -> None:
    """Tell the partners whose lines stand under a consent that its last day has passed."""
    tell_partners(db, event.scope_id, "consent_ended", on=event.on)


def tell_partners(db: Session, scope_id: int, template: str, **shown: Any) -> None:
    """Write to those who fund or carry out a registered line under a consent, and to those that it names."""
    scope = whole_scope(db, scope_id)
    concerned = under(db, scope_id) | {p.organisation_id for p in scope.partners}
    for reader in partners_of(db, sorted(concerned)):
        write_mail(db, reader, template, **about(db, reader, scope), **shown)


def under(db: Session, scope_id: int) -> set[int]:
    """The organisations with a line under a consent."""
    lines = select(Line.id).where(Line.scope_id == scope_id)
    carried = select(LineImplementer.organisation_id).where(LineImplementer.line_id.in_(lines))
    given = (
        select(CommitmentFunder.organisation_id)
        .join(Commitment, Commitment.id == CommitmentFunder.commitment_id)
        .join(Line, Line.commitment_id == Commitment.id)
        .where(Line.scope_id == scope_id)
    )
    return {i for query in (carried, given) for i in db.scalars(query) if i is not None}


def on_consent_requested(db: Session, event: ConsentRequested) -> None:
    """Tell the ministry that a partner asks for its consent."""
    asked = whole_request(db, event.request_id)
    for reader in people_of(db, [asked.sector.ministry_id], [Role.CONSENT_AUTHORITY, Role.MINISTRY_EDITOR]):
        shown = {"partner": asked.organisation.name, "sector": asked.sector.name, "text": asked.text}
        write_mail(db, reader, "consent_requested", **shown, address=page(db, reader, f"consent/requests/{asked.number}/"))


def on_request_answered(db: Session, event: RequestAnswered) -> None:
    """Tell the partner what the ministry answered."""
    asked = whole_request(db, event.request_id)
    for reader in partners_of(db, [asked.organisation_id]):
        shown = {"sector": asked.sector.name, "granted": asked.state == "GRANTED", "answer": asked.answer}
        write_mail(db, reader, "request_answered", **shown, address=page(db, reader, f"consent/requests/{asked.number}/"))


def whole_scope(db: Session, scope_id: int) -> ConsentScope:
    """A consent with its ministry, sector and named partners."""
    whole = (joinedload(ConsentScope.grantor), joinedload(ConsentScope.sector), selectinload(ConsentScope.partners))
    return db.scalars(select(ConsentScope).where(ConsentScope.id == scope_id).options(*whole)).unique().one()


def whole_request(db: Session, request_id: int) -> ConsentRequest:
    """A request with its partner and sector."""
    whole = (joinedload(ConsentRequest.organisation), joinedload(ConsentRequest.sector))
    return db.scalars(select(ConsentRequest).where(ConsentRequest.id == request_id).options(*whole)).unique().one()


def about(db: Session, reader: Reader, scope: ConsentScope) -> dict[str, Any]:
    """What every mail about a consent says."""
    return {
        "title": scope.title,
        "ministry": scope.grantor.name,
        "sector": scope.sector.name,
        "address": page(db, reader, f"consent/{scope.sector.code}/"),
    }


def site() -> str:
    """The address under which people reach this installation."""
    return os.environ.get("CONSULT_PUBLIC_URL") or Settings().public_url


def page(db: Session, reader: Reader, path: str) -> str:
    """The address of a page of the session's country in a reader's language."""
    country = db.get_one(Country, db.info["country_id"])
    return f"{site()}/{reader.language}/{country.code.lower()}/{path}"


MAILS: Listeners = {
    LinkAsked: (on_link_asked,),
    InvitationSent: (on_invitation_sent,),
    InvitationReminded: (on_invitation_reminded,),
    ConsentProposed: (on_consent_proposed,),
    ConsentSuspended: (on_consent_suspended,),
    ConsentResumed: (on_consent_resumed,),
    ConsentNoticed: (on_consent_noticed,),
    ConsentWithdrawn: (on_consent_withdrawn,),
    ConsentExpired: (on_consent_expired,),
    ConsentRequested: (on_consent_requested,),
    RequestAnswered: (on_request_answered,),
}
