"""Forms of the consent register; each hands out a frozen value object."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from consult.consent.models import ConsentScope
from consult.consent.states import WORDS, ConditionKind, Visibility
from consult.consent.terms import Asking, Terms
from consult.kit import money
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.kit.i18n import lazy_gettext as _l
from consult.web.choices import options
from consult.web.door import Form

LONGEST = 4000
UNTITLED = _l("Say in a few words what this consent is about.")
UNSAID = _l("Say what you would like to do, and why.")
UNREAD = _l("Tick the box when you have read the terms.")
UNREASONED = _l("Give a reason. It is published with the decision.")
DAYS = [InputRequired(_l("Write a number of days.")), NumberRange(0, 3650)]


def boxes(label: Any) -> SelectMultipleField:
    """Several of a list, as boxes to tick."""
    return SelectMultipleField(label, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())


def money_of(text: str | None, currency: str, field: str) -> int | None:
    """An amount as typed (blanks and commas between figures allowed) in minor units; None if empty; raises `Invalid`."""
    bare = "".join(c for c in text or "" if not c.isspace() and c not in ",'\u066c")
    if not bare:
        return None
    try:
        return money.minor(bare, currency or "USD")
    except ValueError:
        raise Invalid(field, _("Write the amount in figures, for example %(example)s", example="250000")) from None


class TermsForm(Form):
    """The terms of a consent."""

    title = StringField(_l("What it is about"), [InputRequired(UNTITLED), Length(max=200)])
    sector = SelectField(_l("National sector"), [InputRequired(_l("Choose a national sector."))])
    places = boxes(_l("Places"))
    anyone = BooleanField(_l("Every organisation"))
    kinds = boxes(_l("Kinds of organisations"))
    partners = SelectMultipleField(_l("Organisations by name"))
    functions = boxes(_l("Kinds of help"))
    modalities = boxes(_l("Types of aid"))
    valid_from = DateField(_l("First day"), [InputRequired(_l("Write the first day."))])
    valid_to = DateField(_l("Last day"), [Optional()])
    ceiling = StringField(_l("Ceiling"), [Length(max=40)])
    currency = SelectField(_l("Currency"))
    first_conditions = TextAreaField(_l("Conditions to meet first"), [Length(max=LONGEST)])
    standing_conditions = TextAreaField(_l("Standing conditions"), [Length(max=LONGEST)])
    notice_days = IntegerField(_l("Days of notice"), DAYS, default=60)
    winddown_days = IntegerField(_l("Days to wind down"), DAYS, default=90)
    instrument = StringField(_l("Document"), [Length(max=200)])
    visibility = SelectField(_l("Who may see it"), choices=options((v.value, WORDS[v]) for v in Visibility))
    edit = HiddenField(default="0")

    def to_terms(self) -> Terms:
        """The terms typed; raises `Invalid` naming a field where an amount is no number."""
        currency = self.currency.data or ""
        ceiling = money_of(self.ceiling.data, currency, "ceiling")
        return Terms(
            title=self.title.data or "",
            sector_id=int(self.sector.data),
            place_ids=ids(self.places.data),
            valid_from=self.valid_from.data or date.min,
            valid_to=self.valid_to.data,
            anyone=bool(self.anyone.data),
            partner_ids=ids(self.partners.data),
            kinds=frozenset(self.kinds.data or ()),
            functions=frozenset(self.functions.data or ()),
            modalities=frozenset(self.modalities.data or ()),
            ceiling=ceiling,
            currency=currency if ceiling is not None else "",
            conditions=conditions(self.first_conditions.data, self.standing_conditions.data),
            notice_days=int(self.notice_days.data or 0),
            winddown_days=int(self.winddown_days.data or 0),
            instrument=self.instrument.data or "",
            visibility=Visibility(self.visibility.data),
        )


class AskForm(Form):
    """What a partner asks of a ministry."""

    sector = SelectField(_l("National sector"), [InputRequired(_l("Choose a national sector."))])
    places = boxes(_l("Places"))
    functions = boxes(_l("Kinds of help"))
    modalities = boxes(_l("Types of aid"))
    amount = StringField(_l("Amount"), [Length(max=40)])
    currency = SelectField(_l("Currency"))
    start = DateField(_l("First day"), [Optional()])
    end = DateField(_l("Last day"), [Optional()])
    text = TextAreaField(_l("What you would like to do, and why"), [InputRequired(UNSAID), Length(max=LONGEST)])

    def to_asking(self) -> Asking:
        """The request typed; raises `Invalid` naming a field where the amount is no number."""
        amount = money_of(self.amount.data, self.currency.data or "", "amount")
        return Asking(
            sector_id=int(self.sector.data),
            place_ids=ids(self.places.data),
            text=self.text.data or "",
            functions=frozenset(self.functions.data or ()),
            modalities=frozenset(self.modalities.data or ()),
            amount=amount,
            currency=(self.currency.data or "") if amount is not None else "",
            start=self.start.data,
            end=self.end.data,
        )


def seen_first(form: Form, field: Any) -> None:
    """The box must be ticked only to confirm, not to work out what changes."""
    if getattr(form, "confirming", False) and not field.data:
        raise StopValidation(_("Tick the box when you have read what changes."))


class ChangeForm(Form):
    """Pause, resume, give notice or take it back."""

    do = RadioField(_l("What do you want to do with it?"), [InputRequired(_l("Choose what to do."))])
    ends_on = DateField(_l("First day without consent"), [Optional()])
    reason = TextAreaField(_l("Reason"), [Length(max=LONGEST)])
    seen = BooleanField(_l("I have seen what changes"), [seen_first])
    confirming = False


class SignForm(Form):
    """A signature: nothing but the box."""

    seen = BooleanField(_l("I have read the terms and what changes"), [InputRequired(UNREAD)])


class ReasonForm(Form):
    """A no, with its reason."""

    reason = TextAreaField(_l("Reason"), [InputRequired(UNREASONED), Length(max=LONGEST)])


def ids(values: Sequence[str] | None) -> frozenset[int]:
    """The ids chosen."""
    return frozenset(int(v) for v in values or ())


def conditions(first: str | None, standing: str | None) -> tuple[tuple[ConditionKind, str], ...]:
    """One condition a line."""
    return tuple(
        (kind, line.strip())
        for kind, text in ((ConditionKind.PRECEDENT, first), (ConditionKind.STANDING, standing))
        for line in (text or "").splitlines()
        if line.strip()
    )


def typed(terms: Terms) -> dict[str, Any]:
    """Terms as a form shows them."""
    return {
        "title": terms.title,
        "sector": str(terms.sector_id),
        "places": [str(p) for p in terms.place_ids],
        "anyone": terms.anyone,
        "kinds": sorted(terms.kinds),
        "partners": [str(p) for p in terms.partner_ids],
        "functions": sorted(terms.functions),
        "modalities": sorted(terms.modalities),
        "valid_from": terms.valid_from,
        "valid_to": terms.valid_to,
        "ceiling": money.plain(terms.ceiling, terms.currency),
        "currency": terms.currency or None,
        "first_conditions": lines_of(terms, ConditionKind.PRECEDENT),
        "standing_conditions": lines_of(terms, ConditionKind.STANDING),
        "notice_days": terms.notice_days,
        "winddown_days": terms.winddown_days,
        "instrument": terms.instrument,
        "visibility": terms.visibility.value,
    }


def lines_of(terms: Terms, kind: ConditionKind) -> str:
    """The conditions of a kind, one a line."""
    return "\n".join(text for k, text in terms.conditions if k is kind)


def terms_of(row: ConsentScope) -> Terms:
    """A stored consent's terms."""
    return Terms(
        title=row.title,
        sector_id=row.sector_id,
        place_ids=frozenset(p.place_id for p in row.places),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        anyone=row.anyone,
        partner_ids=frozenset(p.organisation_id for p in row.partners),
        kinds=frozenset(row.kinds),
        functions=frozenset(row.functions),
        modalities=frozenset(row.modalities),
        ceiling=row.ceiling,
        currency=row.currency,
        conditions=tuple((ConditionKind(c.kind), c.text) for c in row.conditions),
        notice_days=row.notice_days,
        winddown_days=row.winddown_days,
        instrument=row.instrument,
        visibility=Visibility(row.visibility),
    )


def name_fault(form: Form, fault: Invalid) -> None:
    """Put an action's `Invalid` beside its field; a field that the form has not got goes to the first one."""
    field = getattr(form, fault.field, None) or next(iter(form))
    field.errors = [*field.errors, fault.reason]
