"""Forms of activities: hours by part of the year, duties, how many adults; for templates, series and single shifts."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional
from wtforms.widgets import TimeInput

from app.models.activities import SAFE_FIELDS
from app.models.calendars import SeasonKind
from app.models.places import Place, PlaceKind
from app.operations.activity_values import PROFESSIONS, ActivityRefused
from app.queries.overlaps import Overlap
from app.queries.places import find_place, place_choices
from app.web.activity_lines import DAY_SETS, SCHOOL_PARTS, sessions_of
from app.web.fields import Day, Several, WholeNumber, choices_of, grouped
from app.web.place_search import PlaceSearch
from app.wording.activities import DUTIES, KINDS, REFUSALS, WAYS_HOME, WEEKS
from app.wording.choices import LICENCES, SKILLS
from app.wording.places import place_name

NEEDED = InputRequired(_l("Please fill this in."))
DIGITS = {"inputmode": "numeric", "maxlength": 3}
#: places an activity can be held at
HELD_AT = (PlaceKind.CENTRE, PlaceKind.SCHOOL, PlaceKind.CLINIC)
MAKE_UPS = {
    "usual": _l("as on any Saturday or Sunday"),
    "off": _l("not held"),
    "hours": _l("held at these hours"),
}


class TwoRooms:
    """Part of a form that says when and where: something else may be held there at the same hours, if there is room."""

    two_rooms = BooleanField(_l("There is room for both"))

    def agrees(self, met: list[Overlap]) -> bool:
        """Say whether nothing else is held there then, or both are meant; say beside the place what to do if not."""
        if not met or self.two_rooms.data:
            return True
        self.two_rooms.errors = [_("Tick this if both are meant, or choose other hours or another place.")]
        return False


class ClockTime(StringField):
    """A time of day, in minutes; what is none is told so in the reader's words."""

    widget = TimeInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the time as browsers send it, or as people type it: 16:30, 16.30 or 1630."""
        text = "".join(valuelist).strip()
        self.data = None
        if not text:
            return
        found = re.fullmatch(r"(\d{1,2})[:.：]?(\d{2})(?::00)?", text)
        minute = 60 * int(found[1]) + int(found[2]) if found and int(found[2]) < 60 else -1
        if not 0 <= minute <= 1440:
            raise ValueError(_("Please write the time as 16:30."))
        self.data = minute

    def _value(self) -> str:
        return f"{self.data // 60:02}:{self.data % 60:02}" if isinstance(self.data, int) else ""


class HoursRow(Form):
    """Hours on some days of the week."""

    days = SelectField(_l("Days"), choices=choices_of(DAY_SETS))
    start = ClockTime(_l("from"), [Optional()])
    end = ClockTime(_l("to"), [Optional()])
    weeks = SelectField(_l("In which weeks"), choices=choices_of(WEEKS))


class DutyRow(Form):
    """People for one duty, and what is asked of them."""

    duty = SelectField(_l("Duty"), choices=choices_of({"": _l("none"), **DUTIES}))
    least = WholeNumber(_l("at least"), [Optional()], render_kw=DIGITS)
    wanted = WholeNumber(_l("wanted"), [Optional()], render_kw=DIGITS)
    most = WholeNumber(_l("at most"), [Optional()], render_kw=DIGITS)
    licences = Several(_l("Licences"), LICENCES, description=_l("Any one of them will do."))
    skills = Several(_l("Skills"), SKILLS, description=_l("Whoever comes has all of them."))


class SafeForm(FlaskForm):
    """How many adults, and who."""

    version = HiddenField()
    duties = FieldList(FormField(DutyRow))
    children = WholeNumber(
        _l("Children expected"), [NEEDED], description=_l("0 where no children come."), render_kw=DIGITS
    )
    ratio = WholeNumber(
        _l("Children for each adult"), [Optional()], description=_l("Empty: no ratio."), render_kw=DIGITS
    )
    least_adults = WholeNumber(
        _l("Adults at least"), [NEEDED], description=_l("With children never fewer than two."), render_kw=DIGITS
    )
    urgency = WholeNumber(
        _l("Urgency"), [NEEDED], description=_l("1 to 10; the higher is filled first."), render_kw=DIGITS
    )
    needs_woman = BooleanField(_l("A woman is there"))
    needs_first_aider = BooleanField(_l("A first-aider is there"))
    may_stay_closed = BooleanField(_l("May fall out when there are too few people"))

    def safety(self) -> dict[str, Any]:
        """Return how many adults, as operations take it."""
        return {field: self[field].data for field in SAFE_FIELDS} | {"duties": self.duty_values()}

    def duty_values(self) -> list[dict[str, Any]]:
        """Return the duties; lines without one are left out."""
        return [
            {
                "duty": row.duty.data,
                "least": row.least.data or 0,
                "wanted": row.wanted.data if row.wanted.data is not None else row.least.data or 0,
                "most": row.most.data if row.most.data is not None else row.wanted.data or row.least.data or 0,
                "licences": list(row.licences.data or ()),
                "skills": list(row.skills.data or ()),
            }
            for row in (entry.form for entry in self.duties)
            if row.duty.data
        ]

    def add_lines(self) -> None:
        """Show one empty line more than is filled in, and the licence of a profession ticked where none was."""
        for row in (entry.form for entry in self.duties):
            if row.duty.data in PROFESSIONS and not row.licences.data:
                row.licences.data = [PROFESSIONS[row.duty.data]]
        if not self.duties.entries or self.duties[-1].form.duty.data:
            self.duties.append_entry()

    def tell(self, refused: ActivityRefused) -> str:
        """Put what was refused beside its field; return it for the top of the page where it has none of its own."""
        words = str(REFUSALS[refused.code])
        if refused.field not in self or isinstance(self[refused.field], FieldList):
            return words
        field = self[refused.field]
        field.errors = [*field.errors, words]
        return ""


class PatternForm(SafeForm):
    """Hours by part of the year as well."""

    kind = SelectField(_l("What it is"), [NEEDED], choices=choices_of(KINDS))
    way_home = RadioField(_l("The way home"), [NEEDED], choices=choices_of(WAYS_HOME))
    term = FieldList(FormField(HoursRow))
    exams = FieldList(FormField(HoursRow))
    winter = FieldList(FormField(HoursRow))
    summer = FieldList(FormField(HoursRow))
    spring_festival = FieldList(FormField(HoursRow))
    make_up = SelectField(_l("On a weekend day on which people work"), [NEEDED], choices=choices_of(MAKE_UPS))
    make_up_start = ClockTime(_l("from"), [Optional()])
    make_up_end = ClockTime(_l("to"), [Optional()])
    holidays = BooleanField(_l("Held on public holidays too"))

    @property
    def parts(self) -> list[tuple[str, FieldList]]:
        """Return the parts of the year with their lines."""
        return [(part.value, self[part.value]) for part in SeasonKind]

    def add_lines(self) -> None:
        """Show one empty line more than is filled in, in each part of the year."""
        super().add_lines()
        for _part, rows in self.parts:
            if not rows.entries or rows[-1].form.days.data:
                rows.append_entry()

    def pattern_values(self) -> dict[str, Any]:
        """Return kind, way home, hours and duties, as operations take them."""
        make_up: list[dict[str, Any]] | None = None
        if self.make_up.data == "off":
            make_up = []
        elif self.make_up.data == "hours":
            make_up = [{"start": self.make_up_start.data, "end": self.make_up_end.data}]
        patterns = {
            part: {
                "sessions": sessions,
                "make_up": make_up if part in SCHOOL_PARTS else None,
                "holidays": self.holidays.data,
            }
            for part, rows in self.parts
            if (sessions := [session for entry in rows for session in sessions_of(entry.form)])
        }
        return {"kind": self.kind.data, "way_home": self.way_home.data, "patterns": patterns, **self.safety()}


def places_with(at: Place | None) -> list[SelectChoice]:
    """Return the places an activity can be held at, with one that is of another kind or closed if it is there now."""
    groups = {
        township: [(code, f"{name} · {township}" if township else name) for code, name in group]
        for township, group in place_choices(*HELD_AT).items()
    }
    known = {code for group in groups.values() for code, _name in group}
    if at is not None and at.public_id not in known:
        groups = {"": [(at.public_id, place_name(at))], **groups}
    return grouped(groups)


class TemplateForm(PatternForm):
    """A template."""

    name_zh = StringField(_l("Chinese name"), [NEEDED, Length(max=120)])
    name_en = StringField(_l("English name"), [Length(max=120)])


class SeriesForm(TwoRooms, PlaceSearch, PatternForm):
    """An activity that repeats at a place."""

    request_key = HiddenField()
    name = StringField(_l("What it is called here"), [Length(max=120)])
    place = SelectField(_l("Where"), [InputRequired(REFUSALS["not_a_place"])])
    first_day = Day(_l("First day"), [NEEDED])
    last_day = Day(_l("Last day"), [Optional()], description=_l("Empty: no end in sight."))
    keeper = SelectField(_l("Who opens and signs off"), [Optional()])
    #: when an existing series changes: from this day on
    since = Day(_l("From this day on"), [NEEDED])

    def offer(self, at: Place | None, keepers: dict[str, str]) -> None:
        """Fill the selects: places in use and the one it is about, and who may keep it there."""
        found = self.narrowed(places_with(at), [self.place.data or ""])
        self.place.choices = [SelectChoice("", _l("please choose")), *found]
        self.keeper.choices = choices_of({"": _l("the child director there"), **keepers})


class ShiftForm(TwoRooms, PlaceSearch, SafeForm):
    """One date."""

    day = Day(_l("Day"), [NEEDED])
    start = ClockTime(_l("from"), [NEEDED])
    end = ClockTime(_l("to"), [NEEDED])
    place = SelectField(_l("Where"), [InputRequired(REFUSALS["not_a_place"])])

    def offer(self, at: Place) -> None:
        """Fill the select."""
        self.place.choices = self.narrowed(places_with(at), [self.place.data or ""])

    def values(self) -> dict[str, Any]:
        """Return what the form says, as the operation takes it."""
        found = find_place(self.place.data) if self.place.data else None
        return {
            **self.safety(),
            "day": self.day.data,
            "start": self.start.data,
            "end": self.end.data,
            "place_id": found.id if found else None,
        }
