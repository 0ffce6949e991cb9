"""The words of lines: states, provenance, splits, basis of an amount, functions, modalities, transaction types."""

from collections.abc import Mapping
from typing import Any

from consult.commitments.models import Basis, LineState, Provenance, Split
from consult.kit.i18n import lazy_gettext as _l

STATES: Mapping[LineState, Any] = {
    LineState.INTEREST: _l("Interest"),
    LineState.PLEDGED: _l("Pledged"),
    LineState.COMMITTED: _l("Committed"),
    LineState.ACTIVE: _l("Active"),
    LineState.FINALISING: _l("Finishing"),
    LineState.CLOSED: _l("Closed"),
    LineState.LAPSED: _l("Lapsed"),
    LineState.SUSPENDED: _l("Suspended"),
    LineState.WIND_DOWN: _l("Winding down"),
    LineState.CANCELLED: _l("Cancelled"),
}
PROVENANCES: Mapping[Provenance, Any] = {
    Provenance.REGISTERED: _l("Registered here"),
    Provenance.REPORTED: _l("Reported by a source"),
}
PLACE_SPLITS: Mapping[Split, Any] = {
    Split.SINGLE: _l("One place"),
    Split.STATED: _l("Split as stated"),
    Split.UNDIVIDED: _l("Not divided"),
}
SECTOR_SPLITS: Mapping[Split, Any] = {
    Split.SINGLE: _l("One purpose code"),
    Split.STATED: _l("Split as stated"),
    Split.UNDIVIDED: _l("Not divided"),
}
BASES: Mapping[Basis, Any] = {
    Basis.COMMITMENT: _l("From commitments"),
    Basis.INCOMING_COMMITMENT: _l("From incoming commitments"),
    Basis.SPENDING: _l("From money paid and spent"),
    Basis.BUDGET: _l("From budgets"),
    Basis.NONE: _l("No amount stated"),
}
