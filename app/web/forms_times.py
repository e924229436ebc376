"""Forms about when and how far a supporter comes; the volunteer's and the coordinator's pages share them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectField, StringField, ValidationError
from wtforms.validators import InputRequired, Length, Optional

from app.models.supporters import Supporter
from app.planning.availability import HALF_HOURS_A_DAY
from app.web.fields import Day, choices_of, spaced_out
from app.web.filters import weekday
from app.web.paint import DAYS, GLADNESS, clock
from app.wording.choices import MODES

ONE = InputRequired(_l("Please choose one."))
FILLED = InputRequired(_l("Please fill this in."))
USUAL_LIMITS = (15, 20, 30, 45, 60, 90)
USUAL_WEEKS = (60, 120, 180, 240, 300, 360, 480, 600, 900, 1200)
#: exact hours start and end between 6:00 and 22:00
EARLIEST, LATEST = 12, 44


class TimesForm(FlaskForm):
    """The limits beside the painted week; the week itself comes as fields of the grid (app.web.paint)."""

    version = HiddenField()
    mode = RadioField(_l("Usual way to travel"), [ONE], choices=choices_of(MODES))
    weekly_minutes = SelectField(_l("Hours a week"), [ONE], coerce=int, choices=[])
    travel_limit = SelectField(_l("Minutes one way"), [ONE], coerce=int, choices=[])
    stays_until = Day(_l("Stays until"), [Optional()])

    def offer(self, supporter: Supporter) -> None:
        """Offer the usual limits and the ones this supporter has."""
        self.weekly_minutes.choices = choices_of(_with(USUAL_WEEKS, supporter.weekly_minutes, hours_words))
        self.travel_limit.choices = choices_of(_with(USUAL_LIMITS, supporter.travel_limit, minutes_words))


def _with(usual: tuple[int, ...], own: int, word: Any) -> Mapping[int, str]:
    return {minutes: word(minutes) for minutes in sorted({*usual, own})}


def hours_words(minutes: int) -> str:
    """Word minutes as hours: 150 → 2.5 hours."""
    hours = f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
    return str(ngettext("%(hours)s hour", "%(hours)s hours", 1 if minutes == 60 else 2, hours=hours))


def minutes_words(minutes: int) -> str:
    """Word minutes."""
    return str(ngettext("%(num)s minute", "%(num)s minutes", minutes))


class AwayForm(FlaskForm):
    """Days on which a supporter cannot come."""

    first_day = Day(_l("From"), [FILLED])
    last_day = Day(_l("To, this day included"), [Optional()])
    note = StringField(_l("Remark"), [Optional(), Length(max=80)], filters=[spaced_out])


class HoursForm(FlaskForm):
    """Exact hours of one weekday, finer than the grid."""

    version = HiddenField()
    weekday = SelectField(_l("Weekday"), [ONE], coerce=int, choices=[])
    first = SelectField(_l("From"), [ONE], coerce=int, default=18)
    until = SelectField(_l("To"), [ONE], coerce=int, default=23)
    gladly = SelectField(_l("How gladly"), [ONE], choices=choices_of(GLADNESS), default="can")

    def offer(self) -> None:
        """Word days and hours."""
        times = {half_hour: clock(half_hour) for half_hour in range(EARLIEST, LATEST + 1)}
        self.weekday.choices = choices_of({day: weekday(day) for day in range(DAYS)})
        self.first.choices = choices_of(times)
        self.until.choices = choices_of(times)

    def validate_until(self, field: SelectField) -> None:
        """Refuse an end before the beginning."""
        if field.data <= self.first.data:
            raise ValidationError(_("The end has to come after the beginning."))

    @property
    def span(self) -> tuple[int, int]:
        """Half-hours of the week, the end exclusive."""
        monday = self.weekday.data * HALF_HOURS_A_DAY
        return monday + self.first.data, monday + self.until.data
