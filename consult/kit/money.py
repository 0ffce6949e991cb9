"""Money: whole numbers of minor units with their currency."""

from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from math import floor

from babel.numbers import get_currency_precision, list_currencies

CURRENCIES = frozenset(list_currencies())


def digits(currency: str) -> int:
    """Decimals of a currency's minor unit (ISO 4217): 2 for USD, 0 for JPY, 3 for TND."""
    return get_currency_precision(currency)


def minor(value: str | Decimal | int, currency: str) -> int:
    """Major units to minor ones, half to even (domain.md 5.1); raises ValueError where it is no number or too large."""
    try:
        amount = Decimal(value)
    except InvalidOperation as exc:
        raise ValueError(value) from exc
    if not amount.is_finite() or abs(amount) > Decimal(10) ** 15:
        raise ValueError(value)
    return int(amount.scaleb(digits(currency)).quantize(Decimal(1), ROUND_HALF_EVEN))


def major(amount: int, currency: str) -> Decimal:
    """Minor units to major ones, exactly."""
    return Decimal(amount).scaleb(-digits(currency))


def plain(amount: int | None, currency: str) -> str:
    """For files: `1234.56`; empty for None."""
    return "" if amount is None else f"{major(amount, currency):f}"


def split(amount: int, weights: list[Decimal]) -> list[int]:
    """Parts of `amount` by `weights`, summing exactly to it, by largest remainder (domain.md I16)."""
    total = sum(weights)
    exact = [Decimal(amount) * w / total for w in weights]
    parts = [floor(x) for x in exact]
    short = amount - sum(parts)
    order = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in order[:short]:
        parts[i] += 1
    return parts
