"""The sign-up form: nine questions in three steps."""

from __future__ import annotations

from datetime import date, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from app.clock import today
from app.models.places import Place
from app.queries.bases import MOST, bases_named
from app.queries.places import township_of
from app.web.fields import PhoneNumber, WholeNumber, choices_of, spaced_out
from app.wording.choices import MODES
from app.wording.people import GENDERS
from app.wording.places import place_name

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


class HowForm(FlaskForm):
    """Step 2: how you come and how far. `which` is asked only where a name stands for several places."""

    place = StringField(
        _l("Village or community where you usually are"),
        [InputRequired(_l("Please write the name of a village, school or clinic.")), Length(max=40)],
        filters=[spaced_out],
    )
    which = RadioField(_l("Which one"), [Optional()], choices=[], validate_choice=False)
    mode = RadioField(_l("How you usually travel"), [ONE], choices=choices_of(MODES))
    travel_limit = RadioField(
        _l("Minutes one way, at most"),
        [ONE],
        choices=choices_of({minutes: str(minutes) for minutes in TRAVEL_MINUTES}),
        coerce=int,
    )

    #: the place that is meant, once the form is valid
    base: Place | None = None

    def validate_place(self, field: StringField) -> None:
        """Find the place that is meant; ask which one where there are several."""
        name = field.data or ""
        found = bases_named(name)
        chosen = [place for place in found if place.public_id == self.which.data]
        if len(found) == 1 or chosen:
            self.base = (chosen or found)[0]
            return
        if not found:
            raise ValidationError(
                _("We know no place called “%(name)s”. Try the village's name or its pinyin.", name=name)
            )
        if len(found) > MOST:
            raise ValidationError(_("Many places are called like “%(name)s”. Please write more of it.", name=name))
        self.which.choices = choices_of({place.public_id: label_of(place) for place in found})
        raise ValidationError(_("“%(name)s” could be any of these. Please choose one.", name=name))


def label_of(place: Place) -> str:
    """Return a place's name with its township before it, so that two of one name can be told apart."""
    township = township_of(place)
    return " · ".join(place_name(one) for one in (township, place) if one is not None)


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
