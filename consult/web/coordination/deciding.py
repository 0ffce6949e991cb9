"""The page of one pair, and what was decided about it."""

from typing import Any

from flask import g, request, url_for

from consult.coordination import actions, narrowing, queries, rules
from consult.coordination.actions import Judgement
from consult.coordination.judging import Judged
from consult.coordination.models import Finding
from consult.kit.actor import Permission
from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _
from consult.web.coordination import shown, words
from consult.web.coordination.asked import Asked, asked
from consult.web.coordination.forms import DecisionForm
from consult.web.coordination.views import bp
from consult.web.door import PUBLIC, answer, done, open_to

PAGE, PANEL = "coordination/pair.html", "coordination/_decision.html"


@bp.get("/overlap/pairs/<int:low>-<int:high>/")
@open_to(PUBLIC)
def pair(low: int, high: int) -> Any:
    """Two lines side by side."""
    return answer(PAGE, PANEL, **of_pair(asked(), low, high))


@bp.post("/overlap/pairs/<int:low>-<int:high>/decisions/")
@open_to(Permission.FINDING_DECIDE)
def decide(low: int, high: int) -> Any:
    """Record what was decided about them."""
    form = DecisionForm()
    found = of_pair(asked(), low, high)
    form.lead.choices = found["form"].lead.choices
    if found["judged"] is None or not form.validate():
        return answer(PAGE, PANEL, 422, **found | {"form": form})
    seen = form.edit.data or ""
    edit = int(seen) if seen.isdigit() else None
    actions.record_decision(g.db, g.actor, judgement(found["judged"]), form.to_ruling(), edit=edit)
    said = _("The decision is recorded.")
    return done(PANEL, then=url_for(".pair", low=low, high=high), message=said, **of_pair(asked(), low, high))


@bp.post("/overlap/pairs/<int:low>-<int:high>/openings/")
@open_to(Permission.FINDING_DECIDE)
def open_up(low: int, high: int) -> Any:
    """Put a pair on the list of what a meeting is to settle."""
    found = of_pair(asked(), low, high)
    if found["judged"] is None:
        raise Missing(_("These two lines are no overlap."))
    actions.open_finding(g.db, g.actor, judgement(found["judged"]))
    return done(
        PANEL, then=url_for(".pair", low=low, high=high), message=_("The finding is open."), **of_pair(asked(), low, high)
    )


def of_pair(read: Asked, low: int, high: int) -> dict[str, Any]:
    """What the page of a pair shows; Missing where one of the lines is not there or they never were a pair."""
    finding = queries.finding_of(g.db, low, high)
    judged = narrowing.pair(read.book.overlaps, low, high) if read.book else None
    lines = queries.lines_shown(g.db, (low, high))
    if len(lines) < 2 or low >= high or (judged is None and finding is None):
        raise Missing(_("These two lines are no overlap."))
    table = shown.pair_rows(read.book, judged, {(low, high): finding} if finding else {}) if read.book and judged else []
    settled = judged is not None and rules.settled(finding, judgement(judged).digest)
    return {
        "asked": read, "finding": finding, "judged": judged, "row": table[0] if table else None,
        "lines": [lines[low], lines[high]],
        "form": filled(finding, list(lines.values())), "words": words, "settled": settled, "purpose": shown.purpose,
        "may": rules.may_decide(g.actor), "discussion": rules.reads_discussion(g.actor), "low": low, "high": high,
    }  # fmt: skip


def judgement(judged: Judged) -> Judgement:
    """A pair as a decision keeps it."""
    low, high, level = int(judged.low[0]), int(judged.high[0]), int(judged.level[0])
    facts = (low, high, level, int(judged.certainty[0]), int(judged.days[0]), int(judged.exposure[0]))
    return Judgement(low=low, high=high, level=level, digest=rules.digest_of(*facts))


def filled(finding: Finding | None, lines: list[Any]) -> DecisionForm:
    """The form, empty or as last decided; who leads is one of those concerned."""
    deciding = request.endpoint == "coordination.decide"
    form = DecisionForm(formdata=request.form if deciding else None)
    concerned = {
        row.organisation_id: row.organisation.name for line in lines for row in (*line.commitment.funders, *line.implementers)
    }
    form.lead.choices = [
        ("", _("Nobody yet")),
        *((str(key), name) for key, name in sorted(concerned.items(), key=lambda o: o[1])),
    ]
    if not deciding and finding is not None:
        form.edit.data = str(finding.edit)
        form.next_step.data, form.due_on.data = finding.next_step, finding.due_on
        form.lead.data = str(finding.lead_id or "")
    return form
