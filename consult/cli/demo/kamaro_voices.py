"""Kamaro's voices: views in each state, themes and answers, comments and their replies; all invented."""
# ruff: noqa: E501 - tables of content, one row a line

import secrets
from datetime import date
from itertools import cycle
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.agendas.queries import current_text
from consult.cli.demo.kamaro import AMINA, focal
from consult.cli.demo.kamaro_words import COMMENTS, OPENINGS, THEMES, VIEWS, Named, Said
from consult.cli.demo.stage import Stage
from consult.consultations.actions import Targets, add_theme, answer_views, make_comment
from consult.consultations.models import CommentKind, Decision, PartnerComment, Theme
from consult.consultations.rules import Answer
from consult.intake import actions
from consult.intake.actions import Redaction
from consult.intake.models import Publish, Submission, Why
from consult.intake.rules import View
from consult.kit.i18n import day as said_day

FIRST_READER, SECOND_READER = "Moderator 1", "Moderator 3"


class Place(NamedTuple):
    """Where the views of a theme go: its id, and whether two persons read."""

    theme_id: int | None
    sensitive: bool


def voices(stage: Stage) -> None:
    """Themes, then the views that speak of them; the last days' are still with the moderators."""
    themes = {row[1]: add(stage, row) for row in THEMES}
    with stage.stores.intake.writing(stage.country.id) as raw:
        for told in VIEWS:
            place = Place(themes.get(told.theme), told.priority in (1, 10))
            bring(stage, raw, told, place)
        leave_in_every_state(stage, raw)


def add(stage: Stage, row: Named) -> int:
    """One theme, in the moderators' words; `due` where its answer is due on another day than the round's."""
    number, title, said, on, due = row
    with stage.on(stage.calendar.day(*on)):
        theme = add_theme(stage.db, stage.actor(SECOND_READER), current_text(stage.db, number), title, said=said)
        if due:
            theme.due_on = stage.calendar.day(*due)
        stage.db.flush()
    return theme.id


def bring(stage: Stage, raw: Session, told: Said, place: Place) -> None:
    """Views of one theme and place, read, made safe and released, or counted only."""
    opening = cycle(OPENINGS[told.language])
    for n in range(told.times):
        on = date.fromordinal(stage.calendar.day(*told.since).toordinal() + n % told.days)
        published = n < told.published
        view = View(
            told.priority, f"{next(opening)} {told.words[n % len(told.words)]}", told.language,
            Publish.ANONYMISED if published else Publish.NOT_PUBLISHED, told.region, told.constituency,
        )  # fmt: skip
        with stage.on(on, 7 + n % 9):
            row = send(raw, view, sensitive=place.sensitive)
            read(stage, raw, row, place, released=view.text if published else "")


def send(raw: Session, view: View, *, sensitive: bool) -> Submission:
    """A view as it comes in; its receipt code was written down by nobody."""
    return actions.send_view(raw, view, lookup=secrets.token_hex(32), hashed=secrets.token_hex(32), sensitive=sensitive)


def read(stage: Stage, raw: Session, row: Submission, place: Place, *, released: str) -> None:
    """One moderator makes a view safe, another clears it, and it is released where its sender allows."""
    first, second = stage.actor(FIRST_READER), stage.actor(SECOND_READER)
    actions.screen_view(raw, first, row)
    actions.redact_view(raw, first, row, Redaction(released, theme_id=place.theme_id))
    actions.clear_view(raw, second, row)
    if released:
        actions.release_view(raw, second, row)


def leave_in_every_state(stage: Stage, raw: Session) -> None:
    """The queue as the moderators find it: to read, for a second check, to release, rejected, withdrawn."""
    day, first = stage.calendar.day, stage.actor(FIRST_READER)
    waiting = [told._replace(times=1) for told in VIEWS if told.language == "en"][:5]
    for n, told in enumerate(waiting):
        with stage.on(day(2026, 3, 12 + 2 * n)):
            send(raw, view_of(told), sensitive=told.priority == 1)
    with stage.on(day(2026, 3, 18)):
        screened = send(raw, view_of(waiting[0]), sensitive=True)
        actions.screen_view(raw, first, screened)
        checked = send(raw, view_of(waiting[0]), sensitive=True)
        actions.screen_view(raw, first, checked)
        actions.redact_view(raw, first, checked, Redaction(waiting[0].words[0], ("A name",), second=True))
        cleared = send(raw, view_of(waiting[1]), sensitive=False)
        actions.screen_view(raw, first, cleared)
        actions.redact_view(raw, first, cleared, Redaction(waiting[1].words[0]))
        actions.clear_view(raw, stage.actor(SECOND_READER), cleared)
        actions.reject_view(raw, first, send(raw, view_of(waiting[2]), sensitive=False), Why.NOT_A_VIEW)
        actions.withdraw_view(raw, send(raw, view_of(waiting[3]), sensitive=False))


def view_of(told: Said) -> View:
    """A view to publish without a name."""
    return View(told.priority, f"{OPENINGS[told.language][0]} {told.words[0]}", told.language, Publish.ANONYMISED, told.region)


def answers(stage: Stage) -> None:
    """The Ministry of Justice answers three themes and two comments; the rest waits."""
    text, day = current_text(stage.db, 1), stage.calendar.day
    actor = stage.actor(AMINA)
    for title, decision, words, reason, following in (
        ("Distance", Decision.ACCEPTED, "Output 1.5 was added: hearings travel to market towns, dates are posted 30 days before.", "", f"First calendar on {said_day(day(2026, 6, 1))}"),
        ("Fees asked by clerks", Decision.PARTLY, "A price list goes up in every court. Paying by phone waits for the treasury account (priority 2).", "", f"Price lists by {said_day(day(2026, 4, 30))}"),
        ("Language of hearings", Decision.NOT_ACCEPTED, "", "Interpreters are the subject of the law before the Assembly; the ministry will not act before it.", "Asked again in version 5"),
    ):  # fmt: skip
        with stage.on(day(2026, 3, 12), 14):
            points = Targets(themes=[theme_id(stage, text.priority_id, title)])
            answer_views(stage.db, actor, text, points, Answer(decision, words, reason, following))


def theme_id(stage: Stage, priority_id: int, title: str) -> int:
    """A theme's id by its title."""
    return stage.db.scalars(select(Theme.id).where(Theme.priority_id == priority_id, Theme.title == title)).one()


def comments(stage: Stage) -> None:
    """Organisations comment in their own name; the ministry replies to some."""
    for number, body, kind, words, on, reply, replied in COMMENTS:
        text, day = current_text(stage.db, number), stage.calendar.day(*on)
        who = "Dalia Ven" if body == "Women’s Bar of Kamaro" else focal(body)
        with stage.on(day, 11):
            comment: PartnerComment = make_comment(stage.db, stage.actor(who), text, CommentKind(kind), words)
        if reply:
            with stage.on(stage.calendar.day(*replied), 15):
                answer_views(stage.db, stage.actor(AMINA), text, Targets(comments=[comment.id]), Answer(None, reply))
