"""What happened among people, organisations and sectors."""

from consult.kit.outbox import Event


class LinkAsked(Event, frozen=True):
    """A person is to be sent a link with which to set a password."""

    person_id: int
    token: str


class SectorsChanged(Event, frozen=True):
    """National sectors hold other purpose codes than before: what they touch is resolved again."""


class OrganisationsMerged(Event, frozen=True):
    """One organisation was merged into another."""

    gone_id: int
    kept_id: int
