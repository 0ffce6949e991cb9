"""What happened in consultations."""

from consult.kit.outbox import Event


class CommentMade(Event, frozen=True):
    """An organisation commented on a priority: an invitation to it is answered."""

    comment_id: int
    priority_id: int
    organisation_id: int


class ViewsReleased(Event, frozen=True):
    """A view can be read by everybody."""

    contribution_id: int
    priority_id: int


class ViewsAnswered(Event, frozen=True):
    """A ministry answered views, themes or comments."""

    response_id: int
    priority_id: int


class RoundAnswered(Event, frozen=True):
    """Everything said about a version of the agenda has its answer."""

    agenda_id: int
