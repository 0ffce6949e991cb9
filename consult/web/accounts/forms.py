"""Forms of signing in."""

from wtforms import EmailField, PasswordField
from wtforms.validators import InputRequired, Length

from consult.accounts.passwords import SHORTEST
from consult.kit.i18n import lazy_gettext as _l
from consult.web.door import Form


class SignInForm(Form):
    """Mail address and password."""

    email = EmailField(_l("E-mail address"), [InputRequired(_l("Enter your e-mail address.")), Length(max=254)])
    password = PasswordField(_l("Password"), [InputRequired(_l("Enter your password.")), Length(max=1024)])


class AskLinkForm(Form):
    """Whom to send a link."""

    email = EmailField(_l("E-mail address"), [InputRequired(_l("Enter your e-mail address.")), Length(max=254)])


class SetPasswordForm(Form):
    """A new password; pasting is welcome."""

    password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Enter a new password.")), Length(SHORTEST, 1024, _l("Use at least 15 characters."))],
    )
