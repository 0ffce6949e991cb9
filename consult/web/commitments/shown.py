"""Support in words: lines in lists, what the register says, what may be done next."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import msgspec
from babel.dates import format_skeleton
from babel.lists import format_list
from flask import current_app, g

from consult.agendas.queries import regions_of
from consult.codes.lists import label
from consult.commitments import rules, standing
from consult.commitments.models import Line, LineState
from consult.commitments.words import STATES
from consult.consent.decision import Decision
from consult.consent.facts import ScopeFacts
from consult.consent.rules import turn_on
from consult.consent.states import WORDS
from consult.kit.actor import Reach, Subject
from consult.kit.i18n import gettext as _
from consult.kit.i18n import locale, percent
from consult.kit.money import plain
from consult.places.models import Place
from consult.web.door import named, today
from consult.web.files import Table

COLUMNS = (
    "number", "line_id", "title", "funders", "implementers", "purpose_code", "places", "function", "modality", "amount",
    "currency", "start", "end", "state", "provenance", "source_ref", "twin_of",
)  # fmt: skip


class Row(msgspec.Struct, frozen=True):
    """A line in a list, with the register's answers and the places that the reader may see."""

    line: Line
    decisions: tuple[Decision, ...]
    places: tuple[Any, ...]

    @property
    def state(self) -> Any:
        """The line's state in words."""
        return STATES[LineState(self.line.state)]

    @property
    def code(self) -> str:
        """The number that people see, without its C-."""
        return code(self.line.commitment.number)

    @property
    def words(self) -> tuple[str, ...]:
        """The register's answers, each once, as badges name them."""
        return tuple(dict.fromkeys(decision.answer.value for decision in self.decisions))


def code(number: int) -> str:
    """A commitment's number as its address has it: 0192."""
    return f"{number:04d}"


def state_word(thing: Any) -> Any:
    """The state of a line, or of a step of its history, in words."""
    return STATES[LineState(thing.state)]


def answer_word(decision: Decision) -> Any:
    """The register's answer in words."""
    return WORDS[decision.answer]


def reason_of(decision: Decision) -> str:
    """The published reason of the event that brought the deciding consent to where it is; empty where there is none."""
    event = turn_on(decision.scopes[0], today()).event if decision.scopes else None
    return event.reason if event else ""


def rows(lines: Sequence[Line]) -> list[Row]:
    """Lines as rows; the number of statements does not depend on how many there are."""
    if not lines:
        return []
    ground = standing.grounds(g.db, g.actor, on=today())
    shown = places_shown(lines)
    return [Row(line, standing.answers(line, ground, on=today()), shown[line.id]) for line in lines]


def places_shown(lines: Iterable[Line]) -> dict[int, tuple[Place, ...]]:
    """Each line's places; of a security-sensitive one the public is shown the region only (domain.md P13)."""
    found = list(lines)
    wide = g.actor.reads(Subject.LINE) >= Reach.SIGNED_IN
    regions: Mapping[int, Place] = {}
    if not wide and any(line.security_sensitive for line in found):
        regions = regions_of(g.db)
    return {line.id: _places(line, regions, wide=wide) for line in found}


def _places(line: Line, regions: Mapping[int, Place], *, wide: bool) -> tuple[Place, ...]:
    places = [row.place for row in line.places]
    if line.security_sensitive and not wide:
        places = [regions.get(place.id, place) for place in places]
    return tuple({place.id: place for place in places}.values())


def where(places: Sequence[Place]) -> str:
    """Places as a list; none is the whole country."""
    return listed(named(place) for place in places) if places else named(g.country)


def months(line: Line) -> str:
    """When, short enough for a list: months and years."""
    first, last = (format_skeleton("yMMM", one, locale=locale()) if one else "" for one in (line.start, line.end))
    return _("%(first)s to %(last)s", first=first, last=last) if first and last else first or last or _("No dates stated")


def who(rows: Iterable[Any]) -> str:
    """Organisations as a list."""
    return listed(row.organisation.name for row in rows)


def listed(words: Iterable[str]) -> str:
    """Words as a list of the reader's language."""
    return format_list(list(words), locale=locale())


def file_of(lines: Iterable[Line], name: str) -> Table:
    """Lines as a file."""
    found = list(lines)
    shown = places_shown(found)
    return Table(name, COLUMNS, [_cells(line, shown[line.id]) for line in found])


def _cells(line: Line, places: Sequence[Place]) -> Sequence[Any]:
    return (
        f"C-{code(line.commitment.number)}", line.id, line.title,
        " | ".join(f.organisation.name for f in line.commitment.funders),
        " | ".join(i.organisation.name for i in line.implementers),
        line.purpose_code or "", " ".join(place.code for place in places), line.function, line.modality,
        plain(line.amount, line.currency), line.currency, line.start, line.end, line.state, line.provenance,
        line.commitment.source_ref or "", line.twin_of_id or "",
    )  # fmt: skip


class Check(msgspec.Struct, frozen=True):
    """One thing that the register looks at: `look` ok, half (warns), hold (stands in the way), not (outside)."""

    look: str
    text: str


def checks(decision: Decision, *, sector: str, place: str, function: str, end: date) -> list[Check]:
    """What the deciding consent says to each part of an offer; nothing where no consent decided."""
    if not decision.scopes:
        return []
    scope, out = decision.scopes[0], decision.outside
    bad = {p.name for p in out.parties}
    found = [
        Check("not", _("%(place)s lies outside this consent", place=place)) if out.places
        else Check("ok", _("%(sector)s in %(place)s: this consent holds there", sector=sector, place=place)),
        Check("not", _("Not admitted: %(names)s", names=listed(sorted(bad)))) if bad
        else Check("ok", _("Those who pay and those who work are admitted")),
        Check("not", _("Not allowed: %(kind)s", kind=label("functions", function))) if out.function
        else Check("ok", _("Allowed: %(kind)s", kind=label("functions", function))),
    ]  # fmt: skip
    if out.modality:
        found.append(Check("not", _("Not allowed: %(kind)s", kind=label("modalities", out.modality))))
    return [*found, *_until(scope, end), *_room(decision, scope)]


def _until(scope: ScopeFacts, end: date) -> list[Check]:
    if scope.valid_to is not None and end > scope.valid_to:
        return [Check("half", _("Ends after its consent: what comes later needs a renewal"))]
    return [Check("ok", _("The dates lie inside the consent"))]


def _room(decision: Decision, scope: ScopeFacts) -> list[Check]:
    if scope.ceiling is None or decision.room is None:
        return []
    left, ceiling = short(max(0, decision.room), scope.currency), short(scope.ceiling, scope.currency)
    said = _("Room under the ceiling: %(left)s of %(ceiling)s", left=left, ceiling=ceiling)
    return [Check("ok" if decision.covers else "hold", said)]


def short(amount: int, currency: str) -> str:
    """An amount as running text has it."""
    return str(current_app.jinja_env.globals["short_money"](amount, currency))  # type: ignore[operator]


def flags(line: Line, decisions: Sequence[Decision]) -> list[str]:
    """What a reader should notice: money above the line (I10), an end after consent (I11), a review (I7)."""
    found = []
    if rules.overspent(line):
        found.append(_("More than %(share)s of this line is paid or spent.", share=percent(1.1)))
    if not line.interest and any(rules.outruns(line, decision) for decision in decisions):
        found.append(_("Ends after its consent."))
    if line.review:
        found.append(_("Humanitarian: its consent changed, and a coordinator reviews it."))
    return found
