"""Kamaro's consents: one in every state, decided on the days that the mocks show."""
# ruff: noqa: E501 - tables of content, one row a line

from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import select

from consult.cli.demo.kamaro import MINISTRIES, SECTORS, head
from consult.cli.demo.kamaro_agenda import MILLION
from consult.cli.demo.stage import Stage
from consult.consent import actions
from consult.consent.models import ConsentScope
from consult.consent.queries import hold
from consult.consent.requests import request_exception
from consult.consent.states import ConditionKind, Visibility
from consult.consent.terms import Asking, Terms

COUNTERSIGNER = "Rosa Hadjar"
ALL = "XM"
NOT_BUSINESS = frozenset(
    ["BILATERAL", "UN", "IFI", "REGIONAL_ORG", "INGO", "LOCAL_CSO", "FOUNDATION", "MEDIA", "ACADEMIC"]
)  # fmt: skip
STATES_AND_BANKS = frozenset({"BILATERAL", "UN", "IFI"})
FIRST, STANDING = ConditionKind.PRECEDENT, ConditionKind.STANDING
Day = tuple[int, int, int]


class Given(NamedTuple):
    """A consent: its words, where, for whom, from when until when; `signed` is None where it waits for that."""

    sector: str
    title: str
    places: str
    since: Day
    until: Day | None
    decided: Day
    signed: Day | None
    kinds: frozenset[str] = STATES_AND_BANKS
    partners: tuple[str, ...] = ()
    functions: str = ""
    ceiling: float | None = None
    conditions: tuple[tuple[ConditionKind, str], ...] = ()
    instrument: str = ""
    visibility: Visibility = Visibility.PUBLIC


# In the order of their numbers: 4 and 7 are those that the mocks call J-04 and J-07.
GIVEN = (
    Given("elections", "Voter roll and its display", ALL, (2024, 6, 1), (2025, 12, 31), (2024, 5, 24), (2024, 5, 30), NOT_BUSINESS, ceiling=9.0),
    Given("justice", "Advice by United Nations bodies", ALL, (2024, 6, 15), (2025, 6, 30), (2024, 6, 10), (2024, 6, 15), frozenset({"UN"}), functions="POLICY_ADVICE"),
    Given("security-oversight", "Budget review desk", ALL, (2024, 9, 1), None, (2024, 8, 20), (2024, 8, 27), NOT_BUSINESS, ceiling=1.4),
    Given(
        "justice", "Train, advise, equip and build", ALL, (2025, 7, 1), (2027, 6, 30), (2025, 6, 24), (2025, 6, 28), NOT_BUSINESS,
        functions="TRAINING POLICY_ADVICE EQUIPMENT INFRASTRUCTURE", ceiling=6.0, instrument="Letter MJ-2025-118",
        conditions=((FIRST, "The course is agreed with the Judicial Training School."), (STANDING, "A report to the ministry every three months.")),
    ),
    Given("justice", "Law library", "XM03", (2025, 5, 16), (2026, 5, 15), (2025, 5, 8), (2025, 5, 12), NOT_BUSINESS, functions="EQUIPMENT", visibility=Visibility.SIGNED_IN),
    Given("public-finance", "Treasury, budget and procurement", ALL, (2025, 1, 1), (2027, 12, 31), (2024, 12, 9), (2024, 12, 16), ceiling=9.0),
    Given(
        "justice", "Mobile court hearings", "XM01 XM02", (2026, 1, 1), (2027, 6, 30), (2025, 12, 11), (2025, 12, 15), frozenset(),
        ("UN Country Team", "Norlund Agency", "Harbour Foundation"), "SERVICE_DELIVERY MONITORING EQUIPMENT", 1.0,
        ((STANDING, "All partners keep one hearing calendar with the Upper Mora court."),), "Letter MJ-2025-231",
    ),
    Given("civil-registration", "Registries and travelling clerks", ALL, (2025, 7, 1), (2027, 6, 30), (2025, 6, 17), (2025, 6, 20), NOT_BUSINESS, ceiling=5.0),
    Given("public-administration", "Payroll census", ALL, (2025, 1, 1), (2026, 12, 31), (2024, 11, 25), (2024, 12, 2), ceiling=3.0),
    Given("local-governance", "Commune budgets and councils", "XM02 XM04", (2025, 4, 1), (2027, 3, 31), (2025, 3, 20), (2025, 3, 27), NOT_BUSINESS, ceiling=6.0),
    Given("local-governance", "Commune budgets and councils", "XM01 XM03 XM05", (2025, 4, 1), (2026, 3, 31), (2025, 3, 20), (2025, 3, 27), NOT_BUSINESS, ceiling=6.0),
    Given("local-governance", "Commune budgets", "XM06", (2026, 4, 1), (2027, 3, 31), (2026, 3, 16), None, NOT_BUSINESS, ceiling=0.5),
    Given("accountability", "Audit and its follow-up", "XM01 XM02 XM03 XM05 XM06", (2025, 1, 1), (2027, 12, 31), (2024, 12, 3), (2024, 12, 10), NOT_BUSINESS, ceiling=3.0),
    Given(
        "accountability", "Asset declarations", "XM01 XM02 XM03 XM05 XM06", (2025, 1, 1), (2026, 12, 31), (2024, 12, 3), (2024, 12, 10), NOT_BUSINESS,
        functions="POLICY_ADVICE TRAINING", ceiling=1.2, conditions=((STANDING, "No declaration leaves the authority."),),
    ),
    Given("accountability", "Port audit", "XM04", (2025, 1, 1), (2027, 12, 31), (2024, 12, 3), (2024, 12, 10), NOT_BUSINESS, ceiling=0.5),
    Given("land", "Dispute panels and village committees", "XM01 XM03 XM05", (2025, 1, 1), (2027, 12, 31), (2024, 11, 11), (2024, 11, 18), NOT_BUSINESS, functions="TRAINING DIALOGUE_MEDIATION", ceiling=3.0),
    Given("land", "Land survey by foreign companies", "XM02", (2025, 10, 1), (2026, 9, 30), (2025, 9, 1), None, frozenset({"BUSINESS_INTL"})),
    Given(
        "justice", "Advice on the protection of witnesses", "XM03", (2025, 9, 1), (2027, 6, 30), (2025, 8, 20), (2025, 8, 25), frozenset(),
        ("UN Country Team",), "POLICY_ADVICE", visibility=Visibility.GOVERNMENT,
    ),
)  # fmt: skip
COMMUNES, PORT, SECURITY, LAND, REFUSED, COURTS = 10, 14, 2, 15, 16, 3
SURVEY = "Boundaries of eleven communes are being surveyed again; committees would work on lines about to move."


def granted(stage: Stage) -> None:
    """Grant, countersign and refuse, each on its day; conditions to meet first are met."""
    for number, given in enumerate(GIVEN):
        actor = stage.actor(authority(given.sector))
        decided = stage.calendar.day(*given.decided)
        with stage.on(decided):
            scope = actions.draft_consent(stage.db, actor, terms(stage, given))
            if number != REFUSED:
                scope = actions.propose_consent(stage.db, actor, scope, on=decided)
        if given.signed is not None:
            countersign(stage, scope, stage.calendar.day(*given.signed))
        for condition in scope.conditions:
            if condition.kind == FIRST.value:
                meet(stage, scope, condition.id, stage.calendar.day(2025, 8, 4))
    no = stage.calendar.day(2025, 9, 9)
    with stage.on(no):
        reason = "Surveys are the work of the Land Office; no register may lie abroad."
        actions.refuse_consent(stage.db, stage.actor(authority("land")), held(stage, REFUSED), on=no, reason=reason)


def ended(stage: Stage) -> None:
    """What came of them until 14 February: the notice on security oversight, and the pause on land, recorded late."""
    day = stage.calendar.day
    noticed, late = day(2025, 11, 15), day(2026, 2, 14)
    with stage.on(noticed):
        reason = "The Assembly has its own analysts from the new year."
        ends = max(day(2026, 1, 14), soonest(noticed))
        actions.give_notice(stage.db, stage.actor(authority("security-oversight")), held(stage, SECURITY), on=noticed, reason=reason, ends_on=ends)
    with stage.on(late):
        actions.suspend_consent(
            stage.db, stage.actor(authority("land")), held(stage, LAND), on=late, reason=SURVEY, effective_at=day(2026, 2, 2)
        )


def lately(stage: Stage) -> None:
    """March: notice on the port audit, communes renewed under a new condition, an exception asked for."""
    noticed, renewed = stage.calendar.day(2026, 3, 3), stage.calendar.day(2026, 3, 20)
    with stage.on(noticed):
        reason = "The port audit is finished; its follow-up is the Court's own work."
        actions.give_notice(stage.db, stage.actor(authority("accountability")), held(stage, PORT), on=noticed, reason=reason)
    given = GIVEN[COMMUNES]._replace(
        since=(2026, 3, 20), until=(2027, 3, 31), conditions=((STANDING, "Hearings follow the ministry’s guide."),)
    )
    actor = stage.actor(authority("local-governance"))
    with stage.on(renewed):
        scope = actions.replace_consent(stage.db, actor, held(stage, COMMUNES), terms(stage, given), on=renewed, leaving=False)
        scope = actions.propose_consent(stage.db, actor, scope, on=renewed)
    countersign(stage, scope, renewed, hour=15)
    asked(stage)


def asked(stage: Stage) -> None:
    """The Port Lawyers' Fund asks to mediate, which no consent on justice allows."""
    day = stage.calendar.day
    with stage.on(day(2026, 3, 19)):
        asking = Asking(
            sector_id=stage.sector("justice"), place_ids=frozenset(stage.places("XM04")), functions=frozenset({"DIALOGUE_MEDIATION"}),
            amount=MILLION // 10, currency="USD", start=day(2026, 6, 1), end=day(2026, 12, 31),
            text="Fishers and the port quarrel over moorings each season. We mediate before the cases reach the court.",
        )  # fmt: skip
        request_exception(stage.db, stage.actor("Focal point, Port Lawyers’ Fund"), asking)


def terms(stage: Stage, given: Given) -> Terms:
    """The terms of a consent."""
    return Terms(
        title=given.title, sector_id=stage.sector(given.sector), place_ids=frozenset(stage.places(given.places)),
        valid_from=stage.calendar.day(*given.since), valid_to=stage.calendar.day(*given.until) if given.until else None,
        partner_ids=frozenset(stage.organisation_ids(*given.partners)), kinds=given.kinds,
        functions=frozenset(given.functions.split()), ceiling=round(given.ceiling * MILLION) if given.ceiling else None,
        currency="USD" if given.ceiling else "", conditions=given.conditions, instrument=given.instrument,
        visibility=given.visibility,
    )  # fmt: skip


def authority(sector: str) -> str:
    """The consent authority of a sector's ministry."""
    return next(head(m) for m, row in zip(MINISTRIES, SECTORS, strict=True) if row[0] == sector)


def held(stage: Stage, position: int) -> ConsentScope:
    """The consent at a position of `GIVEN`."""
    return hold(stage.db, stage.db.scalars(select(ConsentScope.id).where(ConsentScope.number == position + 1)).one())


def countersign(stage: Stage, scope: ConsentScope, day: date, *, hour: int = 9) -> None:
    """The aid coordination unit signs."""
    with stage.on(day, hour):
        actions.countersign_consent(stage.db, stage.actor(COUNTERSIGNER), scope, on=day)


def meet(stage: Stage, scope: ConsentScope, condition_id: int, day: date) -> None:
    """The ministry notes that a condition to meet first is met."""
    with stage.on(day):
        actions.meet_condition(stage.db, stage.actor(authority("justice")), scope, condition_id, on=day)


def soonest(noticed: date) -> date:
    """The first day on which a notice of sixty days can take effect."""
    return noticed + timedelta(days=60)
