"""Forms about meetings, the same for supporters, directors and coordinators."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.clock import at_half_hour, today
from app.operations.meetings import LONGEST_NOTE, MOST_MINUTES
from app.queries.appointments import FURTHEST
from app.web.fields import Day, WholeNumber, choices_of
from app.web.paint import clock
from app.wording.meetings import CANNOT_CHANGE, FACES

#: what is chosen most; the field takes any number of minutes
USUAL_MINUTES = 75
#: half-hours of the day at which a meeting may be written down to begin: 7:00 to 20:30
TIMES = {str(half_hour): clock(half_hour) for half_hour in range(14, 42)}
USUAL_TIME = 18


class NoteForm(FlaskForm):
    """How a meeting went: three taps and, if one likes, a line."""

    happened = RadioField(
        _l("Did you meet?"),
        choices=choices_of({"yes": _l("Yes"), "no": _l("No")}),
        validators=[InputRequired(_l("Choose yes or no."))],
    )
    minutes = WholeNumber(
        _l("How many minutes?"), validators=[Optional(), NumberRange(1, MOST_MINUTES, CANNOT_CHANGE["minutes"])]
    )
    felt = RadioField(
        _l("How was it?"),
        choices=choices_of({str(code): words for code, words in FACES.items()}),
        validators=[Optional()],
    )
    note = StringField(
        _l("One line, if you like"), validators=[Optional(), Length(max=LONGEST_NOTE, message=CANNOT_CHANGE["note"])]
    )


class MoveForm(FlaskForm):
    """Another time for a meeting, from those that are free for both."""

    starts_at = RadioField(_l("Another time"), validators=[InputRequired(_l("Choose one of the times."))], choices=[])

    def offer(self, moments: list[datetime], words: list[str]) -> None:
        """Fill in the times to choose from."""
        self.starts_at.choices = choices_of(dict(zip((moment.isoformat() for moment in moments), words, strict=True)))

    @property
    def chosen(self) -> datetime:
        """The moment asked for. Only after validation."""
        return datetime.fromisoformat(self.starts_at.data)


class AppointmentForm(FlaskForm):
    """A time for a meeting by appointment: one of those offered, or any day and hour."""

    starts_at = RadioField(_l("When"), choices=[], validate_choice=False)
    day = Day(_l("Or another day"), [Optional()])
    time = SelectField(_l("Time"), [Optional()], choices=choices_of(TIMES), default=str(USUAL_TIME))

    def offer(self, moments: list[datetime], words: list[str]) -> None:
        """Fill in the times to choose from; whether one still is free is for the operation to say."""
        self.starts_at.choices = choices_of(dict(zip((moment.isoformat() for moment in moments), words, strict=True)))

    def validate_starts_at(self, field: RadioField) -> None:
        """Ask for a time when no day is written down."""
        if not any(self.day.raw_data or ()) and moment_of(field.data) is None:
            raise ValidationError(_("Choose one of the times, or write down a day and an hour."))

    def validate_day(self, field: Day) -> None:
        """Refuse a day that is over or very far ahead."""
        day = field.data
        if day is None:
            return  # what is no day has been told so already
        if day < today():
            raise ValidationError(str(CANNOT_CHANGE["past"]))
        if day > today() + FURTHEST:
            raise ValidationError(str(CANNOT_CHANGE["too_far"]))

    @property
    def chosen(self) -> datetime:
        """The moment asked for; a day written down comes before a choice. Only after validation."""
        if self.day.data is not None:
            return at_half_hour(self.day.data, int(self.time.data))
        chosen = moment_of(self.starts_at.data)
        assert chosen is not None  # validate_starts_at has asked for it
        return chosen

    def refuse(self, why: str) -> None:
        """Say beside the field why the time cannot be."""
        field = self.starts_at if self.day.data is None else self.day
        field.errors = [why]


def moment_of(text: str | None) -> datetime | None:
    """Return the moment a choice carries; None for anything else."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else None
