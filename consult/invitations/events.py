"""What happens to invitations."""

from datetime import datetime

from consult.kit.outbox import Event


class InvitationSent(Event, frozen=True):
    """Organisations were invited: each is told by mail. The invitees are those of the invitation."""

    invitation_id: int


class InvitationReminded(Event, frozen=True):
    """Those who had not answered are reminded, once."""

    invitation_id: int
    organisation_ids: tuple[int, ...]


class InvitationOpened(Event, frozen=True):
    """Somebody of an invited organisation opened its invitation; noted after the page was answered."""

    invitee_id: int
    at: datetime


class InvitationAnswered(Event, frozen=True):
    """An invited organisation commented or offered support."""

    invitation_id: int
    organisation_id: int


class InvitationDeclined(Event, frozen=True):
    """An invited organisation will not take part; its reason is for those who invited."""

    invitation_id: int
    organisation_id: int
