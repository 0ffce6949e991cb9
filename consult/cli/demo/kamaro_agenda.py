"""Kamaro's agenda: twelve priorities in four versions, written and signed off by their ministries."""

from datetime import date
from typing import Any, NamedTuple

import msgspec

from consult.agendas import queries
from consult.agendas.actions import open_draft, publish_agenda, sign_off
from consult.agendas.draft import NeedDraft, Opening, OutputDraft, PriorityDraft, Publication
from consult.agendas.models import Agenda
from consult.agendas.writing import add_priority, edit_priority
from consult.cli.demo.kamaro import AMINA, MINISTRIES, SECTORS, clerk
from consult.cli.demo.kamaro_priorities import PRIORITIES, Asked
from consult.cli.demo.stage import Stage

MILLION = 100_000_000
"""A million of the reporting currency in its minor units."""
PUBLISHER = "Nadia Orr"
HEARINGS = 5


class Version(NamedTuple):
    """When a version was opened and published, and until when it takes comments and answers."""

    opened: date
    published: date
    comments: date
    answers: date
    revision: date


def versions(stage: Stage) -> tuple[Version, ...]:
    """The four versions, the last as the mocks show it."""
    day = stage.calendar.day
    return (
        Version(day(2024, 3, 1), day(2024, 5, 20), day(2024, 8, 30), day(2024, 11, 15), day(2025, 3, 15)),
        Version(day(2025, 1, 13), day(2025, 3, 14), day(2025, 6, 13), day(2025, 8, 29), day(2025, 9, 15)),
        Version(day(2025, 8, 4), day(2025, 9, 15), day(2025, 12, 15), day(2026, 2, 27), day(2026, 3, 12)),
        Version(day(2026, 2, 2), day(2026, 3, 12), day(2026, 4, 30), day(2026, 5, 30), day(2026, 9, 15)),
    )


def first_three(stage: Stage) -> None:
    """The versions before the one that stands: the second lets go of mobile hearings, which the fourth takes up again."""
    first, second, third, _last = versions(stage)
    with stage.on(first.opened):
        agenda = open_draft(stage.db, stage.actor(PUBLISHER), opening(stage))
        for asked in PRIORITIES:
            add_priority(stage.db, stage.actor(clerk(ministry_of(asked))), agenda, draft(stage, asked))
    publish(stage, agenda, first)
    with stage.on(second.opened):
        agenda = open_draft(stage.db, stage.actor(PUBLISHER), opening(stage))
        change(stage, agenda, without_hearings(draft(stage, PRIORITIES[0])))
    publish(stage, agenda, second)
    with stage.on(third.opened):
        agenda = open_draft(stage.db, stage.actor(PUBLISHER), opening(stage))
    publish(stage, agenda, third)


def fourth(stage: Stage) -> None:
    """Version 4, in which output 1.5 is new and the ask of priority 1 is raised."""
    last = versions(stage)[-1]
    with stage.on(last.opened):
        agenda = open_draft(stage.db, stage.actor(PUBLISHER), opening(stage))
        whole = draft(stage, PRIORITIES[0])
        numbered = tuple(msgspec.structs.replace(o, number=n) for n, o in enumerate(whole.outputs, 1))
        change(stage, agenda, msgspec.structs.replace(whole, outputs=numbered))
    publish(stage, agenda, last, reason="The Assembly votes on the budget next; ministries need the answers before it does.")


def fifth(stage: Stage) -> None:
    """The draft of version 5, in which ministries write now."""
    with stage.on(stage.calendar.day(2026, 3, 20)):
        open_draft(stage.db, stage.actor(PUBLISHER), opening(stage))


def ministry_of(asked: Asked) -> str:
    """The ministry that is competent for a priority's sector."""
    return next(m for m, row in zip(MINISTRIES, SECTORS, strict=True) if row[0] == asked.sector)


def opening(stage: Stage) -> Opening:
    """The head of the agenda; its years follow the day of seeding."""
    start, end = stage.calendar.day(2026, 1, 1), stage.calendar.day(2028, 12, 31)
    years = f"{start.year}–{end.year}"
    return Opening(
        title=f"Governance priorities {years}",
        summary="Twelve priorities set by the Government of Kamaro: what each ministry asks for, and where it has agreed "
        "to outside support.",
        titles={"ar": f"أولويات الحوكمة {years}", "fr": f"Priorités de gouvernance {years}"},
        summaries={
            "ar": "اثنتا عشرة أولوية حددتها حكومة كمارو: ما تطلبه كل وزارة، وأين وافقت على الدعم الخارجي.",
            "fr": "Douze priorités fixées par le Gouvernement du Kamaro : ce que chaque ministère demande, et où il a accepté "
            "un appui extérieur.",
        },
        start=start,
        end=end,
    )


def draft(stage: Stage, asked: Asked) -> PriorityDraft:
    """A priority as its ministry writes it."""
    outputs = tuple(OutputDraft(None, title) for title in asked.outputs)
    needs = tuple(
        NeedDraft(stage.place(code), output - 1, round(amount * MILLION)) for output, code, amount in asked.needs
    )
    own: dict[str, Any] = {"domestic_amount": round(asked.own * MILLION) if asked.own is not None else None}
    return PriorityDraft(
        title=asked.title, titles={"ar": asked.arabic, "fr": asked.french}, ask=asked.ask, sector_id=stage.sector(asked.sector),
        dimensions=asked.dimensions, modes=asked.modes, horizon=asked.horizon, effort="JOINT" if asked.own else "ASSISTED",
        mechanism=asked.mechanism, lead=asked.lead, start=stage.calendar.day(2026, 1, 1), end=stage.calendar.day(2028, 12, 31),
        gender_marker=asked.gender, sgbv=asked.sgbv, risk_factors=asked.risks, outcome=asked.outcome,
        outcome_baseline=asked.baseline, outcome_target=asked.target, outputs=outputs, needs=needs,
        prerequisites=asked.after, guarantee=asked.guarantee, **own,
    )  # fmt: skip


def without_hearings(whole: PriorityDraft) -> PriorityDraft:
    """Priority 1 as it was without output 1.5."""
    gone = HEARINGS - 1
    outputs = tuple(
        msgspec.structs.replace(o, number=n) for n, o in enumerate(whole.outputs, 1) if n != HEARINGS
    )
    needs = tuple(
        msgspec.structs.replace(n, output=n.output - (n.output > gone))
        for n in whole.needs
        if n.output is not None and n.output != gone
    )
    return msgspec.structs.replace(whole, outputs=outputs, needs=needs)


def change(stage: Stage, agenda: Agenda, said: PriorityDraft) -> None:
    """The Ministry of Justice changes priority 1 in a draft."""
    actor = stage.actor(AMINA)
    stage.db.expire_all()
    agenda = queries.get_draft(stage.db, actor)
    text = queries.get_draft_text(stage.db, actor, agenda, 1)
    edit_priority(stage.db, actor, agenda, text, said, seen=text.edit)


def publish(stage: Stage, agenda: Agenda, version: Version, *, reason: str = "") -> None:
    """Every ministry signs off its own, the publisher publishes."""
    stage.db.expire_all()
    with stage.on(version.published, 8):
        for ministry in MINISTRIES:
            sign_off(stage.db, stage.actor(clerk(ministry)), agenda)
    with stage.on(version.published):
        dates = Publication(
            comments_until=version.comments, answers_until=version.answers, next_revision=version.revision, short_reason=reason
        )
        publish_agenda(stage.db, stage.actor(PUBLISHER), agenda, dates, on=version.published)


