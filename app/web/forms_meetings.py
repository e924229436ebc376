"""Forms about meetings, the same for supporters, directors and coordinators."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from app.operations.meetings import LONGEST_NOTE, MOST_MINUTES
from app.web.fields import WholeNumber, choices_of
from app.wording.meetings import CANNOT_CHANGE, FACES

#: what is chosen most; the field takes any number of minutes
USUAL_MINUTES = 75


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
