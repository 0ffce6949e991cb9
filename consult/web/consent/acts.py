"""What an actor may do to a consent now, and the impact of it, before it is done."""

from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from consult.consent import rules
from consult.consent.facts import EventFacts, ScopeFacts
from consult.consent.queries import Consent
from consult.consent.states import Step
from consult.kit import clock
from consult.kit.actor import Actor, Permission
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.verdict import Verdict

HINT = _l("Consent is withdrawn after the notice period; work then has time to wind down")
Rule = Callable[..., Verdict]
CHANGES: dict[str, tuple[Step, Rule, Any, Any]] = {
    "pause": (Step.SUSPENDED, rules.may_suspend, _l("Pause"), _l("Work under way is held at once and can resume")),
    "resume": (Step.RESUMED, rules.may_resume, _l("Resume"), _l("Work that was held goes on where the rules allow it")),
    "notice": (Step.NOTICED, rules.may_notice, _l("Give notice"), HINT),
    "rescind": (Step.RESCINDED, rules.may_rescind, _l("Take back the notice"), _l("The consent stays in force")),
    "refuse": (Step.REFUSED, rules.may_refuse, _l("Refuse"), _l("The answer is no; the reason is published with it")),
}


class Acts(msgspec.Struct, frozen=True):
    """What may be done: `changes` are the keys of CHANGES, the rest verdicts; `involved`: the actor decides on consents."""

    edit: Verdict
    propose: Verdict
    countersign: Verdict
    decline: Verdict
    meet: Verdict
    replace: Verdict
    changes: tuple[str, ...]
    involved: bool


def acts_for(actor: Actor, consent: Consent) -> Acts:
    """What an actor may do to a consent on its day."""
    facts, on = consent.facts, consent.on
    return Acts(
        edit=rules.may_edit(actor, facts, on=on),
        propose=rules.may_propose(actor, facts, on=on),
        countersign=rules.may_countersign(actor, facts, on=on),
        decline=rules.may_decline(actor, facts, on=on),
        meet=rules.may_meet(actor, facts, on=on),
        replace=rules.may_replace(actor, facts, on=on),
        changes=tuple(key for key, (_step, rule, _word, _hint) in CHANGES.items() if rule(actor, facts, on=on)),
        involved=actor.holds(Permission.CONSENT_DECIDE) or actor.holds(Permission.CONSENT_COUNTERSIGN),
    )


def after(facts: ScopeFacts, *steps: Step, on: date, ends_on: date | None = None) -> ScopeFacts:
    """A consent as it would be with events of a day added."""
    number = max((e.number for e in facts.events), default=0)
    added = tuple(
        EventFacts(number=number + n, step=step, effective_at=on, recorded_at=clock.now(), ends_on=ends_on)
        for n, step in enumerate(steps, 1)
    )
    return msgspec.structs.replace(facts, events=(*facts.events, *added))
