"""The form by which a decision about an overlap is recorded."""

from wtforms import DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from consult.coordination.actions import Ruling
from consult.coordination.models import DecisionKind
from consult.kit.i18n import lazy_gettext as _l
from consult.web.choices import options
from consult.web.coordination.words import DECISIONS
from consult.web.door import Form


class DecisionForm(Form):
    """What was decided, with whom and why, and what follows."""

    decision = RadioField(
        _l("What was decided"),
        [InputRequired(_l("Choose what was decided."))],
        choices=options((k.value, w) for k, w in DECISIONS.items()),
    )
    with_whom = StringField(_l("With whom"), [InputRequired(_l("Write with whom this was decided.")), Length(max=300)])
    reason = TextAreaField(_l("Why"), [InputRequired(_l("Write why this was decided.")), Length(max=4000)])
    next_step = StringField(_l("Next step"), [Optional(), Length(max=300)])
    lead = SelectField(_l("Who leads"), [Optional()], choices=[])
    due_on = DateField(_l("Until"), [Optional()])
    edit = HiddenField(default="")

    def to_ruling(self) -> Ruling:
        """The decision as the action takes it."""
        return Ruling(
            decision=DecisionKind(self.decision.data),
            with_whom=self.with_whom.data or "",
            reason=self.reason.data or "",
            next_step=self.next_step.data or "",
            lead_id=int(self.lead.data) if self.lead.data else None,
            due_on=self.due_on.data,
        )
