"""Why the register answers as it does, in words of the reader's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from babel.lists import format_list

from consult.codes.lists import label
from consult.consent.facts import UNKNOWN, LineFacts, ScopeFacts
from consult.consent.rules import turn_on, winddown_ends
from consult.consent.states import Answer, Step
from consult.kit.i18n import day, locale, number
from consult.kit.i18n import gettext as _
from consult.kit.money import major

if TYPE_CHECKING:
    from consult.consent.decision import Decision, Outside

Sentence = Callable[[], str]


def explain(decision: Decision, line: LineFacts, on: date) -> list[Sentence]:
    """One sentence on what decided, and one on each pending proposal; each a call, so that no language is fixed."""
    said: list[Sentence] = [lambda: SENTENCES[decision.answer](decision, line, on)]
    return said + [_proposal(scope) for scope in decision.pending]


def _proposal(scope: ScopeFacts) -> Sentence:
    return lambda: _(
        "A consent of the %(ministry)s is proposed and not in force yet (no. %(number)s).",
        ministry=scope.ministry,
        number=scope.number,
    )


def granted_on(scope: ScopeFacts) -> date:
    """The day by which a consent is named: of the ministry's grant."""
    return next((e.effective_at for e in scope.events if e.step is Step.PROPOSED), scope.valid_from)


def money(amount: int, currency: str) -> str:
    """An amount of minor units in the reader's form, with its currency code."""
    return f"{number(major(amount, currency))} {currency}"


def _covered(d: Decision, line: LineFacts, on: date) -> str:
    scope = d.scopes[0]
    said = {"ministry": scope.ministry, "date": day(granted_on(scope))}
    return _("Covered by the consent of the %(ministry)s of %(date)s.", **said)


def _conditional(d: Decision, line: LineFacts, on: date) -> str:
    scope = d.scopes[0]
    return _(
        "Covered by the consent of the %(ministry)s of %(date)s, as long as you keep these conditions: %(conditions)s.",
        ministry=scope.ministry,
        date=day(granted_on(scope)),
        conditions=format_list([c.text.rstrip(".") for c in d.conditions], locale=locale()),
    )


def _over(d: Decision, line: LineFacts, on: date) -> str:
    scope = d.scopes[0]
    if line.currency != scope.currency:
        said = {"currency": line.currency, "date": day(on)}
        return _("No exchange rate for %(currency)s on %(date)s: the ceiling cannot be checked.", **said)
    return _(
        "This would pass the ceiling of %(ceiling)s. %(left)s is left. "
        "Lower the amount or ask the %(ministry)s for more.",
        ceiling=money(scope.ceiling or 0, scope.currency),
        left=money(max(0, d.room or 0), scope.currency),
        ministry=scope.ministry,
    )


def _in_notice(d: Decision, line: LineFacts, on: date) -> str:
    scope = d.scopes[0]
    event = turn_on(scope, on).event
    return _(
        "The %(ministry)s has given notice: this consent ends on %(date)s. "
        "Active work may go on until then; nothing new may be committed.",
        ministry=scope.ministry,
        date=day(event.ends_on if event else None),
    )


def _suspended(d: Decision, line: LineFacts, on: date) -> str:
    scope = d.scopes[0]
    return _(
        "The consent of the %(ministry)s is paused since %(date)s. "
        "No new pledge or commitment can be made until it resumes.",
        ministry=scope.ministry,
        date=day(turn_on(scope, on).on),
    )


def _withdrawn(d: Decision, line: LineFacts, on: date) -> str:
    scope = d.scopes[0]
    since = turn_on(scope, on).on
    return _(
        "The %(ministry)s withdrew this consent on %(date)s. Active work must end by %(end)s.",
        ministry=scope.ministry,
        date=day(since),
        end=day(winddown_ends(scope, since)),
    )


def _expired(d: Decision, line: LineFacts, on: date) -> str:
    scope = d.scopes[0]
    return _(
        "The consent of the %(ministry)s ended on %(date)s. You can ask for its renewal.",
        ministry=scope.ministry,
        date=day(scope.valid_to),
    )


def _refused(d: Decision, line: LineFacts, on: date) -> str:
    turn = turn_on(d.scopes[0], on)
    said = {"date": day(turn.on), "reason": turn.event.reason.rstrip(".") if turn.event else ""}
    if turn.event and turn.event.step is Step.DECLINED:
        return _(
            "The aid coordination unit did not countersign this on %(date)s. Reason given: %(reason)s.", **said
        )
    return _(
        "The %(ministry)s refused this on %(date)s. Reason given: %(reason)s.",
        ministry=d.scopes[0].ministry,
        **said,
    )


def _partly(d: Decision, line: LineFacts, on: date) -> str:
    scope = d.scopes[0]
    return _(
        "Only part is covered by the consent of the %(ministry)s of %(date)s. "
        "Not covered: %(rest)s. Split the line or ask for consent.",
        ministry=scope.ministry,
        date=day(granted_on(scope)),
        rest=format_list(outside_words(d.outside), locale=locale()),
    )


def outside_words(outside: Outside) -> list[str]:
    """The parts outside a consent, by name."""
    parts = [place.name for place in outside.places] + [party.name for party in outside.parties]
    if outside.nobody:
        parts.append(_("organisations that are not known"))
    if outside.function:
        unknown = outside.function == UNKNOWN
        parts.append(_("function not known") if unknown else label("functions", outside.function))
    if outside.modality:
        unknown = outside.modality == UNKNOWN
        parts.append(_("modality not known") if unknown else label("modalities", outside.modality))
    return parts


def _not_asked(d: Decision, line: LineFacts, on: date) -> str:
    if not line.sectors:
        return _("No national sector holds this purpose code yet, so no consent can be matched.")
    if not line.ministry:
        return _("No consent is on record for this sector, place and kind of help. This is not a refusal.")
    return _(
        "No consent is on record for this sector, place and kind of help. "
        "This is not a refusal: you can ask the %(ministry)s.",
        ministry=line.ministry,
    )


SENTENCES: dict[Answer, Callable[[Decision, LineFacts, date], str]] = {
    Answer.COVERED: _covered,
    Answer.COVERED_WITH_CONDITIONS: _conditional,
    Answer.OVER_CEILING: _over,
    Answer.IN_NOTICE: _in_notice,
    Answer.SUSPENDED: _suspended,
    Answer.WITHDRAWN: _withdrawn,
    Answer.EXPIRED: _expired,
    Answer.REFUSED: _refused,
    Answer.PARTLY: _partly,
    Answer.NOT_ASKED: _not_asked,
}
