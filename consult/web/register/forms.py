"""Forms of the register: organisations, people, sectors, settings."""

from collections.abc import Iterable
from typing import Any

import wtforms
from wtforms import EmailField, IntegerField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from consult.accounts.actions import Profile, Sector
from consult.accounts.models import NationalSector, Organisation
from consult.accounts.words import ROLES
from consult.codes import lists
from consult.kit.actor import Role
from consult.kit.i18n import LANGUAGES
from consult.kit.i18n import lazy_gettext as _l
from consult.web.choices import options
from consult.web.door import Form

NAMED = [InputRequired(_l("Enter a name.")), Length(max=200)]


class Ticks(SelectMultipleField):
    """Several of a list, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class OrganisationForm(Form):
    """What is said of an organisation."""

    name = StringField(_l("Name"), NAMED)
    acronym = StringField(_l("Short name"), [Length(max=40)])
    kind = SelectField(_l("Kind of organisation"))
    communities = Ticks(_l("Communities"))
    constituencies = Ticks(_l("Speaks for"))
    email = EmailField(_l("Mail address for invitations"), [Optional(), Length(max=254)])
    language = SelectField(_l("Language of its mail"))
    version = IntegerField(widget=wtforms.widgets.HiddenInput(), default=1)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.kind.choices = options(lists.choices("organisation_kinds"))
        self.communities.choices = options(lists.choices("communities"))
        self.constituencies.choices = options(lists.choices("constituencies"))
        self.language.choices = options(LANGUAGES.items())

    def to_profile(self, before: Organisation | None = None) -> Profile:
        """The form's words as the action takes them; what it does not ask stays as it was."""
        return Profile(
            name=" ".join((self.name.data or "").split()),
            kind=self.kind.data,
            acronym=(self.acronym.data or "").strip(),
            iati_type=before.iati_type if before else None,
            channel=before.channel if before else None,
            communities=tuple(self.communities.data or ()),
            advantages=tuple(before.advantages) if before else (),
            constituencies=tuple(self.constituencies.data or ()),
            email=(self.email.data or "").strip() or None,
            language=self.language.data,
        )


class NameForm(Form):
    """Another name, an identifier, or the number of an organisation."""

    text = StringField(_l("Name"), NAMED)


class PersonForm(Form):
    """Somebody to be given a role."""

    name = StringField(_l("Name"), NAMED)
    email = EmailField(
        _l("E-mail address"), [InputRequired(_l("Enter an e-mail address, as in name@example.org.")), Length(max=254)]
    )
    role = SelectField(_l("Role"))
    organisation = SelectField(_l("Organisation that the role speaks for"), [Optional()])
    language = SelectField(_l("Language of the mail"))

    def __init__(self, roles: Iterable[Role], organisations: Iterable[Organisation], **named: Any) -> None:
        super().__init__(**named)
        self.role.choices = options((r.value, ROLES[r]) for r in roles)
        self.organisation.choices = options([("", _l("None")), *((str(o.id), o.name) for o in organisations)])
        self.language.choices = options(LANGUAGES.items())


class SectorForm(Form):
    """A national sector."""

    name = StringField(_l("Name"), NAMED)
    code = StringField(
        _l("Word in addresses"), [InputRequired(_l("Enter a word of small letters, digits and hyphens.")), Length(max=40)]
    )
    ministry = SelectField(_l("Competent ministry"))
    psg = SelectField(_l("Peacebuilding and statebuilding goal"))
    core_area = SelectField(_l("Core area"))
    purpose_codes = TextAreaField(_l("DAC purpose codes or categories"), [Length(max=4000)])
    position = IntegerField(_l("Place in the government’s order"), [Optional(), NumberRange(0, 999)], default=0)

    def __init__(self, ministries: Iterable[Organisation], **named: Any) -> None:
        super().__init__(**named)
        self.ministry.choices = options((str(m.id), m.name) for m in ministries)
        self.psg.choices = options(lists.choices("psgs"))
        self.core_area.choices = options([("", _l("As the goal says")), *lists.choices("core_areas")])

    def to_sector(self, before: NationalSector | None = None) -> Sector:
        """The form's words as the action takes them."""
        return Sector(
            code=(self.code.data or "").strip(),
            name=(self.name.data or "").strip(),
            ministry_id=int(self.ministry.data),
            psg=self.psg.data,
            core_area=self.core_area.data,
            purpose_codes=tuple((self.purpose_codes.data or "").replace(",", " ").split()),
            names=dict(before.names) if before else {},
            position=self.position.data or 0,
        )


class SettingsForm(Form):
    """What a country fixes."""

    publisher = SelectField(_l("Ministry that publishes the agenda"))
    answer_days = IntegerField(
        _l("Days within which ministries answer views"), [InputRequired(_l("Enter a number of days.")), NumberRange(1, 366)]
    )

    def __init__(self, ministries: Iterable[Organisation], **named: Any) -> None:
        super().__init__(**named)
        self.publisher.choices = options((str(m.id), m.name) for m in ministries)
