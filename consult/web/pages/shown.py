"""How money is shown to people: short in sentences, in full in tables."""

from decimal import Decimal

from consult.kit.i18n import gettext as _
from consult.kit.i18n import number
from consult.kit.money import digits, major

MILLION = Decimal(10**6)


def short_money(amount: int, currency: str) -> str:
    """Minor units as a reader says them: «6.4 m USD»; below a hundred thousand in full."""
    value = major(amount, currency)
    if abs(value) < MILLION / 10:
        return full_money(amount, currency)
    if abs(value) < 1000 * MILLION:
        return _("%(amount)s m %(currency)s", amount=one_decimal(value / MILLION), currency=currency)
    return _("%(amount)s bn %(currency)s", amount=one_decimal(value / MILLION / 1000), currency=currency)


def one_decimal(value: Decimal) -> str:
    """A number with one decimal, or none where it would be a zero."""
    rounded = value.quantize(Decimal("0.1"))
    return number(rounded.to_integral_value() if rounded == rounded.to_integral_value() else rounded)


def full_money(amount: int, currency: str) -> str:
    """Minor units as every figure of them: «6,400,000 USD»; decimals only where there are some."""
    value = major(amount, currency)
    whole = value == value.to_integral_value()
    return f"{number(value, 0 if whole else digits(currency))} {currency}"
