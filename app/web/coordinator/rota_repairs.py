"""Repair the rota: a shift that lacks somebody, or somebody who is out for a while; at most three ways, one is chosen."""

from __future__ import annotations

from datetime import date, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.clock import now, today
from app.database import db
from app.models.accounts import Role
from app.models.rota_repairs import UNDER_WAY, RotaRepair
from app.models.supporters import Supporter
from app.operations.rota_repairs import CannotRepair, ask_for_person, ask_for_shift, choose
from app.queries.rota_repairs import find_repair, read
from app.queries.shifts import find_shift
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.repair_sentences import way
from app.web.filters import clock_time
from app.wording import activities as activity_words
from app.wording import living as words

#: days somebody is out where nothing else is said, and the most one asks for at a time
USUAL_DAYS, MOST_DAYS = 7, 56


@blueprint.post("/rota/repairs/shifts/<public_id>")
@door(Role.COORDINATOR)
def repair_shift(public_id: str) -> Response:
    """Have ways looked for so that a shift has enough people."""
    shift = find_shift(actor(), public_id) or abort(404)
    return redirect(url_for("coordinator.rota_repair", public_id=ask_for_shift(shift.id, by=actor())))


@blueprint.route("/rota/repairs/people/<public_id>", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def repair_person(public_id: str) -> Response | str:
    """Ask how a rota goes on while somebody is out."""
    who = db.session.scalar(select(Supporter).where(Supporter.public_id == public_id)) or abort(404)
    first = day_asked_for("first", today())
    last = min(max(first, day_asked_for("last", first + timedelta(days=USUAL_DAYS))), first + timedelta(days=MOST_DAYS))
    if request.method == "POST":
        return redirect(url_for("coordinator.rota_repair", public_id=ask_for_person(who.id, first, last, by=actor())))
    return render_template("coordinator/rota/out.html", who=who, first=first, last=last)


@blueprint.get("/rota/repairs/<public_id>")
@door(Role.COORDINATOR)
def rota_repair(public_id: str) -> str:
    """Show how far the looking is, or the ways that were found."""
    repair = found_repair(public_id)
    return render_template(
        "coordinator/rota/repair.html",
        repair=repair,
        running=repair.state in UNDER_WAY,
        stage=repair.stage or "asked",
        found=read(repair.found) if repair.found else None,
        words=words,
        way=way,
        activity=activity_words,
        as_of=clock_time(now()),
    )


@blueprint.post("/rota/repairs/<public_id>/choice")
@door(Role.COORDINATOR)
def carry_repair_out(public_id: str) -> Response:
    """Carry the chosen way out."""
    repair = found_repair(public_id)
    try:
        told = choose(repair.id, request.form.get("choice", -1, int), by=actor())
    except CannotRepair as fault:
        flash(words.cannot_repair(fault.code, fault.refused.objections if fault.refused else ()), "stop")
        return redirect(url_for("coordinator.rota_repair", public_id=public_id))
    flash(ngettext("Done. %(num)s person hears of it.", "Done. %(num)s people hear of it.", told), "good")
    return redirect(url_for("coordinator.rota"))


def found_repair(public_id: str) -> RotaRepair:
    """Return the visitor's own repair, or 404: what was found is for whoever asked, with what they may see."""
    return find_repair(actor(), public_id) or abort(404)


def day_asked_for(name: str, usual: date) -> date:
    """Return a day of the form; what is no date, or past, is the usual one."""
    try:
        return max(date.fromisoformat(request.values.get(name, "")), today())
    except ValueError:
        return usual
