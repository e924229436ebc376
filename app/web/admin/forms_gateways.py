"""Forms of the administrator about gateways."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from app.languages import LANGUAGES
from app.queries.accounts import places_for_roles
from app.web.admin.forms_accounts import place_name
from app.web.fields import choices_of
from app.wording.gateways import KINDS, REFUSALS

AS_WRITTEN = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}


class GatewayForm(FlaskForm):
    """A gateway. Its address is never filled in from the record: it holds a token."""

    name = StringField(
        _l("What it is called"),
        [InputRequired(REFUSALS["empty"]), Length(max=80)],
        description=_l("As people here would call it: “Volunteers' group, Qingping”."),
        render_kw={"autocomplete": "off"},
    )
    kind = RadioField(_l("What it is"), choices=choices_of(KINDS), default="group")
    url = StringField(_l("Address"), [Length(max=2000)], render_kw=AS_WRITTEN)
    language = RadioField(_l("Language of the group"), choices=choices_of(LANGUAGES), default="zh")
    place = SelectField(_l("Where"), description=_l("For a group chat: whose coordinators may write to it."))
    version = HiddenField()

    def __init__(self, *arguments: Any, **values: Any) -> None:
        super().__init__(*arguments, **values)
        places = [SelectChoice(str(place.id), place_name(place)) for place in places_for_roles()]
        self.place.choices = [SelectChoice("", _l("the whole county")), *places]

    @property
    def place_id(self) -> int | None:
        """Return the place chosen; None for the whole county."""
        return int(self.place.data) if self.place.data else None


class TrialForm(FlaskForm):
    """Where a trial goes."""

    to = StringField(_l("Send it to"), [Length(max=200)], render_kw=AS_WRITTEN)
