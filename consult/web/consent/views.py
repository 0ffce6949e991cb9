"""Reading the register: the table, a cell, a consent, every change."""

from datetime import date
from typing import Any

from flask import g, request

from consult.codes import lists
from consult.commitments import queries as commitments
from consult.commitments import standing
from consult.commitments.models import Line
from consult.consent import queries
from consult.consent.cells import ANYTHING, NOT_ASKED, OPEN, OTHERS, Cell, Wish, cell_of, concerns, ends_on
from consult.consent.facts import PlaceFacts
from consult.consent.queries import Consent
from consult.consent.terms import known
from consult.kit.actor import GOVERNMENT_KINDS
from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _
from consult.kit.money import plain
from consult.kit.text import slug
from consult.places import queries as places
from consult.places.models import Place
from consult.web.consent import shown
from consult.web.consent.acts import acts_for
from consult.web.door import PUBLIC, answer, named, open_to, room, today
from consult.web.files import Table

bp = room("consent", url="consent/")


@bp.app_context_processor
def words() -> dict[str, Any]:
    """The register's words, for every template."""
    return {"consent_words": shown}


STATES = {
    "in-force": OPEN,
    "ending": OPEN | {"NOTICE"},
    "paused": frozenset({"SUSPENDED"}),
    "ended": frozenset({"WITHDRAWN", "EXPIRED", "REFUSED"}),
    "not-asked": frozenset({NOT_ASKED}),
}
CELL_COLUMNS = ("sector", "place", "state", "since", "until", "consent", "more")
SCOPE_COLUMNS = (
    "consent",
    "title",
    "sector",
    "ministry",
    "state",
    "since",
    "who",
    "how",
    "places",
    "valid_from",
    "valid_to",
    "ceiling",
    "currency",
    "conditions",
    "notice_days",
    "winddown_days",
    "visibility",
)
HISTORY_COLUMNS = ("in_force_from", "recorded", "consent", "sector", "what", "state", "body", "reason")


@bp.get("/")
@open_to(PUBLIC)
def table() -> Any:
    on, wish, state = day_asked(), wish_asked(), request.args.get("state", "")
    found = queries.consents(g.db, g.actor, on=on)
    rows = [r for r in grid(found, wish) if state not in STATES or any(holds(c, state, on) for _place, c in r[1])]
    cells = [c for _sector, row in rows for _place, c in row]
    return answer(
        "consent/table.html",
        "consent/_table.html",
        table=lambda: cells_file(rows),
        rows=rows,
        cells=len(cells),
        open=sum(c.shown in OPEN for c in cells),
        on=on,
        wish=wish,
        state=state,
        kinds=[k for k in chosen_from("organisation_kinds") if k[0] not in GOVERNMENT_KINDS],
        helps=chosen_from("functions"),
        recent=shown.history(found, until=on)[:5],
        changes=sum(len(c.facts.events) for c in found),
        hidden=queries.hidden_count(g.db, g.actor, on=on),
        today=today(),
    )


@bp.get("/history/")
@open_to(PUBLIC)
def history() -> Any:
    found = shown.history(queries.consents(g.db, g.actor, on=today()), until=today())
    return answer("consent/history.html", table=lambda: history_file(found), found=found)


@bp.get("/<sector>/")
@open_to(PUBLIC)
def sector(sector: str) -> Any:
    on, one = day_asked(), queries.sector_by_code(g.db, sector)
    found = queries.consents(g.db, g.actor, on=on, sector_id=one.id)
    return answer("consent/cell.html", table=lambda: scopes_file(found), **of_place(one, None, found, on))


@bp.get("/<sector>/<place>/")
@open_to(PUBLIC)
def cell(sector: str, place: str) -> Any:
    on, one, here = day_asked(), queries.sector_by_code(g.db, sector), place_of(place)
    spot = facts_of(here, queries.tree(g.db))
    found = [c for c in queries.consents(g.db, g.actor, on=on, sector_id=one.id) if concerns(c, spot)]
    return answer("consent/cell.html", table=lambda: scopes_file(found), **of_place(one, here, found, on))


@bp.get("/<int(max=2147483647):number>/")
@open_to(PUBLIC)
def scope(number: int) -> Any:
    found = queries.consent_by_number(g.db, g.actor, number, on=today())
    return answer("consent/scope.html", table=lambda: scopes_file([found]), **of_scope(found))


def of_scope(found: Consent, **more: Any) -> dict[str, Any]:
    """What the page of a consent shows."""
    under = commitments.lines(g.actor).where(Line.scope_id == found.row.id)
    lines = g.db.scalars(under.limit(50)).unique().all()
    return {
        "consent": found,
        "used": standing.used(g.db).get(found.row.id, 0),
        "lines": lines,
        "acts": acts_for(g.actor, found),
        "found": shown.history([found], until=today()),
        "strip": shown.strip(found.facts, on=today()),
        **more,
    }


def of_place(one: Any, here: Place | None, found: list[Consent], on: date) -> dict[str, Any]:
    """What the page of a sector, or of a sector in a place, shows."""
    living = [c for c in found if c.shown in {*OPEN, "NOTICE", "SUSPENDED", "PROPOSED", "DRAFT"}]
    first = cell_of(found, one.id, facts_of(here, queries.tree(g.db))) if here else None
    return {
        "sector": one,
        "place": here,
        "living": living,
        "ended": [c for c in found if c not in living],
        "on": on,
        "shown_as": first.shown if first else None,
        "found": shown.history(found, until=on),
        "used": standing.used(g.db),
        "today": today(),
    }


def grid(found: list[Consent], wish: Wish = ANYTHING) -> list[tuple[Any, list[tuple[Place, Cell]]]]:
    """The table: each national sector with its cell in each region."""
    above = queries.tree(g.db)
    regions = [(p, facts_of(p, above)) for p in places.places_at(g.db, 1)]
    return [(s, [(p, cell_of(found, s.id, f, wish)) for p, f in regions]) for s in queries.sectors(g.db)]


def facts_of(place: Place, above: queries.Tree) -> PlaceFacts:
    """A place with those that hold it."""
    return PlaceFacts(id=place.id, name=named(place), within=above[place.id])


def place_of(text: str) -> Place:
    """The place that an address names, by its name or its code; raises `Missing`."""
    found = [p for p in places.places(g.db) if text in {slug(p.name), p.code.lower()}]
    if not found:
        raise Missing(_("No place is called %(name)s in this country. Choose one from the list.", name=text))
    return found[0]


def holds(cell: Cell, state: str, on: date) -> bool:
    """Whether a cell is in one of the states asked for; «ending» means within sixty days."""
    if cell.shown not in STATES[state]:
        return False
    last = ends_on(cell.first) if cell.first else None
    return state != "ending" or (last is not None and (last - on).days <= 60)


def day_asked() -> date:
    """The day in the address; today where it is missing or no day."""
    try:
        return date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        return date.fromisoformat(str(today()))


def wish_asked() -> Wish:
    """The filters in the address; what is no code is ignored."""
    kind, help_ = request.args.get("kind", ""), request.args.get("help", "")
    return Wish(kind if kind in known("organisation_kinds") else "", help_ if help_ in known("functions") else "")


def chosen_from(name: str) -> list[tuple[str, str]]:
    """A list's codes with their names, UNKNOWN left out."""
    return [(code, text) for code, text in lists.choices(name) if code != "UNKNOWN"]


def cells_file(rows: list[tuple[Any, list[tuple[Place, Cell]]]]) -> Table:
    """The table as a file, a row a cell."""
    made = []
    for one, row in rows:
        for place, c in row:
            since, until = (c.first.turn.on, ends_on(c.first)) if c.first else (None, None)
            number = c.first.row.number if c.first else None
            made.append((one.code, place.code, c.shown if c.shown != OTHERS else "OTHERS_ONLY", since, until, number, c.more))
    return Table("consent", CELL_COLUMNS, made)


def scopes_file(found: list[Consent]) -> Table:
    """Consents as a file, a row each."""
    rows = [
        (
            c.row.number,
            c.row.title,
            c.row.sector.code,
            c.row.grantor.name,
            c.shown,
            c.turn.on,
            shown.who(c.row),
            shown.how(c.row),
            " ".join(p.place.code for p in c.row.places),
            c.row.valid_from,
            c.row.valid_to,
            plain(c.row.ceiling, c.row.currency),
            c.row.currency,
            " | ".join(x.text for x in c.row.conditions),
            c.row.notice_days,
            c.row.winddown_days,
            c.row.visibility,
        )
        for c in found
    ]
    return Table("consents", SCOPE_COLUMNS, rows)


def history_file(found: list[shown.Happened]) -> Table:
    """What happened as a file, a row an event."""
    rows = [
        (
            h.on,
            h.recorded_at.isoformat() if h.recorded_at else None,
            h.consent.row.number,
            h.consent.row.sector.code,
            h.text,
            h.shown,
            h.event.body if h.event else "",
            h.event.reason if h.event else "",
        )
        for h in found
    ]
    return Table("consent-history", HISTORY_COLUMNS, rows)
