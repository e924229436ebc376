"""Texts to a group chat: choose, look, send. There is no field a name could be written into."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from werkzeug.wrappers import Response
from wtforms import HiddenField, RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired

from app.clock import now
from app.database import db
from app.models.accounts import Role
from app.models.common import public_id
from app.models.places import Place
from app.operations.notices import PATHS, NoticeRefused, announce, checked
from app.queries.coming import NAMED
from app.queries.gateways import Outlet, groups_of, recent_notices
from app.queries.quiet_hours import countys_quiet_hours
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.fields import Day, WholeNumber, choices_of
from app.wording.deliveries import DELIVERY_STATES, failure_words
from app.wording.messages import MessageWords
from app.wording.notices import SPANS, TITLES, notice_words
from app.wording.places import place_name

LINKS = {"/": _l("the front page"), "/me/schedule": _l("one's own schedule"), "/sign-up": _l("the sign-up page")}
REMEDIES = {
    "group": _l("Please choose one."),
    "kind": _l("Please choose one."),
    "number": _l("Write how many: a number from 1 to 999."),
    "span": _l("Please choose one."),
    "day": _l("Please choose a day."),
    "place": _l("Please choose one."),
    "path": _l("Please choose one."),
}


class TextForm(FlaskForm):
    """A text to a group."""

    group = SelectField(_l("To"), [InputRequired(REMEDIES["group"])])
    kind = RadioField(_l("What it says"), [InputRequired(REMEDIES["kind"])], choices=choices_of(TITLES))
    number = WholeNumber(_l("How many places"), render_kw={"inputmode": "numeric"})
    span = SelectField(_l("When"), choices=choices_of(SPANS))
    day = Day(_l("Day"))
    place = SelectField(_l("Place"))
    path = SelectField(
        _l("The link leads to"), [InputRequired(REMEDIES["path"])], choices=choices_of(LINKS), default=PATHS[0]
    )
    #: names this text: sent twice it is sent once
    asked = HiddenField()

    def offer(self, groups: list[Outlet]) -> None:
        """Offer the groups and the places one may name."""
        self.group.choices = [SelectChoice(one.key, one.name) for one in groups]
        named = db.session.scalars(select(Place).where(Place.kind.in_(NAMED)).order_by(Place.name_zh))
        self.place.choices = [SelectChoice("", "—"), *(SelectChoice(str(one.id), place_name(one)) for one in named)]

    @property
    def answers(self) -> dict[str, Any]:
        """Return what the texts may ask for."""
        place = self.place.data or ""
        return {
            "number": self.number.data,
            "span": self.span.data,
            "day": self.day.data,
            "place": int(place) if place.isdecimal() else None,
        }


@blueprint.route("/group-texts", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def group_texts() -> Response | str:
    """Choose a text, look at it, send it."""
    groups = groups_of(actor())
    form = TextForm()
    form.offer(groups)
    params = None
    if form.validate_on_submit():
        try:
            params = checked(form.kind.data, form.answers)
            if request.form.get("step") == "send":
                announce(form.group.data, form.kind.data, form.answers, form.path.data, asked(form), by=actor())
                flash(_("It is on its way to the group."), "good")
                return redirect(url_for("coordinator.group_texts"))
        except NoticeRefused as fault:
            form[fault.field].errors = [REMEDIES[fault.field]]
    return page(form, groups, params)


def asked(form: TextForm) -> str:
    """Return the name of this text; a form without one gets a new one."""
    return (form.asked.data or "")[:22] or public_id()


def page(form: TextForm, groups: list[Outlet], params: dict[str, Any] | None) -> str:
    """Draw the page, with a preview when `params` says what the text is told."""
    form.asked.data = asked(form)
    group = next((one for one in groups if one.key == form.group.data), None)
    return render_template(
        "coordinator/group_texts.html",
        form=form,
        groups=groups,
        group=group,
        preview=in_language(group, form.kind.data, params) if group and params is not None else None,
        waits=countys_quiet_hours().over_at(now()),
        notices=recent_notices([one.key for one in groups]),
        names={one.key: one.name for one in groups},
        words=notice_words,
        states=DELIVERY_STATES,
        failure_words=failure_words,
        here="coordinator.group_texts",
    )


def in_language(group: Outlet, kind: str, params: dict[str, Any]) -> MessageWords:
    """Word a text as the group will read it."""
    with force_locale(group.language):
        return notice_words(kind, params)
