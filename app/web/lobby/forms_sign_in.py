"""Forms of signing in, of proving oneself again, and of a new password and second factor."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError

from app.handles import normal_handle
from app.wording.accounts import REFUSALS

DIGITS = {"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 12}


def known_shape(_form: FlaskForm, field: Any) -> None:
    """Refuse what is neither an e-mail address nor a phone number."""
    if not normal_handle(field.data or ""):
        raise ValidationError(REFUSALS["bad_handle"])


class HandleForm(FlaskForm):
    """Who is there?"""

    handle = StringField(
        _l("Phone number or e-mail"),
        [InputRequired(REFUSALS["bad_handle"]), Length(max=200), known_shape],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )


class CodeForm(FlaskForm):
    """The code that was sent."""

    code = StringField(
        _l("Six-digit code"), [InputRequired(_l("Enter the six digits from the message."))], render_kw=DIGITS
    )


class ProofForm(FlaskForm):
    """Password and second factor."""

    password = PasswordField(
        _l("Password"),
        [InputRequired(_l("Enter your password.")), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )
    code = StringField(
        _l("Six digits from your app"),
        [InputRequired(_l("Enter the six digits your app shows now."))],
        render_kw=DIGITS,
    )


class PasswordSignInForm(HandleForm, ProofForm):
    """Staff sign in with all three at once."""


class NewPasswordForm(FlaskForm):
    """A password of one's own; pasting is welcome."""

    password = PasswordField(
        _l("New password"),
        [InputRequired(_l("Enter a password.")), Length(max=1000)],
        description=_l("At least 12 characters, anything you can type. A password manager may fill it in."),
        render_kw={"autocomplete": "new-password"},
    )


class SecondFactorForm(FlaskForm):
    """Six digits that prove the app knows the secret shown."""

    offered = HiddenField()
    code = StringField(
        _l("Six digits from your app"),
        [InputRequired(_l("Enter the six digits your app shows now."))],
        render_kw=DIGITS,
    )


class BeginForm(NewPasswordForm, SecondFactorForm):
    """What an invited person sets."""
