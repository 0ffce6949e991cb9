"""Moving a line: each act is a noun that is posted to."""

from collections.abc import Callable
from typing import Any

from flask import g, url_for

from consult.commitments import actions, queries
from consult.commitments.models import Line
from consult.kit.actor import Permission
from consult.kit.errors import Invalid, Missing
from consult.kit.i18n import gettext as _
from consult.kit.i18n import lazy_gettext as _l
from consult.web.commitments.acts import KINDS, set_ids
from consult.web.commitments.forms import name_fault
from consult.web.commitments.views import bp, commitment_of, of_commitment
from consult.web.door import answer, done, open_to

DOES: dict[str, tuple[Callable[[Line, Any], Any], Any]] = {
    "pledges": (lambda line, form: actions.pledge_line(g.db, g.actor, line), _l("The pledge is recorded.")),
    "signatures": (
        lambda line, form: actions.commit_line(g.db, g.actor, line, signed_on=form.day.data),
        _l("The commitment is recorded."),
    ),
    "starts": (
        lambda line, form: actions.start_line(g.db, g.actor, line, started_on=form.day.data),
        _l("The work is under way."),
    ),
    "resumptions": (lambda line, form: actions.resume_line(g.db, g.actor, line), _l("The line is resumed.")),
    "payments": (
        lambda line, form: actions.report_spending(g.db, g.actor, line, form.to_payment(line.currency)),
        _l("The money is recorded."),
    ),
    "finishes": (lambda line, form: actions.finalise_line(g.db, g.actor, line), _l("The work is recorded as done.")),
    "closures": (lambda line, form: actions.close_line(g.db, g.actor, line), _l("The line is closed.")),
    "cancellations": (
        lambda line, form: actions.cancel_line(g.db, g.actor, line, reason=form.reason.data),
        _l("The line is cancelled."),
    ),
}


def move(name: str, number: str, line_id: int) -> Any:
    """Do one act to a line: back to its page, or the page with the faults named (422)."""
    commitment = commitment_of(number)
    line = queries.get_line(g.db, g.actor, line_id)
    if line.commitment_id != commitment.id:
        raise Missing(_("There is no such line."))
    form = KINDS[name].form()
    does, said = DOES[name]
    if form.validate():
        try:
            does(line, form)
        except Invalid as fault:
            g.db.rollback()
            name_fault(form, fault)
        else:
            return done(then=url_for(".commitment", number=number, _anchor=f"line-{line_id}"), message=said)
    set_ids(form, f"{name}-{line_id}")
    shown = of_commitment(commitment_of(number), open_form=(name, line_id, form))
    return answer("commitments/commitment.html", status=422, faulty=form, **shown)


@bp.post("/C-<number>/<int:line>/pledges/")
@open_to(Permission.LINE_EDIT)
def pledge(number: str, line: int) -> Any:
    """INTEREST→PLEDGED."""
    return move("pledges", number, line)


@bp.post("/C-<number>/<int:line>/signatures/")
@open_to(Permission.LINE_EDIT)
def sign(number: str, line: int) -> Any:
    """PLEDGED→COMMITTED."""
    return move("signatures", number, line)


@bp.post("/C-<number>/<int:line>/starts/")
@open_to(Permission.LINE_EDIT)
def start(number: str, line: int) -> Any:
    """COMMITTED→ACTIVE."""
    return move("starts", number, line)


@bp.post("/C-<number>/<int:line>/resumptions/")
@open_to(Permission.LINE_EDIT)
def resume(number: str, line: int) -> Any:
    """SUSPENDED→what it was."""
    return move("resumptions", number, line)


@bp.post("/C-<number>/<int:line>/payments/")
@open_to(Permission.LINE_EDIT)
def pay(number: str, line: int) -> Any:
    """Money paid or spent."""
    return move("payments", number, line)


@bp.post("/C-<number>/<int:line>/finishes/")
@open_to(Permission.LINE_EDIT)
def finish(number: str, line: int) -> Any:
    """ACTIVE→FINALISING."""
    return move("finishes", number, line)


@bp.post("/C-<number>/<int:line>/closures/")
@open_to(Permission.LINE_EDIT)
def close(number: str, line: int) -> Any:
    """FINALISING→CLOSED."""
    return move("closures", number, line)


@bp.post("/C-<number>/<int:line>/cancellations/")
@open_to(Permission.LINE_EDIT)
def cancel(number: str, line: int) -> Any:
    """Given up."""
    return move("cancellations", number, line)


@bp.post("/C-<number>/<int:line>/reviews/")
@open_to(Permission.LINE_LINK)
def review(number: str, line: int) -> Any:
    """A coordinator has looked at a humanitarian line (domain.md I7)."""
    return move("reviews", number, line)


DOES["reviews"] = (
    lambda line, form: actions.settle_review(g.db, g.actor, line, reason=form.reason.data),
    _l("The review is settled."),
)
