"""An activity as commitments, transactions and lines of one country (domain.md "Reading a source", I16)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from consult.codes.modalities import modality_of
from consult.interchange.iati.parties import FUNDING, IMPLEMENTING, bodies
from consult.interchange.iati.sectors import (
    NOT_KNOWN,
    WHOLE,
    Codebook,
    Division,
    Share,
    apportion,
    divide,
    split_of,
    undivided,
    whole,
)
from consult.interchange.iati.values import (
    ActivityReading,
    ActivityRecord,
    BudgetRecord,
    CommitmentReading,
    LineReading,
    MoneyReading,
    TransactionRecord,
)
from consult.kit.i18n import gettext as _
from consult.kit.money import CURRENCIES, digits

BASES = (("COMMITMENT", ("2",)), ("INCOMING_COMMITMENT", ("11",)), ("SPENDING", ("3", "4")))
SPENT = ("3", "4")
FIRM = ("2", "11")
STATES = {"2": "ACTIVE", "3": "FINALISING", "4": "CLOSED", "5": "CANCELLED", "6": "SUSPENDED"}
OPEN_ENDED = frozenset({"1", "2", "6"})
NOUGHT = Decimal(0)
MOST = Decimal(10) ** 15


class Elsewhere(NamedTuple):
    """No share of the activity is in the country."""


class LeftOut(NamedTuple):
    """An activity that cannot be read, and why."""

    reason: str


class Money(NamedTuple):
    """A transaction's or budget's part in the country, exact, in minor units, with its division among codes."""

    type: str
    day: date | None
    exact: Decimal
    currency: str
    division: Division


def read(
    activity: ActivityRecord, country: str, book: Codebook, *, assume: bool = False
) -> ActivityReading | Elsewhere | LeftOut:
    """The activity's share in `country` (ISO alpha-2); `assume` takes one that names no country at all."""
    if not activity.identifier:
        return LeftOut(_("It has no identifier."))
    share = share_of(activity, country, assume=assume)
    if share is None:
        return LeftOut(_("It names several countries without percentages, so its share here is not known."))
    placed = [(t, share_in(t, country, share)) for t in activity.transactions]
    if not share and not any(part for _t, part in placed):
        return Elsewhere()
    kept, notes = keep([(t, part) for t, part in placed if part], activity, book)
    return to_reading(activity, country, (kept, notes), book, share)


def share_of(activity: ActivityRecord, country: str, *, assume: bool) -> Decimal | None:
    """The activity's share in the country, 0 to 1, where a transaction says nothing; None where it is not told."""
    named = {c.code for c in activity.countries}
    if not named:
        return WHOLE if assume and not any(t.countries for t in activity.transactions) else NOUGHT
    if country not in named:
        return NOUGHT
    mine = [c.percentage for c in activity.countries if c.code == country]
    if None not in mine:
        return min(sum((m for m in mine if m is not None), NOUGHT), Decimal(100)) / 100
    others = [c.percentage for c in activity.countries if c.code != country]
    if None in others:
        return None
    rest = 100 - sum((o for o in others if o is not None), NOUGHT)
    return max(rest, NOUGHT) / 100


def share_in(transaction: TransactionRecord, country: str, share: Decimal) -> Decimal:
    """A transaction's share in the country: by its own country where it names one, else the activity's."""
    if not transaction.countries:
        return share
    return WHOLE if country in transaction.countries else NOUGHT


def keep(
    placed: list[tuple[TransactionRecord, Decimal]], activity: ActivityRecord, book: Codebook
) -> tuple[list[Money], tuple[tuple[int, str], ...]]:
    """The transactions that can be read, and a note (line, reason) on each that cannot."""
    general = divide(activity.sectors, book)
    kept, notes = [], []
    for t, share in placed:
        fault = fault_of(t)
        if fault:
            notes.append((t.line, fault))
            continue
        assert t.value is not None
        division = divide(t.sectors, book) if t.sectors else general
        if t.sectors and division == {NOT_KNOWN: WHOLE}:
            division = general
        kept.append(Money(t.type, t.day, exact(t.value, t.currency) * share, t.currency, division))
    return kept, tuple(notes)


def fault_of(transaction: TransactionRecord) -> str:
    """Why a transaction cannot be read; empty where it can."""
    if not transaction.type:
        return _("A transaction has no type.")
    if transaction.value is None:
        return _("A transaction has no value.")
    if abs(transaction.value) > MOST:
        return _("A transaction's value is too large.")
    if transaction.currency not in CURRENCIES:
        return _("A transaction has no known currency.")
    return ""


def exact(value: Decimal, currency: str) -> Decimal:
    """Major units in minor ones, not rounded."""
    return value.scaleb(digits(currency))


def to_reading(
    activity: ActivityRecord,
    country: str,
    found: tuple[list[Money], tuple[tuple[int, str], ...]],
    book: Codebook,
    share: Decimal,
) -> ActivityReading:
    """The reading of an activity that has a part in the country."""
    kept, notes = found
    start, end = days(activity, kept)
    money = kept + budgets(activity, country, book, share)
    return ActivityReading(
        identifier=activity.identifier,
        title=activity.title or activity.identifier,
        state=state_of(activity, kept),
        start=start,
        end=end,
        modality=modality_of(*types(activity)),
        humanitarian=activity.humanitarian,
        aid_type=types(activity)[0],
        finance_type=types(activity)[1],
        tied=activity.tied,
        funders=bodies(activity.parties, FUNDING),
        implementers=bodies(activity.parties, IMPLEMENTING),
        locations=activity.locations,
        commitments=tuple(commitments(activity, money, book)),
        kept=len(kept),
        notes=notes,
    )


def types(activity: ActivityRecord) -> tuple[str, str]:
    """Aid type and finance type: the activity's, else those in which all its transactions agree."""
    return (
        activity.aid_type or only(t.aid_type for t in activity.transactions),
        activity.finance_type or only(t.finance_type for t in activity.transactions),
    )


def only(values: Iterable[str]) -> str:
    """The one value of all, else empty."""
    found = set(values)
    return found.pop() if len(found) == 1 else ""


def state_of(activity: ActivityRecord, kept: Sequence[Money]) -> str:
    """The line's state by the activity's status; without a known status as for pipeline."""
    firm = any(m.type in FIRM for m in kept)
    return STATES.get(activity.status) or ("COMMITTED" if firm else "PLEDGED")


def days(activity: ActivityRecord, kept: Sequence[Money]) -> tuple[date | None, date | None]:
    """Start and end: actual, else planned, else of a finished activity its first and last transaction."""
    start = activity.dates.get("2") or activity.dates.get("1")
    end = activity.dates.get("4") or activity.dates.get("3")
    moved = [m.day for m in kept if m.day]
    if moved and activity.status not in OPEN_ENDED:
        start, end = start or min(moved), end or max(moved)
    return start, end


def budgets(activity: ActivityRecord, country: str, book: Codebook, share: Decimal) -> list[Money]:
    """The budgets' part in the country: a revised one holds over the original of its period.

    Where only transactions name countries, budgets count if all of them name this one.
    """
    named = {code for t in activity.transactions for code in t.countries}
    if not activity.countries and named:
        share = WHOLE if named == {country} else NOUGHT
    if not share or not activity.budgets:
        return []
    division = divide(activity.sectors, book) if activity.sectors else of_transactions(activity, book)
    return [
        Money("budget", b.start, exact(b.value, b.currency) * share, b.currency, division)
        for b in standing(activity.budgets)
        if b.value is not None and b.currency in CURRENCIES and abs(b.value) <= MOST
    ]


def standing(given: Sequence[BudgetRecord]) -> list[BudgetRecord]:
    """Budgets without those that a revised one of the same period and currency replaces."""
    revised = {(b.start, b.end, b.currency) for b in given if b.revised}
    return [b for b in given if b.revised or (b.start, b.end, b.currency) not in revised]


def of_transactions(activity: ActivityRecord, book: Codebook) -> Division:
    """How money divides that has no sectors of its own, where only transactions have: by none, if they are several."""
    codes = {
        code
        for t in activity.transactions
        for share in divide(t.sectors, book)
        for code in (share.codes or ((share.purpose,) if share.purpose else ()))
    }
    if len(codes) < 2:
        return {Share(code): WHOLE for code in codes} or {NOT_KNOWN: WHOLE}
    return {undivided(tuple(codes)): WHOLE}


def commitments(activity: ActivityRecord, money: Sequence[Money], book: Codebook) -> list[CommitmentReading]:
    """One commitment a currency, in order; one without an amount where the activity has no money."""
    currencies = sorted({m.currency for m in money})
    if not currencies:
        currencies = [activity.currency if activity.currency in CURRENCIES else ""]
    general = divide(activity.sectors, book) if activity.sectors else of_transactions(activity, book)
    return [commitment(c, [m for m in money if m.currency == c], general) for c in currencies]


def commitment(currency: str, money: Sequence[Money], general: Division) -> CommitmentReading:
    """What is committed in one currency: the first basis that is present, whatever its sum."""
    basis, counted = basis_of(money)
    amount = whole(sum((m.exact for m in counted), NOUGHT)) if counted else None
    lines = divided(counted, amount) if amount is not None else [(s, None) for s in general]
    keys = {share.key for share, _amount in lines}
    moved = [m for m in money if m.type != "budget"]
    return CommitmentReading(
        currency=currency,
        basis=basis,
        amount=amount,
        signed_on=min((m.day for m in moved if m.type in FIRM and m.day), default=None),
        lines=tuple(to_lines(lines, moved)),
        transactions=tuple(to_money(m, keys) for m in moved),
    )


def basis_of(money: Sequence[Money]) -> tuple[str, list[Money]]:
    """The first basis present with its money: commitments, incoming ones, spending, budgets; else NONE."""
    for basis, wanted in (*BASES, ("BUDGET", ("budget",))):
        counted = [m for m in money if m.type in wanted]
        if counted:
            return basis, counted
    return "NONE", []


def divided(money: Sequence[Money], total: int) -> list[tuple[Share, int | None]]:
    """Minor units by share, summing exactly to the total, in order of the codes."""
    exacts = by_share(money)
    shares = sorted(exacts, key=lambda s: s.key)
    return list(zip(shares, apportion(total, [exacts[s] for s in shares]), strict=True))


def by_share(money: Sequence[Money]) -> Division:
    """Exact money by share."""
    sums: Division = {}
    for m in money:
        for share, part in parts(m):
            sums[share] = sums.get(share, NOUGHT) + part
    return sums


def parts(money: Money) -> list[tuple[Share, Decimal]]:
    """One sum of money by share."""
    if len(money.division) == 1:
        return [(next(iter(money.division)), money.exact)]
    total = sum(money.division.values())
    return [(share, money.exact * weight / total) for share, weight in money.division.items()]


def to_lines(lines: Sequence[tuple[Share, int | None]], moved: Sequence[Money]) -> Iterable[LineReading]:
    """The lines of a commitment, with what was paid out or spent of each."""
    spent = by_share([m for m in moved if m.type in SPENT])
    for share, amount in lines:
        yield LineReading(
            key=share.key,
            purpose=share.purpose,
            codes=share.codes,
            split=split_of(share, of=len(lines)),
            amount=amount,
            spent=whole(spent.get(share, NOUGHT)),
        )


def to_money(money: Money, keys: set[str]) -> MoneyReading:
    """A transaction as it is kept, with the line that it belongs to whole, if one."""
    share = next(iter(money.division)) if len(money.division) == 1 else None
    key = share.key if share is not None and share.key in keys else None
    return MoneyReading(money.type, money.day, whole(money.exact), money.currency, key)
