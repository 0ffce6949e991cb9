"""Consents in words: who, how, where, until when; what happened and how it is drawn."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
from babel.dates import format_skeleton
from babel.lists import format_list
from flask import url_for

from consult.codes.lists import label
from consult.commitments.impact import Change, Impact
from consult.commitments.models import Line
from consult.consent import rules
from consult.consent.cells import Cell, ends_on
from consult.consent.facts import EventFacts, ScopeFacts
from consult.consent.models import ConsentRequest, ConsentScope
from consult.consent.queries import Consent
from consult.consent.rules import Turn
from consult.consent.states import LIVE, WORDS, Answer, RequestState, State, Step
from consult.kit.i18n import gettext as _
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.i18n import locale, ngettext
from consult.kit.text import slug
from consult.web.door import named

LATE = timedelta(days=7)
SAID: dict[Step, Any] = {
    Step.PROPOSED: _l("granted by the ministry, to be countersigned"),
    Step.COUNTERSIGNED: _l("countersigned"),
    Step.REFUSED: _l("refused by the ministry"),
    Step.DECLINED: _l("countersignature declined"),
    Step.SUSPENDED: _l("paused"),
    Step.RESUMED: _l("resumed"),
    Step.NOTICED: _l("notice of withdrawal given"),
    Step.RESCINDED: _l("notice taken back"),
    Step.SUPERSEDED: _l("replaced by a newer consent"),
}
BY_DATE: dict[State, Any] = {
    State.IN_FORCE: _l("in force, its first day having come"),
    State.WITHDRAWN: _l("withdrawn, the notice having run out"),
    State.EXPIRED: _l("expired, its last day having passed"),
}


class Happened(msgspec.Struct, frozen=True):
    """A line of history: the civil day, when it was recorded (None: a date did it), what, and the state after."""

    on: date
    recorded_at: datetime | None
    consent: Consent
    text: str
    shown: str
    event: EventFacts | None = None

    @property
    def back_dated(self) -> bool:
        """Whether it was recorded more than seven days after it took effect."""
        return self.recorded_at is not None and self.recorded_at.date() - self.on > LATE


def history(consents: Iterable[Consent], *, until: date) -> list[Happened]:
    """What happened to consents up to a day, newest first; events, and what dates alone brought."""
    found = [happened for consent in consents for happened in (*done_to(consent), *brought_by_date(consent, until))]
    found.sort(key=lambda h: (h.on, h.recorded_at.timestamp() if h.recorded_at else 0, h.consent.row.number), reverse=True)
    return found


def done_to(consent: Consent) -> list[Happened]:
    """A consent's events."""
    return [
        Happened(e.effective_at, e.recorded_at, consent, str(SAID[e.step]), consent.shown_on(e.effective_at), e)
        for e in consent.facts.events
    ]


def brought_by_date(consent: Consent, until: date) -> list[Happened]:
    """What the calendar alone brought by a day: a first day after the signatures, an end."""
    return [
        Happened(turn.on, None, consent, str(BY_DATE[turn.state]), consent.shown_on(turn.on))
        for turn in rules.timeline(consent.facts)
        if turn.on <= until and turn.state in BY_DATE and (turn.event is None or later(turn))
    ]


def later(turn: Turn) -> bool:
    """Whether a consent began on a day after its countersignature."""
    signed = turn.event is not None and turn.event.step is Step.COUNTERSIGNED
    return signed and turn.event is not None and turn.on > turn.event.effective_at


def short(value: date | None) -> str:
    """A day with its month cut short, as cells show it."""
    return "" if value is None else format_skeleton("yMMMd", value, locale=locale())


def month(value: date) -> str:
    """A month cut short, with its year."""
    return format_skeleton("yMMM", value, locale=locale())


def when(consent: Consent) -> str:
    """The date that matters to a consent's state, for a cell."""
    last = ends_on(consent)
    if consent.state is State.IN_FORCE:
        return _("to %(month)s", month=month(last)) if last else _("without end")
    if consent.state is State.NOTICE:
        return _("ends %(day)s", day=short(last))
    if consent.state in {State.SUSPENDED, State.PROPOSED}:
        return _("since %(day)s", day=short(consent.turn.on))
    if consent.state is State.DRAFT:
        return ""
    ended = consent.facts.valid_to if consent.state is State.EXPIRED else consent.turn.on
    return _("on %(day)s", day=short(ended))


def small(cell: Cell) -> str:
    """What stands below a cell's word."""
    if cell.first is None:
        return ""
    said = [when(cell.first)]
    if cell.part:
        said.append(_("in part"))
    if cell.more:
        said.append(f"+{cell.more}")
    return ", ".join(part for part in said if part)


def who(row: ConsentScope) -> str:
    """Whom a consent admits."""
    if row.anyone:
        return _("Every kind of organisation, local or international")
    kinds = [label("organisation_kinds", k) for k in row.kinds]
    return listed(kinds + [p.organisation.name for p in row.partners])


def how(row: ConsentScope | ConsentRequest) -> str:
    """Which help, by which type of aid."""
    functions = listed(label("functions", f) for f in row.functions) or _("Every kind of help")
    modalities = listed(label("modalities", m) for m in row.modalities)
    return _("%(functions)s, as: %(modalities)s", functions=functions, modalities=modalities) if modalities else functions


def where(row: ConsentScope | ConsentRequest) -> str:
    """In which places."""
    if any(p.place.level == 0 for p in row.places):
        return _("The whole country")
    return listed(named(p.place) for p in row.places)


def listed(words: Iterable[str]) -> str:
    """Words as a list of the reader's language."""
    return format_list(list(words), locale=locale())


class Span(msgspec.Struct, frozen=True):
    """A piece of the strip, in years from its left edge: `look` c in force, x winding down, p paused or noticed."""

    start: float
    width: float
    look: str


class Strip(msgspec.Struct, frozen=True):
    """A consent drawn over three years from a 1 January on; `now` and the spans in 36ths, as the picture's width."""

    years: tuple[int, int, int]
    now: float
    spans: tuple[Span, ...]


def strip(facts: ScopeFacts, *, on: date) -> Strip:
    """A consent over the three years from the year before a day on, as it stands by its events."""
    first = date(on.year, 1, 1)
    turns = list(rules.timeline(facts))
    spans: list[Span] = []
    for n, turn in enumerate(turns):
        last = turns[n + 1].on if n + 1 < len(turns) else date(on.year + 3, 1, 1)
        if turn.state in LIVE:
            spans.append(_span(first, turn.on, last, "c" if turn.state is State.IN_FORCE else "p"))
        elif turn.state in {State.WITHDRAWN, State.EXPIRED}:
            spans.append(_span(first, turn.on, min(last, rules.winddown_ends(facts, turn.on)), "x"))
    return Strip((on.year, on.year + 1, on.year + 2), _at(first, on), tuple(s for s in spans if s.width > 0))


def _span(first: date, start: date, end: date, look: str) -> Span:
    left = _at(first, start)
    return Span(left, round(_at(first, end) - left, 2), look)


def _at(first: date, day: date) -> float:
    return round(min(36.0, max(0.0, (day - first).days * 36 / 1096)), 2)


def address(sector: Any, place: Any) -> str:
    """The page of a cell."""
    return url_for("consent.cell", sector=sector.code, place=slug(place.name) or place.code.lower())


def lead(living: list[Consent]) -> str:
    """What stands in a sector or a place, in a sentence."""
    open_ = sum(1 for c in living if c.shown.startswith("IN_FORCE"))
    if not open_:
        return _("No consent is in force here.")
    conditional = sum(1 for c in living if c.shown == "IN_FORCE_CONDITIONS")
    said = ngettext("%(n)s consent is in force here.", "%(n)s consents are in force here.", open_)
    if not conditional:
        return said
    return said + " " + ngettext("%(n)s of them has conditions.", "%(n)s of them have conditions.", conditional)


def request_state(asked: ConsentRequest) -> str:
    """A request's state; where a draft answers it, that it waits for its signatures."""
    if asked.state == RequestState.OPEN.value and asked.scope_id is not None:
        return _("Open; a consent is being signed")
    return str(WORDS[RequestState(asked.state)])


class Fate(msgspec.Struct, frozen=True):
    """What a decision brings a line, on each of the days on which any line changes (None: nothing that day)."""

    line: Line
    changes: tuple[Change | None, ...]


def fates(impact: Impact) -> tuple[list[date], list[Fate]]:
    """The days on which lines change, and what each line meets on them, by line."""
    days = sorted({c.day for c in impact.changes})
    lines = {c.line.id: c.line for c in impact.changes}
    met = {(c.line.id, c.day): c for c in impact.changes}
    return days, [Fate(line, tuple(met.get((key, one)) for one in days)) for key, line in sorted(lines.items())]


def effect(change: Change) -> str:
    """What happens to a line on the day on which its answer changes (domain.md I4-I7)."""
    if change.other is not None:
        return _("Goes on: another consent covers it (no. %(number)s)", number=change.other.number)
    if change.review:
        return _("Humanitarian: goes on, and a coordinator reviews it")
    if change.line.provenance == "REPORTED":
        return _("Reported: nothing moves, only its standing changes")
    if change.becomes is None:
        return _("Goes on as it is; it may take no new step") if change.after is not Answer.COVERED else _("May go on")
    said = EFFECTS[change.becomes.value]
    return f"{said} {_('Closed on %(day)s.', day=short(change.closes_on))}" if change.closes_on else str(said)


EFFECTS: dict[str, Any] = {
    "LAPSED": _l("The offer lapses."),
    "SUSPENDED": _l("Suspended, until a consent covers it again or it is cancelled."),
    "WIND_DOWN": _l("Winds down: pays what it owes, starts nothing."),
    "CANCELLED": _l("Cancelled."),
    "CLOSED": _l("Closed; the unspent rest is released."),
}
