"""Intake's outbox: releases and displayable figures on their way to consultations; no transaction spans both."""

from datetime import date, timedelta
from functools import cache

import msgspec
import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consult.accounts.queries import worker_actor
from consult.consultations import queries as consultations
from consult.consultations.releases import ReleasedView, show_figures, take_release
from consult.intake.ids import new_id
from consult.intake.models import Outgoing, Publish, State, Submission, UsedToken
from consult.intake.queries import figures
from consult.intake.rules import KEPT_DAYS, leaves, week_of
from consult.kit import clock
from consult.kit.db import Database
from consult.kit.settings import read_settings
from consult.places.queries import countries

log = structlog.get_logger()
TRIES = 12


class FiguresChanged(msgspec.Struct, frozen=True, tag=True):
    """Views on a priority came or went: what may be shown of their number is to be shown anew."""

    priority: int


Note = ReleasedView | FiguresChanged


def bring_views() -> None:
    """One round of the worker: bring over what waits; once a day, delete what is to go."""
    settings = read_settings()
    intake, main = _database(settings.raw_url), _database(settings.main_url)
    deliver(intake, main)
    _purge_on(clock.now().date(), intake, main)


@cache
def _database(url: str) -> Database:
    return Database(url)


@cache
def _purge_on(day: date, intake: Database, main: Database) -> int:
    return purge(intake, main)


def send_release(db: Session, row: Submission) -> None:
    """Announce how a view now stands in public, where it ever stood there."""
    if row.release_id is None:
        return
    row.change += 1
    stands = row.state == State.PUBLISHED.value and leaves(Publish(row.publish))
    view = ReleasedView(
        release_id=row.release_id,
        change=row.change,
        priority=row.priority,
        theme_id=row.theme_id,
        text=row.released if stands else None,
        language=row.language,
        organisation=row.organisation,
        week=week_of(row.day),
        on=clock.now().date(),
    )
    put(db, view, submission_id=row.id)


def send_figures(db: Session, priority: int) -> None:
    """Announce that the numbers of views on a priority have changed."""
    put(db, FiguresChanged(priority))


def put(db: Session, note: Note, *, submission_id: int | None = None) -> None:
    """Keep a message for delivery, in this transaction."""
    body = msgspec.json.encode(note).decode()
    db.add(Outgoing(id=new_id(), topic=type(note).__name__, body=body, submission_id=submission_id))


def deliver(intake: Database, main: Database) -> int:
    """Bring every waiting message over, each taken once however often it is brought; how many went."""
    with main.reading() as db:
        ids = [country.id for country in countries(db)]
    return sum(deliver_country(intake, main, country_id) for country_id in ids)


def deliver_country(intake: Database, main: Database, country_id: int) -> int:
    """One country's messages; one that fails is tried again in the next round."""
    with intake.reading(country_id) as db:
        waiting = db.scalars(select(Outgoing).where(Outgoing.tries < TRIES).order_by(Outgoing.id)).all()
    gone = 0
    for message in waiting:
        try:
            hand_over(intake, main, country_id, msgspec.json.decode(message.body, type=Note))
        except Exception as exc:  # noqa: BLE001 - one message must not stop the others
            log.error("delivery failed", topic=message.topic, kind=type(exc).__name__)
            with intake.writing(country_id) as db:
                if (kept := db.get(Outgoing, message.id)) is not None:
                    kept.tries += 1
            continue
        with intake.writing(country_id) as db:
            db.execute(delete(Outgoing).where(Outgoing.id == message.id))
        gone += 1
    return gone


def hand_over(intake: Database, main: Database, country_id: int, note: Note) -> None:
    """Give one message to consultations, in a transaction of the main database alone."""
    actor = worker_actor(country_id)
    if isinstance(note, ReleasedView):
        with main.writing(country_id) as db:
            take_release(db, actor, note)
        return
    with intake.reading(country_id) as raw:
        shown = figures(raw, note.priority)
    with main.writing(country_id) as db:
        show_figures(db, actor, note.priority, shown, clock.now().date())


def purge(intake: Database, main: Database) -> int:
    """Delete the raw texts whose time is over (P12) and old form tokens; how many texts went."""
    before = clock.now().date() - timedelta(days=2)
    with intake.writing() as db:
        db.execute(delete(UsedToken).where(UsedToken.day < before))
    with main.reading() as db:
        ids = [country.id for country in countries(db)]
    gone = sum(purge_country(intake, main, country_id) for country_id in ids)
    if gone:
        scrub(intake)
    return gone


def purge_country(intake: Database, main: Database, country_id: int) -> int:
    """Delete one country's raw texts that were answered, or rejected, twelve months ago."""
    before = clock.now().date() - timedelta(days=KEPT_DAYS)
    old = select(Submission).where(Submission.text.is_not(None), Submission.day <= before)
    gone = 0
    with main.reading(country_id) as db, intake.writing(country_id) as raw:
        for row in raw.scalars(old.order_by(Submission.id)):
            answer = consultations.answer_to(db, row.release_id, row.theme_id)
            answered = answer is not None and answer.published_at.date() <= before
            if answered or row.state == State.REJECTED.value:
                row.text = None
                gone += 1
    return gone


def scrub(intake: Database) -> None:
    """Let deleted texts leave SQLite's journal too; elsewhere the operator's guide says what stays."""
    if intake.engine.dialect.name == "sqlite":
        with intake.engine.connect() as conn:
            raw = conn.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
