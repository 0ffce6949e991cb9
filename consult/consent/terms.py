"""The terms of a consent and of a request as people enter them, and what must hold for them."""

from datetime import date

import msgspec

from consult.codes import lists
from consult.consent.states import ConditionKind, Visibility
from consult.kit.errors import Invalid
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.money import CURRENCIES

LONGEST_NOTICE = 3650


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a consent shall say. Ids of places and organisations; `ceiling` in minor units; conditions as (kind, text)."""

    title: str
    sector_id: int
    place_ids: frozenset[int]
    valid_from: date
    valid_to: date | None = None
    anyone: bool = False
    partner_ids: frozenset[int] = frozenset()
    kinds: frozenset[str] = frozenset()
    functions: frozenset[str] = frozenset()
    modalities: frozenset[str] = frozenset()
    ceiling: int | None = None
    currency: str = ""
    conditions: tuple[tuple[ConditionKind, str], ...] = ()
    notice_days: int = 60
    winddown_days: int = 90
    instrument: str = ""
    visibility: Visibility = Visibility.PUBLIC


class Asking(msgspec.Struct, frozen=True, kw_only=True):
    """What a partner asks for; `amount` in minor units of `currency`."""

    sector_id: int
    place_ids: frozenset[int]
    text: str
    functions: frozenset[str] = frozenset()
    modalities: frozenset[str] = frozenset()
    amount: int | None = None
    currency: str = ""
    start: date | None = None
    end: date | None = None


def check_terms(terms: Terms) -> None:
    """Raise `Invalid` at the first term that is off (domain.md 5.1, ConsentScope)."""
    need("title", bool(terms.title.strip()), _l("Say in a few words what this consent is about."))
    need("places", bool(terms.place_ids), _l("Choose at least one place."))
    ordered = in_order(terms.valid_from, terms.valid_to)
    need("valid_to", ordered, _l("The consent ends before it begins. Check the two dates."))
    somebody = terms.anyone or bool(terms.partner_ids or terms.kinds)
    need("kinds", somebody, _l("Say who may help: everyone, kinds of organisations, or some by name."))
    need("kinds", terms.kinds <= known("organisation_kinds"), _l("Choose kinds from the list."))
    _check_help(terms.functions, terms.modalities)
    positive = terms.ceiling is None or terms.ceiling > 0
    need("ceiling", positive, _l("The ceiling must be more than nothing. Leave it empty for none."))
    need("currency", terms.ceiling is None or terms.currency in CURRENCIES, _l("Choose the currency of the ceiling."))
    for field, days in (("notice_days", terms.notice_days), ("winddown_days", terms.winddown_days)):
        need(field, 0 <= days <= LONGEST_NOTICE, _l("Write a number of days between 0 and 3,650."))
    government = terms.visibility is Visibility.GOVERNMENT
    named = not government or bool(terms.partner_ids)
    need("partners", named, _l("A consent that only the government sees must name its partners."))


def check_asking(asking: Asking) -> None:
    """Raise `Invalid` at the first part of a request that is off."""
    need("text", bool(asking.text.strip()), _l("Say what you would like to do, and why."))
    need("places", bool(asking.place_ids), _l("Choose at least one place."))
    need("end", in_order(asking.start, asking.end), _l("The period ends before it begins. Check the two dates."))
    need("amount", asking.amount is None or asking.amount > 0, _l("Write the amount in figures, for example 250000."))
    need("currency", asking.amount is None or asking.currency in CURRENCIES, _l("Choose the currency of the amount."))
    _check_help(asking.functions, asking.modalities)


def _check_help(functions: frozenset[str], modalities: frozenset[str]) -> None:
    need("functions", functions <= known("functions"), _l("Choose kinds of help from the list."))
    need("modalities", modalities <= known("modalities"), _l("Choose types of aid from the list."))


def known(name: str) -> frozenset[str]:
    """The codes of a list that a consent may name: UNKNOWN is for what sources report."""
    return frozenset(code.code for code in lists.codes(name)) - {"UNKNOWN"}


def in_order(first: date | None, last: date | None) -> bool:
    """Whether a period does not end before it begins; an open one does not."""
    return first is None or last is None or first <= last


def need(field: str, holds: bool, reason: object) -> None:
    """Raise `Invalid` for a field unless it holds."""
    if not holds:
        raise Invalid(field, reason)
