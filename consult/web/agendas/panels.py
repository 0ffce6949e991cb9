"""What the agenda's templates ask for: figures, parts, terms and words."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from flask import current_app, g

from consult.agendas.models import PriorityText
from consult.codes import lists
from consult.commitments.sums import Sum
from consult.commitments.words import STATES as LINE_STATES
from consult.consent.cells import ends_on
from consult.consent.queries import Consent
from consult.kit.i18n import day, ngettext, percent
from consult.kit.i18n import gettext as _
from consult.kit.text import slug
from consult.places.models import Place
from consult.web.agendas.filters import CONSENT
from consult.web.agendas.shown import Row, asked_for, said
from consult.web.agendas.words import PRIORITY_STATES, STATES, field_name, field_value, name_of, systemic
from consult.web.door import named


def panels() -> dict[str, Any]:
    """All of it, by the names that templates use."""
    return {
        "states": STATES,
        "priority_states": PRIORITY_STATES,
        "line_states": {state.value: word for state, word in LINE_STATES.items()},
        "consent_states": CONSENT,
        "figures": figures,
        "priority_figures": priority_figures,
        "parts_of": parts_of,
        "terms_of": terms_of,
        "places_of": places_of,
        "initials": initials,
        "slug": slug,
        "scope_words": scope_words,
        "said": said,
        "field_name": field_name,
        "field_value": field_value,
        "root": f"/{g.lang}/{g.country.code.lower()}/" if g.get("country") else "/",
    }


def money(amount: int | None) -> str:
    """Minor units of the reporting currency, short."""
    short: Any = current_app.jinja_env.globals["short_money"]
    return str(short(amount, g.country.currency)) if amount is not None else _("No data")


Figure = tuple[Any, Any, Any]


def figures(rows: Sequence[Row]) -> list[Figure]:
    """The four figures of the agenda."""
    asked = asked_for(row.asked for row in rows)
    promised = sum(row.money.promised for row in rows)
    sectors = len({row.text.sector_id for row in rows})
    return [
        (_("Priorities"), len(rows), ngettext("in %(n)s sector", "in %(n)s sectors", sectors)),
        (_("Asked for"), money(asked), _("at least") if any(row.at_least for row in rows) and asked else ""),
        (_("Offered and signed"), money(promised), percent(promised / asked) if asked else ""),
        (_("Paid out"), money(sum(row.money.paid for row in rows)), ""),
    ]


def priority_figures(row: Row) -> list[Figure]:
    """The figures of one priority."""
    share = percent(row.money.signed / row.asked) if row.asked else ""
    found = [
        (_("Asked for"), money(row.asked), _("at least") if row.at_least and row.asked else ""),
        (_("Signed"), money(row.money.signed), share),
        (_("Offered, not signed"), money(row.money.offered), ""),
    ]
    if row.text.domestic_amount is not None:
        found.append((_("Paid by the country itself"), money(row.text.domestic_amount), ""))
    return found


class Part(msgspec.Struct, frozen=True):
    """One output, or (without a label) what is asked for the priority as a whole."""

    label: str
    title: str
    places: list[Place]
    asked: int | None
    money: Sum


def parts_of(text: PriorityText, found: Mapping[int | None, Sum]) -> list[Part]:
    """A priority's outputs, then what no output holds, where there is any."""
    parts = []
    for output in (*text.outputs, None):
        output_id = output["output_id"] if output else None
        needs = [n for n in text.needs if n.output_id == output_id]
        if output is None and not needs and output_id not in found:
            continue
        label = f"{text.priority.number}.{output['number']}" if output else ""
        title = output["title"] if output else _("The priority as a whole")
        asked = asked_for(n.amount for n in needs)
        parts.append(Part(label, title, [n.place for n in needs], asked, found.get(output_id, Sum())))
    return parts


def terms_of(text: PriorityText) -> list[tuple[Any, Any]]:
    """How a priority is classified, in words, what is not stated left out."""
    said_by = [
        (_("Core area"), name_of("core_area", text.core_area) if text.core_area else ""),
        (_("Peacebuilding and Statebuilding Goal"), name_of("psg", text.psg) if text.psg else ""),
        (_("Dimensions of governance"), names("dimensions", text.dimensions)),
        (_("Kind of prevention"), systemic(text.modes)),
        (_("Term"), name_of("horizon", text.horizon) if text.horizon else ""),
        (_("Effort"), name_of("effort", text.effort) if text.effort else ""),
        (_("How it protects people"), name_of("mechanism", text.mechanism) if text.mechanism else ""),
        (_("Institutional guarantee"), text.guarantee),
        (_("Gender marker"), _("Not screened") if text.gender_marker is None else name_of("gender_marker", text.gender_marker)),
        (_("Sexual and gender-based violence"), names("sgbv_tags", text.sgbv)),
        (_("Risk factors"), names("risk_factors", text.risk_factors)),
    ]
    return [(label, value) for label, value in said_by if value]


def names(of_list: str, codes: Sequence[Any]) -> str:
    """The names of codes, joined."""
    found = (lists.find(of_list, str(code)) for code in codes)
    return ", ".join(code.name for code in found if code)


def places_of(row: Row) -> str:
    """Where a priority works, short."""
    if row.nationwide or not row.regions:
        return _("the whole country") if row.nationwide else ""
    if len(row.regions) == row.known_regions:
        return _("all regions")
    if len(row.regions) <= 2:
        return ", ".join(named(p) for p in row.regions)
    return ngettext("%(n)s region", "%(n)s regions", len(row.regions))


def initials(regions: Sequence[Place]) -> dict[int, str]:
    """Regions' initials for narrow columns, by id: South-East is SE; two letters where one would not do."""
    found = {p.id: "".join(word[0] for word in named(p).replace("-", " ").split()).upper() for p in regions}
    doubled = [short for short in found.values() if list(found.values()).count(short) > 1]
    return {p.id: named(p)[:3] if found[p.id] in doubled else found[p.id] for p in regions}


def scope_words(one: Consent) -> str:
    """Whom a consent admits, for what, until when."""
    facts = one.facts
    named_ones = [p.organisation.name for p in one.row.partners]
    kinds = names("organisation_kinds", sorted(facts.kinds))
    who = _("any organisation") if facts.anyone else ", ".join(filter(None, (kinds, *named_ones)))
    what = names("functions", sorted(facts.functions)) or _("any kind of help")
    until = _("until %(date)s", date=day(ends_on(one))) if ends_on(one) else ""
    return " · ".join(filter(None, (who, what, until)))
