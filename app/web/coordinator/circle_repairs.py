"""Repair circles: a supporter who leaves, is ill or has moved; a child whose life has changed; at most three ways."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import DateField, RadioField, SelectChoice, SelectField
from wtforms.validators import InputRequired

from app.clock import now, today
from app.models.accounts import Role
from app.models.circle_repairs import CircleRepair, Occasion
from app.models.rota_repairs import UNDER_WAY
from app.operations.circle_repairs import (
    MOST_BUDGET,
    USUAL_BUDGET,
    CannotRepair,
    ask_for_child,
    ask_for_supporter,
    choose,
)
from app.queries.circle_repairs import find_repair, read
from app.queries.policy import find_child
from app.queries.supporters import find_supporter
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.review import REVIEW_WORDS
from app.web.fields import choices_of
from app.web.filters import clock_time
from app.wording import endings as words
from app.wording.living import REPAIR_FAILURES

#: days until the last meeting where nothing else is said: the least notice a child is given
USUAL_NOTICE = timedelta(weeks=4)
NEEDED = InputRequired(_l("Please fill this in."))


class RepairForm(FlaskForm):
    """Why somebody's circles have to be looked at again."""

    occasion = RadioField(_l("What has happened"), [NEEDED], choices=choices_of(words.OCCASIONS), default="leaves")
    last_day = DateField(_l("Last day; for an illness the day they may be back"), [NEEDED])
    budget = SelectField(
        _l("How many others may be disturbed at most"),
        [NEEDED],
        choices=[SelectChoice(str(number), str(number)) for number in range(0, MOST_BUDGET + 1, 2)],
        default=str(USUAL_BUDGET),
    )


@blueprint.route("/circles/repairs/supporters/<public_id>", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def repair_supporter_circles(public_id: str) -> Response | str:
    """Ask how a supporter's circles go on."""
    who = find_supporter(actor(), public_id) or abort(404)
    form = RepairForm(data={"last_day": today() + USUAL_NOTICE})
    if form.validate_on_submit():
        occasion = Occasion(form.occasion.data)
        last_day = today() if occasion is Occasion.FACTS else form.last_day.data
        try:
            found = ask_for_supporter(who.id, occasion, last_day, budget=int(form.budget.data), by=actor())
        except CannotRepair as fault:
            form.last_day.errors = [words.CANNOT_REPAIR[fault.code]]
        else:
            return redirect(url_for("coordinator.circle_repair", public_id=found))
        who = find_supporter(actor(), public_id) or abort(404)
    return render_template("coordinator/circle_repairs/ask.html", here="coordinator.supporters", who=who, form=form)


@blueprint.post("/circles/repairs/children/<public_id>")
@door(Role.COORDINATOR)
def repair_child_circle(public_id: str) -> Response:
    """Ask how a child's circle goes on by the facts on record now."""
    child = find_child(actor(), public_id) or abort(404)
    return redirect(url_for("coordinator.circle_repair", public_id=ask_for_child(child.id, by=actor())))


@blueprint.get("/circles/repairs/<public_id>")
@door(Role.COORDINATOR)
def circle_repair(public_id: str) -> str:
    """Show how far the looking is, or the ways that were found."""
    repair = found_repair(public_id)
    return render_template(
        "coordinator/circle_repairs/repair.html",
        here="coordinator.circles",
        repair=repair,
        running=repair.state in UNDER_WAY,
        stage=repair.stage or "asked",
        found=read(repair.found) if repair.found else None,
        words=words,
        failures=REPAIR_FAILURES,
        ahead=repair.last_day > today(),
        as_of=clock_time(now()),
        **REVIEW_WORDS,
    )


@blueprint.post("/circles/repairs/<public_id>/choice")
@door(Role.COORDINATOR)
def carry_circle_repair_out(public_id: str) -> Response:
    """Carry the chosen way out."""
    repair = found_repair(public_id)
    try:
        asked = choose(repair.id, request.form.get("choice", -1, int), by=actor())
    except CannotRepair as fault:
        flash(words.cannot_repair(fault.code, fault.objection), "stop")
        return redirect(url_for("coordinator.circle_repair", public_id=public_id))
    flash(ngettext("Done. %(num)s person is asked.", "Done. %(num)s people are asked.", asked), "good")
    return redirect(url_for("coordinator.endings"))


def found_repair(public_id: str) -> CircleRepair:
    """Return the visitor's own repair, or 404: what was found is for whoever asked, with what they may see."""
    return find_repair(actor(), public_id) or abort(404)
