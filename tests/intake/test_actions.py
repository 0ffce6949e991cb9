"""A view's way from its sender to the public and back, on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.consultations import actions as consultations
from consult.consultations.models import Contribution, Decision, Theme
from consult.consultations.rules import Answer
from consult.intake import actions, chain, delivery, queries, receipts
from consult.intake.actions import Redaction
from consult.intake.models import Outgoing, Publish, RawEvent, Receipt, Submission, Why
from consult.intake.rules import View
from consult.kit import clock
from consult.kit.actor import Role
from consult.kit.errors import Missing, Refused, WrongState
from tests.consultations.build import NOON, text_of
from tests.intake.conftest import KEYS, send


def rows(raw, makers, kind=Submission):
    with raw.reading(makers.country.id) as db:
        return db.scalars(select(kind)).all()


def pass_on(raw, makers, row, moderator, *, second=None, theme=None, text="It opens one day a week."):
    """Screen, redact, clear and publish a view."""
    with raw.writing(makers.country.id) as db:
        row = db.get_one(Submission, row.id)
        actions.screen_view(db, moderator, row)
        actions.redact_view(db, moderator, row, Redaction(text, ("name",), theme))
        actions.clear_view(db, second or moderator, row)
        if row.publish in ("ANONYMISED", "ATTRIBUTED"):
            actions.release_view(db, moderator, row)
    return row


def a_theme(database, makers, moderator, title="Fees"):
    with database.writing(makers.country.id) as db:
        return consultations.add_theme(db, moderator, text_of(db), title).id


def test_a_view_sent_twice_by_one_form_is_one(raw, open_round) -> None:
    first, code = send(raw, open_round, "n1")
    again, same = send(raw, open_round, "n1", text="changed on the way")
    other, _ = send(raw, open_round, "n2")
    assert (again.id, same) == (first.id, code)
    assert other.id != first.id
    assert {r.text for r in rows(raw, open_round)} == {"The registry opens one day a week."}
    assert len(rows(raw, open_round, RawEvent)) == 2


def test_nothing_kept_tells_code_time_or_order(raw, open_round) -> None:
    _, code = send(raw, open_round)
    with raw.reading() as db:
        kept = db.scalars(select(Receipt)).one()
    assert code not in kept.lookup
    event = rows(raw, open_round, RawEvent)[0]
    assert (event.subject_id, event.at, event.person_id) == (None, NOON.date(), None)


def test_a_view_is_published_once_however_often_it_is_delivered(raw, database, open_round, moderator) -> None:
    row, _ = send(raw, open_round, publish=Publish.ANONYMISED)
    theme = a_theme(database, open_round, moderator)
    pass_on(raw, open_round, row, moderator, theme=theme)
    messages = rows(raw, open_round, Outgoing)
    delivery.deliver(raw, database)
    with raw.writing(open_round.country.id) as db:
        db.add_all([Outgoing(id=m.id, topic=m.topic, body=m.body, tries=0) for m in messages])
    delivery.deliver(raw, database)
    with database.reading(open_round.country.id) as db:
        view = db.scalars(select(Contribution)).one()
        assert (view.text, view.week, view.theme_id, view.organisation) == ("It opens one day a week.", "2026-W13", theme, "")
        assert db.get_one(Theme, theme).shown == "<10"
    assert not rows(raw, open_round, Outgoing)


def test_figures_leave_as_they_may_be_shown(raw, database, open_round, moderator) -> None:
    fees, hours = (a_theme(database, open_round, moderator, t) for t in ("Fees", "Hours"))
    for n in range(14):
        row, _ = send(raw, open_round, f"n{n}")
        pass_on(raw, open_round, row, moderator, theme=fees if n < 11 else hours)
    delivery.deliver(raw, database)
    with database.reading(open_round.country.id) as db:
        assert {t.title: t.shown for t in db.scalars(select(Theme))} == {"Fees": "withheld", "Hours": "<10"}
        assert db.scalar(select(func.count()).select_from(Contribution)) == 0


def test_rule_of_law_needs_two(raw, open_round, moderator, second) -> None:
    row, _ = send(raw, open_round, sensitive=True, priority=1, publish=Publish.ANONYMISED)
    with pytest.raises(Refused):
        pass_on(raw, open_round, row, moderator)
    assert rows(raw, open_round)[0].state == "RECEIVED"
    pass_on(raw, open_round, row, moderator, second=second)
    assert rows(raw, open_round)[0].state == "PUBLISHED"


@pytest.mark.parametrize("publish", [Publish.NOT_PUBLISHED, Publish.SUMMARY_ONLY])
def test_words_that_may_not_leave_stay(raw, database, open_round, moderator, publish) -> None:
    row, _ = send(raw, open_round, publish=publish)
    pass_on(raw, open_round, row, moderator)
    with pytest.raises(Refused), raw.writing(open_round.country.id) as db:
        actions.release_view(db, moderator, db.get_one(Submission, row.id))
    delivery.deliver(raw, database)
    assert rows(raw, open_round)[0].state == "CLEARED"
    with database.reading(open_round.country.id) as db:
        assert db.scalars(select(Contribution)).all() == []


def test_an_account_of_sexual_violence_is_deleted_at_once(raw, open_round, moderator) -> None:
    row, _ = send(raw, open_round, region="XM01", constituency="WOM")
    with raw.writing(open_round.country.id) as db:
        actions.reject_view(db, moderator, db.get_one(Submission, row.id), Why.SGBV_INCIDENT)
    kept = rows(raw, open_round)[0]
    assert (kept.state, kept.why, kept.text, kept.region, kept.constituency) == ("REJECTED", "SGBV_INCIDENT", None, "", "")


def test_withdrawn_before_publication_nothing_is_left(raw, open_round) -> None:
    row, _ = send(raw, open_round, region="XM01")
    with raw.writing(open_round.country.id) as db:
        actions.withdraw_view(db, db.get_one(Submission, row.id))
    kept = rows(raw, open_round)[0]
    assert (kept.state, kept.text, kept.released, kept.region) == ("WITHDRAWN", None, None, "")
    with pytest.raises(WrongState), raw.writing(open_round.country.id) as db:
        actions.withdraw_view(db, db.get_one(Submission, row.id))


def test_withdrawn_after_publication_its_place_stays_without_words(raw, database, open_round, moderator) -> None:
    row, _ = send(raw, open_round, publish=Publish.ATTRIBUTED, organisation="Teachers’ Union")
    pass_on(raw, open_round, row, moderator)
    delivery.deliver(raw, database)
    with raw.writing(open_round.country.id) as db:
        actions.withdraw_view(db, db.get_one(Submission, row.id))
    delivery.deliver(raw, database)
    with database.reading(open_round.country.id) as db:
        view = db.scalars(select(Contribution)).one()
        assert (view.text, view.organisation, view.change) == (None, "", 2)


def test_an_earlier_change_delivered_late_changes_nothing(raw, database, open_round, moderator) -> None:
    row, _ = send(raw, open_round, publish=Publish.ANONYMISED)
    pass_on(raw, open_round, row, moderator)
    first = next(m for m in rows(raw, open_round, Outgoing) if m.topic == "ReleasedView")
    with raw.writing(open_round.country.id) as db:
        actions.withdraw_view(db, db.get_one(Submission, row.id))
    delivery.deliver(raw, database)
    with raw.writing(open_round.country.id) as db:
        db.add(Outgoing(id=first.id, topic=first.topic, body=first.body, tries=0))
    delivery.deliver(raw, database)
    with database.reading(open_round.country.id) as db:
        assert db.scalars(select(Contribution)).one().text is None


def test_publishing_less_takes_words_down(raw, database, open_round, moderator) -> None:
    row, _ = send(raw, open_round, publish=Publish.ANONYMISED)
    pass_on(raw, open_round, row, moderator)
    delivery.deliver(raw, database)
    with raw.writing(open_round.country.id) as db:
        actions.publish_less(db, db.get_one(Submission, row.id), Publish.NOT_PUBLISHED)
    delivery.deliver(raw, database)
    assert rows(raw, open_round)[0].state == "CLEARED"
    with database.reading(open_round.country.id) as db:
        assert db.scalars(select(Contribution)).one().text is None


def test_each_change_adds_one_event_and_the_chain_holds(raw, open_round, moderator) -> None:
    row, _ = send(raw, open_round, publish=Publish.ANONYMISED)
    pass_on(raw, open_round, row, moderator)
    with raw.writing(open_round.country.id) as db:
        actions.withdraw_view(db, db.get_one(Submission, row.id))
    with raw.reading(open_round.country.id) as db:
        events = db.scalars(select(RawEvent).order_by(RawEvent.number)).all()
        assert chain.chain_fault(db, open_round.country.id) is None
    assert [e.action for e in events] == [
        "view.received", "view.screened", "view.redacted", "view.cleared", "view.published", "view.withdrawn",
    ]  # fmt: skip
    with raw.writing(open_round.country.id) as db:
        db.get_one(RawEvent, events[2].id).person_id = 99
    with raw.reading(open_round.country.id) as db:
        assert chain.chain_fault(db, open_round.country.id) == "event 3 was changed"


def test_raw_texts_go_a_year_after_the_answer(raw, database, open_round, moderator) -> None:
    row, _ = send(raw, open_round, publish=Publish.ANONYMISED)
    other, _ = send(raw, open_round, "n2", publish=Publish.ANONYMISED)
    theme = a_theme(database, open_round, moderator)
    pass_on(raw, open_round, row, moderator, theme=theme)
    pass_on(raw, open_round, other, moderator)
    delivery.deliver(raw, database)
    with database.writing(open_round.country.id) as db:
        targets = consultations.Targets(themes=[theme])
        editor = open_round.actor(Role.MINISTRY_EDITOR)
        consultations.answer_views(db, editor, text_of(db), targets, Answer(Decision.ACCEPTED, "We will open daily."))
    with clock.at(NOON + timedelta(days=364)):
        assert delivery.purge(raw, database) == 0
    with clock.at(NOON + timedelta(days=366)):
        assert delivery.purge(raw, database) == 1
    assert {r.id: r.text is None for r in rows(raw, open_round)} == {row.id: True, other.id: False}


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.INTAKE_MODERATOR])
def test_raw_views_are_there_for_moderators_alone(raw, open_round, role) -> None:
    row, _ = send(raw, open_round)
    actor = open_round.actor(role) if role is not Role.PUBLIC else open_round.actor(Role.PUBLIC)
    with raw.reading(open_round.country.id) as db:
        for ask in (queries.queue, queries.second_checks, queries.cleared, queries.tallies):
            with pytest.raises(Missing):
                ask(db, actor)
        with pytest.raises(Missing):
            queries.get_view(db, actor, row.ref)
    with pytest.raises(Refused), raw.writing(open_round.country.id) as db:
        actions.screen_view(db, actor, db.get_one(Submission, row.id))


def test_another_country_sees_nothing(raw, open_round, moderator) -> None:
    row, _ = send(raw, open_round)
    with raw.reading(open_round.country.id + 1) as db:
        assert queries.queue(db, moderator) == []
        with pytest.raises(Missing):
            queries.get_view(db, moderator, row.ref)


def test_the_queue_is_oldest_day_first_with_similar_ones_together(raw, open_round, moderator) -> None:
    with clock.at(NOON - timedelta(days=3)):
        old, _ = send(raw, open_round, "a", text="The clerk asks for a fee that no poster mentions")
    new, _ = send(raw, open_round, "b", text="A fee that no poster mentions is asked by the clerk")
    far, _ = send(raw, open_round, "c", text="Land certificates take two years")
    with raw.reading(open_round.country.id) as db:
        assert [r.id for r in queries.queue(db, moderator)] == [old.id, *sorted((new.id, far.id))]
        assert [r.id for r in queries.similar(db, moderator, old)] == [new.id]


def test_a_form_sent_many_times_at_once_makes_one_view(raw, open_round) -> None:
    """security.md F8: parallel posts with one token."""
    code = receipts.new_code(KEYS, "race")
    lookup, hashed = receipts.lookup_of(KEYS, code), receipts.hash_nonce("race")

    def post(n: int) -> int:
        with raw.writing(open_round.country.id) as db:
            view = View(priority=2, text=f"Words {n}", language="en")
            return actions.send_view(db, view, lookup=lookup, hashed=hashed, sensitive=False).id

    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(post, range(16)))
    assert len(ids) == len(rows(raw, open_round)) == len(rows(raw, open_round, RawEvent)) == 1
