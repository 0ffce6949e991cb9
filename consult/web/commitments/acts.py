"""What may be done next with a line: each act with its form, or the reason why not."""

from collections.abc import Callable
from typing import Any

import msgspec
from flask import g

from consult.commitments import rules
from consult.commitments.models import Line, LineState
from consult.consent.decision import Decision
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.verdict import YES, Verdict
from consult.web.commitments.forms import DayForm, PaymentForm, PlainForm, ReasonForm
from consult.web.commitments.shown import Row
from consult.web.door import Form, today

S = LineState


class Act(msgspec.Struct, frozen=True):
    """One act: its address's noun, its words, its form where it may be done now, else the verdict's reason."""

    name: str
    button: Any
    verdict: Verdict
    form: Any = None
    hint: Any = ""


class Kind(msgspec.Struct, frozen=True):
    """What an act is: the states in which it is offered, its words, its form, its rule."""

    states: frozenset[LineState]
    button: Any
    form: type[Form]
    rule: Callable[[Line, Decision], Verdict]
    hint: Any = ""


KINDS: dict[str, Kind] = {
    "pledges": Kind(
        frozenset({S.INTEREST}), _l("Record a pledge"), PlainForm, lambda line, told: rules.may_pledge(g.actor, line, told)
    ),
    "signatures": Kind(
        frozenset({S.PLEDGED}),
        _l("Record a commitment"),
        DayForm,
        lambda line, told: rules.may_commit(g.actor, line, told, signed_on=today(), today=today()),
        _l("Day of signature"),
    ),
    "starts": Kind(
        frozenset({S.COMMITTED}),
        _l("Start the work"),
        DayForm,
        lambda line, told: rules.may_activate(g.actor, line, told, start=today()),
        _l("First day of work"),
    ),
    "resumptions": Kind(
        frozenset({S.SUSPENDED}), _l("Resume"), PlainForm, lambda line, told: rules.may_resume(g.actor, line, told)
    ),
    "payments": Kind(
        frozenset({S.ACTIVE, S.FINALISING, S.WIND_DOWN}),
        _l("Report money paid or spent"),
        PaymentForm,
        lambda line, told: rules.may_spend(g.actor, line),
    ),
    "finishes": Kind(
        frozenset({S.ACTIVE}),
        _l("Say that the work is done"),
        PlainForm,
        lambda line, told: rules.may_finalise(g.actor, line, told),
    ),
    "closures": Kind(
        frozenset({S.FINALISING, S.WIND_DOWN}),
        _l("Close the line"),
        PlainForm,
        lambda line, told: rules.may_close(g.actor, line),
        _l("What was not spent is released."),
    ),
    "cancellations": Kind(
        frozenset({S.INTEREST, S.PLEDGED, S.COMMITTED, S.SUSPENDED}),
        _l("Cancel"),
        ReasonForm,
        lambda line, told: rules.may_cancel(g.actor, line),
    ),
    "reviews": Kind(
        frozenset(LineState),
        _l("Settle the review"),
        ReasonForm,
        lambda line, told: rules.may_review(g.actor, line),
    ),
}


def acts_of(row: Row, open_form: tuple[str, int, Any] | None = None) -> list[Act]:
    """The acts that a line's state calls for, for whoever may change it; nothing for everybody else."""
    line, state = row.line, LineState(row.line.state)
    names = [name for name, kind in KINDS.items() if state in kind.states and _concerns(name, line)]
    return [act_of(name, row, open_form) for name in names]


def _concerns(name: str, line: Line) -> bool:
    if name == "reviews":
        return line.review and bool(rules.may_review(g.actor, line))
    return bool(rules.may_change(g.actor, line))


def act_of(name: str, row: Row, open_form: tuple[str, int, Any] | None = None) -> Act:
    """One act of a line; a form that came back with faults takes the place of a new one."""
    kind = KINDS[name]
    verdict = kind.rule(row.line, row.decisions[0])
    if open_form and open_form[:2] == (name, row.line.id):
        return Act(name, kind.button, YES, open_form[2], kind.hint)
    form = kind.form(formdata=None, prefix="") if verdict else None
    if form is not None:
        set_ids(form, f"{name}-{row.line.id}")
        if "day" in form._fields:
            form._fields["day"].data = today()
    return Act(name, kind.button, verdict, form, kind.hint)


def set_ids(form: Form, prefix: str) -> None:
    """Several forms on one page: each control's id says whose it is."""
    for field in form:
        field.id = f"{prefix}-{field.id}"
        field.label.field_id = field.id
