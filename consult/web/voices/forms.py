"""Forms of comments and answers."""

from typing import Any

from flask import g
from wtforms import RadioField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from consult.consultations.actions import Targets
from consult.consultations.models import CommentKind, Decision
from consult.consultations.queries import Unanswered
from consult.consultations.rules import LONGEST_ANSWER, LONGEST_COMMENT, Answer
from consult.kit.i18n import lazy_gettext as _l
from consult.web.choices import options
from consult.web.door import Form

KINDS = {
    CommentKind.SUPPORT: _l("In support"),
    CommentKind.CONCERN: _l("Concern"),
    CommentKind.QUESTION: _l("Question"),
    CommentKind.OFFER: _l("Offer"),
}
DECISIONS = {
    Decision.ACCEPTED: _l("Accepted"),
    Decision.PARTLY: _l("Accepted in part"),
    Decision.NOT_ACCEPTED: _l("Not accepted"),
    Decision.ALREADY_DONE: _l("Already done"),
    Decision.OUT_OF_SCOPE: _l("Outside this consultation"),
}
TOO_LONG = _l("Your text is too long.")


class CommentForm(Form):
    """What an organisation says about a priority."""

    kind = RadioField(
        _l("What kind of comment is it?"),
        [InputRequired(_l("Choose the kind of comment."))],
        choices=options((kind.value, words) for kind, words in KINDS.items()),
    )
    text = TextAreaField(_l("Comment"), [InputRequired(_l("Write your comment.")), Length(max=LONGEST_COMMENT, message=TOO_LONG)])


class AnswerForm(Form):
    """One answer for as many points as are ticked: `theme-1`, `view-2`, `comment-3`."""

    points = SelectMultipleField(
        _l("What do you answer?"),
        [InputRequired(_l("Choose at least one point to answer."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    decision = RadioField(
        _l("What does the ministry decide?"),
        [Optional()],
        choices=options((decision.value, words) for decision, words in DECISIONS.items()),
    )
    text = TextAreaField(_l("What the ministry does"), [Length(max=LONGEST_ANSWER, message=TOO_LONG)])
    reason = TextAreaField(_l("Not done, and why"), [Length(max=LONGEST_ANSWER, message=TOO_LONG)])
    next_step = TextAreaField(_l("Next step, with its day"), [Length(max=400, message=TOO_LONG)])

    @classmethod
    def of(cls, open_points: Unanswered) -> "AnswerForm":
        """The form for what waits on one priority; a single point is ticked beforehand."""
        form = cls()
        points = [
            *((f"theme-{t.id}", t.title) for t in open_points.themes),
            *((f"view-{v.id}", shortened(v.text or "")) for v in open_points.views),
            *((f"comment-{c.id}", f"{c.organisation.name}: {shortened(c.text)}") for c in open_points.comments),
        ]
        form.points.choices = options(points)
        if form.points.data is None and len(points) == 1:
            form.points.data = [points[0][0]]
        return form

    def targets(self) -> Targets:
        """The ids of what was ticked, by kind."""
        chosen = [point.split("-", 1) for point in self.points.data or ()]
        return Targets(*([int(n) for kind, n in chosen if kind == wanted] for wanted in ("theme", "view", "comment")))

    def to_answer(self) -> Answer:
        """The value object; written in the language of the page."""
        decision = Decision(self.decision.data) if self.decision.data else None
        words: dict[str, Any] = {name: (self[name].data or "").strip() for name in ("text", "reason", "next_step")}
        return Answer(decision=decision, language=g.lang, **words)


def shortened(text: str, most: int = 160) -> str:
    """The beginning of a text, cut at a word."""
    text = " ".join(text.split())
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + "…"
