"""The bare form of a view, and of a receipt code: no session, no cookie, a signed token of their own."""

from typing import Any

from flask import g, request
from wtforms import Form, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from consult.agendas.models import PriorityText
from consult.intake import rules
from consult.intake.models import Publish
from consult.intake.rules import View
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.kit.i18n import lazy_gettext as _l
from consult.places.models import Place
from consult.web.choices import options

GROUPS = {
    "WOM": _l("Women"),
    "YTH": _l("Youth"),
    "SEC": _l("Community leaders"),
    "REL": _l("Religious leaders"),
    "BLO": _l("Local business"),
    "BIN": _l("International business"),
    "MED": _l("Media"),
    "CSO": _l("Civil society"),
    "OTH": _l("Others"),
}
CHOICES = {
    Publish.NOT_PUBLISHED: (_l("Do not publish"), _l("It is counted. No words of it leave the moderators.")),
    Publish.SUMMARY_ONLY: (_l("Use only in a summary"), _l("Moderators put it into their own words, together with other views.")),
    Publish.ANONYMISED: (
        _l("Publish without any name"),
        _l("Your words, after moderators have taken out what points to a person."),
    ),
    Publish.ATTRIBUTED: (
        _l("Publish with our organisation’s name"),
        _l("Organisations only: the next page asks for the name."),
    ),
}
UNSAID = "unsaid"


class ViewForm(Form):
    """Where, what, and whether it may be published (P3); one field more where the link names no priority."""

    token = HiddenField()
    priority = SelectField(_l("Which priority is it about?"), coerce=str, validate_choice=False)
    region = SelectField(_l("Where is this happening?"), validate_choice=False)
    words = TextAreaField(_l("What should the ministry know?"))
    constituency = SelectField(_l("For which group do you speak?"), validate_choice=False)
    publish = RadioField(_l("May it be published?"), default=Publish.NOT_PUBLISHED.value, validate_choice=False)
    organisation = StringField(_l("Name of your organisation"), [Length(max=400)])

    @classmethod
    def of(cls, texts: list[PriorityText], regions: list[Place], chosen: str, named: Any) -> "ViewForm":
        """The form as sent, or empty for a priority; choices in the language spoken."""
        form = cls(request.form if request.method == "POST" else None, data={"priority": chosen})
        form.priority.choices = options([("", _("Choose a priority")), *((str(t.priority.number), title(t)) for t in texts)])
        places = [(place.code, named(place)) for place in regions]
        others = [(rules.ANYWHERE, _("Several regions")), (UNSAID, _("I prefer not to say"))]
        form.region.choices = options([("", _("Choose a region")), *places, *others])
        form.constituency.choices = options(
            [("", _("I prefer not to say")), *((code, str(name)) for code, name in GROUPS.items())]
        )
        form.publish.choices = options([(choice.value, str(words[0])) for choice, words in CHOICES.items()])
        return form

    def to_view(self, *, language: str, final: bool) -> View | None:
        """The view, or None with each fault beside its field; the name of an organisation is asked last (`final`)."""
        self.must_be_chosen(self.priority, _("Choose the priority that your view is about"))
        self.must_be_chosen(self.region, _("Choose a region, or “I prefer not to say”"))
        self.must_be_chosen(self.publish, _("Choose whether it may be published"))
        if self.priority.errors or self.publish.errors:
            self.check_words(language)
            return None
        view = self.read(language)
        try:
            rules.check_view(view)
        except Invalid as off:
            if final or off.field != "organisation":
                self[off.field].errors = [str(off.reason)]
        return None if any(field.errors for field in self) else view

    def must_be_chosen(self, field: Any, fault: str) -> None:
        """One of the choices, and not the first that only asks."""
        field.errors = [] if field.data and field.data in {choice.value for choice in field.choices} else [fault]

    def check_words(self, language: str) -> None:
        """Say what is wrong with the text too, where more is wrong already."""
        try:
            rules.check_view(View(priority=0, text=rules.clean(self.words.data or ""), language=language))
        except Invalid as off:
            self[off.field].errors = [str(off.reason)]

    def read(self, language: str) -> View:
        """The value object; a region that nobody said is empty."""
        return View(
            priority=int(self.priority.data),
            text=rules.clean(self.words.data or ""),
            language=language,
            publish=Publish(self.publish.data),
            region="" if self.region.data == UNSAID else self.region.data,
            constituency=self.constituency.data or "",
            organisation=(self.organisation.data or "").strip(),
        )

    def chosen(self, field: str) -> str:
        """The words of what was chosen."""
        choices: Any = getattr(self, field).choices
        return next((str(c.label) for c in choices if c.value == self[field].data), "")


def title(text: PriorityText) -> str:
    """A priority as a choice: its number and title."""
    return f"{text.priority.number} · {text.titles.get(g.lang) or text.title}"
