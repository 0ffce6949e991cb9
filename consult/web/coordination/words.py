"""The words of reports."""

from collections.abc import Mapping
from typing import Any

from consult.coordination.gaps import GapState
from consult.coordination.models import DecisionKind, FindingState
from consult.coordination.money import Crowd
from consult.kit.i18n import lazy_gettext as _l

LEVELS: Mapping[int, Any] = {
    0: _l("At national level only"),
    1: _l("Related work"),
    2: _l("Probable overlap"),
    3: _l("Strong overlap"),
    4: _l("Strong overlap, more money than need"),
}
CERTAINTY: Mapping[int, Any] = {0: _l("At national level only"), 1: _l("Possible"), 2: _l("Probable")}
GAPS: Mapping[GapState, Any] = {
    GapState.NEED_UNKNOWN: _l("Need not stated"),
    GapState.NO_CONSENT: _l("No consent"),
    GapState.CONSENTED_UNFUNDED: _l("Consent given, no money"),
    GapState.PLEDGED_ONLY: _l("Promised only"),
    GapState.PARTIAL: _l("Partly funded"),
    GapState.COVERED: _l("Funded"),
    GapState.OVERSUBSCRIBED: _l("More money than need"),
}
CROWDS: Mapping[Crowd, Any] = {
    Crowd.CROWDED: _l("Crowded: four funders or more"),
    Crowd.OVERSUBSCRIBED: _l("More money than need"),
    Crowd.ORPHAN: _l("Orphan priority"),
    Crowd.THIN: _l("Thin support"),
}
FINDINGS: Mapping[FindingState, Any] = {
    FindingState.OPEN: _l("Open"),
    FindingState.ACKNOWLEDGED: _l("Seen"),
    FindingState.RESOLVED: _l("Settled"),
    FindingState.ACCEPTED_AS_IS: _l("Left as it is"),
}
DECISIONS: Mapping[DecisionKind, Any] = {
    DecisionKind.DUPLICATE: _l("Duplicate"),
    DecisionKind.COMPLEMENTARY: _l("Complementary"),
    DecisionKind.JOINT: _l("Joint programme"),
    DecisionKind.MOVE: _l("Move to another place"),
    DecisionKind.LEAVE: _l("Leave as it is"),
}
DISORDERS: Mapping[str, Any] = {
    "SC1": _l("starts before what it waits for is finished"),
    "SC2": _l("has money, while what it waits for has none"),
    "SC3": _l("its work does not fit its horizon"),
}
