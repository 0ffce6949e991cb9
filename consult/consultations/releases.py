"""Releases from intake: each change of a release is taken once, in whatever order it is delivered."""

from collections.abc import Mapping
from datetime import date

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.agendas import queries as agendas
from consult.agendas.models import Priority
from consult.audit.actions import record
from consult.consultations.events import ViewsReleased
from consult.consultations.models import Contribution, Theme
from consult.consultations.rules import due_on
from consult.kit.actor import Actor
from consult.kit.outbox import announce


class ReleasedView(msgspec.Struct, frozen=True, tag=True):
    """All that leaves of a view, whole in each message: `change` counts them; without text it was withdrawn."""

    release_id: str
    change: int
    priority: int
    theme_id: int | None
    text: str | None
    language: str
    organisation: str
    week: str
    on: date


def take_release(db: Session, actor: Actor, view: ReleasedView) -> Contribution | None:
    """Take a release, its change or its withdrawal; None where this change or a later one was taken before."""
    kept = db.scalars(select(Contribution).where(Contribution.release_id == view.release_id).with_for_update()).first()
    if kept is not None and kept.change >= view.change:
        return None
    if kept is None:
        text = agendas.current_text(db, view.priority)
        kept = Contribution(release_id=view.release_id, priority_id=text.priority_id, due_on=due_on(text.agenda, view.on))
        db.add(kept)
    first = kept.id is None
    kept.change, kept.text, kept.week = view.change, view.text, view.week
    kept.language, kept.organisation = view.language, view.organisation
    kept.theme_id = db.scalar(select(Theme.id).where(Theme.id == view.theme_id))
    db.flush()
    record(db, actor, "view.released" if view.text is not None else "view.withdrawn", kept)
    if first and view.text is not None:
        announce(db, ViewsReleased(kept.id, kept.priority_id))
    return kept


def show_figures(db: Session, actor: Actor, priority: int, shown: Mapping[int, str], on: date) -> None:
    """Keep how many views each theme of a priority has, as far as that may be shown; a theme's first figure publishes it."""
    query = select(Theme).join(Priority, Theme.priority_id == Priority.id).where(Priority.number == priority)
    for theme in db.scalars(query):
        theme.shown = shown.get(theme.id, "")
        if theme.shown and theme.published_on is None:
            theme.published_on = on
            record(db, actor, "theme.published", theme)
