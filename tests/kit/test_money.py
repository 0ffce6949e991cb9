"""Money: minor units, exact parts."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.kit.money import minor, plain, split


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [("12.34", "USD", 1234), ("12.345", "USD", 1234), ("12.355", "USD", 1236), ("7", "JPY", 7), ("1.2345", "TND", 1234), ("-3", "EUR", -300)],
)
def test_minor_units_half_to_even(text: str, currency: str, amount: int) -> None:
    assert minor(text, currency) == amount


@pytest.mark.parametrize("text", ["", "many", "NaN", "Infinity", "1e40"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        minor(text, "USD")


def test_plain_text() -> None:
    assert [plain(123456, "USD"), plain(7, "JPY"), plain(None, "USD")] == ["1234.56", "7", ""]


@given(st.integers(-(10**12), 10**12), st.lists(st.decimals(Decimal("0.01"), 100, places=2), min_size=1, max_size=9))
def test_parts_sum_exactly_and_stay_within_one_of_their_share(amount: int, weights: list[Decimal]) -> None:
    parts = split(amount, weights)
    assert sum(parts) == amount
    total = sum(weights)
    assert all(abs(p - Decimal(amount) * w / total) < 1 for p, w in zip(parts, weights, strict=True))
