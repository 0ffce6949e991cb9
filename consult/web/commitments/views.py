"""Support: what help is wanted and agreed, one commitment, an organisation's own lines."""

from typing import Any

from flask import g, redirect, request, url_for

from consult.accounts import register
from consult.agendas import queries as agendas
from consult.codes.lists import label
from consult.commitments import queries, rules
from consult.commitments.models import Commitment, LineState, Provenance
from consult.commitments.queries import Filters
from consult.commitments.words import PROVENANCES, STATES
from consult.kit.actor import Permission
from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _
from consult.kit.money import plain
from consult.kit.text import slug
from consult.places import queries as places
from consult.places.models import Place
from consult.web.commitments import shown
from consult.web.commitments.acts import acts_of
from consult.web.commitments.wanted import wanted
from consult.web.door import PUBLIC, answer, form_page, named, open_to, room, today
from consult.web.files import Table

bp = room("commitments", url="support/")
OPEN = tuple(state for state in LineState if state not in (LineState.CANCELLED, LineState.LAPSED))


@bp.context_processor
def words() -> dict[str, Any]:
    """What every page of this room speaks with."""
    return {"shown": shown, "line_states": STATES, "label": label, "rules": rules, "may_offer": rules.may_offer(g.actor)}


@bp.get("/")
@open_to(PUBLIC)
def support() -> Any:
    """What is wanted, with its consent; then what is offered and agreed, a page at a time."""
    filters, chosen = filters_of()
    found = queries.page_of_lines(g.db, g.actor, filters, form_page(request.args.get("page")))
    return answer(
        "commitments/support.html",
        "commitments/_list.html",
        table=lambda: shown.file_of(g.db.scalars(queries.lines(g.actor, filters)).unique(), "support"),
        page=found,
        rows=shown.rows(found.items),
        chosen=chosen,
        choices=choices(),
        wanted=[] if chosen or found.number > 1 else wanted(12),
    )


@bp.get("/mine/")
@open_to(Permission.LINE_EDIT)
def mine() -> Any:
    """The reader's own organisation's lines."""
    found = queries.own_lines(g.db, g.actor)
    return answer("commitments/mine.html", table=lambda: shown.file_of(found, "my-support"), rows=shown.rows(found))


@bp.get("/C-<number>/")
@open_to(PUBLIC)
def commitment(number: str) -> Any:
    """One commitment with its lines, their history and their money."""
    found = commitment_of(number)
    return answer("commitments/commitment.html", table=lambda: money_of(found), **of_commitment(found))


@bp.get("/C-<number>/<int:line>/")
@open_to(PUBLIC)
def line_page(number: str, line: int) -> Any:
    """A line stands on its commitment's page."""
    return redirect(url_for(".commitment", number=number, _anchor=f"line-{line}"), 303)


def commitment_of(number: str) -> Commitment:
    """The commitment of an address, or Missing."""
    if not number.isdecimal() or len(number) > 9:
        raise Missing(_("There is no commitment of this number."))
    return queries.get_commitment(g.db, g.actor, int(number))


def of_commitment(found: Commitment, *, open_form: tuple[str, int, Any] | None = None) -> dict[str, Any]:
    """What a commitment's page shows; `open_form`: an act, its line and its form with faults."""
    lines = queries.lines_of(g.db, g.actor, found.id)
    rows = shown.rows(lines)
    return {
        "commitment": found,
        "rows": rows,
        "acts": {row.line.id: acts_of(row, open_form) for row in rows},
        "twins": queries.twins_of(g.db, [line.id for line in lines]),
        "texts": priorities_of(lines),
        "today": today(),
    }


def priorities_of(lines: Any) -> dict[int, Any]:
    """The published words of the priorities that lines serve."""
    wanted_ids = {line.priority_id for line in lines if line.priority_id}
    if not wanted_ids:
        return {}
    return {t.priority_id: t for t in agendas.published_priorities(g.db) if t.priority_id in wanted_ids}


def money_of(found: Commitment) -> Table:
    """A commitment's transactions as a file."""
    rows = [(t.line_id, t.type, t.day, plain(t.value, t.currency), t.currency, t.obliged_on, t.note) for t in found.transactions]
    columns = ("line_id", "type", "day", "value", "currency", "owed_since", "note")
    return Table(f"C-{shown.code(found.number)}", columns, rows)


def filters_of() -> tuple[Filters, dict[str, str]]:
    """The list's filters and what the address says; what means nothing is left out."""
    typed = {k: request.args.get(k, "").strip()[:100] for k in ("state", "sector", "region", "priority", "source", "q")}
    state = LineState[typed["state"]] if typed["state"] in LineState.__members__ else None
    source = Provenance[typed["source"]] if typed["source"] in Provenance.__members__ else None
    sector = next((s for s in register.sectors(g.db) if s.code == typed["sector"]), None) if typed["sector"] else None
    inside = beneath(typed["region"]) if typed["region"] else ()
    number = int(typed["priority"]) if typed["priority"].isdecimal() and len(typed["priority"]) < 9 else None
    texts = agendas.published_priorities(g.db) if number is not None else []
    priority = next((t.priority_id for t in texts if t.priority.number == number), None)
    found = {"state": state, "sector": sector, "region": inside, "priority": priority, "source": source, "q": typed["q"]}
    filters = Filters(
        states=(state,) if state else (),
        sector_id=sector.id if sector else None,
        priority_id=priority,
        inside=inside,
        provenance=source,
        words=typed["q"],
    )
    return filters, {name: typed[name] for name, value in found.items() if value}


def beneath(region: str) -> tuple[int, ...]:
    """The ids of a region, named as in addresses, and of all places in it."""
    every = places.places(g.db)
    found = {place.id for place in every if place.level == 1 and region in (slug(place.name), place.code.lower())}
    for place in every if found else ():
        if place.parent_id in found:
            found.add(place.id)
    return tuple(found)


def choices() -> dict[str, Any]:
    """What the list may be narrowed to."""
    return {
        "state": [(state.value, word) for state, word in STATES.items()],
        "sector": [(s.code, named(s)) for s in register.sectors(g.db)],
        "region": [(address_of(place), named(place)) for place in places.places_at(g.db, 1)],
        "source": [(one.value, word) for one, word in PROVENANCES.items()],
    }


def address_of(place: Place) -> str:
    """A place as an address names it."""
    return slug(place.name) or place.code.lower()
