"""What happened to imports."""

from consult.kit.outbox import Event


class FileImported(Event, frozen=True):
    """A file was taken in: its activities' lines are new or other than before."""

    run_id: int


class ImportUndone(Event, frozen=True):
    """What a file had brought was taken out."""

    run_id: int
