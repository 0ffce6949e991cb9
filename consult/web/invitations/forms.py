"""Forms of invitations: asking, and declining."""

from typing import Any

from wtforms import BooleanField, DateField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from consult.codes import lists
from consult.invitations.rules import InvitationDraft
from consult.kit.i18n import gettext as _
from consult.kit.i18n import language
from consult.kit.i18n import lazy_gettext as _l
from consult.web.choices import options
from consult.web.door import Form

GOVERNMENT = {"MINISTRY", "ACU", "SUBNATIONAL_GOV"}


class Boxes(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class InvitationForm(Form):
    """Whom, to what, for what, until when."""

    number = SelectField(_l("To what"), coerce=str)
    kinds = Boxes(_l("Whole kinds of organisation"))
    organisations = Boxes(_l("Organisations by name"), coerce=int)
    open = BooleanField(_l("Civil society at large: everyone reads this invitation"))
    asks = Boxes(_l("What you ask for"))
    text = TextAreaField(_l("Text of the invitation"), [InputRequired(_l("Write what you ask and why.")), Length(max=5000)])
    deadline = DateField(_l("Answer by"), [InputRequired(_l("Give the last day to answer."))])

    def offer(self, texts: list[Any], organisations: list[Any]) -> "InvitationForm":
        """Fill in what can be chosen."""
        titles = [(str(t.priority.number), f"{t.priority.number} {t.title}") for t in texts]
        self.number.choices = options([("", _("The whole agenda")), *titles])
        used = {o.kind for o in organisations} - GOVERNMENT
        kinds = [c for c in lists.codes("organisation_kinds") if c.code not in GOVERNMENT]
        self.kinds.choices = options((c.code, c.name if c.code in used else f"{c.name} ({_('none registered')})") for c in kinds)
        self.organisations.choices = options((o.id, o.name) for o in organisations if o.kind not in GOVERNMENT)
        self.asks.choices = options([("COMMENT", _("Comments")), ("SUPPORT", _("Support"))])
        return self

    def to_draft(self) -> InvitationDraft:
        """The value object."""
        assert self.deadline.data
        return InvitationDraft(
            number=int(self.number.data) if self.number.data else None,
            organisation_ids=tuple(self.organisations.data or ()),
            kinds=tuple(self.kinds.data or ()),
            open=bool(self.open.data),
            asks=tuple(self.asks.data or ()),
            text=(self.text.data or "").strip(),
            language=language(),
            deadline=self.deadline.data,
        )


class DeclineForm(Form):
    """Why the organisation will not take part."""

    reason = TextAreaField(_l("Reason"), [Optional(), Length(max=2000)])
