"""The form of a programme. It holds its whole state in its fields, so that every button works without script."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.matching import NeededBy, Rhythm, Wish
from app.operations.programmes import LONGEST_NAME, READY_MADE
from app.web.fields import Several, WholeNumber, choices_of
from app.wording.choices import LICENCES
from app.wording.people import KINDS
from app.wording.programmes import NEEDED_BY, REFUSALS, WISHES, role_title

DIGITS = {"inputmode": "numeric", "maxlength": 5}
NUMBER = _l("Enter a whole number.")


def number(label: Any, hint: Any = "") -> WholeNumber:
    """Return a field for a whole number that must be there."""
    return WholeNumber(label, [InputRequired(NUMBER)], description=hint, render_kw=DIGITS)


class RoleFields(Form):
    """One role of the circle."""

    code = HiddenField()
    count = number(_l("How many for each child"))
    exclusive = SelectField(
        _l("Shared or exclusive"),
        [InputRequired()],
        choices=choices_of({"shared": _l("shared"), "exclusive": _l("for one child only")}),
    )
    caseload = number(_l("Most children at once"), _l("Where a supporter says nothing else."))
    travel_limit = number(_l("Minutes one way"))
    kinds = Several(_l("Who may come"), KINDS)
    needed_by = SelectField(
        _l("Needed by"), [InputRequired()], choices=choices_of({code.value: NEEDED_BY[code] for code in NeededBy})
    )
    licence = SelectField(_l("Licence"), choices=choices_of({"": _l("none"), **LICENCES}))
    weekly_slot = BooleanField(_l("Meets at a fixed hour of the week"))
    minimum_windows = number(_l("Hours in common, at least"), _l("Counts where there is a fixed hour."))
    live = BooleanField(_l("Goes live at publication, without being asked first"))
    r1 = number(_l("Meetings a year: intensive"))
    r2 = number(_l("close"))
    r3 = number(_l("regular"))
    r4 = number(_l("light"))

    @property
    def name(self) -> str:
        """Return the role in words."""
        return role_title(str(self.code.data))


class GenderFields(Form):
    """Children of one gender meet supporters of the same, from an age on; without an age there is no such rule."""

    age = WholeNumber(_l("From which age"), description=_l("Empty: no such rule."), render_kw=DIGITS)
    roles = Several(_l("In these roles"), {})


class ProgrammeForm(FlaskForm):
    """Everything an organizer decides about a programme."""

    #: number of the version the change began from
    earlier = HiddenField()
    roles = FieldList(FormField(RoleFields))
    girls = FormField(GenderFields)
    boys = FormField(GenderFields)
    #: gender rules this form cannot show, as JSON; they stay
    other_rules = HiddenField()
    guardian_language = BooleanField(_l("Somebody in each circle speaks a language of the guardian"))
    valid_days = number(_l("Days for which papers must still be valid"))
    stay_months = number(_l("Months somebody must stay to join a circle"))
    enough_windows = number(_l("Hours in common that are enough"), _l("A wish; the minimum stands with each role."))
    meeting_minutes = number(_l("Minutes of a meeting"))
    walk_home = number(
        _l("Minutes of the walk home"), _l("Activities end so long before sunset where children walk home alone.")
    )
    weights = FieldList(number(_l("Weight of a child")), min_entries=len(Rhythm), max_entries=len(Rhythm))
    wishes = FieldList(HiddenField())

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        names = {role.code.data: role.form.name for role in self.roles}
        for rule in (self.girls.form, self.boys.form):
            rule.roles.choices = choices_of(names)

    @property
    def wish_codes(self) -> list[str]:
        """Return the wishes in their order."""
        return [field.data for field in self.wishes if field.data in set(Wish)]

    def wish_name(self, code: str) -> Any:
        """Word a wish."""
        return WISHES[Wish(code)]


class NewProgrammeForm(FlaskForm):
    """What a programme begins from, and what it is called."""

    template = SelectField(_l("Begin from"), [InputRequired(REFUSALS["unknown_template"])])
    name_zh = StringField(_l("Name in Chinese"), [InputRequired(REFUSALS["no_name"]), Length(max=LONGEST_NAME)])
    name_en = StringField(_l("Name in English"), [InputRequired(REFUSALS["no_name"]), Length(max=LONGEST_NAME)])

    def __init__(self, *arguments: Any, chinese: bool, **values: Any) -> None:
        super().__init__(*arguments, **values)
        self.template.choices = choices_of({code: names[2 if chinese else 1] for code, names in READY_MADE.items()})
