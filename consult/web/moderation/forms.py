"""The moderators' form for one view."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput, ListWidget

from consult.consultations.models import Theme
from consult.intake.actions import Redaction
from consult.intake.models import Submission, Why
from consult.kit.i18n import gettext as _
from consult.kit.i18n import lazy_gettext as _l
from consult.web.choices import options
from consult.web.door import Form

REMOVED = {
    "place": _l("A place finer than the region"),
    "name": _l("A name"),
    "number": _l("A number that points to a person"),
    "event": _l("An event that few people know, or a day"),
    "other": _l("Something else"),
}
REASONS = {
    Why.SGBV_INCIDENT: _l("It tells of sexual violence against one person"),
    Why.NOT_A_VIEW: _l("It is not about a priority"),
    Why.INCITEMENT: _l("It calls for violence or hatred"),
    Why.REPEATED: _l("It is the same text sent again"),
}
NEW = "new"


class ModerationForm(Form):
    """What a moderator makes of a view; `do` is the button: clear, second, save or reject."""

    text = TextAreaField(_l("Text to release"), [Length(max=4000, message=_l("Your text is too long."))])
    removed = SelectMultipleField(
        _l("What did you take out?"),
        choices=options(REMOVED.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    theme = SelectField(_l("Theme"), validate_choice=False)
    new_theme = StringField(_l("Title of a new theme"), [Length(max=120, message=_l("Your text is too long."))])
    why = SelectField(
        _l("Why is it rejected?"),
        choices=options([("", _l("Choose a reason")), *((w.value, t) for w, t in REASONS.items())]),
        validate_choice=False,
    )

    @classmethod
    def of(cls, row: Submission, themes: list[Theme]) -> "ModerationForm":
        """The form as sent, or as the view stands: the text to release begins as the sender's."""
        text = row.released if row.released is not None else row.text
        chosen = str(row.theme_id or "")
        form = cls(data={"text": text, "removed": row.removed, "theme": chosen})
        form.theme.choices = options([("", _("No theme yet")), *((str(t.id), t.title) for t in themes), (NEW, _("A new theme"))])
        return form

    def theme_id(self) -> int | None:
        """The theme chosen among those of the priority."""
        choices: Any = self.theme.choices or ()
        known = {choice.value for choice in choices}
        return int(self.theme.data) if self.theme.data in known and self.theme.data.isdecimal() else None

    def to_redaction(self, theme_id: int | None, *, second: bool) -> Redaction:
        """The value object."""
        return Redaction(self.text.data or "", tuple(self.removed.data or ()), theme_id, second=second)

    def changes(self, row: Submission, theme_id: int | None) -> bool:
        """Whether it differs from what another moderator made of the view."""
        said = (self.text.data or "").replace("\r\n", "\n").strip()
        return said != (row.released or "") or theme_id != row.theme_id or sorted(self.removed.data or ()) != sorted(row.removed)


class ThemeForm(Form):
    """What the views of a theme say, in the moderators' words."""

    said = TextAreaField(_l("You said"), [Length(max=4000, message=_l("Your text is too long."))])


class ReleaseForm(FlaskForm):
    """Which cleared views are published now."""

    refs = SelectMultipleField(
        _l("Views to publish"), validate_choice=False, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
