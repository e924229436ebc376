"""Forms about a child's file."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    MonthField,
    RadioField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import CheckboxInput

from app.models.children import STUDY_HELP, Child
from app.models.places import PlaceKind
from app.queries.places import find_place, place_choices
from app.web.fields import choices_of, grouped
from app.wording.children import (
    ASKED_BY,
    CLOSE_REASONS,
    CONSENT_PURPOSES,
    DEVICES,
    INTERESTS,
    NEEDS,
    RELATIONS,
    RHYTHMS,
    SPOKEN,
    WISHES,
)
from app.wording.people import SEXES
from app.wording.places import place_name

NEEDED = InputRequired(_l("Please fill this in."))
CHOSEN = InputRequired(_l("Please choose one."))
#: parts of the file that are plain fields of the row
PLAIN = ("sex", "born", "boards", "study_help", "needs", "interests", "wishes", "assent")
PLACES = {
    "village": (PlaceKind.VILLAGE,),
    "school": (PlaceKind.SCHOOL,),
    "meeting_place": (PlaceKind.CENTRE, PlaceKind.SCHOOL),
}
#: sealed values are not shown in the form; what is written here replaces them
SEALED = {"name": "name", "address": "address"}
SEALED_AT_HOME = {"guardian_name": "name", "phone": "phone"}


class Ticks(SelectMultipleField):
    """Several of a list, as checkboxes; codes that came with a spreadsheet and have no words stay choosable."""

    choices: Any
    option_widget = CheckboxInput()

    def process_data(self, value: Any) -> None:
        """Take the stored codes."""
        super().process_data(value)
        known: list[Any] = list(self.choices)
        codes = {choice.value for choice in known}
        self.choices = known + [SelectChoice(code) for code in value or [] if code not in codes]


class ChildForm(FlaskForm):
    """Every field of a child's file."""

    version = HiddenField()
    name = StringField(_l("Name"), [Length(max=80)])
    sex = RadioField(_l("Girl or boy"), [CHOSEN], choices=choices_of(SEXES))
    born = MonthField(_l("Month of birth"), [NEEDED])
    village = SelectField(_l("Home village"), [CHOSEN])
    address = StringField(_l("Address, as the family says it"), [Length(max=200)])
    guardian_name = StringField(_l("Guardian's name"), [Length(max=80)])
    relation = SelectField(_l("Who the guardian is"), choices=choices_of(RELATIONS))
    phone = StringField(_l("Guardian's phone"), [Length(max=40)])
    device = RadioField(_l("Kind of phone"), choices=choices_of(DEVICES))
    languages = Ticks(_l("Languages at home"), choices=choices_of(SPOKEN))
    school = SelectField(_l("School"), [Optional()])
    boards = BooleanField(_l("Lives at school on weekdays"))
    meeting_place = SelectField(_l("Where to meet"), [Optional()])
    rhythm = RadioField(_l("Support rhythm"), choices=choices_of(RHYTHMS), coerce=int, default=4)
    reason = StringField(_l("Why less often"), [Length(max=200)])
    study_help = BooleanField(_l("Needs help with study: a tutor joins the circle"))
    needs = Ticks(_l("Needs"), choices=[one for one in choices_of(NEEDS) if one.value != STUDY_HELP])
    interests = Ticks(_l("What the child likes"), choices=choices_of(INTERESTS))
    wishes = Ticks(_l("Child and guardian would rather have"), choices=choices_of(WISHES))
    assent = BooleanField(_l("The child was asked and would like company"), default=True)

    def offer_places(self, scope: frozenset[int]) -> None:
        """Fill the selects with the places of the editor's townships."""
        for field, kinds in PLACES.items():
            blank = [] if field == "village" else [SelectChoice("", _l("none"))]
            self[field].choices = blank + grouped(place_choices(*kinds, scope=scope))

    def keep_places(self, child: Child) -> None:
        """Offer the child's own places too, closed or far as they may be."""
        for field in PLACES:
            place = getattr(child, field)
            if place is not None and place.public_id not in {choice.value for choice in self[field].choices}:
                self[field].choices = [*self[field].choices, SelectChoice(place.public_id, place_name(place))]

    def child_values(self) -> dict[str, Any]:
        """Return what the form says of the child; sealed fields only where something was written."""
        values = {field: self[field].data for field in PLAIN} | {"rhythm": self.rhythm.data}
        values["needs"] = [*[STUDY_HELP] * self.study_help.data, *self.needs.data]
        for field in PLACES:
            place = find_place(self[field].data) if self[field].data else None
            values[f"{field}_id"] = place.id if place else None
        return values | _written(self, SEALED)

    def guardian_values(self) -> dict[str, Any]:
        """Return what the form says of the guardian."""
        values = {field: self[field].data for field in ("relation", "languages", "device")}
        return values | _written(self, SEALED_AT_HOME)


def _written(form: ChildForm, fields: dict[str, str]) -> dict[str, str]:
    return {column: form[field].data.strip() for field, column in fields.items() if (form[field].data or "").strip()}


def known_values(child: Child) -> dict[str, Any]:
    """Return what the form shows of a child: everything but what is sealed."""
    shown = {field: getattr(child, field) for field in (*PLAIN, "rhythm", "version")}
    shown["needs"] = [code for code in child.needs if code != STUDY_HELP]
    for field in PLACES:
        place = getattr(child, field)
        shown[field] = place.public_id if place else ""
    home = child.guardian
    return shown | {
        "relation": home.relation if home else "other",
        "languages": home.languages if home else [],
        "device": home.device if home else "feature",
    }


class ConsentForm(FlaskForm):
    """Consent given or renewed."""

    purpose = RadioField(_l("Consent for"), [CHOSEN], choices=choices_of(CONSENT_PURPOSES), default="matching")
    given_on = DateField(_l("Given on"), [NEEDED])
    valid_until = DateField(_l("Valid until"), [NEEDED])


class PauseForm(FlaskForm):
    """A child goes away for a while."""

    version = IntegerField(validators=[NumberRange(min=1)])
    until = DateField(_l("Expected back on"), [Optional()])


class CloseForm(FlaskForm):
    """A child's case ends."""

    version = IntegerField(validators=[NumberRange(min=1)])
    reason = SelectField(
        _l("Why it ends"),
        [CHOSEN],
        choices=[
            SelectChoice("", ""),
            *choices_of({code: words for code, words in CLOSE_REASONS.items() if code != "merged"}),
        ],
    )


class ApartForm(FlaskForm):
    """Two are not to be brought together."""

    supporter = HiddenField(validators=[CHOSEN])
    asked_by = SelectField(_l("Who asked for it"), choices=choices_of(ASKED_BY), default="coordinator")


class SupporterWishForm(FlaskForm):
    """Child or guardian ask for a supporter."""

    supporter = HiddenField(validators=[CHOSEN])
    asked_by = SelectField(
        _l("Who said it"),
        [CHOSEN],
        choices=choices_of({code: ASKED_BY[code] for code in ("child", "guardian")}),
        default="child",
    )
    asked_on = DateField(_l("When"), [InputRequired(_l("Give the day it was said."))])
