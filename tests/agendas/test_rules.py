"""Who may do what, and what a draft lacks, as tables."""

from datetime import date
from types import SimpleNamespace as Row

import pytest

from consult.accounts.matrix import PERMISSIONS, REACH
from consult.agendas import rules
from consult.agendas.draft import Publication
from consult.agendas.models import AgendaState
from consult.kit.actor import Actor, Role
from consult.kit.verdict import Kind

OWN, OTHER = 1, 2
DRAFT, PUBLISHED = Row(state="DRAFT", version=5), Row(state="CONSULTING", version=4)


def actor(role=Role.MINISTRY_EDITOR, *, own=OWN, publisher=False):
    sectors = frozenset({10}) if own == OWN else frozenset({20})
    return Actor(
        country_id=1, person_id=9, roles=frozenset({role}), permissions=PERMISSIONS.get(role, frozenset()),
        reach=REACH[role], organisation_id=own, kind="MINISTRY", sectors=sectors, publisher=publisher,
    )  # fmt: skip


def text(ministry=OWN, number=1, **given):
    said = {
        "title": "Courts", "ask": "Sit weekly", "sector_id": 10, "core_area": "ROL", "psg": "PSG3", "dimensions": ["equity"],
        "modes": ["STRUCTURAL"], "horizon": "M", "effort": "ASSISTED", "mechanism": "RAISES_COST", "lead": "Courts",
        "start": date(2026, 1, 1), "end": date(2026, 12, 31), "gender_marker": 0, "outcome": "Hearings", "domestic_amount": None,
        "outputs": [{"output_id": 1}], "needs": [Row(place=Row(level=1))], "prerequisites": [],
    }  # fmt: skip
    return Row(ministry_id=ministry, priority_id=number, priority=Row(number=number, state="PUBLISHED"), **said | given)


@pytest.mark.parametrize(
    ("verdict", "kind"),
    [
        (rules.may_open_draft(actor(publisher=True), None), Kind.YES),
        (rules.may_open_draft(actor(publisher=True), PUBLISHED), Kind.YES),
        (rules.may_open_draft(actor(publisher=True), DRAFT), Kind.NOT_NOW),
        (rules.may_open_draft(actor(), PUBLISHED), Kind.NO),
        (rules.may_open_draft(actor(Role.CONSENT_AUTHORITY, publisher=True), PUBLISHED), Kind.NO),
        (rules.may_edit_head(actor(publisher=True), DRAFT), Kind.YES),
        (rules.may_edit_head(actor(), DRAFT), Kind.NO),
        (rules.may_edit_head(actor(publisher=True), PUBLISHED), Kind.NOT_NOW),
        (rules.may_add(actor(), DRAFT, 10), Kind.YES),
        (rules.may_add(actor(), DRAFT, 20), Kind.NO),
        (rules.may_add(actor(), PUBLISHED, 10), Kind.NOT_NOW),
        (rules.may_add(actor(Role.PARTNER_FOCAL_POINT), DRAFT, 10), Kind.NO),
        (rules.may_add(actor(Role.COORDINATOR), DRAFT, 10), Kind.NO),
        (rules.may_edit(actor(), DRAFT, text()), Kind.YES),
        (rules.may_edit(actor(), DRAFT, text(OTHER)), Kind.NO),
        (rules.may_edit(actor(publisher=True), DRAFT, text(OTHER)), Kind.NO),
        (rules.may_edit(actor(), PUBLISHED, text()), Kind.NOT_NOW),
        (rules.may_edit(actor(Role.CONSENT_AUTHORITY), DRAFT, text()), Kind.NO),
        (rules.may_rank(actor(publisher=True), DRAFT), Kind.YES),
        (rules.may_rank(actor(), DRAFT), Kind.NO),
        (rules.may_extend(actor(publisher=True), PUBLISHED), Kind.YES),
        (rules.may_extend(actor(publisher=True), DRAFT), Kind.NOT_NOW),
        (rules.may_extend(actor(), PUBLISHED), Kind.NO),
        (rules.may_end_priority(actor(), PUBLISHED, text()), Kind.YES),
        (rules.may_end_priority(actor(), DRAFT, text()), Kind.NOT_NOW),
        (rules.may_end_priority(actor(own=OTHER), PUBLISHED, text()), Kind.NO),
    ],
)
def test_who_may_change_what(verdict, kind):
    assert verdict.kind is kind


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.MINISTRY_EDITOR])
def test_nobody_else_writes_signs_or_publishes(role):
    other = actor(role, publisher=True)
    assert rules.may_add(other, DRAFT, 10).kind is Kind.NO
    assert rules.may_edit(other, DRAFT, text()).kind is Kind.NO
    assert rules.may_sign_off(other, DRAFT, [text()], []).kind is Kind.NO
    assert rules.may_publish(other, DRAFT, []).kind is Kind.NO


def test_sign_off_is_for_ones_own_and_complete_priorities():
    lack = rules.Lack("lead", "Name it", OWN, 1)
    unsigned = rules.Lack(rules.SIGN_OFF, "Not yet", OWN)
    assert rules.may_sign_off(actor(), DRAFT, [text(), text(OTHER)], [unsigned]).kind is Kind.YES
    assert rules.may_sign_off(actor(), DRAFT, [text()], [lack]).kind is Kind.NOT_NOW
    assert rules.may_sign_off(actor(), DRAFT, [text()], [rules.Lack("lead", "Name it", OTHER, 2)]).kind is Kind.YES
    assert rules.may_sign_off(actor(), DRAFT, [text(OTHER)], []).kind is Kind.NOT_NOW
    assert rules.may_sign_off(actor(), PUBLISHED, [text()], []).kind is Kind.NOT_NOW


def test_only_the_publisher_publishes_and_only_what_is_whole():
    assert rules.may_publish(actor(publisher=True), DRAFT, []).kind is Kind.YES
    assert rules.may_publish(actor(), DRAFT, []).kind is Kind.NO
    assert rules.may_publish(actor(publisher=True), PUBLISHED, []).kind is Kind.NOT_NOW
    assert rules.may_publish(actor(publisher=True), DRAFT, [rules.Lack("lead", "Name it", OWN, 1)]).kind is Kind.NOT_NOW


@pytest.mark.parametrize("before", AgendaState)
@pytest.mark.parametrize("after", AgendaState)
def test_states_follow_the_drawing(before, after):
    drawn = {
        ("DRAFT", "CONSULTING"),
        ("CONSULTING", "RESPONDED"),
        ("RESPONDED", "ADOPTED"),
        ("ADOPTED", "CLOSED"),
        ("ADOPTED", "SUPERSEDED"),
    }
    verdict = rules.may_move(actor(publisher=True), Row(state=before.value, version=4), after)
    assert bool(verdict) is ((before.value, after.value) in drawn)
    assert rules.may_move(actor(), Row(state=before.value, version=4), after).kind is Kind.NO


@pytest.mark.parametrize(
    ("field", "empty"),
    [
        ("title", " "), ("ask", ""), ("sector_id", None), ("core_area", ""), ("psg", ""), ("dimensions", []), ("modes", []),
        ("horizon", ""), ("effort", ""), ("mechanism", ""), ("lead", " "), ("start", None), ("end", None), ("gender_marker", None),
        ("outcome", ""), ("outputs", []), ("needs", []),
    ],
)  # fmt: skip
def test_each_demand_is_listed_with_its_priority_and_field(field, empty):
    lacks = rules.lacks_of(text(number=7, **{field: empty}), regions=True)
    assert [(lack.number, lack.field, lack.ministry_id) for lack in lacks] == [(7, field, OWN)]


def test_a_whole_priority_lacks_nothing_and_a_zero_marker_is_an_answer():
    assert rules.lacks_of(text(gender_marker=0), regions=True) == []


@pytest.mark.parametrize(
    ("effort", "amount", "lacking"),
    [("DOMESTIC", None, True), ("JOINT", None, True), ("JOINT", 0, False), ("ASSISTED", None, False)],
)
def test_national_effort_states_its_own_money(effort, amount, lacking):
    lacks = rules.lacks_of(text(effort=effort, domestic_amount=amount), regions=True)
    assert [lack.field for lack in lacks] == (["domestic_amount"] if lacking else [])


def test_a_need_names_a_region_where_regions_are_known():
    national = text(needs=[Row(place=Row(level=0))])
    assert [lack.field for lack in rules.lacks_of(national, regions=True)] == ["needs"]
    assert rules.lacks_of(national, regions=False) == []


def test_missing_lists_sign_offs_and_forgets_cancelled_ones():
    texts = [text(), text(OTHER, 2)]
    signed = [Row(ministry_id=OWN, cancelled_at=None), Row(ministry_id=OTHER, cancelled_at="then")]
    assert [(x.field, x.ministry_id) for x in rules.missing(texts, signed, regions=True)] == [(rules.SIGN_OFF, OTHER)]
    assert rules.missing(texts, signed, regions=True, ministries={OWN}) == []


def test_an_empty_draft_lacks_priorities():
    assert [lack.field for lack in rules.missing([], [], regions=True)] == ["priorities"]


def test_circles_and_lost_prerequisites_are_missing():
    ring = [text(number=n, prerequisites=[Row(needs_id=m)]) for n, m in ((1, 2), (2, 1))]
    assert [lack.field for lack in rules.circles(ring)] == ["prerequisites"]
    lost = [text(number=1, prerequisites=[Row(needs_id=9)])]
    assert [(lack.number, lack.field) for lack in rules.circles(lost)] == [(1, "prerequisites")]


@pytest.mark.parametrize(
    ("comments", "answers", "reason", "revision", "fields"),
    [
        (date(2026, 6, 30), date(2026, 8, 30), "", None, []),
        (date(2026, 4, 30), date(2026, 5, 30), "", None, ["short_reason"]),
        (date(2026, 4, 30), date(2026, 5, 30), "The assembly sits in June", None, []),
        (date(2026, 4, 1), date(2026, 5, 1), "The assembly sits in June", None, ["comments_until"]),
        (date(2026, 6, 30), date(2026, 6, 30), "", None, ["answers_until"]),
        (date(2026, 6, 30), date(2026, 12, 30), "", None, ["answers_until"]),
        (date(2026, 6, 30), date(2026, 8, 30), "", date(2026, 3, 23), ["next_revision"]),
    ],
)  # fmt: skip
def test_dates_of_a_round(comments, answers, reason, revision, fields):
    dates = Publication(comments_until=comments, answers_until=answers, short_reason=reason, next_revision=revision)
    assert [field for field, _reason in rules.faults_of(dates, on=date(2026, 3, 23))] == fields
