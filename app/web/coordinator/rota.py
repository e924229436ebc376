"""The rota as it stands: a board by week and place, and a place's week on paper."""

from __future__ import annotations

from flask import abort, render_template, request
from sqlalchemy import ColumnElement, func, select

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.models.activities import Shift
from app.queries.places import find_place
from app.queries.rota_boards import board, loaded, places_with, published_shifts, standing_faces
from app.queries.shifts import between, short_handed
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.rota_review import PLACES_PER_PAGE, day_shown
from app.web.rota_sheets import rota_sheet
from app.web.shift_lists import week_with_shifts
from app.web.weeks import week_asked_for


@blueprint.get("/rota")
@door(Role.COORDINATOR)
def rota() -> str:
    """Show the rota of a week, a page of places at a time."""
    week = week_with_shifts(request.args.get("week"))
    condition = published_shifts(actor()) & between(week.first, week.last)
    page = db.paginate(places_with(condition), per_page=PLACES_PER_PAGE)
    shifts = loaded(condition & Shift.place_id.in_([place.id for place in page.items]))
    lines = board(page.items, shifts, standing_faces(shift.id for shift in shifts))
    return render_template(
        "coordinator/rota/rota.html",
        week=week,
        page=page,
        lines=lines,
        day=day_shown(week, lines),
        today=today(),
        shifts=count(condition),
        short=count(condition & short_handed()),
    )


def count(condition: ColumnElement[bool]) -> int:
    """Return how many shifts of the whole week these are, whatever page is shown."""
    return db.session.scalar(select(func.count(Shift.id)).where(condition)) or 0


@blueprint.get("/rota/print/<public_id>")
@door(Role.COORDINATOR)
def rota_print(public_id: str) -> str:
    """Show a place's rota of a week as a sheet of paper, emergency numbers on its back."""
    place = find_place(public_id) or abort(404)
    return rota_sheet(place, week_asked_for(request.args.get("week")))
