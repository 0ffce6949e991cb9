"""The agenda's life on both databases: drafted, signed off, published; refused cases leave nothing behind."""

from datetime import date

import msgspec
import pytest
from sqlalchemy import func, select

from consult.agendas import queries, rules
from consult.agendas.actions import (
    edit_head,
    end_priority,
    extend_comments,
    mark_responded,
    move_agenda,
    open_draft,
    publish_agenda,
    rank_priorities,
    sign_off,
)  # fmt: skip
from consult.agendas.diff import differences, facts_of
from consult.agendas.draft import NeedDraft, OutputDraft, Publication
from consult.agendas.models import Agenda, AgendaState, Need, Output, Prerequisite, Priority, PriorityState, PriorityText
from consult.agendas.writing import add_priority, drop_priority, edit_priority
from consult.audit.models import AuditEvent
from consult.kit.actor import Role
from consult.kit.errors import Invalid, Missing, Refused, Stale, WrongState
from consult.kit.outbox import Message
from tests.agendas.build import DATES, HEAD, TODAY, drafted, published, second_ministry, whole

TABLES = (Agenda, Priority, PriorityText, Output, Need, Prerequisite, AuditEvent, Message)


def counts(db):
    db.flush()
    return [db.scalar(select(func.count()).select_from(t.__table__)) for t in TABLES]


def snapshot(db, agenda):
    db.expire_all()
    return [facts_of(t) for t in queries.texts_of(db, agenda)]


@pytest.fixture
def editor(makers):
    return makers.actor(Role.MINISTRY_EDITOR)


def test_a_version_is_drafted_signed_off_and_published(db, makers, editor):
    agenda = published(db, makers)
    assert (agenda.version, agenda.state, agenda.published_by_id) == (1, "CONSULTING", editor.organisation_id)
    (text,) = queries.texts_of(db, agenda)
    assert text.priority.state == "PUBLISHED"
    assert (text.core_area, text.psg) == ("ROL", "PSG3")
    assert [o["number"] for o in text.outputs] == [1, 2]
    assert {(n.place.code, n.amount) for n in text.needs} == {("XM01", 1_700_000_00), ("XM02", None)}
    assert queries.published_agenda(db) is agenda
    assert db.scalars(select(Message.topic).order_by(Message.id)).all() == ["DraftOpened", "DraftSignedOff", "AgendaPublished"]
    actions = db.scalars(select(AuditEvent.action).order_by(AuditEvent.number)).all()
    assert actions == ["agenda.opened", "priority.added", "agenda.signed_off", "agenda.published"]


def test_the_next_version_copies_the_last_and_leaves_it_as_it_was(db, makers, editor):
    first = published(db, makers, whole(makers), whole(makers, title="Legal aid", prerequisites=(1,)))
    before = snapshot(db, first)
    second = open_draft(db, editor, HEAD)
    second = queries.get_draft(db, editor)
    assert not differences(before, [facts_of(t) for t in queries.all_draft_texts(db, second)])
    text = queries.get_draft_text(db, editor, second, 2)
    changed = whole(makers, title="Legal aid desks", needs=(NeedDraft(makers.places["XM03"], None, 5),), outputs=())
    edit_priority(db, editor, second, text, changed, seen=1)
    db.flush()
    assert snapshot(db, first) == before
    (change,) = differences(before, snapshot(db, second)).changed
    assert ("title", "", "Legal aid", "Legal aid desks") in {(c.field, c.part, c.before, c.after) for c in change.changes}


@pytest.mark.parametrize("gap", ["title", "ask", "lead", "outcome", "horizon", "effort", "mechanism"])
def test_publishing_lists_what_is_missing_and_does_nothing(db, makers, editor, gap):
    agenda = drafted(db, makers, whole(makers, **{gap: ""}))
    before = counts(db)
    with pytest.raises(WrongState):
        sign_off(db, editor, agenda)
    with pytest.raises(WrongState):
        publish_agenda(db, editor, agenda, DATES, on=TODAY)
    assert counts(db) == before
    lacks = rules.missing(queries.all_draft_texts(db, agenda), queries.signoffs_of(db, agenda), regions=queries.regions_known(db))
    assert [(lack.number, lack.field) for lack in lacks] == [(1, gap), (None, rules.SIGN_OFF)]


def test_an_edit_cancels_the_ministrys_sign_off_only(db, makers, editor):
    land = second_ministry(makers)
    agenda = drafted(db, makers)
    add_priority(db, land, agenda, whole(makers, title="Land disputes", sector_id=makers.sectors["land"]))
    sign_off(db, editor, agenda)
    sign_off(db, land, agenda)
    text = queries.get_draft_text(db, editor, agenda, 1)
    edit_priority(db, editor, agenda, text, whole(makers, lead="Another"), seen=1)
    assert {s.ministry_id for s in queries.signoffs_of(db, agenda) if s.cancelled_at is None} == {land.organisation_id}
    with pytest.raises(WrongState):
        publish_agenda(db, editor, agenda, DATES, on=TODAY)
    sign_off(db, editor, agenda)
    publish_agenda(db, editor, agenda, DATES, on=TODAY)


def test_each_ministry_sees_its_own_draft_the_publisher_and_the_coordinator_all(db, makers, editor):
    land = second_ministry(makers)
    actors = {role: makers.actor(role) for role in Role}
    agenda = drafted(db, makers)
    add_priority(db, land, agenda, whole(makers, title="Land disputes", sector_id=makers.sectors["land"]))
    seen = {
        role: [t.priority.number for t in queries.draft_texts(db, actors[role], agenda)]
        for role in (Role.MINISTRY_EDITOR, Role.COORDINATOR, Role.AUDITOR)
    }
    assert all(numbers == [1, 2] for numbers in seen.values())
    assert [t.priority.number for t in queries.draft_texts(db, land, agenda)] == [2]
    with pytest.raises(Missing):
        queries.get_draft_text(db, land, agenda, 1)
    for role in (Role.PARTNER_FOCAL_POINT, Role.CSO_MEMBER, Role.COUNTRY_ADMIN, Role.PUBLIC, Role.ACU_COUNTERSIGNER):
        with pytest.raises(Missing):
            queries.get_draft(db, actors[role])
        assert queries.draft_texts(db, actors[role], agenda) == []
    with pytest.raises(Missing):
        queries.current_text(db, 1)
    with pytest.raises(Missing):
        queries.get_version(db, 1)


def test_another_ministry_changes_nothing(db, makers, editor):
    land = second_ministry(makers)
    agenda = drafted(db, makers)
    text = queries.get_draft_text(db, editor, agenda, 1)
    before = counts(db)
    with pytest.raises(Refused):
        edit_priority(db, land, agenda, text, whole(makers), seen=1)
    with pytest.raises(Refused):
        drop_priority(db, land, agenda, text, reason="No")
    with pytest.raises(Refused):
        add_priority(db, land, agenda, whole(makers))
    with pytest.raises(Refused):
        edit_priority(db, editor, agenda, text, whole(makers, sector_id=makers.sectors["land"]), seen=1)
    with pytest.raises(Refused):
        publish_agenda(db, land, agenda, DATES, on=TODAY)
    with pytest.raises(Refused):
        rank_priorities(db, land, agenda, [1])
    assert counts(db) == before


def test_a_stale_edit_shows_both_texts(db, makers, editor):
    agenda = drafted(db, makers)
    outputs = (OutputDraft(1, "Clerks trained", "Clerks"), OutputDraft(2, "Mobile hearings"))
    text = queries.get_draft_text(db, editor, agenda, 1)
    edit_priority(db, editor, agenda, text, whole(makers, lead="Their directorate", outputs=outputs), seen=1)
    db.commit()
    text = queries.get_draft_text(db, editor, agenda, 1)
    with pytest.raises(Stale) as caught:
        edit_priority(db, editor, agenda, text, whole(makers, lead="My directorate", outputs=outputs), seen=1)
    assert [row[1:] for row in caught.value.rows] == [("My directorate", "Their directorate")]
    db.rollback()
    assert queries.get_draft_text(db, editor, queries.get_draft(db, editor), 1).lead == "Their directorate"


def test_outputs_keep_their_numbers_and_none_is_used_again(db, makers, editor):
    agenda = drafted(db, makers)
    text = queries.get_draft_text(db, editor, agenda, 1)
    fewer = whole(
        makers,
        outputs=(OutputDraft(2, "Hearings that travel"), OutputDraft(None, "Legal aid")),
        needs=(NeedDraft(makers.places["XM01"], 0, 5),),
    )
    edit_priority(db, editor, agenda, text, fewer, seen=1)
    assert [(o["number"], o["title"]) for o in text.outputs] == [(2, "Hearings that travel"), (3, "Legal aid")]
    (need,) = text.needs
    assert need.output_id == text.outputs[0]["output_id"]
    again = whole(makers, outputs=(OutputDraft(None, "Something else"),), needs=())
    edit_priority(db, editor, agenda, text, again, seen=2)
    assert [o["number"] for o in text.outputs] == [4]


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("prerequisites", {"prerequisites": (1,)}),
        ("prerequisites", {"prerequisites": (99,)}),
        ("needs", {"needs": (NeedDraft(999_999, 0, 5),)}),
        ("needs", {"outputs": (), "needs": (NeedDraft(1, 0, 5),)}),
        ("needs", {"needs": (NeedDraft(1, 0, -5),)}),
        ("needs", {"needs": (NeedDraft(1, None, 5), NeedDraft(1, None, 6))}),
        ("end", {"start": date(2027, 1, 1), "end": date(2026, 1, 1)}),
        ("horizon", {"horizon": "XXL"}),
        ("dimensions", {"dimensions": ("beauty",)}),
        ("gender_marker", {"gender_marker": 7}),
        ("risk_factors", {"risk_factors": (15,)}),
    ],
)
def test_what_cannot_be_written_is_named(db, makers, editor, field, given):
    agenda = drafted(db, makers)
    db.commit()
    before = counts(db)
    text = queries.get_draft_text(db, editor, agenda, 1)
    with pytest.raises(Invalid) as caught:
        edit_priority(db, editor, agenda, text, whole(makers, **given), seen=1)
    assert caught.value.field == field
    db.rollback()
    assert counts(db) == before


def test_a_circle_of_prerequisites_is_refused_with_its_numbers(db, makers, editor):
    agenda = drafted(
        db,
        makers,
        whole(makers),
        whole(makers, title="Two", prerequisites=(1,)),
        whole(makers, title="Three", prerequisites=(2,)),
    )
    text = queries.get_draft_text(db, editor, agenda, 1)
    with pytest.raises(Invalid, match="1, 3, 2"):
        edit_priority(db, editor, agenda, text, whole(makers, prerequisites=(3,)), seen=1)


def test_a_published_version_never_changes(db, makers, editor):
    agenda = published(db, makers)
    (text,) = queries.texts_of(db, agenda)
    before = counts(db)
    for change in (
        lambda: edit_priority(db, editor, agenda, text, whole(makers, lead="X"), seen=1),
        lambda: drop_priority(db, editor, agenda, text, reason="X"),
        lambda: add_priority(db, editor, agenda, whole(makers)),
        lambda: rank_priorities(db, editor, agenda, [1]),
        lambda: edit_head(db, editor, agenda, HEAD, seen=1),
        lambda: publish_agenda(db, editor, agenda, DATES, on=TODAY),
        lambda: sign_off(db, editor, agenda),
    ):
        with pytest.raises(WrongState):
            change()
    assert counts(db) == before


def test_dates_of_the_round_are_checked_and_named(db, makers, editor):
    agenda = drafted(db, makers)
    sign_off(db, editor, agenda)
    short = Publication(comments_until=date(2026, 4, 30), answers_until=date(2026, 5, 30))
    with pytest.raises(Invalid) as caught:
        publish_agenda(db, editor, agenda, short, on=TODAY)
    assert caught.value.field == "short_reason"
    assert agenda.state == "DRAFT"
    publish_agenda(db, editor, agenda, msgspec.structs.replace(short, short_reason="The assembly sits"), on=TODAY)
    with pytest.raises(Invalid):
        extend_comments(db, editor, agenda, date(2026, 4, 29))
    extend_comments(db, editor, agenda, date(2026, 6, 5))
    assert (agenda.comments_until, agenda.answers_until) == (date(2026, 6, 5), date(2026, 7, 5))


def test_answered_adopted_superseded(db, makers, editor):
    first = published(db, makers)
    with pytest.raises(WrongState):
        move_agenda(db, editor, first, AgendaState.ADOPTED)
    mark_responded(db, editor, first)
    mark_responded(db, editor, first)
    move_agenda(db, editor, first, AgendaState.ADOPTED)
    assert first.state == "ADOPTED"
    open_draft(db, editor, HEAD)
    second = queries.get_draft(db, editor)
    sign_off(db, editor, second)
    publish_agenda(db, editor, second, DATES, on=TODAY)
    assert (first.state, second.version, queries.published_agenda(db)) == ("SUPERSEDED", 2, second)


def test_a_priority_let_go_is_dropped_with_the_publication(db, makers, editor):
    published(db, makers, whole(makers), whole(makers, title="Legal aid"))
    open_draft(db, editor, HEAD)
    agenda = queries.get_draft(db, editor)
    text = queries.get_draft_text(db, editor, agenda, 2)
    with pytest.raises(Invalid):
        drop_priority(db, editor, agenda, text, reason=" ")
    drop_priority(db, editor, agenda, text, reason="Paid by the province now")
    assert text.priority.state == "PUBLISHED"
    sign_off(db, editor, agenda)
    publish_agenda(db, editor, agenda, DATES, on=TODAY)
    assert [t.priority.number for t in queries.texts_of(db, agenda)] == [1]
    assert (text.priority.state, text.priority.ended_on, text.priority.ended_reason) == (
        "DROPPED",
        TODAY,
        "Paid by the province now",
    )
    assert queries.current_text(db, 2).agenda.version == 1


def test_a_priority_met_is_not_copied_on(db, makers, editor):
    agenda = published(db, makers, whole(makers), whole(makers, title="Legal aid"))
    text = queries.current_text(db, 1)
    end_priority(db, editor, text, PriorityState.MET, reason="All courts sit", on=TODAY)
    with pytest.raises(WrongState):
        end_priority(db, editor, text, PriorityState.DROPPED, reason="Again", on=TODAY)
    draft = open_draft(db, editor, HEAD)
    assert [t.priority.number for t in queries.all_draft_texts(db, draft)] == [2]
    assert [t.priority.number for t in queries.texts_of(db, agenda)] == [1, 2]


def test_the_publisher_orders_the_priorities(db, makers, editor):
    agenda = drafted(db, makers, *(whole(makers, title=t) for t in ("One", "Two", "Three")))
    rank_priorities(db, editor, agenda, [3, 1])
    assert [t.title for t in queries.all_draft_texts(db, agenda)] == ["Three", "One", "Two"]


def test_a_second_draft_waits_for_the_first(db, makers, editor):
    drafted(db, makers)
    with pytest.raises(WrongState):
        open_draft(db, editor, HEAD)


def test_statements_do_not_grow_with_the_list(db, database, makers, editor, statements):
    agenda = published(db, makers)
    db.expunge_all()
    with statements(database) as few:
        queries.texts_of(db, agenda)
    open_draft(db, editor, HEAD)
    draft = queries.get_draft(db, editor)
    for n in range(6):
        add_priority(db, editor, draft, whole(makers, title=f"More {n}", prerequisites=(1,)))
    db.flush()
    db.expunge_all()
    with statements(database) as many:
        assert len(queries.draft_texts(db, editor, draft)) == 7
    assert len(many) == len(few)
