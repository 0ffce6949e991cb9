"""States, events and transitions of a consent as data (domain.md 5.2), and the ten answers of 5.3 with their words."""

from enum import Enum
from typing import Any

from consult.kit.i18n import lazy_gettext as _l


class State(Enum):
    """What a consent is on a day."""

    DRAFT = "DRAFT"
    PROPOSED = "PROPOSED"
    IN_FORCE = "IN_FORCE"
    REFUSED = "REFUSED"
    SUSPENDED = "SUSPENDED"
    NOTICE = "NOTICE"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"
    SUPERSEDED = "SUPERSEDED"


class Step(Enum):
    """What people do to a consent; each is one event. COUNTERSIGNED waits for its first day, NOTICED for its last."""

    PROPOSED = "PROPOSED"
    COUNTERSIGNED = "COUNTERSIGNED"
    REFUSED = "REFUSED"
    DECLINED = "DECLINED"
    SUSPENDED = "SUSPENDED"
    RESUMED = "RESUMED"
    NOTICED = "NOTICED"
    RESCINDED = "RESCINDED"
    SUPERSEDED = "SUPERSEDED"


class Answer(Enum):
    """What the register says about a line, in the order of the table of domain.md 5.3."""

    COVERED = "COVERED"
    COVERED_WITH_CONDITIONS = "COVERED_WITH_CONDITIONS"
    OVER_CEILING = "OVER_CEILING"
    IN_NOTICE = "IN_NOTICE"
    SUSPENDED = "SUSPENDED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"
    REFUSED = "REFUSED"
    PARTLY = "PARTLY"
    NOT_ASKED = "NOT_ASKED"


class Visibility(Enum):
    """Who may see a consent, beside the partners that it names and those who read its sector's own."""

    PUBLIC = "PUBLIC"
    SIGNED_IN = "SIGNED_IN"
    GOVERNMENT = "GOVERNMENT"


class ConditionKind(Enum):
    """PRECEDENT: to meet first. STANDING: to keep as long as the consent lasts."""

    PRECEDENT = "PRECEDENT"
    STANDING = "STANDING"


class RequestState(Enum):
    """A partner's request for consent; an exception is an ordinary narrow scope."""

    OPEN = "OPEN"
    GRANTED = "GRANTED"
    REFUSED = "REFUSED"
    DROPPED = "DROPPED"


# COUNTERSIGNED and RESCINDED are missing on purpose: the first takes effect on its day, the second returns to
# where the notice came from (rules.timeline).
TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.DRAFT, Step.PROPOSED): State.PROPOSED,
    (State.DRAFT, Step.REFUSED): State.REFUSED,
    (State.PROPOSED, Step.REFUSED): State.REFUSED,
    (State.PROPOSED, Step.DECLINED): State.REFUSED,
    (State.IN_FORCE, Step.SUSPENDED): State.SUSPENDED,
    (State.SUSPENDED, Step.RESUMED): State.IN_FORCE,
    (State.IN_FORCE, Step.NOTICED): State.NOTICE,
    (State.SUSPENDED, Step.NOTICED): State.NOTICE,
    (State.IN_FORCE, Step.SUPERSEDED): State.SUPERSEDED,
}
TERMINAL = frozenset({State.REFUSED, State.WITHDRAWN, State.EXPIRED, State.SUPERSEDED})
LIVE = frozenset({State.IN_FORCE, State.SUSPENDED, State.NOTICE})

WORDS: dict[State | Answer | Visibility | ConditionKind | RequestState, Any] = {
    State.DRAFT: _l("Draft"),
    State.PROPOSED: _l("Proposed"),
    State.IN_FORCE: _l("Granted"),
    State.REFUSED: _l("Refused"),
    State.SUSPENDED: _l("Paused"),
    State.NOTICE: _l("Notice given"),
    State.WITHDRAWN: _l("Withdrawn"),
    State.EXPIRED: _l("Expired"),
    State.SUPERSEDED: _l("Replaced"),
    Answer.COVERED: _l("Covered"),
    Answer.COVERED_WITH_CONDITIONS: _l("Covered, with conditions"),
    Answer.OVER_CEILING: _l("Over the ceiling"),
    Answer.IN_NOTICE: _l("Notice given"),
    Answer.SUSPENDED: _l("Paused"),
    Answer.WITHDRAWN: _l("Withdrawn"),
    Answer.EXPIRED: _l("Expired"),
    Answer.REFUSED: _l("Refused"),
    Answer.PARTLY: _l("Covered in part"),
    Answer.NOT_ASKED: _l("Not asked"),
    Visibility.PUBLIC: _l("Public"),
    Visibility.SIGNED_IN: _l("Signed-in people"),
    Visibility.GOVERNMENT: _l("Government only"),
    ConditionKind.PRECEDENT: _l("To meet first"),
    ConditionKind.STANDING: _l("Standing"),
    RequestState.OPEN: _l("Open"),
    RequestState.GRANTED: _l("Granted"),
    RequestState.REFUSED: _l("Refused"),
    RequestState.DROPPED: _l("Dropped"),
}
