"""An open agenda of two priorities: 1 of justice (rule of law), 2 of public finance."""

from datetime import UTC, date, datetime

from consult.agendas import queries as agendas
from consult.agendas.models import Agenda, Priority, PriorityText
from consult.kit.db import Database
from tests.support.makers import Makers

NOON = datetime(2026, 3, 23, 12, 0, tzinfo=UTC)


def open_agenda(database: Database, makers: Makers, *, until: date | None = date(2026, 4, 30)) -> None:
    """Kamaro's agenda, open for views."""
    with database.writing(makers.country.id) as db:
        agenda = Agenda(
            version=4, state="CONSULTING", title="Agenda", start=date(2026, 1, 1), end=date(2028, 12, 31),
            published_at=NOON, comments_until=until, answers_until=date(2026, 5, 30),
        )  # fmt: skip
        priorities = [Priority(number=n, state="PUBLISHED") for n in (1, 2)]
        db.add_all([agenda, *priorities])
        db.flush()
        for n, (sector, title) in enumerate((("justice", "Courts in every capital"), ("finance", "Birth registration")), 1):
            text = PriorityText(
                agenda_id=agenda.id, priority_id=priorities[n - 1].id, rank=n, title=title,
                ministry_id=makers.organisations["MINISTRY"], sector_id=makers.sectors[sector],
            )  # fmt: skip
            db.add(text)


def text_of(db, number: int = 2) -> PriorityText:
    """What a priority says."""
    return agendas.current_text(db, number)
