"""What happened among places."""

from consult.kit.outbox import Event


class PlacesLoaded(Event, frozen=True):
    """Places were added, changed or given names: what names them is resolved again."""

    place_ids: tuple[int, ...]
