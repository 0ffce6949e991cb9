"""Pausing, resuming, giving notice and taking it back, each with its impact shown before; conditions that are met."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import g, request, url_for

from consult.commitments import impact
from consult.consent import actions, queries, rules
from consult.consent.queries import Consent
from consult.consent.states import Step
from consult.kit.actor import Permission
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.kit.i18n import lazy_gettext as _l
from consult.web.choices import options
from consult.web.consent import shown
from consult.web.consent.acts import CHANGES, after
from consult.web.consent.forms import ChangeForm, name_fault
from consult.web.consent.views import bp, of_scope
from consult.web.door import answer, done, open_to, reads_only, today

DONE = {
    "pause": _l("The consent is paused."),
    "resume": _l("The consent is resumed."),
    "notice": _l("Notice is given. Partners with work here are told."),
    "rescind": _l("The notice is taken back. The consent stays in force."),
    "refuse": _l("The answer is recorded as no."),
}


@bp.get("/<int(max=2147483647):number>/change/")
@open_to(Permission.CONSENT_DECIDE)
def change(number: int) -> Any:
    """Choose what to do, with what it changes."""
    found = queries.consent_by_number(g.db, g.actor, number, on=today())
    form = form_of(found, ChangeForm(data={"ends_on": rules.notice_ends(found.facts, today())}))
    form.do.data = request.args.get("do") or default_of(form)
    return answer("consent/change.html", **of_change(found, form))


@bp.post("/<int(max=2147483647):number>/impact/")
@open_to(Permission.CONSENT_DECIDE)
@reads_only
def work_out(number: int) -> Any:
    """What the choice would change, as a fragment."""
    found = queries.consent_by_number(g.db, g.actor, number, on=today())
    form = form_of(found, ChangeForm())
    form.validate()
    return answer("consent/change.html", "consent/_impact.html", **of_change(found, form))


@bp.post("/<int(max=2147483647):number>/decisions/")
@open_to(Permission.CONSENT_DECIDE)
def decide(number: int) -> Any:
    """Work out again, or confirm."""
    found = queries.consent_by_number(g.db, g.actor, number, on=today())
    form = form_of(found, ChangeForm())
    form.confirming = request.form.get("step") == "confirm"
    if not form.validate():
        return answer("consent/change.html", status=422, **of_change(found, form))
    if not form.confirming:
        return answer("consent/change.html", **of_change(found, form))
    try:
        act(found, form)
    except Invalid as fault:
        name_fault(form, fault)
        return answer("consent/change.html", status=422, **of_change(found, form))
    return done(then=url_for(".scope", number=number), message=DONE[form.do.data])


@bp.post("/<int(max=2147483647):number>/conditions/<int(max=2147483647):condition>/")
@open_to(Permission.CONSENT_DECIDE)
def meet(number: int, condition: int) -> Any:
    """Record a condition as met."""
    found = queries.consent_by_number(g.db, g.actor, number, on=today())
    actions.meet_condition(g.db, g.actor, found.row, condition, on=today())
    return done(then=url_for(".scope", number=number), message=_("The condition is recorded as met."))


def act(found: Consent, form: ChangeForm) -> None:
    """Do what was chosen."""
    given: dict[str, Any] = {"on": today(), "reason": form.reason.data or ""}
    if form.do.data == "notice":
        given["ends_on"] = form.ends_on.data
    acts: dict[str, Callable[..., Any]] = {
        "pause": actions.suspend_consent,
        "resume": actions.resume_consent,
        "notice": actions.give_notice,
        "rescind": actions.rescind_notice,
        "refuse": actions.refuse_consent,
    }
    acts[form.do.data](g.db, g.actor, found.row, **given)


def form_of(found: Consent, form: ChangeForm) -> ChangeForm:
    """The form with what may be done now."""
    possible = [(key, word) for key, (_step, rule, word, _hint) in CHANGES.items() if rule(g.actor, found.facts, on=today())]
    form.do.choices = options(possible)
    return form


def default_of(form: ChangeForm) -> str | None:
    """The choice marked beforehand: the first that is possible."""
    choices: Any = form.do.choices or ()
    return next((choice.value for choice in choices), None)


def of_change(found: Consent, form: ChangeForm) -> dict[str, Any]:
    """What the page shows: the form, and what the choice would change, line by line."""
    rules.may_change(g.actor, found.facts).require()
    chosen = CHANGES.get(form.do.data or "")
    ends = ends_of(found, form)
    then = after(found.facts, chosen[0], on=today(), ends_on=ends) if chosen else found.facts
    changes = impact.of_change(g.db, then, on=today()) if chosen else impact.Impact()
    return of_scope(
        found,
        form=form,
        impact=changes,
        ends=ends,
        soonest=rules.notice_ends(found.facts, today()),
        closes=rules.winddown_ends(found.facts, ends),
        hints={k: v[3] for k, v in CHANGES.items()},
        then=shown.strip(then, on=today()),
        notice=chosen is not None and chosen[0] is Step.NOTICED,
    )


def ends_of(found: Consent, form: ChangeForm) -> date:
    """The first day without consent that a notice would have: as chosen, at the soonest after the notice period."""
    soonest = rules.notice_ends(found.facts, today())
    return max(soonest, form.ends_on.data) if form.ends_on.data else soonest
