"""Fields and checks that several forms share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, Field, Form, IntegerField, SelectMultipleField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.widgets import CheckboxInput

from app.handles import normal_handle
from app.phones import normal_phone

MOBILE_DIGITS = 11


def spaced_out(text: str | None) -> str | None:
    """Return `text` without blanks around it and with single ones inside (a filter for text fields)."""
    return " ".join(text.split()) if text else text


def choices_of(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """Return codes and their words as choices of a field."""
    return [SelectChoice(code, label) for code, label in words.items()]


def grouped(choices: Mapping[Any, list[tuple[str, str]]]) -> list[SelectChoice]:
    """Return choices under headings (app.queries.places.place_choices) as choices of a select."""
    return [
        SelectChoice(code, label, optgroup=str(heading) or None)
        for heading, group in choices.items()
        for code, label in group
    ]


class WholeNumber(IntegerField):
    """A whole number; what is none is told so in the reader's words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number as people type it."""
        text = valuelist[0].strip() if valuelist else ""
        self.data = None
        if text and not (text.isdecimal() and len(text) < 8):
            raise ValueError(_("Please write digits only."))
        if text:
            self.data = int(text)


class Day(DateField):
    """A day; what is none is told so in the reader's words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the day as browsers send it, or as people type it."""
        text = "".join(valuelist).strip()
        self.data = None
        if not text:
            return
        try:
            self.data = date.fromisoformat(text.replace("/", "-"))
        except ValueError:
            raise ValueError(_("Please write the day as year-month-day, such as 2027-03-09.")) from None


class Several(SelectMultipleField):
    """Several codes of a list, as boxes to tick. Codes the list does not know stay choosable, so that none is lost."""

    option_widget = CheckboxInput()
    choices: list[SelectChoice]

    def __init__(self, label: Any, words: Mapping[str, Any], **options: Any) -> None:
        super().__init__(label, choices=choices_of(words), **options)

    def process_data(self, value: Any) -> None:
        """Take the codes of the record."""
        super().process_data(value)
        self.keep(value or [])

    def keep(self, codes: list[str]) -> None:
        """Let codes of the record be chosen that the list does not know."""
        known = {choice.value for choice in self.choices}
        unknown = [code for code in codes if code not in known]
        self.choices = [*self.choices, *choices_of(dict(zip(unknown, unknown, strict=True)))]


class PhoneNumber:
    """Refuse what cannot be rung, with the digits that are there; empty text is for other validators."""

    def __call__(self, form: Form, field: Field) -> None:
        """Raise ValidationError with the remedy."""
        text: Any = field.data
        if not text:
            return
        digits = normal_phone(text)
        if digits.startswith("1") and len(digits) != MOBILE_DIGITS:
            raise ValidationError(
                _("A mobile number has 11 digits; this one has %(count)s. Please look at it again.", count=len(digits))
            )
        if "@" in text or not normal_handle(text):
            raise ValidationError(_("Please write digits only, a landline with its area code."))
