"""Forms of imports and matches."""

from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, SelectMultipleField
from wtforms.validators import InputRequired

from consult.kit.i18n import lazy_gettext as _l
from consult.web.door import Form


class UploadForm(Form):
    """A file to look at before it is taken in."""

    file = FileField(_l("IATI file (.xml or .xml.gz)"), [FileRequired(_l("Choose a file."))])
    assume = BooleanField(_l("Take activities that name no country at all"))


class ConfirmForm(Form):
    """Yes, do it."""


class SettleForm(Form):
    """A person's answer to a doubt: the same, or another."""

    answer = HiddenField(validators=[InputRequired()])


class PlacesForm(Form):
    """Which places a source means by a name."""

    name = HiddenField(validators=[InputRequired()])
    places = SelectMultipleField(_l("Places"), [InputRequired(_l("Choose at least one place."))], validate_choice=False)
