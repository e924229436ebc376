"""Forms of the administrator about accounts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.clock import midnight
from app.models.accounts import STAFF, Role
from app.models.places import Place, PlaceKind
from app.queries.accounts import places_for_roles
from app.wording.accounts import REFUSALS
from app.wording.people import ROLES


class RoleForm(FlaskForm):
    """A role, and where it holds."""

    role = SelectField(
        _l("Role"),
        choices=[
            SelectChoice("", "—"),
            *(SelectChoice(role.value, ROLES[role.value]) for role in Role if role in STAFF),
        ],
        validators=[InputRequired(REFUSALS["unknown_role"])],
    )
    place = SelectField(
        _l("Where"),
        description=_l("A child director has a village; a coordinator may have one township instead of the county."),
    )

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        places = [SelectChoice(str(place.id), place_name(place)) for place in places_for_roles()]
        self.place.choices = [SelectChoice("", _l("the whole county")), *places]

    @property
    def place_id(self) -> int | None:
        """Return the place chosen; None for the whole county."""
        return int(self.place.data) if self.place.data else None


class InvitationForm(RoleForm):
    """Whom to invite."""

    name = StringField(
        _l("Name"), [InputRequired(REFUSALS["no_name"]), Length(max=80)], render_kw={"autocomplete": "off"}
    )
    handle = StringField(
        _l("Phone number or e-mail"),
        [InputRequired(REFUSALS["bad_handle"]), Length(max=200)],
        description=_l("They sign in with it."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )


class GrantForm(RoleForm):
    """A role for somebody who has an account."""

    until = DateField(_l("Last day"), [Optional()], description=_l("Empty: until somebody ends it."))

    @property
    def ends_at(self) -> datetime | None:
        """Return the moment after the last day."""
        return midnight(self.until.data + timedelta(days=1)) if self.until.data else None


def place_name(place: Place) -> str:
    """Word a village with its township."""
    chinese = str(get_locale() or "zh").startswith("zh")
    name = place.name_zh if chinese or not place.name_en else place.name_en
    if place.kind != PlaceKind.VILLAGE or place.parent is None:
        return name
    above = place.parent.name_zh if chinese or not place.parent.name_en else place.parent.name_en
    return f"{above} · {name}"
