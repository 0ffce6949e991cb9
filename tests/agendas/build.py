"""Drafts, versions and a second ministry for the tests of the agenda."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from consult.accounts.models import NationalSector, Organisation
from consult.agendas import queries
from consult.agendas.actions import open_draft, publish_agenda, sign_off
from consult.agendas.draft import NeedDraft, Opening, OutputDraft, PriorityDraft, Publication
from consult.agendas.models import Agenda
from consult.agendas.writing import add_priority
from consult.kit.actor import Actor, Role
from tests.support.makers import Makers

TODAY = date(2026, 3, 23)
HEAD = Opening(title="Priorities 2026–2028", summary="What is asked.", start=date(2026, 1, 1), end=date(2028, 12, 31))
DATES = Publication(comments_until=date(2026, 6, 30), answers_until=date(2026, 8, 30), next_revision=date(2026, 9, 15))


def whole(makers: Makers, **given: Any) -> PriorityDraft:
    """A priority that lacks nothing."""
    said = {
        "title": "Courts working in every regional capital",
        "sector_id": makers.sectors["justice"],
        "ask": "A court that sits every week.",
        "dimensions": ("equity",),
        "modes": ("STRUCTURAL",),
        "horizon": "M",
        "effort": "ASSISTED",
        "mechanism": "RAISES_COST",
        "lead": "Directorate of Courts",
        "start": date(2026, 1, 1),
        "end": date(2028, 12, 31),
        "gender_marker": 1,
        "outcome": "First hearings within 90 days",
        "outputs": (OutputDraft(None, "Clerks trained", "Clerks"), OutputDraft(None, "Mobile hearings")),
        "needs": (NeedDraft(makers.places["XM01"], 0, 1_700_000_00), NeedDraft(makers.places["XM02"], 1, None)),
    }
    return PriorityDraft(**said | given)


def drafted(db: Session, makers: Makers, *drafts: PriorityDraft) -> Agenda:
    """A draft with priorities of the Ministry of Justice."""
    editor = makers.actor(Role.MINISTRY_EDITOR)
    agenda = open_draft(db, editor, HEAD)
    for draft in drafts or (whole(makers),):
        add_priority(db, editor, agenda, draft)
    return queries.get_draft(db, editor)


def published(db: Session, makers: Makers, *drafts: PriorityDraft) -> Agenda:
    """A published version."""
    editor = makers.actor(Role.MINISTRY_EDITOR)
    agenda = drafted(db, makers, *drafts)
    sign_off(db, editor, agenda)
    return publish_agenda(db, editor, agenda, DATES, on=TODAY)


def second_ministry(makers: Makers) -> Actor:
    """The editor of a ministry that does not publish, competent for land."""
    with makers.database.writing(makers.country.id) as db:
        ministry = Organisation(number=20, slug="ministry-of-land", name="Ministry of Land", kind="MINISTRY")
        db.add(ministry)
        db.flush()
        sector = NationalSector(code="land", name="Land", ministry_id=ministry.id, core_area="ECO", psg="PSG4", position=3)
        db.add(sector)
        db.flush()
        makers.sectors["land"] = sector.id
        ministry_id = ministry.id
    return makers.actor(Role.MINISTRY_EDITOR, organisation_id=ministry_id, mail="land@example.org")
