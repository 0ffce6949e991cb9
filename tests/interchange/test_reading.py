"""How an activity becomes commitments and lines: domain.md "Reading a source" and I16, rule by rule."""

from datetime import date
from decimal import Decimal

import pytest

from consult.interchange.iati import reading
from consult.interchange.iati.sectors import apportion
from consult.interchange.iati.values import ActivityReading, CommitmentReading
from tests.interchange.xml import BOOK, activity, budget, money, record, sector


def read(inside: str, **given: str) -> ActivityReading:
    found = reading.read(record(activity(inside, **given)), "SO", BOOK)
    assert isinstance(found, ActivityReading), found
    return found


def one(inside: str, **given: str) -> CommitmentReading:
    (commitment,) = read(inside, **given).commitments
    return commitment


def lines(inside: str) -> list[tuple[str | None, str, int | None]]:
    return [(line.purpose, line.split, line.amount) for line in one(inside).lines]


def country(code: str, share: str = "") -> str:
    return f'<recipient-country code="{code}"' + (f' percentage="{share}"/>' if share else "/>")


def party(role: str, name: str, ref: str = "") -> str:
    return f'<participating-org role="{role}" ref="{ref}"><narrative>{name}</narrative></participating-org>'


@pytest.mark.parametrize(
    ("inside", "basis", "amount"),
    [
        (money("2", "100") + money("11", "70") + money("3", "30") + budget("9"), "COMMITMENT", 100_00),
        (money("11", "70") + money("3", "30") + budget("9"), "INCOMING_COMMITMENT", 70_00),
        (money("3", "30") + money("4", "12.50") + budget("9"), "SPENDING", 42_50),
        (money("1", "500") + budget("9") + budget("8", start="2021-01-01", end="2021-12-31"), "BUDGET", 17_00),
        (money("1", "500") + money("12", "90"), "NONE", None),
        ("", "NONE", None),
        (money("2", "100") + money("2", "-100") + money("3", "30"), "COMMITMENT", 0),
        (money("2", "-5"), "COMMITMENT", -5_00),
        (budget("9") + budget("12", kind="2"), "BUDGET", 12_00),
        (money("2", "1,250.50"), "COMMITMENT", 1250_50),
    ],
)
def test_the_first_basis_present_is_summed_whatever_its_sum(inside: str, basis: str, amount: int | None) -> None:
    found = one(inside)
    assert (found.basis, found.amount) == (basis, amount)
    assert [line.amount for line in found.lines] == [amount]


def test_each_currency_is_a_commitment_of_its_own() -> None:
    found = read(money("2", "100") + money("2", "50", currency="EUR") + money("3", "7000", currency="JPY"))
    assert [(c.currency, c.basis, c.amount) for c in found.commitments] == [
        ("EUR", "COMMITMENT", 50_00),
        ("JPY", "SPENDING", 7000),
        ("USD", "COMMITMENT", 100_00),
    ]


@pytest.mark.parametrize(
    ("inside", "amount"),
    [
        (country("SO", "40") + country("KE", "60") + money("2", "100"), 40_00),
        (country("SO", "40") + country("KE") + money("2", "100"), 40_00),
        (country("SO") + country("KE", "60") + money("2", "100"), 40_00),
        (country("SO") + money("2", "100"), 100_00),
        (country("SO", "120") + money("2", "100"), 100_00),
        (country("SO", "40") + money("2", "100", inside=country("SO")) + money("2", "50"), 120_00),
        (country("SO", "40") + country("KE", "60") + money("2", "100", inside=country("KE")) + money("2", "50"), 20_00),
        ("nowhere" + money("2", "100", inside=country("SO")) + money("2", "50", inside=country("KE")), 100_00),
        (country("SO", "33.33") + money("2", "0.05"), 2),
    ],
)
def test_a_share_is_the_transactions_own_else_the_activitys(inside: str, amount: int) -> None:
    assert one(inside).amount == amount


def test_transactions_elsewhere_are_not_kept() -> None:
    found = read("nowhere" + money("2", "100", inside=country("SO")) + money("3", "50", inside=country("KE")))
    assert found.kept == 1
    assert [t.value for t in found.commitments[0].transactions] == [100_00]


@pytest.mark.parametrize(
    "inside",
    [
        country("KE") + money("2", "100"),
        country("SO", "0") + country("KE", "100") + money("2", "100"),
        "nowhere" + money("2", "100", inside=country("KE")),
        "nowhere" + money("2", "100"),
    ],
)
def test_an_activity_without_a_share_is_elsewhere(inside: str) -> None:
    assert reading.read(record(activity(inside)), "SO", BOOK) == reading.Elsewhere()


def test_assuming_takes_only_what_names_no_country_at_all() -> None:
    none = record(activity("nowhere" + money("2", "100")))
    other = record(activity("nowhere" + money("2", "100") + money("2", "1", inside=country("KE"))))
    assert isinstance(reading.read(none, "SO", BOOK, assume=True), ActivityReading)
    assert reading.read(other, "SO", BOOK, assume=True) == reading.Elsewhere()


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (activity(money("2", "100"), ident=""), "identifier"),
        (activity(country("SO") + country("KE") + money("2", "100")), "percentages"),
    ],
)
def test_what_cannot_be_read_is_left_out_with_its_reason(text: str, word: str) -> None:
    found = reading.read(record(text), "SO", BOOK)
    assert isinstance(found, reading.LeftOut)
    assert word in found.reason


@pytest.mark.parametrize(
    ("sectors", "expected"),
    [
        (sector("15110"), [("15110", "SINGLE", 100_00)]),
        (sector("15110", "30") + sector("15110", "70"), [("15110", "SINGLE", 100_00)]),
        (sector("15110", "25") + sector("15130", "75"), [("15110", "STATED", 25_00), ("15130", "STATED", 75_00)]),
        (sector("15110", "20") + sector("15130", "20"), [("15110", "STATED", 50_00), ("15130", "STATED", 50_00)]),
        (sector("15110", "100") + sector("15130", "0"), [("15110", "SINGLE", 100_00)]),
        (sector("15110") + sector("15130"), [("151", "UNDIVIDED", 100_00)]),
        (sector("15110", "60") + sector("15130"), [("151", "UNDIVIDED", 100_00)]),
        (sector("15110") + sector("15210"), [("99810", "UNDIVIDED", 100_00)]),
        (sector("112", vocabulary="2") + sector("15110"), [("15110", "SINGLE", 100_00)]),
        (sector("44", vocabulary="99") + sector("112", vocabulary="2"), [("112", "SINGLE", 100_00)]),
        (sector("44", vocabulary="99") + sector("4", vocabulary="10"), [("11220", "SINGLE", 100_00)]),
        (sector("44", vocabulary="99"), [(None, "SINGLE", 100_00)]),
        ("", [(None, "SINGLE", 100_00)]),
        ('<sector code="15110"/>', [("15110", "SINGLE", 100_00)]),
        (sector("15100"), [("151", "SINGLE", 100_00)]),
        (sector("77777") + sector("112", vocabulary="2"), [("112", "SINGLE", 100_00)]),
        (sector("150", vocabulary="2"), [("150", "SINGLE", 100_00)]),
    ],
)
def test_sectors_divide_a_commitment_into_lines(sectors: str, expected: list[tuple[str | None, str, int]]) -> None:
    assert lines(sectors + money("2", "100")) == expected


def test_undivided_lines_list_their_codes() -> None:
    (line,) = one(sector("15130") + sector("15110") + money("2", "1")).lines
    assert line.codes == ("15110", "15130")


def test_parts_are_whole_and_sum_to_the_whole_by_largest_remainder() -> None:
    thirds = "".join(sector(code, "33.33") for code in ("11220", "15110", "15130"))
    assert [amount for _p, _s, amount in lines(thirds + money("2", "100"))] == [33_34, 33_33, 33_33]
    assert apportion(1, [Decimal("0.2"), Decimal("0.7"), Decimal("0.1")]) == [0, 1, 0]
    assert apportion(-100, [Decimal("-33.4"), Decimal("-66.6")]) == [-33, -67]


def test_amounts_are_rounded_half_to_even() -> None:
    assert one(money("2", "0.125")).amount == 12
    assert one(money("2", "0.135")).amount == 14


def test_sectors_of_transactions_hold_over_the_activitys() -> None:
    inside = (
        sector("11220")
        + money("2", "60", inside=sector("15110"))
        + money("2", "30", inside=sector("15130"))
        + money("2", "10")
        + money("3", "5", inside=sector("15130"))
    )
    assert lines(inside) == [("11220", "STATED", 10_00), ("15110", "STATED", 60_00), ("15130", "STATED", 30_00)]
    found = one(inside)
    assert [t.key for t in found.transactions] == ["15110", "15130", "11220", "15130"]
    assert [line.spent for line in found.lines] == [0, 0, 5_00]


def test_a_budget_takes_the_only_code_of_the_transactions() -> None:
    assert lines(budget("8") + money("1", "5", inside=sector("15110"))) == [("15110", "SINGLE", 8_00)]
    several = money("1", "5", inside=sector("15110")) + money("1", "5", inside=sector("15130"))
    assert lines(budget("8") + several) == [("151", "UNDIVIDED", 8_00)]


@pytest.mark.parametrize(
    ("status", "inside", "state"),
    [
        ("1", money("2", "1"), "COMMITTED"),
        ("1", money("11", "1"), "COMMITTED"),
        ("1", money("12", "1"), "PLEDGED"),
        ("2", "", "ACTIVE"),
        ("3", "", "FINALISING"),
        ("4", "", "CLOSED"),
        ("5", "", "CANCELLED"),
        ("6", "", "SUSPENDED"),
        ("", money("3", "1"), "PLEDGED"),
    ],
)
def test_the_state_follows_the_status(status: str, inside: str, state: str) -> None:
    assert read(inside, status=status).state == state


def when(kind: str, day: str) -> str:
    return f'<activity-date type="{kind}" iso-date="{day}"/>'


@pytest.mark.parametrize(
    ("status", "inside", "start", "end"),
    [
        ("4", when("1", "2020-01-01") + when("2", "2020-02-01"), date(2020, 2, 1), None),
        ("2", when("1", "2020-01-01") + when("3", "2021-01-01") + when("4", "2021-02-01"), date(2020, 1, 1), date(2021, 2, 1)),
        ("4", money("2", "1", day="2019-05-01") + money("3", "1", day="2020-06-01"), date(2019, 5, 1), date(2020, 6, 1)),
        ("2", money("2", "1", day="2019-05-01"), None, None),
        ("6", money("2", "1", day="2019-05-01"), None, None),
        ("3", when("2", "2018-01-01") + money("2", "1", day="2019-05-01"), date(2018, 1, 1), date(2019, 5, 1)),
        ("2", when("2", "2020-01-01") + when("4", "2019-01-01"), date(2020, 1, 1), date(2019, 1, 1)),
        ("2", when("2", "soon") + when("1", "2020-01-01T00:00:00Z"), date(2020, 1, 1), None),
    ],
)
def test_dates_are_actual_else_planned_else_of_the_money(status: str, inside: str, start: date | None, end: date | None) -> None:
    found = read(inside, status=status)
    assert (found.start, found.end) == (start, end)


@pytest.mark.parametrize("name", ["Unspecified", "UNDEFINED", "unknown", "Not specified", "n/a", "None", ""])
def test_nobody_takes_part(name: str) -> None:
    assert read(party("1", name)).funders == ()


def test_parties_have_roles_and_are_named_once() -> None:
    found = read(
        party("1", "DFID", "GB-1") + party("1", "Dfid", "gb-1") + party("4", "Save") + party("4", "SAVE") + party("2", "X")
    )
    assert [(p.name, p.identifier) for p in found.funders] == [("DFID", "GB-1")]
    assert [p.name for p in found.implementers] == ["Save"]


@pytest.mark.parametrize("ref", ["41000", "XM-DAC-22000", "xm-dac-47000"])
def test_the_identifier_of_a_kind_is_nobodys(ref: str) -> None:
    (found,) = read(party("4", "Save the Children", ref)).implementers
    assert found.identifier == ""
    assert read(party("4", "Unknown", ref)).implementers == ()


def test_the_identifier_of_a_body_stays() -> None:
    (found,) = read(party("4", "", "XM-DAC-41114")).implementers
    assert found.identifier == "XM-DAC-41114"


def test_modality_comes_from_aid_and_finance_type() -> None:
    assert read('<default-aid-type code="D01"/>').modality == "TECHNICAL_ASSISTANCE"
    assert read('<default-finance-type code="421"/><default-aid-type code="C01"/>').modality == "LOAN"
    assert read(money("2", "1", inside='<aid-type code="A01"/>')).modality == "BUDGET_SUPPORT"
    assert read("").modality == "UNKNOWN"


@pytest.mark.parametrize(
    "bad",
    [
        money("", "5"),
        money("2", "many"),
        money("2", "5", currency="QQQ"),
        money("2", "1e30"),
        '<transaction><transaction-type code="2"/></transaction>',
    ],
)
def test_a_transaction_that_cannot_be_read_is_noted_and_not_kept(bad: str) -> None:
    found = read(money("2", "100") + bad)
    assert found.kept == 1
    assert found.commitments[0].amount == 100_00
    assert len(found.notes) == 1
