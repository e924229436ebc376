"""The sign-up form: nine questions in three steps."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length

from app.clock import today
from app.web.base_question import BaseQuestion
from app.web.fields import PhoneNumber, WholeNumber, choices_of, spaced_out
from app.wording.choices import MODES
from app.wording.people import GENDERS

ADULT_YEARS = 18
OLDEST_YEARS = 100
ONE = InputRequired(_l("Please choose one."))
#: how long somebody wants to stay: code → days from today (None: no end in sight)
STAYS: dict[str, int | None] = {"open": None, "year": 365, "half_year": 182, "weeks": 60}
STAY_WORDS = {
    "open": _l("two years or longer"),
    "year": _l("about a year"),
    "half_year": _l("about half a year"),
    "weeks": _l("a few weeks"),
}
TRAVEL_MINUTES = (15, 20, 30, 45)


class WhoForm(FlaskForm):
    """Step 1: who you are."""

    name = StringField(
        _l("Your name"),
        [
            InputRequired(_l("Please write your name as on your identity card.")),
            Length(2, 40, _l("A name has between 2 and 40 characters.")),
        ],
        filters=[spaced_out],
    )
    phone = StringField(
        _l("Phone number"), [InputRequired(_l("Please write your phone number.")), PhoneNumber()], filters=[spaced_out]
    )
    gender = RadioField(_l("You are a"), [ONE], choices=choices_of(GENDERS))
    birth_year = WholeNumber(_l("Year of birth"), [InputRequired(_l("Please write four digits, such as 1990."))])

    def validate_birth_year(self, field: WholeNumber) -> None:
        """Refuse minors, and years that are slips of the thumb."""
        age = today().year - (field.data or 0)
        if not 0 <= age <= OLDEST_YEARS:
            raise ValidationError(_("Please write four digits, such as 1990."))
        if age < ADULT_YEARS:
            raise ValidationError(_("You need to be 18. Until then your school can tell you how to help."))


class HowForm(BaseQuestion):
    """Step 2: how you come and how far."""

    mode = RadioField(_l("Usual way to travel"), [ONE], choices=choices_of(MODES))
    travel_limit = RadioField(
        _l("Minutes one way, at most"),
        [ONE],
        choices=choices_of({minutes: str(minutes) for minutes in TRAVEL_MINUTES}),
        coerce=int,
    )


class StayForm(FlaskForm):
    """Step 3: how long, and the consent."""

    stays = RadioField(_l("How long can you stay"), [ONE], choices=choices_of(STAY_WORDS))
    consent = BooleanField(
        _l("I agree that my answers are used to vet me and to plan with me."),
        [DataRequired(_l("Without your agreement we may not keep your answers."))],
    )

    @property
    def stays_until(self) -> date | None:
        """The last day somebody plans to be there."""
        days = STAYS[self.stays.data]
        return None if days is None else today() + timedelta(days=days)


STEPS: tuple[type[FlaskForm], ...] = (WhoForm, HowForm, StayForm)
STEP_WORDS = (_l("Who you are"), _l("How you come"), _l("How long, and a promise"))
