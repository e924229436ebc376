"""Repair the rota: a shift that lacks somebody, or somebody who is out for a while; at most three ways, one is chosen."""

from __future__ import annotations

from datetime import date, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import ngettext
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.models.activities import Opening
from app.models.assignments import Assignment
from app.models.supporters import Supporter
from app.operations.rota_repairs import CannotRepair, carry_out
from app.queries.rota_repairs import ended, gaps_of_person, gaps_of_shift, joined, repairs_of
from app.queries.shifts import find_shift
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.wording import activities as activity_words
from app.wording import living as words

#: days somebody is out where the page is opened without dates, and the most it looks ahead
USUAL_DAYS, MOST_DAYS = 7, 56


@blueprint.get("/rota/repairs/shifts/<public_id>")
@door(Role.COORDINATOR)
def repair_shift(public_id: str) -> str:
    """Show how others could change places so that a shift has enough people."""
    shift = find_shift(actor(), public_id) or abort(404)
    return render_template(
        "coordinator/rota/repair.html",
        shift=shift,
        found=repairs_of(gaps_of_shift(shift)),
        joined=joined,
        ended=ended,
        words=words,
        activity=activity_words,
    )


@blueprint.get("/rota/repairs/people/<public_id>")
@door(Role.COORDINATOR)
def repair_person(public_id: str) -> str:
    """Show how a rota goes on while somebody is out."""
    who = db.session.scalar(select(Supporter).where(Supporter.public_id == public_id)) or abort(404)
    first = day_asked_for("first", today())
    last = min(max(first, day_asked_for("last", first + timedelta(days=USUAL_DAYS))), first + timedelta(days=MOST_DAYS))
    gaps = [one for one in gaps_of_person(who.id, first, last) if find_shift(actor(), one.opening.shift.public_id)]
    return render_template(
        "coordinator/rota/repair.html",
        who=who,
        first=first,
        last=last,
        found=repairs_of(gaps),
        joined=joined,
        ended=ended,
        words=words,
        activity=activity_words,
    )


@blueprint.post("/rota/repairs")
@door(Role.COORDINATOR)
def carry_repair_out() -> Response:
    """Carry the chosen way out."""
    form = request.form
    joins = [tuple(one.split(":", 1)) for one in form.get("joins", "").split() if ":" in one]
    openings = ids_of(Opening, [one for one, _who in joins])
    people = ids_of(Supporter, [who for _one, who in joins])
    out, leaves = (ids_of(Assignment, form.get(name, "").split()) for name in ("out", "leaves"))
    back = form.get("back", "")
    if not back.startswith("/coordination/rota/repairs/"):
        abort(400)
    rows = db.session.scalars(select(Assignment).where(Assignment.id.in_([*out.values(), *leaves.values()])))
    touched = [row.shift for row in rows]
    touched += [one.shift for one in db.session.scalars(select(Opening).where(Opening.id.in_(openings.values())))]
    if not all(find_shift(actor(), shift.public_id) for shift in touched):
        abort(404)
    try:
        told = carry_out(
            out.values(),
            leaves.values(),
            [(openings[one], people[who]) for one, who in joins if one in openings and who in people],
            by=actor(),
        )
    except CannotRepair as fault:
        said = words.CANNOT_REPAIR.get(fault.code)
        flash(
            str(said) if said else words.staff_no_seat("unfit", fault.refused.objections if fault.refused else ()),
            "stop",
        )
        return redirect(back)
    flash(ngettext("Done. %(num)s person hears of it.", "Done. %(num)s people hear of it.", told), "good")
    return redirect(url_for("coordinator.rota"))


def ids_of(table: type[Opening] | type[Supporter] | type[Assignment], names: list[str]) -> dict[str, int]:
    """Return the ids of rows by their public ids."""
    query = select(table.public_id, table.id).where(table.public_id.in_(names))
    return {row.public_id: row.id for row in db.session.execute(query)}


def day_asked_for(name: str, usual: date) -> date:
    """Return a day of the address; what is no date, or past, is the usual one."""
    try:
        return max(date.fromisoformat(request.args.get(name, "")), today())
    except ValueError:
        return usual
