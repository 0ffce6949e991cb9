"""The table of domain.md 5.3, row by row, E1, and what must hold for every register."""

from datetime import date, timedelta
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.consent.decision import decide, decide_each, standing
from consult.consent.facts import ConditionFacts
from consult.consent.rules import counts_on
from consult.consent.states import Answer, ConditionKind, Step
from consult.kit.i18n import speaking
from tests.consent.makers import COUNTRY, HARBOUR, JUSTICE, NORLUND, SECURITY, TOWN, XX01, XX02, XX03, event, granted, line, scope

D = date(2026, 3, 1)
DAY = timedelta(days=1)
FIRST = ConditionFacts(id=1, kind=ConditionKind.PRECEDENT, text="The course is agreed.")
KEEP = ConditionFacts(id=2, kind=ConditionKind.STANDING, text="A report every three months.")
END = D + 60 * DAY
NOTICE = event(Step.NOTICED, D, ends_on=END, number=10**6)


@pytest.mark.parametrize(
    ("scopes", "asked", "day", "answer", "pledges", "commits"),
    [
        ([scope(*granted(D))], line(), D, Answer.COVERED, True, True),
        ([scope(*granted(D))], line(), D - DAY, Answer.NOT_ASKED, False, False),
        ([scope(*granted(D), conditions=(KEEP,))], line(), D, Answer.COVERED_WITH_CONDITIONS, True, True),
        ([scope(*granted(D), conditions=(FIRST,))], line(), D, Answer.COVERED_WITH_CONDITIONS, True, False),
        ([scope(*granted(D), ceiling=1_000_000_00, currency="USD")], line(), D, Answer.COVERED, True, True),
        ([scope(*granted(D), ceiling=999_999_99, currency="USD")], line(), D, Answer.OVER_CEILING, True, False),
        ([scope(*granted(D), ceiling=9_000_000_00, currency="EUR")], line(), D, Answer.OVER_CEILING, True, False),
        ([scope(*granted(D), NOTICE)], line(), D, Answer.IN_NOTICE, False, False),
        ([scope(*granted(D), event(Step.SUSPENDED, D))], line(), D, Answer.SUSPENDED, False, False),
        ([scope(*granted(D), NOTICE)], line(), END, Answer.WITHDRAWN, False, False),
        ([scope(*granted(D), valid_to=D)], line(), D + DAY, Answer.EXPIRED, False, False),
        ([scope(event(Step.REFUSED, D))], line(), D, Answer.REFUSED, False, False),
        ([scope(*granted(D))], line(places=(XX01, XX02)), D, Answer.PARTLY, False, False),
        ([scope(*granted(D))], line(places=(COUNTRY,)), D, Answer.PARTLY, False, False),
        ([scope(*granted(D))], line(places=(TOWN,)), D, Answer.COVERED, True, True),
        ([scope(*granted(D))], line(places=(XX02,)), D, Answer.NOT_ASKED, False, False),
        ([scope(*granted(D), places=(COUNTRY,))], line(places=(XX02, TOWN)), D, Answer.COVERED, True, True),
        ([scope(*granted(D), functions=frozenset({"EQUIPMENT"}))], line(), D, Answer.PARTLY, False, False),
        ([scope(*granted(D), functions=frozenset({"TRAINING"}))], line(function="UNKNOWN"), D, Answer.PARTLY, False, False),
        ([scope(*granted(D))], line(function="UNKNOWN", modality="UNKNOWN"), D, Answer.COVERED, True, True),
        ([scope(*granted(D), modalities=frozenset({"LOAN"}))], line(), D, Answer.PARTLY, False, False),
        ([scope(*granted(D), anyone=False, kinds=frozenset({"BILATERAL"}))], line(), D, Answer.COVERED, True, True),
        ([scope(*granted(D), anyone=False, partners=frozenset({21}))], line(), D, Answer.COVERED, True, True),
        ([scope(*granted(D), anyone=False, partners=frozenset({21}))], line(parties=(NORLUND, HARBOUR)), D, Answer.PARTLY, False, False),
        ([scope(*granted(D), anyone=False)], line(), D, Answer.PARTLY, False, False),
        ([scope(*granted(D), anyone=False, kinds=frozenset({"UN"}))], line(parties=()), D, Answer.PARTLY, False, False),
        ([scope(*granted(D))], line(sectors=frozenset({SECURITY})), D, Answer.NOT_ASKED, False, False),
        ([scope(*granted(D))], line(sectors=frozenset()), D, Answer.NOT_ASKED, False, False),
        ([scope(*granted(D))], line(places=()), D, Answer.NOT_ASKED, False, False),
        ([scope(event(Step.PROPOSED, D))], line(), D, Answer.NOT_ASKED, False, False),
        ([scope(*granted(D), event(Step.SUPERSEDED, D))], line(), D, Answer.NOT_ASKED, False, False),
        ([], line(), D, Answer.NOT_ASKED, False, False),
    ],
)
def test_the_answer(*, scopes, asked, day, answer, pledges, commits) -> None:
    found = decide(scopes, asked, on=day, used={})
    assert (found.answer, found.pledges, found.commits) == (answer, pledges, commits)
    assert all(str(reason) for reason in found.reasons)


def test_the_better_row_wins() -> None:
    notice, plain = scope(*granted(D), NOTICE), scope(*granted(D), id=2)
    paused = scope(*granted(D), event(Step.SUSPENDED, D), id=3)
    assert decide([notice, plain, paused], line(), on=D, used={}).scope == plain
    assert decide([notice, paused], line(), on=D, used={}).answer is Answer.IN_NOTICE


def test_one_with_room_and_fewest_open_conditions_binds() -> None:
    full = scope(*granted(D), ceiling=1_00, currency="USD")
    two = scope(*granted(D), id=2, conditions=(KEEP, msgspec.structs.replace(KEEP, id=3)))
    one = scope(*granted(D), id=3, conditions=(KEEP,))
    first = scope(*granted(D), id=4, conditions=(FIRST,))
    assert [s.id for s in decide([full, two, one, first], line(), on=D, used={}).scopes] == [3, 2, 4]


def test_a_condition_met_closes_on_its_day() -> None:
    met = scope(*granted(D), conditions=(msgspec.structs.replace(FIRST, met_on=D + DAY),))
    assert decide([met], line(), on=D, used={}).answer is Answer.COVERED_WITH_CONDITIONS
    assert decide([met], line(), on=D + DAY, used={}).answer is Answer.COVERED


def test_the_latest_end_decides() -> None:
    refused = scope(event(Step.REFUSED, D - 9 * DAY, reason="Not now"))
    expired = scope(*granted(D - 9 * DAY), id=2, valid_to=D - DAY)
    assert decide([refused, expired], line(), on=D, used={}).answer is Answer.EXPIRED
    later = scope(event(Step.REFUSED, D), id=3)
    assert decide([expired, later], line(), on=D, used={}).answer is Answer.REFUSED


def test_partly_names_each_part_outside() -> None:
    near = scope(*granted(D), anyone=False, partners=frozenset({21}), functions=frozenset({"TRAINING"}), modalities=frozenset({"LOAN"}))
    asked = line(places=(XX01, XX02), parties=(NORLUND, HARBOUR), function="UNKNOWN")
    found = decide([near], asked, on=D, used={})
    assert [p.name for p in found.outside.places] == ["XX02"]
    assert [p.name for p in found.outside.parties] == ["Harbour Foundation"]
    said = str(found.reasons[0])
    assert all(part in said for part in ("XX02", "Harbour Foundation", "function not known", "Project"))


def test_a_pending_proposal_is_named() -> None:
    found = decide([scope(event(Step.PROPOSED, D), number=7)], line(), on=D, used={})
    assert [s.number for s in found.pending] == [7]
    assert "no. 7" in str(found.reasons[1])


def test_reasons_are_said_in_the_readers_language() -> None:
    found = decide([scope(*granted(D))], line(), on=D, used={})
    with speaking("en"):
        assert str(found.reasons[0]) == "Covered by the consent of the Ministry of Justice of 1 March 2026."
    with speaking("fr"):
        assert "1 mars 2026" in str(found.reasons[0])


def test_an_ambiguous_line_is_asked_for_each_sector() -> None:
    both = line(sectors=frozenset({JUSTICE, SECURITY}))
    with pytest.raises(ValueError):
        decide([], both, on=D, used={})
    found = decide_each([scope(*granted(D))], both, on=D, used={})
    assert [(d.sector_id, d.answer) for d in found] == [(JUSTICE, Answer.COVERED), (SECURITY, Answer.NOT_ASKED)]
    assert standing(found) == (Answer.COVERED, Answer.NOT_ASKED)


# E1 of domain.md

J1 = scope(*granted(date(2026, 1, 1)), ceiling=10_000_000_00, currency="USD")
J3 = scope(*granted(date(2026, 1, 1)), id=2, places=(XX03,))
S = scope(*granted(date(2026, 1, 1)), event(Step.SUSPENDED, D), id=3, sector_id=SECURITY, places=(COUNTRY,))
NEEDS = {(JUSTICE, XX01): 4, (JUSTICE, XX02): 2, (JUSTICE, XX03): 2, (SECURITY, XX01): 6, (SECURITY, XX02): 2}


def coverage(scopes, day):
    covered = [
        cell for cell in NEEDS
        if any(s.sector_id == cell[0] and counts_on(s, day) and any(cell[1].is_in(p) for p in s.places) for s in scopes)
    ]
    return Fraction(len(covered), len(NEEDS)), Fraction(sum(NEEDS[c] for c in covered), sum(NEEDS.values()))


def test_e1() -> None:
    assert coverage([J1, J3, S], D) == (Fraction(2, 5), Fraction(6, 16))
    noticed = msgspec.structs.replace(J3, events=(*J3.events, event(Step.NOTICED, D, ends_on=date(2026, 4, 30))))
    assert coverage([J1, noticed, S], date(2026, 4, 29)) == (Fraction(2, 5), Fraction(6, 16))
    assert coverage([J1, noticed, S], date(2026, 4, 30)) == (Fraction(1, 5), Fraction(4, 16))
    register = [J1, noticed, S]

    def answer(day=D, **given):
        return decide(register, line(**given), on=day, used={1: 6_000_000_00}).answer

    assert answer(date(2026, 4, 29), places=(XX03,)) is Answer.IN_NOTICE
    assert answer(date(2026, 4, 30), places=(XX03,)) is Answer.WITHDRAWN
    assert answer(places=(XX02,)) is Answer.NOT_ASKED
    assert answer(places=(XX01, XX02)) is Answer.PARTLY
    assert answer(sectors=frozenset({SECURITY})) is Answer.SUSPENDED
    assert answer(amount=4_500_000_00) is Answer.OVER_CEILING
    assert answer(amount=4_000_000_00) is Answer.COVERED


# What holds for every register

PLACES = [COUNTRY, XX01, XX02, XX03, TOWN]
STEPS = {
    "plain": (), "notice": (NOTICE,), "paused": (event(Step.SUSPENDED, D, number=10**6),),
    "back": (event(Step.SUSPENDED, D, number=10**6), event(Step.RESUMED, D, number=10**6 + 1)),
}
scopes = st.lists(
    st.builds(
        lambda steps, places, parties, functions, ceiling, conditions: scope(
            *granted(D), *STEPS[steps], places=tuple(places), functions=functions, conditions=conditions,
            anyone=not parties, partners=parties, ceiling=ceiling, currency="USD" if ceiling else "",
        ),
        st.sampled_from(sorted(STEPS)),
        st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True),
        st.frozensets(st.sampled_from([21, 22])),
        st.frozensets(st.sampled_from(["TRAINING", "EQUIPMENT"])),
        st.sampled_from([None, 1_00, 5_000_000_00]),
        st.sampled_from([(), (KEEP,), (FIRST,), (FIRST, KEEP)]),
    ),
    max_size=5,
).map(lambda found: [msgspec.structs.replace(s, id=n, number=n) for n, s in enumerate(found, 1)])
lines = st.builds(
    lambda places, parties, function: line(places=tuple(places), parties=tuple(parties), function=function),
    st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True),
    st.lists(st.sampled_from([NORLUND, HARBOUR]), min_size=1, max_size=2, unique=True),
    st.sampled_from(["TRAINING", "EQUIPMENT", "UNKNOWN"]),
)
when = st.integers(0, 90).map(lambda n: D + timedelta(days=n))


def allowed(found):
    return found.covers, found.pledges, found.commits


@given(scopes, lines, when, st.data())
def test_withdrawing_never_adds_coverage(register, asked, day, data) -> None:
    if not register:
        return
    n = data.draw(st.integers(0, len(register) - 1))
    ended = msgspec.structs.replace(register[n], events=(*register[n].events, event(Step.NOTICED, D, ends_on=D, number=10**7)))
    before = allowed(decide(register, asked, on=day, used={}))
    for after in ([*register[:n], ended, *register[n + 1 :]], [*register[:n], *register[n + 1 :]]):
        now = allowed(decide(after, asked, on=day, used={}))
        assert all(b or not a for b, a in zip(before, now, strict=True))


@given(scopes, lines, when, st.randoms(use_true_random=False))
def test_order_never_matters(register, asked, day, random) -> None:
    shuffled = list(register)
    random.shuffle(shuffled)
    assert decide(register, asked, on=day, used={}) == decide(shuffled, asked, on=day, used={})


@given(scopes, lines, when, st.data())
def test_narrower_is_covered_where_wider_is(register, asked, day, data) -> None:
    if not decide(register, asked, on=day, used={}).covers:
        return
    narrower = msgspec.structs.replace(
        asked,
        places=tuple(data.draw(st.sampled_from([q for q in PLACES if q.is_in(p)])) for p in asked.places),
        parties=tuple(data.draw(st.lists(st.sampled_from(asked.parties), min_size=1, unique=True))),
        amount=data.draw(st.integers(1, asked.amount)),
    )
    assert decide(register, narrower, on=day, used={}).covers
