"""Who may act on a finding, and when it is settled: pure."""

from __future__ import annotations

import hashlib

from consult.coordination.models import DecisionKind, Finding, FindingState
from consult.kit.actor import Actor, Permission, Reach, Subject
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.verdict import YES, Verdict, no

SETTLED = {
    DecisionKind.DUPLICATE: FindingState.ACKNOWLEDGED,
    DecisionKind.COMPLEMENTARY: FindingState.RESOLVED,
    DecisionKind.JOINT: FindingState.RESOLVED,
    DecisionKind.MOVE: FindingState.ACKNOWLEDGED,
    DecisionKind.LEAVE: FindingState.ACCEPTED_AS_IS,
}
"""What each decision makes of a finding: duplicates and moves wait for the records to change."""


def may_decide(actor: Actor) -> Verdict:
    """Open a finding and record what was decided: the coordinator (domain.md 5.1)."""
    if not actor.holds(Permission.FINDING_DECIDE):
        return no(_l("Only the coordinator may record a decision about an overlap."))
    return YES


def reads_discussion(actor: Actor) -> bool:
    """With whom and why is for signed-in readers; the public sees that something was decided (domain.md 5.1)."""
    return actor.reads(Subject.FINDING) >= Reach.SIGNED_IN


def digest_of(*judged: object) -> str:
    """A short fingerprint of what was judged about a pair."""
    return hashlib.sha256("|".join(str(one) for one in judged).encode()).hexdigest()[:16]


def settled(finding: Finding | None, digest: str) -> bool:
    """Whether a finding is done with: decided, and the facts have not changed since."""
    return finding is not None and finding.state != FindingState.OPEN.value and finding.digest == digest
