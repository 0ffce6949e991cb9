"""What happens to the agenda."""

from consult.kit.outbox import Event


class DraftOpened(Event, frozen=True):
    """A new version is being drafted."""

    agenda_id: int


class DraftSignedOff(Event, frozen=True):
    """A ministry signed off its priorities in a draft."""

    agenda_id: int
    ministry_id: int


class AgendaPublished(Event, frozen=True):
    """A version was published, and its priorities with it."""

    agenda_id: int
    version: int


class AgendaMoved(Event, frozen=True):
    """A published version went to another state: RESPONDED, ADOPTED, CLOSED, SUPERSEDED."""

    agenda_id: int
    state: str


class PriorityEnded(Event, frozen=True):
    """A published priority was met or dropped."""

    priority_id: int
    state: str
