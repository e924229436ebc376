"""Ask for a rota: which days, which places, how long to search."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, DateField, HiddenField, IntegerField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from app.clock import monday, today
from app.database import db
from app.models.accounts import Role
from app.models.rounds import Round
from app.operations.rounds import MOST_SECONDS, NotAskable, Span, ask_round
from app.queries.rota_boards import places_with
from app.queries.rounds import newest_versions, scopes_for
from app.queries.shifts import coming, seen_by
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.place_search import PlaceSearch, only_narrows
from app.wording.places import place_name
from app.wording.rotas import NOT_ASKABLE
from app.wording.rounds import programme_name, scope_name


class AskRotaForm(PlaceSearch, FlaskForm):
    """What a coordinator says when asking for a rota."""

    first_day = DateField()
    days = SelectField(coerce=int)
    scope = SelectField(validators=[])
    places = SelectMultipleField(widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())
    programme = SelectField(validators=[InputRequired()], coerce=int)
    keeps = BooleanField(default=True)
    seconds = IntegerField(default=60)
    seed = IntegerField(default=1)
    request_key = HiddenField(validators=[InputRequired()])

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.name_fields()
        self.first_day.validators = [InputRequired(_("Choose the first day: tomorrow or later."))]
        self.seconds.validators = [
            InputRequired(_("Say how long to search: 5 to %(most)s seconds.", most=MOST_SECONDS)),
            NumberRange(5, MOST_SECONDS, _("Between 5 and %(most)s seconds, please.", most=MOST_SECONDS)),
        ]
        self.seed.validators = [
            InputRequired(_("Any number from 0 to 999999; 1 will do.")),
            NumberRange(0, 999_999, _("Any number from 0 to 999999; 1 will do.")),
        ]
        # Validators that are set here do not mark their field by themselves.
        for field in (self.first_day, self.days, self.scope, self.seconds, self.seed):
            field.flags.required = True
        self.areas = {place.public_id if place else "": place for place in scopes_for(actor())}
        self.scope.choices = [(key, scope_name(place)) for key, place in self.areas.items()]
        centres = list(db.session.scalars(places_with(coming() & seen_by(actor()))))
        self.centres = {place.public_id: place.id for place in centres}
        all_places = [SelectChoice(place.public_id, place_name(place)) for place in centres]
        self.places.choices = self.narrowed(all_places, self.places.data or ())
        self.days.choices = [(7, _("one week")), (14, _("two weeks")), (28, _("four weeks")), (35, _("five weeks"))]
        self.programme.choices = [(version.id, programme_name(version)) for version in newest_versions()]

    def name_fields(self) -> None:
        """Word the labels."""
        self.first_day.label.text = _("First day")
        self.days.label.text = _("How long")
        self.scope.label.text = _("Area")
        self.places.label.text = _("Places")
        self.programme.label.text = _("Programme")
        self.keeps.label.text = _("Who stands on a shift stays there")
        self.seconds.label.text = _("Seconds to search")
        self.seed.label.text = _("Starting number")

    def span(self) -> Span:
        """Return what is asked for."""
        chosen = frozenset(self.centres[one] for one in self.places.data or ())
        return Span(self.first_day.data, self.days.data, chosen, keeps=self.keeps.data)


@blueprint.get("/rota/new")
@door(Role.COORDINATOR)
def new_rota() -> str:
    """Show the question for a rota; next week is proposed."""
    following = monday(today()) + timedelta(weeks=1)
    form = AskRotaForm(request_key=secrets.token_urlsafe(32), first_day=following, days=28)
    return ask_page(form)


def ask_page(form: AskRotaForm) -> str:
    """Render the question."""
    return render_template("coordinator/rota/ask.html", form=form, here="coordinator.rounds")


@blueprint.post("/rota/new")
@door(Role.COORDINATOR)
def ask_rota() -> str | Response:
    """Ask for a rota."""
    form = AskRotaForm()
    if only_narrows(request.form) or not form.validate_on_submit():
        return ask_page(form)
    place = form.areas[form.scope.data]
    try:
        round_id = ask_round(
            request_key=(form.request_key.data or "")[:43],
            by=actor(),
            programme_version_id=form.programme.data,
            span=form.span(),
            scope_id=place.id if place else None,
            seconds=form.seconds.data or 60,
            seed=form.seed.data or 0,
        )
    except NotAskable as fault:
        field = {"span": form.first_day, "places": form.places}.get(fault.code, form.scope)
        field.errors = [str(NOT_ASKABLE.get(fault.code, fault.code))]
        return ask_page(form)
    return redirect(url_for(".round", public_id=db.session.get_one(Round, round_id).public_id))
