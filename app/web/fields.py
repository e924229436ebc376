"""Fields and checks that several forms share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from wtforms import Field, Form, IntegerField, ValidationError
from wtforms.fields.choices import SelectChoice

from app.handles import normal_handle
from app.phones import normal_phone

MOBILE_DIGITS = 11


def spaced_out(text: str | None) -> str | None:
    """Return `text` without blanks around it and with single ones inside (a filter for text fields)."""
    return " ".join(text.split()) if text else text


def choices_of(words: Mapping[Any, Any]) -> list[SelectChoice]:
    """Return codes and their words as choices of a field."""
    return [SelectChoice(code, label) for code, label in words.items()]


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
