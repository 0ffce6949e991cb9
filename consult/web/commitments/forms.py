"""Forms of support; each hands out a frozen value object."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

from babel.dates import format_skeleton
from wtforms import BooleanField, DateField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional, StopValidation

from consult.accounts.models import Organisation
from consult.agendas.models import PriorityText
from consult.codes import lists
from consult.commitments.actions import DISBURSED, SPENT, Offer, Payment, outputs_of
from consult.commitments.rules import months_on
from consult.kit import money
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.i18n import locale
from consult.places.models import Place
from consult.web.choices import options
from consult.web.door import Form, named

MILLION = 10**6
MONTHS = 48
FIGURES = _l("Write the amount in figures, in millions: 0.4 is four hundred thousand.")


class OfferForm(Form):
    """An offer: one output, one region, one kind of help. `edit` is the version that was read, for changes."""

    output = SelectField(_l("Output in the agenda"))
    region = SelectField(_l("Region"), [InputRequired(_l("Choose a region."))])
    function = SelectField(_l("Kind of help"), [InputRequired(_l("Choose a kind of help."))])
    modality = SelectField(_l("Type of aid"), [InputRequired(_l("Choose a type of aid."))])
    purpose = SelectField(_l("Purpose code"), [InputRequired(_l("Choose a purpose code."))])
    by = StringField(_l("Who will do the work"), [InputRequired(_l("Say who will do the work.")), Length(max=400)])
    title = StringField(_l("Title"), [Optional(), Length(max=200)])
    amount = StringField(_l("Amount, in millions"), [InputRequired(FIGURES), Length(max=40)])
    first = SelectField(_l("From"), [InputRequired()])
    last = SelectField(_l("To"), [InputRequired()])
    humanitarian = BooleanField(_l("Humanitarian work"))
    sensitive = BooleanField(_l("Security-sensitive: show only the region to the public"))
    accept = SelectMultipleField(_l("Do you accept the conditions?"), validate_choice=False)
    edit = HiddenField()

    def validate_last(self, field: SelectField) -> None:
        """The last month is not before the first."""
        if self.first.data and field.data and field.data < self.first.data:
            raise StopValidation(_("The end comes before the beginning."))

    def minor(self, currency: str) -> int:
        """The amount in minor units; raises `Invalid`."""
        typed = "".join(c for c in self.amount.data or "" if not c.isspace()).translate({0x66B: ".", 0x66C: None})
        if typed.count(",") == 1 and "." not in typed:
            typed = typed.replace(",", ".")
        try:
            found = money.minor(Decimal(typed.replace(",", "")) * MILLION, currency)
        except (InvalidOperation, ValueError):
            raise Invalid("amount", FIGURES) from None
        if found <= 0:
            raise Invalid("amount", _("Give an amount above zero."))
        return found

    def to_offer(self, text: PriorityText, implementers: Sequence[Organisation], *, currency: str) -> Offer:
        """The offer as typed; raises `Invalid` naming the field."""
        output = int(self.output.data) if (self.output.data or "").isdecimal() else None
        start, last = month_of(self.first.data), month_of(self.last.data)
        return Offer(
            title=(self.title.data or "").strip() or outputs_of(text).get(output or 0) or text.title,
            priority_id=text.priority_id,
            output_id=output,
            purpose_code=self.purpose.data,
            place_ids=(int(self.region.data),),
            function=self.function.data,
            modality=self.modality.data,
            amount=self.minor(currency),
            currency=currency,
            start=start,
            end=months_on(last, 1) - timedelta(days=1),
            implementer_ids=tuple(one.id for one in implementers),
            humanitarian=bool(self.humanitarian.data),
            security_sensitive=bool(self.sensitive.data),
        )


def fill(form: OfferForm, text: PriorityText, regions: Iterable[Place], *, today: date) -> OfferForm:
    """Give a form its choices, all of one priority."""
    number = text.priority.number
    parts = [(str(o["output_id"]), f"{number}.{o['number']} {o['title']}") for o in text.outputs]
    form.output.choices = options([*parts, ("", _("The priority as a whole"))])
    form.region.choices = options((str(place.id), named(place)) for place in regions)
    form.function.choices = options(known("functions"))
    form.modality.choices = options(known("modalities"))
    held = sorted(code.purpose_code for code in text.sector.purpose_codes) if text.sector else []
    form.purpose.choices = options((code, f"{code} {lists.label('purpose_codes', code)}") for code in held)
    if len(held) == 1:
        form.purpose.data = held[0]
    earliest = min([today, *(month_of(d) for d in (form.first.data,) if is_month(d))])
    months = [months_on(earliest.replace(day=1), n) for n in range(MONTHS)]
    form.first.choices = form.last.choices = options((f"{m:%Y-%m}", month_name(m)) for m in months)
    return form


def known(name: str) -> list[tuple[str, str]]:
    """The codes of a list that a registered line may name."""
    return [(code, label) for code, label in lists.choices(name) if code != "UNKNOWN"]


def month_name(value: date) -> str:
    """A month and its year in words."""
    return format_skeleton("yMMMM", value, locale=locale())


def is_month(text: str | None) -> bool:
    """Whether a text is a month as forms send it: 2026-04."""
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError:
        return False
    return True


def month_of(text: str | None) -> date:
    """The first day of a month as forms send it."""
    return date.fromisoformat(f"{text}-01")


class ExceptionForm(OfferForm):
    """What was offered, and why it should not wait."""

    why = TextAreaField(
        _l("Why this work should not wait"), [InputRequired(_l("Say why this work should not wait.")), Length(max=4000)]
    )


class DayForm(Form):
    """A day: of signature, or on which work began."""

    day = DateField(_l("Day"), [InputRequired(_l("Write the day."))])


class PlainForm(Form):
    """Nothing but the press of a button."""


class ReasonForm(Form):
    """Why."""

    reason = TextAreaField(_l("Reason"), [InputRequired(_l("Give a reason.")), Length(max=2000)])


class PaymentForm(Form):
    """Money paid or spent, in full figures."""

    type = SelectField(_l("What happened"), choices=options([(DISBURSED, _l("Paid out")), (SPENT, _l("Spent"))]))
    value = StringField(_l("Amount in full"), [InputRequired(_l("Give an amount above zero.")), Length(max=40)])
    day = DateField(_l("Day"), [InputRequired(_l("Write the day."))])
    obliged_on = DateField(_l("Owed since"), [Optional()])
    note = StringField(_l("Note"), [Optional(), Length(max=200)])

    def to_payment(self, currency: str) -> Payment:
        """The payment as typed; raises `Invalid`."""
        typed = "".join(c for c in self.value.data or "" if not c.isspace() and c not in ",'\u066c")
        try:
            value = money.minor(typed, currency)
        except ValueError:
            raise Invalid("value", _("Write the amount in figures, for example %(example)s", example="250000")) from None
        assert self.day.data is not None
        owed, note = self.obliged_on.data, self.note.data or ""
        return Payment(type=self.type.data, day=self.day.data, value=value, obliged_on=owed, note=note)


def name_fault(form: Form, fault: Invalid) -> None:
    """Put a fault beside the field that it names."""
    names = {"to": "last", "from": "first", "started_on": "day", "signed_on": "day"}
    field = form._fields.get(names.get(fault.field, fault.field)) or next(iter(form._fields.values()))
    field.errors = [*field.errors, fault.reason]
