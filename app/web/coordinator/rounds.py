"""Rounds: the list with the question for a new one, and one round while it runs and after."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from app.clock import now
from app.database import db
from app.models.accounts import Role
from app.models.rounds import Round, RoundKind, RoundState
from app.operations.rounds import MOST_SECONDS, IllegalMove, ask_round, ask_stop, discard
from app.queries.rota_plans import conflicts_of as rota_conflicts
from app.queries.rounds import (
    asker,
    conflicts_of,
    curve_of,
    decisions_of,
    find_round,
    later_round,
    newest_versions,
    scopes_for,
    visible_rounds,
)
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.charts import chart_of
from app.web.coordinator.round_figures import counted_shifts, counted_so_far, lead_of, wish_rows
from app.web.errors import OutOfDate
from app.web.filters import clock_time
from app.wording.reasons import objection_words
from app.wording.rotas import WISHES as ROTA_WISHES
from app.wording.rotas import objection_words as rota_objection
from app.wording.rotas import what_for
from app.wording.rounds import (
    CIRCLE_ROLES,
    DECLINE_REASONS,
    FAILURES,
    KINDS_OF_ROUND,
    STAGES,
    STATES,
    WISHES,
    programme_name,
    role_name,
    scope_name,
)

WORDS: dict[str, Any] = {
    "states": STATES,
    "stages": STAGES,
    "wish_words": {RoundKind.CIRCLES: WISHES, RoundKind.ROTA: ROTA_WISHES},
    "kinds_of_round": KINDS_OF_ROUND,
    "what_for": what_for,
    "decline_reasons": DECLINE_REASONS,
    "circle_roles": CIRCLE_ROLES,
    "role_name": role_name,
    "scope_name": scope_name,
    "programme_name": programme_name,
    "objection_words": objection_words,
}


class AskForm(FlaskForm):
    """What a coordinator says when asking for a round."""

    scope = SelectField(validators=[])
    programme = SelectField(validators=[InputRequired()], coerce=int)
    seconds = IntegerField(default=60)
    seed = IntegerField(default=1)
    adds_only = BooleanField()
    request_key = HiddenField(validators=[InputRequired()])

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.scope.label.text = _("For whom")
        self.programme.label.text = _("Programme")
        self.seconds.label.text = _("Seconds to search")
        self.seed.label.text = _("Starting number")
        self.adds_only.label.text = _("Only fill open places: whoever stands stays")
        self.seconds.validators = [
            InputRequired(_("Say how long to search: 5 to %(most)s seconds.", most=MOST_SECONDS)),
            NumberRange(5, MOST_SECONDS, _("Between 5 and %(most)s seconds, please.", most=MOST_SECONDS)),
        ]
        self.seed.validators = [
            InputRequired(_("Any number from 0 to 999999; 1 will do.")),
            NumberRange(0, 999_999, _("Any number from 0 to 999999; 1 will do.")),
        ]
        # Validators that are set here do not mark their field by themselves.
        for field in (self.scope, self.seconds, self.seed):
            field.flags.required = True
        self.places = {place.public_id if place else "": place for place in scopes_for(actor())}
        self.scope.choices = [(key, scope_name(place)) for key, place in self.places.items()]
        self.programme.choices = [(version.id, programme_name(version)) for version in newest_versions()]


def own_round(public_id: str) -> Round:
    """Return a round the actor coordinates; unknown and hidden ones look the same."""
    return find_round(actor(), public_id) or abort(404)


@blueprint.get("/rounds")
@door(Role.COORDINATOR)
def rounds() -> str:
    """List the rounds, newest first, beside the question for a new one."""
    return list_page(AskForm(request_key=secrets.token_urlsafe(32)))


def list_page(form: AskForm) -> str:
    """Render the list with a form."""
    page = db.paginate(visible_rounds(actor()), per_page=25)
    return render_template("coordinator/rounds/list.html", form=form, page=page, **WORDS)


@blueprint.post("/rounds")
@door(Role.COORDINATOR)
def ask() -> str | Response:
    """Ask for a round."""
    form = AskForm()
    if not form.validate_on_submit():
        return list_page(form)
    place = form.places[form.scope.data]
    round_id = ask_round(
        request_key=(form.request_key.data or "")[:43],
        by=actor(),
        programme_version_id=form.programme.data,
        scope_id=place.id if place else None,
        seconds=form.seconds.data or 60,
        seed=form.seed.data or 0,
        adds_only=form.adds_only.data,
    )
    return redirect(url_for(".round", public_id=db.session.get_one(Round, round_id).public_id))


@blueprint.get("/rounds/<public_id>")
@door(Role.COORDINATOR)
def round(public_id: str) -> str:
    """Show how far a round is, or how it ended."""
    this = own_round(public_id)
    progress = this.progress if this.state in ("queued", "solving") else {**this.outcome, **this.progress}
    curve = curve_of(this)
    return render_template(
        "coordinator/rounds/round.html",
        here="coordinator.rounds",
        round=this,
        asker=asker(this),
        progress=progress,
        stage=stage_of(this),
        wishes=wish_rows(this, progress),
        counted=counted_so_far(progress) if this.state == RoundState.SOLVING else counted_shifts(this),
        lead=lead_of(progress),
        curve=curve,
        chart=chart_of(curve, this.seconds) if curve else None,
        latest=this.started_at + timedelta(seconds=this.seconds + 30) if this.started_at else None,
        failure=FAILURES.get(this.failure, FAILURES["broken"]),
        decisions=decisions_of(this.id),
        conflicts=conflicts_of(this.id) if this.state == "published" else [],
        rota_conflicts=rota_conflicts(this.id) if this.state == "published" else [],
        rota_objection=rota_objection,
        later=later_round(this),
        as_of=clock_time(now()),
        **WORDS,
    )


def stage_of(this: Round) -> str:
    """Return the stage a round has reached; "" where it ended without a plan."""
    if this.state == RoundState.SOLVING:
        return str(this.progress.get("stage", "reading"))
    return {"queued": "queued", "proposed": "proposed", "published": "proposed"}.get(this.state, "")


@blueprint.post("/rounds/<public_id>/stop")
@door(Role.COORDINATOR)
def stop(public_id: str) -> Response:
    """Stop a round and keep its best plan."""
    try:
        ask_stop(own_round(public_id).id, by=actor())
    except IllegalMove as fault:
        raise OutOfDate from fault
    flash(_("It stops within a few seconds. The best plan so far is kept."), "good")
    return redirect(url_for(".round", public_id=public_id))


@blueprint.post("/rounds/<public_id>/discard")
@door(Role.COORDINATOR)
def throw_away(public_id: str) -> Response:
    """Throw a proposal away."""
    this = own_round(public_id)
    written = this.progress.get("publishing", {}).get("written", 0)
    try:
        discard(this.id, by=actor())
    except IllegalMove as fault:
        raise OutOfDate from fault
    if written:
        words = ngettext(
            "Thrown away. %(num)s pair that was written already stays.",
            "Thrown away. %(num)s pairs that were written already stay.",
            written,
        )
        flash(words, "hand")
    else:
        flash(_("Thrown away. Nothing changes for anybody."), "good")
    return redirect(url_for(".rounds"))
