"""A rule's answer: yes, or no with the reason that a reader is shown."""

from enum import Enum
from typing import Any

import msgspec

from consult.kit.errors import Refused, WrongState


class Kind(Enum):
    """Why not: `NO` is a matter of right (403), `NOT_NOW` of state (409)."""

    YES = "yes"
    NO = "no"
    NOT_NOW = "not now"


class Verdict(msgspec.Struct, frozen=True):
    """Asked once for three: the action requires it, the template shows it, the reader reads its reason."""

    kind: Kind
    reason: Any = ""

    def __bool__(self) -> bool:
        return self.kind is Kind.YES

    def require(self) -> None:
        """Go on, or raise `Refused` (403) or `WrongState` (409) with the reason."""
        if self.kind is Kind.NO:
            raise Refused(self.reason)
        if self.kind is Kind.NOT_NOW:
            raise WrongState(self.reason)


YES = Verdict(Kind.YES)


def no(reason: Any) -> Verdict:
    """Not by this person; `reason` is translated text, lazy or not."""
    return Verdict(Kind.NO, reason)


def not_now(reason: Any) -> Verdict:
    """Not in this state; `reason` is translated text, lazy or not."""
    return Verdict(Kind.NOT_NOW, reason)
