"""Kamaro's support: what partners offered, signed, began and paid, in millions of US dollars."""
# ruff: noqa: E501 - tables of content, one row a line

from datetime import date
from typing import NamedTuple

from consult.agendas.queries import current_text
from consult.cli.demo.kamaro import focal
from consult.cli.demo.kamaro_agenda import MILLION
from consult.cli.demo.stage import Stage
from consult.commitments import actions
from consult.commitments.actions import Offer, Payment
from consult.commitments.models import Line

Day = tuple[int, int, int]
FIRST_NUMBER = 153


class Work(NamedTuple):
    """A line: whose, on which output, where, what, how much; `signed` and `began` are None where it has not come so far."""

    partner: str
    output: str
    title: str
    places: str
    code: str
    function: str
    amount: float
    start: Day
    end: Day
    offered: Day
    signed: Day | None = None
    began: bool = False
    paid: float = 0
    modality: str = "PROJECT"


NORLUND, UNCT, RDB = "Norlund Agency", "UN Country Team", "Regional Development Bank"
LWB, HARBOUR, CWS = "Law Without Borders", "Harbour Foundation", "Community of West States"
CIVIC, VESSIA, LEDGER = "Civic Works", "Vessia Cooperation", "Open Ledger"

# Signed and begun before the consents that they rest on came to an end or a pause.
EARLY = (
    Work(RDB, "11.1", "Voter roll software", "XM", "15151", "EQUIPMENT", 2.4, (2025, 3, 1), (2026, 12, 31), (2025, 1, 20), (2025, 2, 17), True, 1.4),
    Work(UNCT, "11.1", "Checking the voter roll", "XM", "15151", "MONITORING", 1.0, (2025, 4, 1), (2026, 9, 30), (2025, 2, 3), (2025, 3, 10), True, 0.5),
    Work("Election Observers’ League", "11.2", "Display and correction of the roll", "XM", "15151", "TRAINING", 0.6, (2025, 5, 1), (2026, 6, 30), (2025, 3, 3), (2025, 4, 14), True, 0.3),
    Work(HARBOUR, "10.1", "Budget review desk", "XM", "15210", "POLICY_ADVICE", 0.2, (2025, 2, 1), (2026, 12, 31), (2024, 12, 9), (2025, 1, 13), True, 0.1),
    Work(CIVIC, "7.2", "Village land committees", "XM01", "31130", "TRAINING", 0.7, (2025, 6, 1), (2027, 5, 31), (2025, 4, 7), (2025, 5, 12), True, 0.2),
    Work(VESSIA, "7.1", "Dispute panels", "XM03", "31130", "DIALOGUE_MEDIATION", 0.5, (2025, 9, 1), (2027, 8, 31), (2025, 6, 2), (2025, 7, 14), True, 0.1),
    Work(UNCT, "4.1", "Census of public servants", "XM03", "15110", "MONITORING", 2.6, (2025, 5, 1), (2026, 12, 31), (2025, 2, 10), (2025, 3, 24), True, 1.3),
    Work(RDB, "2.1", "Treasury account", "XM", "15111", "EQUIPMENT", 3.0, (2025, 6, 1), (2027, 12, 31), (2025, 3, 17), (2025, 5, 5), True, 1.1, "LOAN"),
    Work(NORLUND, "2.2", "Monthly budget reports", "XM", "15111", "POLICY_ADVICE", 1.4, (2025, 10, 1), (2027, 9, 30), (2025, 6, 9), (2025, 9, 1), True, 0.4, "TECHNICAL_ASSISTANCE"),
    Work(UNCT, "2.2", "Training of budget officers", "XM03", "15111", "TRAINING", 0.8, (2025, 11, 1), (2026, 10, 31), (2025, 8, 18), (2025, 10, 6), True, 0.3),
)  # fmt: skip
LATE = (
    Work(RDB, "1.1", "Court buildings", "XM01 XM02 XM03 XM04 XM05 XM06", "15130", "INFRASTRUCTURE", 2.6, (2025, 10, 1), (2028, 6, 30), (2025, 8, 25), (2025, 9, 22), True, 1.2, "LOAN"),
    Work(NORLUND, "1.3", "Court clerks trained", "XM03", "15130", "TRAINING", 0.8, (2025, 10, 1), (2026, 12, 31), (2025, 8, 26), (2025, 9, 24), True, 0.7),
    Work(LEDGER, "6.1", "Register of audit findings", "XM03", "15118", "EQUIPMENT", 0.6, (2025, 11, 1), (2027, 4, 30), (2025, 9, 22), (2025, 10, 20), True, 0.2),
    Work(LEDGER, "8.2", "Publishing asset declarations", "XM03", "15113", "POLICY_ADVICE", 0.4, (2025, 11, 1), (2026, 12, 31), (2025, 9, 22), (2025, 10, 20), True, 0.1),
    Work("Eastmark Aid", "8.1", "Checking asset declarations", "XM03", "15113", "TRAINING", 0.5, (2026, 1, 1), (2026, 12, 31), (2025, 10, 13), (2025, 11, 24), True, 0.1),
    Work(UNCT, "3.1", "Commune registries", "XM03", "13010", "SERVICE_DELIVERY", 0.9, (2025, 9, 16), (2027, 3, 31), (2025, 9, 16), (2025, 9, 16), True, 0.4),
    Work(RDB, "3.1", "Registries in the west", "XM02 XM04", "13010", "INFRASTRUCTURE", 1.2, (2026, 1, 1), (2027, 6, 30), (2025, 10, 27), (2025, 12, 1), True, 0.2, "LOAN"),
    Work(NORLUND, "5.2", "Commune budget hearings", "XM03", "15128", "DIALOGUE_MEDIATION", 0.3, (2025, 10, 1), (2026, 9, 30), (2025, 9, 16), (2025, 9, 29), True, 0.1),
    Work(CIVIC, "5.2", "Budget hearings in 14 communes", "XM03", "15128", "DIALOGUE_MEDIATION", 0.2, (2025, 11, 1), (2026, 10, 31), (2025, 9, 29), (2025, 10, 20), True, 0.1),
    Work(LWB, "5.2", "Hearings on commune budgets", "XM03", "15128", "DIALOGUE_MEDIATION", 0.2, (2026, 1, 1), (2026, 12, 31), (2025, 11, 17), (2025, 12, 8), True, 0.0),
    Work(CIVIC, "5.4", "Training of commune councillors", "XM01", "15112", "TRAINING", 0.1, (2025, 11, 1), (2026, 8, 31), (2025, 9, 29), (2025, 10, 20), True, 0.0),
    Work(CWS, "5.4", "Training of councillors", "XM01", "15112", "TRAINING", 0.2, (2026, 1, 1), (2026, 12, 31), (2025, 11, 3), (2025, 12, 8), True, 0.1),
    Work(RDB, "5.1", "Commune budget offices", "XM02 XM04", "15128", "EQUIPMENT", 1.5, (2026, 2, 1), (2027, 3, 31), (2025, 11, 17), (2026, 1, 12), True, 0.2, "LOAN"),
    Work(NORLUND, "5.4", "Councillors and their budgets", "XM05", "15112", "TRAINING", 0.8, (2026, 2, 1), (2027, 1, 31), (2025, 12, 1), (2026, 1, 12), True, 0.1),
    Work(UNCT, "9.1", "Women candidates trained", "XM02 XM04", "15170", "TRAINING", 0.9, (2025, 10, 1), (2027, 3, 31), (2025, 9, 16), (2025, 9, 22), True, 0.3),
    Work(VESSIA, "9.1", "Women in councils, Centre", "XM03", "15170", "TRAINING", 0.6, (2026, 1, 1), (2026, 12, 31), (2025, 11, 3), (2025, 12, 1), True, 0.2),
    Work(NORLUND, "9.2", "Safe council sessions", "XM01", "15170", "SERVICE_DELIVERY", 0.4, (2026, 2, 1), (2027, 1, 31), (2025, 12, 1), (2026, 1, 12), True, 0.0),
    Work("Coastal Bank", "12.1", "Tender portal", "XM", "15125", "EQUIPMENT", 0.8, (2026, 2, 1), (2027, 6, 30), (2025, 11, 24), (2026, 1, 19), True, 0.2, "LOAN"),
    Work(LWB, "1.7", "Legal aid desks", "XM04", "15130", "POLICY_ADVICE", 0.3, (2026, 4, 1), (2027, 3, 31), (2026, 2, 16)),
    Work(HARBOUR, "1.7", "Legal aid in the port", "XM04", "15130", "POLICY_ADVICE", 0.1, (2026, 4, 1), (2027, 3, 31), (2026, 2, 23)),
    Work(CWS, "1.7", "Handbook for legal aid", "XM", "15130", "POLICY_ADVICE", 0.1, (2026, 5, 1), (2026, 10, 31), (2026, 2, 24)),
    Work(RDB, "1.3", "Training of court clerks", "XM03", "15130", "TRAINING", 0.4, (2026, 6, 1), (2027, 5, 31), (2026, 2, 26)),
    Work(UNCT, "1.3", "Court clerks trained", "XM03", "15130", "TRAINING", 0.4, (2026, 4, 1), (2027, 3, 31), (2026, 2, 26)),
    Work(LWB, "1.3", "Court clerks trained in case management", "XM03", "15130", "TRAINING", 0.3, (2026, 5, 1), (2027, 2, 28), (2026, 3, 2)),
)  # fmt: skip
NEW = (
    Work(NORLUND, "1.5", "Mobile court hearings", "XM02", "15130", "SERVICE_DELIVERY", 0.2, (2026, 3, 16), (2027, 6, 30), (2026, 3, 13), (2026, 3, 13), True, 0.1),
    Work(UNCT, "1.5", "Mobile court hearings", "XM02", "15130", "SERVICE_DELIVERY", 0.4, (2026, 5, 1), (2027, 12, 31), (2026, 3, 13), (2026, 3, 16)),
    Work(UNCT, "1.5", "Vehicles for the travelling court", "XM02", "15130", "EQUIPMENT", 0.1, (2026, 3, 16), (2026, 12, 31), (2026, 3, 13), (2026, 3, 13), True, 0.0),
    Work(HARBOUR, "1.5", "Mobile hearings", "XM02", "15130", "SERVICE_DELIVERY", 0.2, (2026, 7, 1), (2027, 6, 30), (2026, 3, 12)),
    Work(RDB, "12.2", "Contracts published", "XM", "15125", "EQUIPMENT", 0.9, (2026, 7, 1), (2027, 12, 31), (2026, 3, 17), modality="LOAN"),
)  # fmt: skip


def early(stage: Stage) -> None:
    """What was signed while the consents that have ended since were in force."""
    enter_all(stage, EARLY)


def late(stage: Stage) -> None:
    """What rests on consents that stand, before version 4."""
    enter_all(stage, LATE)


def new(stage: Stage) -> None:
    """What version 4 brought, and an offer that Vessia Cooperation thinks of."""
    enter_all(stage, NEW)
    thought = Work(VESSIA, "1.3", "Court clerks trained", "XM02", "15130", "TRAINING", 0.4, (2026, 9, 1), (2027, 8, 31), (2026, 3, 20))
    with stage.on(stage.calendar.day(*thought.offered)):
        actions.express_interest(stage.db, stage.actor(focal(VESSIA)), offer(stage, thought))


def enter_all(stage: Stage, works: tuple[Work, ...]) -> None:
    """Enter lines in the order of their offers; numbers begin where an older register ended."""
    for work in sorted(works, key=lambda w: w.offered):
        line = enter(stage, work)
        if line.commitment.number == 1:
            line.commitment.number = FIRST_NUMBER
            stage.db.flush()


def enter(stage: Stage, work: Work) -> Line:
    """One line, as far as it has come."""
    actor, day = stage.actor(focal(work.partner)), stage.calendar.day
    with stage.on(day(*work.offered)):
        line = actions.offer_support(stage.db, actor, offer(stage, work))
    if work.signed is not None:
        signed = day(*work.signed)
        with stage.on(signed):
            line = actions.commit_line(stage.db, actor, line, signed_on=signed)
    if work.began:
        begin(stage, work, line)
    return line


def begin(stage: Stage, work: Work, line: Line) -> None:
    """Start a line on its first day, and report what was paid since."""
    actor, start = stage.actor(focal(work.partner)), stage.calendar.day(*work.start)
    with stage.on(start):
        line = actions.start_line(stage.db, actor, line, started_on=start)
    if work.paid:
        on = paid_on(stage, start)
        with stage.on(on):
            actions.report_spending(stage.db, actor, line, Payment(type="3", day=on, value=round(work.paid * MILLION)))


def paid_on(stage: Stage, start: date) -> date:
    """The end of December, or the third day after a later beginning."""
    december = stage.calendar.day(2025, 12, 31)
    return december if start < december else date.fromordinal(start.toordinal() + 3)


def offer(stage: Stage, work: Work) -> Offer:
    """A line as its partner enters it."""
    number, output = (int(part) for part in work.output.split("."))
    text = current_text(stage.db, number)
    output_id = next(int(o["output_id"]) for o in text.outputs if o["number"] == output)
    own = stage.organisation(work.partner).id
    return Offer(
        title=work.title, priority_id=text.priority_id, output_id=output_id, purpose_code=work.code,
        place_ids=stage.places(work.places), function=work.function, modality=work.modality,
        amount=round(work.amount * MILLION), currency="USD", start=stage.calendar.day(*work.start),
        end=stage.calendar.day(*work.end), implementer_ids=(own,),
    )  # fmt: skip
