"""The agenda's fields and values in words."""

from typing import Any

from consult.agendas.diff import LABELS
from consult.codes import lists
from consult.kit.i18n import lazy_gettext as _l

LISTS = {
    "core_area": "core_areas",
    "psg": "psgs",
    "horizon": "horizons",
    "effort": "efforts",
    "mechanism": "mechanisms",
    "dimension": "dimensions",
    "mode": "modes",
    "sgbv": "sgbv_tags",
    "risk_factor": "risk_factors",
    "gender_marker": "gender_markers",
}
STATES = {
    "DRAFT": _l("Draft"),
    "CONSULTING": _l("Open for views"),
    "RESPONDED": _l("Answered"),
    "ADOPTED": _l("Adopted"),
    "CLOSED": _l("Closed"),
    "SUPERSEDED": _l("Replaced"),
}
PRIORITY_STATES = {"DRAFT": _l("Draft"), "PUBLISHED": _l("Published"), "MET": _l("Met"), "DROPPED": _l("Dropped")}


def name_of(field: str, code: Any) -> str:
    """A code's name in the language spoken."""
    found = lists.find(LISTS[field], str(code))
    return found.name if found else str(code)


def field_name(field: str, part: str) -> str:
    """A field's name and which part of it, where the part says more than the value does."""
    label = str(LABELS.get(field, field))
    return f"{label} {part}" if part and field not in LISTS and field != "prerequisite" else label


def field_value(field: str, value: str) -> str:
    """A value as people read it: a code by its name."""
    return name_of(field, value) if value and field in LISTS else value


def systemic(modes: list[str]) -> str:
    """The kind of prevention: both at once is systemic, derived and never stored (domain.md S13)."""
    if set(modes) >= {"STRUCTURAL", "OPERATIONAL"}:
        return name_of("mode", "SYSTEMIC")
    return ", ".join(name_of("mode", m) for m in modes)
