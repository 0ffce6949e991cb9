"""Who may do what with the agenda, now; and what a draft still lacks."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import msgspec

from consult.agendas.draft import Publication
from consult.agendas.models import Agenda, AgendaState, PriorityText, SignOff
from consult.agendas.order import find_cycle
from consult.kit.actor import Actor, Permission
from consult.kit.i18n import gettext as _
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.verdict import YES, Verdict, no, not_now

ROUND_DAYS = 84  # domain.md 3 [P]: a consultation is open 84 days
SHORTEST_ROUND_DAYS = 28  # in an emergency, with a published reason
ANSWER_DAYS = 84  # answers are due at most 84 days after it closes

NEXT_STATES: Mapping[AgendaState, frozenset[AgendaState]] = {
    AgendaState.DRAFT: frozenset({AgendaState.CONSULTING}),
    AgendaState.CONSULTING: frozenset({AgendaState.RESPONDED}),
    AgendaState.RESPONDED: frozenset({AgendaState.ADOPTED}),
    AgendaState.ADOPTED: frozenset({AgendaState.CLOSED, AgendaState.SUPERSEDED}),
    AgendaState.CLOSED: frozenset(),
    AgendaState.SUPERSEDED: frozenset(),
}


def may_open_draft(actor: Actor, last: Agenda | None) -> Verdict:
    """Whether a new draft may be opened: by the publisher, and only one at a time (domain.md 5.1, note 16)."""
    if not is_publisher(actor):
        return no(_("Only the ministry that publishes the agenda can open a new version."))
    if last is not None and last.state == "DRAFT":
        return not_now(_("Version %(n)s is already being drafted.", n=last.version))
    return YES


def may_edit_head(actor: Actor, agenda: Agenda) -> Verdict:
    """Whether title, summary and period of a draft may be changed: by the publisher."""
    if not is_publisher(actor):
        return no(_("Only the ministry that publishes the agenda can change its title and period."))
    return still_draft(agenda)


def may_add(actor: Actor, agenda: Agenda, sector_id: int) -> Verdict:
    """Whether a priority may be added: by a ministry, in a sector of its own (domain.md S18)."""
    if not actor.holds(Permission.AGENDA_EDIT):
        return no(_("Only ministries write priorities."))
    if sector_id not in actor.sectors:
        return no(_("Your ministry is not competent for this sector."))
    return still_draft(agenda)


def may_edit(actor: Actor, agenda: Agenda, text: PriorityText) -> Verdict:
    """Whether a priority's text may be changed: by its own ministry, while the version is a draft."""
    if not actor.holds(Permission.AGENDA_EDIT, within=text.ministry_id):
        return no(_("Only the ministry that owns this priority can change it."))
    return still_draft(agenda)


def may_rank(actor: Actor, agenda: Agenda) -> Verdict:
    """Whether the order of priorities may be changed: it is the government's, so by the publisher."""
    if not is_publisher(actor):
        return no(_("Only the ministry that publishes the agenda can change the order of priorities."))
    return still_draft(agenda)


def may_sign_off(actor: Actor, agenda: Agenda, texts: Sequence[PriorityText], lacks: Sequence["Lack"]) -> Verdict:
    """Whether a ministry may sign off its own priorities: where it has some and none lacks anything.

    `texts` and `lacks` are those of the whole draft.
    """
    own = actor.organisation_id
    if own is None or not actor.holds(Permission.AGENDA_DECIDE):
        return no(_("Only a ministry's editor can sign off its priorities."))
    if not (verdict := still_draft(agenda)):
        return verdict
    if not any(t.ministry_id == own for t in texts):
        return not_now(_("Your ministry has no priorities in this version."))
    if any(lack.ministry_id == own and lack.field != SIGN_OFF for lack in lacks):
        return not_now(_("Your priorities still lack something. Complete them, then sign off."))
    return YES


def may_publish(actor: Actor, agenda: Agenda, lacks: Sequence["Lack"]) -> Verdict:
    """Whether a draft may be published: by the publisher, when nothing is missing (domain.md S2, S16)."""
    if not is_publisher(actor):
        return no(_("Only the ministry that publishes the agenda can publish it."))
    if not (verdict := still_draft(agenda)):
        return verdict
    if lacks:
        return not_now(_("Something is still missing. Complete the list, then publish."))
    return YES


def may_move(actor: Actor, agenda: Agenda, to: AgendaState) -> Verdict:
    """Whether a published version may go to another state: by the publisher, as domain.md 5.1 draws it."""
    if not is_publisher(actor):
        return no(_("Only the ministry that publishes the agenda can do this."))
    if to not in NEXT_STATES[AgendaState(agenda.state)]:
        return not_now(_("This version is in another state by now. Reload the page."))
    return YES


def may_extend(actor: Actor, agenda: Agenda) -> Verdict:
    """Whether the round may be kept open longer: by the publisher, while it is open."""
    if not is_publisher(actor):
        return no(_("Only the ministry that publishes the agenda can do this."))
    if agenda.state != "CONSULTING":
        return not_now(_("This version is not open for views."))
    return YES


def may_end_priority(actor: Actor, agenda: Agenda, text: PriorityText) -> Verdict:
    """Whether a published priority may be called met or dropped: by its ministry."""
    if not actor.holds(Permission.AGENDA_DECIDE, within=text.ministry_id):
        return no(_("Only the ministry that owns this priority can end it."))
    if agenda.state == "DRAFT" or text.priority.state != "PUBLISHED":
        return not_now(_("Only a published priority can be met or dropped."))
    return YES


def is_publisher(actor: Actor) -> bool:
    """Whether the actor acts for the ministry that publishes the agenda."""
    return actor.publisher and actor.holds(Permission.AGENDA_DECIDE)


def still_draft(agenda: Agenda) -> Verdict:
    """A published version never changes (domain.md I14)."""
    if agenda.state != "DRAFT":
        return not_now(_("Version %(n)s is published and never changes. Open a new version.", n=agenda.version))
    return YES


SIGN_OFF = "sign-off"


class Lack(msgspec.Struct, frozen=True):
    """One thing missing: of a priority (its number and the field of its form), of a ministry, or of the whole draft."""

    field: str
    what: Any
    ministry_id: int | None = None
    number: int | None = None


Met = Callable[[PriorityText], bool]
DEMANDS: tuple[tuple[str, Any, Met], ...] = (
    ("title", _l("Write the title."), lambda t: bool(t.title.strip())),
    ("ask", _l("Say what is asked and why."), lambda t: bool(t.ask.strip())),
    ("sector_id", _l("Choose the sector."), lambda t: t.sector_id is not None),
    ("core_area", _l("Choose the core area."), lambda t: bool(t.core_area)),
    ("psg", _l("Choose the Peacebuilding and Statebuilding Goal."), lambda t: bool(t.psg)),
    ("dimensions", _l("Choose at least one dimension of governance."), lambda t: bool(t.dimensions)),
    ("modes", _l("Say whether the work is structural, operational or both."), lambda t: bool(t.modes)),
    ("horizon", _l("Choose short, medium or long term."), lambda t: bool(t.horizon)),
    ("effort", _l("Say whose effort it is: the country’s, with outside help, or joint."), lambda t: bool(t.effort)),
    ("mechanism", _l("Say how it protects people."), lambda t: bool(t.mechanism)),
    ("lead", _l("Name the national body that leads it."), lambda t: bool(t.lead.strip())),
    ("start", _l("Give the day it begins."), lambda t: t.start is not None),
    ("end", _l("Give the day it ends."), lambda t: t.end is not None),
    ("gender_marker", _l("Choose the gender marker: empty means not screened."), lambda t: t.gender_marker is not None),
    ("outcome", _l("Give at least one outcome indicator."), lambda t: bool(t.outcome.strip())),
    ("outputs", _l("Add at least one output."), lambda t: bool(t.outputs)),
    ("needs", _l("Add at least one need, with its place."), lambda t: bool(t.needs)),
    (
        "domestic_amount",
        _l("Give the country’s own money, as this is a national or joint effort."),
        lambda t: t.effort not in ("DOMESTIC", "JOINT") or t.domestic_amount is not None,
    ),
)


def lacks_of(text: PriorityText, *, regions: bool) -> list[Lack]:
    """What one priority lacks before it can be published (domain.md S2-S18, S29, S30).

    `regions` says whether the country's regions are known, so that a need must name a place below the country.
    """
    found = [(field, what) for field, what, met in DEMANDS if not met(text)]
    if regions and text.needs and not any(n.place.level >= 1 for n in text.needs):
        found.append(("needs", _l("Name at least one region among the needs.")))
    return [Lack(field, what, text.ministry_id, text.priority.number) for field, what in found]


def missing(
    texts: Sequence[PriorityText], signoffs: Iterable[SignOff], *, regions: bool, ministries: Collection[int] | None = None
) -> list[Lack]:
    """All that a draft lacks, in the priorities' order, then sign-offs; nothing if it may be published.

    `texts` are the draft's priorities that it keeps; `ministries` limits the list to theirs.
    """
    if not texts:
        return [Lack("priorities", _l("Add at least one priority."))]
    found = [lack for text in texts for lack in lacks_of(text, regions=regions)]
    found += circles(texts)
    signed = {s.ministry_id for s in signoffs if s.cancelled_at is None}
    unsigned = dict.fromkeys(t.ministry_id for t in texts if t.ministry_id not in signed)
    found += [Lack(SIGN_OFF, _l("Not signed off yet"), ministry_id) for ministry_id in unsigned]
    return [lack for lack in found if ministries is None or lack.ministry_id in ministries]


def circles(texts: Sequence[PriorityText]) -> list[Lack]:
    """Prerequisites that cannot hold: a circle, or a priority that the draft lets go (domain.md I12)."""
    kept = {t.priority_id: t for t in texts}
    cycle = find_cycle({t.priority_id: [p.needs_id for p in t.prerequisites] for t in texts})
    found = [
        Lack("prerequisites", _l("A prerequisite is no longer among the priorities."), t.ministry_id, t.priority.number)
        for t in texts
        if any(p.needs_id not in kept for p in t.prerequisites)
    ]
    if cycle:
        first, reason = kept[cycle[0]], cycle_reason([kept[i].priority.number for i in cycle])
        found.append(Lack("prerequisites", reason, first.ministry_id, first.priority.number))
    return found


def cycle_reason(numbers: Sequence[int]) -> str:
    """The sentence about priorities that wait for each other."""
    names = ", ".join(str(n) for n in numbers)
    return _("These priorities wait for each other: %(names)s. Remove one link.", names=names)


def faults_of(dates: Publication, *, on: date) -> list[tuple[str, Any]]:
    """What is wrong with the dates of a publication on the day `on`, as (field, reason) (domain.md 3)."""
    found: list[tuple[str, Any]] = []
    days = (dates.comments_until - on).days
    if days < SHORTEST_ROUND_DAYS:
        found.append(("comments_until", _("Comments must be open for at least %(n)s days.", n=SHORTEST_ROUND_DAYS)))
    elif days < ROUND_DAYS and not dates.short_reason.strip():
        found.append(("short_reason", _("Give the reason for fewer than %(n)s days; it is published.", n=ROUND_DAYS)))
    if dates.answers_until <= dates.comments_until:
        found.append(("answers_until", _("Answers come after the comments close.")))
    elif dates.answers_until - dates.comments_until > timedelta(days=ANSWER_DAYS):
        found.append(("answers_until", _("Answers are due at most %(n)s days after the comments close.", n=ANSWER_DAYS)))
    if dates.next_revision is not None and dates.next_revision <= on:
        found.append(("next_revision", _("The next revision must lie after today.")))
    return found
