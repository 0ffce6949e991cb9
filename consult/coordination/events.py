"""What happened to findings."""

from consult.kit.outbox import Event


class FindingDecided(Event, frozen=True):
    """A decision about an overlap was recorded."""

    finding_id: int
