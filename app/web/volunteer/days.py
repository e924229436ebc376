"""My day: the code to show, and the code at the door to type when one comes and goes."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Select, select
from werkzeug.wrappers import Response

from app.clock import now, today
from app.database import db
from app.models.activities import Shift
from app.models.assignments import Assignment, AssignmentState
from app.operations.check_ins import AFTER, BEFORE, CannotCheck, arrive, leave
from app.queries.check_codes import own_code
from app.queries.day_sheets import state_of
from app.queries.own_shifts import REAL, YES, shifts_between, with_shift
from app.queries.responsible import organiser_for
from app.web.access import actor, door
from app.web.volunteer import blueprint
from app.web.volunteer.schedule import MINE, me
from app.wording import activities as activity_words
from app.wording import days as words

WAYS = {"in": arrive, "out": leave}


@blueprint.get("/day")
@door(*MINE)
def day() -> str:
    """Show one's shifts of today."""
    query = mine().where(shifts_between(today(), today())).order_by(Shift.starts_at, Assignment.id)
    return day_page(list(db.session.scalars(with_shift(query))))


@blueprint.get("/day/<public_id>")
@door(*MINE)
def day_of_shift(public_id: str) -> str:
    """Show one shift: when, where, whom to ring, and the codes once it is time."""
    return day_page([mine_or_404(public_id)])


@blueprint.post("/day/<public_id>/<way>")
@door(*MINE)
def check_in(public_id: str, way: str) -> Response:
    """Note that one has come, or leaves, by the code at the door."""
    one = mine_or_404(public_id)
    try:
        (WAYS.get(way) or abort(404))(one.id, request.form.get("code", ""), by=actor())
    except CannotCheck as refused:
        if refused.code == "unknown":
            abort(404)
        flash(str(words.CANNOT[refused.code]), "stop")
    else:
        flash(
            _("Welcome. It is noted that you are here.") if way == "in" else _("Thank you for coming. Get home well."),
            "good",
        )
    return redirect(url_for("volunteer.day_of_shift", public_id=public_id))


def day_page(found: list[Assignment]) -> str:
    """Render some of one's shifts."""
    return render_template(
        "volunteer/day.html",
        here="volunteer.schedule",
        shifts=found,
        codes={one.id: own_code(one) for one in found},
        states={one.id: state_of(one) for one in found},
        open={one.id for one in found if one.shift.starts_at - BEFORE <= now() <= one.shift.ends_at + AFTER},
        organisers={one.id: organiser_for(one.shift.place) for one in found},
        words=words,
        activity=activity_words,
    )


def mine_or_404(public_id: str) -> Assignment:
    """Return one's own shift."""
    return db.session.scalar(with_shift(mine()).where(Assignment.public_id == public_id)) or abort(404)


def mine() -> Select[Assignment]:
    """Return the query for the shifts one said yes to, those noted as missed, too: one may still come."""
    return (
        select(Assignment)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(Assignment.supporter_id == me(), Assignment.state.in_((*YES, AssignmentState.MISSED)))
        .where(Shift.state.in_(REAL))
    )
