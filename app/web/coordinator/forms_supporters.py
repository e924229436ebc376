"""Forms about supporters and their evidence."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from app.clock import today
from app.models.supporters import EvidenceKind, Supporter
from app.web.base_question import BaseQuestion
from app.web.fields import Day, PhoneNumber, Several, WholeNumber, choices_of, spaced_out
from app.wording.choices import EVIDENCE, GENDERS, INTERESTS, KINDS, LICENCES, MODES, SKILLS, SPOKEN
from app.wording.places import place_name

ONE = InputRequired(_l("Please choose one."))
FILLED = InputRequired(_l("Please fill this in."))
#: fields of the form that are fields of the record, under the same name
SAME = (
    "kind", "name", "phone", "email", "gender", "birth_year", "languages", "skills", "interests", "mode",
    "travel_limit", "caseload", "weekly_minutes", "experience_months", "stays_until", "probation",
    "first_aid_until",
)  # fmt: skip


def between(least: int, most: int) -> NumberRange:
    """Return the check that a number lies between two others, and says which."""
    return NumberRange(least, most, _l("Between %(min)s and %(max)s, please."))


class SupporterForm(BaseQuestion):
    """Everything a coordinator may write down about a supporter."""

    version = HiddenField()
    name = StringField(
        _l("Name"), [FILLED, Length(2, 40, _l("A name has between 2 and 40 characters."))], filters=[spaced_out]
    )
    kind = SelectField(_l("Comes as"), [ONE], choices=choices_of(KINDS))
    phone = StringField(_l("Phone number"), [FILLED, PhoneNumber()], filters=[spaced_out])
    email = StringField(
        _l("E-mail"),
        [
            Optional(),
            Length(max=120),
            Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("An e-mail address reads like name@example.org.")),
        ],
        filters=[spaced_out],
    )
    gender = RadioField(_l("Woman or man"), [ONE], choices=choices_of(GENDERS))
    birth_year = WholeNumber(_l("Year of birth"), [FILLED])
    mode = RadioField(_l("Travels"), [ONE], choices=choices_of(MODES), default="scooter")
    travel_limit = WholeNumber(_l("Minutes one way, at most"), [FILLED, between(0, 240)], default=30)
    caseload = WholeNumber(_l("Children at once, at most"), [FILLED, between(0, 200)], default=1)
    weekly_minutes = WholeNumber(_l("Minutes a week, way included"), [FILLED, between(0, 10080)], default=240)
    languages = Several(_l("Speaks"), SPOKEN)
    interests = Several(_l("Likes"), INTERESTS)
    skills = Several(_l("Can help with"), SKILLS)
    experience_months = WholeNumber(_l("Months of experience"), [FILLED, between(0, 1200)], default=0)
    stays_until = Day(_l("Stays until"), [Optional()])
    first_aid_until = Day(_l("First-aid certificate until"), [Optional()])
    probation = BooleanField(_l("First meetings only beside an experienced partner"))

    def validate_birth_year(self, field: WholeNumber) -> None:
        """Refuse minors, and years that are slips of the thumb."""
        between(today().year - 100, today().year - 18)(self, field)

    def fill(self, supporter: Supporter) -> None:
        """Write the record into the form."""
        self.process(obj=supporter, place=place_name(supporter.base), which=supporter.base.public_id)

    def keep_codes(self, supporter: Supporter) -> None:
        """Let codes stay that came with a spreadsheet and stand in no list."""
        for name in ("languages", "interests", "skills"):
            self[name].keep(getattr(supporter, name))

    @property
    def values(self) -> dict[str, Any]:
        """The form's answers as fields of the record."""
        values = {name: self[name].data for name in SAME}
        values["email"] = values["email"] or ""
        return values | {"base_id": self.base.id if self.base else None}


class EvidenceForm(FlaskForm):
    """Dated evidence."""

    kind = SelectField(_l("What was shown"), [ONE], choices=choices_of(EVIDENCE))
    detail = SelectField(_l("Which licence"), [Optional()], choices=choices_of({"": "—"} | LICENCES))
    issued_on = Day(_l("Day of the query, the course or the signature"), [FILLED], default=today)
    valid_until = Day(_l("Valid until"), [Optional()])
    note = StringField(_l("Note, such as a file number"), [Optional(), Length(max=200)], filters=[spaced_out])

    @property
    def chosen_kind(self) -> EvidenceKind:
        """The kind of evidence."""
        return EvidenceKind(self.kind.data)
