"""Forms of the draft: the head, a priority with its rows, the dates of a publication."""

from typing import Any

from flask import g
from wtforms import (
    DateField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import (
    Form as Rows,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from consult.agendas.draft import NeedDraft, Opening, OutputDraft, PriorityDraft, Publication
from consult.codes import lists
from consult.kit.i18n import LANGUAGES
from consult.kit.i18n import gettext as _
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.money import minor, plain
from consult.web.choices import options
from consult.web.door import Form

SHORT, LONG = Length(max=300), Length(max=10_000)
BLANK_OUTPUTS, BLANK_NEEDS, MOST = 2, 3, 200


def or_empty(value: Any) -> str:
    """A choice, empty where none was made."""
    return str(value or "")


class MoneyField(Field):
    """An amount in major units of the reporting currency; `.data` is minor units or None."""

    widget = TextInput()
    data: int | None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Digits of any script; blanks and commas may group."""
        self.raw = valuelist[0].strip() if valuelist else ""
        text = "".join(str(int(c)) if c.isdigit() else c for c in self.raw if not c.isspace()).replace(",", "").replace("٬", "")
        try:
            self.data = minor(text, g.country.currency) if text else None
        except ValueError:
            self.data = None
            raise ValidationError(_("Write the amount in figures, for example %(example)s", example="1700000")) from None

    def _value(self) -> str:
        raw: str | None = getattr(self, "raw", None)
        return raw if raw is not None else plain(self.data, g.country.currency)


class Boxes(SelectMultipleField):
    """Several choices as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class HeadForm(Form):
    """Title, summary and period of a draft; `seen` is the edit that was read."""

    title = StringField(_l("Title"), [InputRequired(_l("Write the title.")), SHORT])
    summary = TextAreaField(_l("Summary"), [Optional(), LONG])
    start = DateField(_l("From"), [InputRequired(_l("Give the day it begins."))])
    end = DateField(_l("To"), [InputRequired(_l("Give the day it ends."))])
    title_ar = StringField(_l("Title in Arabic"), [Optional(), SHORT])
    title_en = StringField(_l("Title in English"), [Optional(), SHORT])
    title_fr = StringField(_l("Title in French"), [Optional(), SHORT])
    summary_ar = TextAreaField(_l("Summary in Arabic"), [Optional(), LONG])
    summary_en = TextAreaField(_l("Summary in English"), [Optional(), LONG])
    summary_fr = TextAreaField(_l("Summary in French"), [Optional(), LONG])
    seen = HiddenField(default="1")

    def to_opening(self) -> Opening:
        """The value object."""
        assert self.start.data
        assert self.end.data
        return Opening(
            title=stripped(self.title),
            summary=stripped(self.summary),
            titles=translations(self, "title"),
            summaries=translations(self, "summary"),
            start=self.start.data,
            end=self.end.data,
        )


class OutputRow(Rows):
    """One output; an empty title leaves it out."""

    number = HiddenField()
    title = StringField(_l("Output"), [Optional(), SHORT])
    indicator = StringField(_l("Indicator"), [Optional(), SHORT])


class NeedRow(Rows):
    """One need; without a place it is left out. `output` is the row of the output, from 1, or empty for all."""

    place = SelectField(_l("Place"), coerce=or_empty, default="")
    output = SelectField(_l("Output"), coerce=or_empty, default="")
    amount = MoneyField(_l("Amount"))


class PriorityForm(Form):
    """All that a priority says; only title and sector are needed to save a draft."""

    title = StringField(_l("Title"), [InputRequired(_l("Write the title.")), SHORT])
    sector_id = SelectField(_l("Sector"), [InputRequired(_l("Choose the sector."))], coerce=int)
    ask = TextAreaField(_l("What is asked, and why"), [Optional(), LONG])
    title_ar = StringField(_l("Title in Arabic"), [Optional(), SHORT])
    title_en = StringField(_l("Title in English"), [Optional(), SHORT])
    title_fr = StringField(_l("Title in French"), [Optional(), SHORT])
    ask_ar = TextAreaField(_l("What is asked, in Arabic"), [Optional(), LONG])
    ask_en = TextAreaField(_l("What is asked, in English"), [Optional(), LONG])
    ask_fr = TextAreaField(_l("What is asked, in French"), [Optional(), LONG])
    core_area = SelectField(_l("Core area"), coerce=or_empty, default="")
    psg = SelectField(_l("Peacebuilding and Statebuilding Goal"), coerce=or_empty, default="")
    dimensions = Boxes(_l("Dimensions of governance"))
    modes = Boxes(_l("Kind of prevention"))
    horizon = SelectField(_l("Term"), coerce=or_empty, default="")
    effort = SelectField(_l("Effort"), coerce=or_empty, default="")
    mechanism = SelectField(_l("How it protects people"), coerce=or_empty, default="")
    guarantee = TextAreaField(_l("Institutional guarantee"), [Optional(), LONG])
    lead = StringField(_l("Domestic lead"), [Optional(), SHORT])
    start = DateField(_l("From"), [Optional()])
    end = DateField(_l("To"), [Optional()])
    outcome = StringField(_l("Outcome indicator"), [Optional(), SHORT])
    outcome_baseline = StringField(_l("Baseline"), [Optional(), SHORT])
    outcome_target = StringField(_l("Target"), [Optional(), SHORT])
    domestic_amount = MoneyField(_l("Paid by the country itself"))
    outputs = FieldList(FormField(OutputRow), max_entries=MOST)
    needs = FieldList(FormField(NeedRow), max_entries=MOST)
    prerequisites = Boxes(_l("What must come first"), coerce=int)
    gender_marker = RadioField(_l("Gender marker"), [Optional()], coerce=or_empty, default="")
    sgbv = Boxes(_l("Sexual and gender-based violence"))
    risk_factors = Boxes(_l("Risk factors"))
    seen = HiddenField(default="1")

    def offer(self, sectors: list[Any], places: list[Any], others: list[tuple[int, str]]) -> "PriorityForm":
        """Fill in what can be chosen, before the form is read or shown."""
        as_sector = [("", _("As the sector"))]
        choose = [("", _("Choose"))]
        lists_of: dict[str, list[tuple[Any, Any]]] = {
            "sector_id": [(s.id, s.name) for s in sectors],
            "core_area": as_sector + coded("core_areas"),
            "psg": as_sector + coded("psgs"),
            "horizon": choose + coded("horizons"),
            "effort": choose + coded("efforts"),
            "mechanism": choose + coded("mechanisms"),
            "dimensions": [*coded("dimensions")],
            "modes": [(code, name) for code, name in coded("modes") if code != "SYSTEMIC"],
            "sgbv": [*coded("sgbv_tags")],
            "risk_factors": [*coded("risk_factors")],
            "gender_marker": [("", _("Not screened")), *coded("gender_markers")],
            "prerequisites": [*others],
        }
        fields: Any = self
        for name, pairs in lists_of.items():
            fields[name].choices = options(pairs)
        wheres = options([*choose, *((str(p.id), "– " * p.level + p.name) for p in places)])
        for row in fields.needs:
            row.place.choices, row.output.choices = wheres, options(self.output_rows())
        return self

    def output_rows(self) -> list[tuple[str, str]]:
        """The outputs as a need may name them, by their row."""
        rows = [(str(i), row.form.title.data or _("Output in row %(n)s", n=i)) for i, row in enumerate(self.outputs, 1)]
        return [("", _("The priority as a whole")), *rows]

    def grow(self) -> None:
        """Add blank rows, as far as there is room."""
        for rows, count in ((self.outputs, BLANK_OUTPUTS), (self.needs, BLANK_NEEDS)):
            for _more in range(min(count, MOST - len(rows))):
                rows.append_entry()

    def to_draft(self) -> PriorityDraft:
        """The value object; rows left empty fall away."""
        kept = [i for i, row in enumerate(self.outputs, 1) if stripped(row.form.title)]
        position = {str(row): at for at, row in enumerate(kept)}
        outputs = [self.outputs[i - 1].form for i in kept]
        needs = [row.form for row in self.needs if row.form.place.data]
        return PriorityDraft(
            title=stripped(self.title),
            sector_id=self.sector_id.data,
            titles=translations(self, "title"),
            asks=translations(self, "ask"),
            dimensions=tuple(self.dimensions.data or ()),
            modes=tuple(self.modes.data or ()),
            sgbv=tuple(self.sgbv.data or ()),
            risk_factors=tuple(int(n) for n in self.risk_factors.data or ()),
            gender_marker=int(self.gender_marker.data) if self.gender_marker.data else None,
            start=self.start.data,
            end=self.end.data,
            domestic_amount=self.domestic_amount.data,
            outputs=tuple(OutputDraft(whole(o.number.data), stripped(o.title), stripped(o.indicator)) for o in outputs),
            needs=tuple(NeedDraft(int(n.place.data), position.get(n.output.data or ""), n.amount.data) for n in needs),
            prerequisites=tuple(self.prerequisites.data or ()),
            **{field: stripped(self[field]) for field in WORDS},
        )


WORDS = (
    "ask", "core_area", "psg", "horizon", "effort", "mechanism", "guarantee", "lead", "outcome", "outcome_baseline",
    "outcome_target",
)  # fmt: skip


class PublicationForm(Form):
    """The dates that a publication announces."""

    comments_until = DateField(_l("Comments are open until"), [InputRequired(_l("Give the last day for comments."))])
    answers_until = DateField(_l("Ministries answer by"), [InputRequired(_l("Give the day by which ministries answer."))])
    next_revision = DateField(_l("Next revision"), [Optional()])
    short_reason = TextAreaField(_l("Reason for a round under 84 days"), [Optional(), Length(max=1000)])

    def to_publication(self) -> Publication:
        """The value object."""
        assert self.comments_until.data
        assert self.answers_until.data
        return Publication(
            comments_until=self.comments_until.data,
            answers_until=self.answers_until.data,
            next_revision=self.next_revision.data,
            short_reason=stripped(self.short_reason),
        )


class ExtensionForm(Form):
    """Until when comments stay open."""

    until = DateField(_l("Comments are open until"), [InputRequired(_l("Give the last day for comments."))])


class ReasonForm(Form):
    """Why; `state` says what is done where there is a choice."""

    reason = TextAreaField(_l("Reason"), [Optional(), Length(max=2000)])


def coded(of_list: str) -> list[tuple[str, str]]:
    """A list's codes with their names."""
    return [(c.code, c.name) for c in lists.codes(of_list)]


def stripped(field: Any) -> str:
    """A field's words without blanks around them."""
    return (field.data or "").strip()


def faults_in(form: Any) -> list[tuple[str, str]]:
    """Every fault of a form with rows, as (id of its field, words)."""
    found: list[tuple[str, str]] = []
    for field in form:
        rows = [row.form for row in field if isinstance(row, FormField)] if isinstance(field, FieldList) else []
        found += [fault for row in rows for fault in faults_in(row)]
        found += [(field.id, str(fault)) for fault in field.errors if not isinstance(fault, dict)]
    return found


def seen_in(form: Any) -> int:
    """The edit that the writer had read; an odd one is none."""
    return whole(str(form.seen.data)) or 0


def whole(text: str | None) -> int | None:
    """A hidden number, or None."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else None


def translations(form: Form, field: str) -> dict[str, str]:
    """A field's translations by language, those that are given."""
    given = {lang: stripped(form[f"{field}_{lang}"]) for lang in LANGUAGES}
    return {lang: words for lang, words in given.items() if words}


def said_by(text: Any) -> dict[str, Any]:
    """A priority's text as the form's data."""
    outputs = [{"number": o["number"], "title": o["title"], "indicator": o["indicator"]} for o in text.outputs]
    row_of = {o["output_id"]: str(i) for i, o in enumerate(text.outputs, 1)}
    needs = [
        {"place": str(n.place_id), "output": row_of.get(n.output_id, ""), "amount": n.amount}
        for n in sorted(text.needs, key=lambda n: (row_of.get(n.output_id, ""), n.place.code))
    ]
    names = (*WORDS, "title", "sector_id", "start", "end", "dimensions", "modes", "sgbv", "domestic_amount")
    given = {name: getattr(text, name) for name in names}
    given |= {f"title_{lang}": words for lang, words in text.titles.items()}
    given |= {f"ask_{lang}": words for lang, words in text.asks.items()}
    marker = "" if text.gender_marker is None else str(text.gender_marker)
    return given | {
        "outputs": outputs,
        "needs": needs,
        "gender_marker": marker,
        "risk_factors": [str(n) for n in text.risk_factors],
        "prerequisites": [p.needed.number for p in text.prerequisites],
        "seen": text.edit,
    }
