"""A place's rota of a week on paper, for coordinators and child directors alike."""

from __future__ import annotations

from flask import abort, render_template

from app.clock import now
from app.database import db
from app.models.activities import Shift
from app.models.places import Place
from app.queries.responsible import organiser_for
from app.queries.rota_boards import board, loaded, places_with, published_shifts, standing_faces
from app.queries.shifts import between
from app.web.access import actor
from app.web.weeks import Week
from app.wording import activities as activity_words


def rota_sheet(place: Place, week: Week) -> str:
    """Render a place's week; a place without any shift the actor may see is not there (404)."""
    mine = published_shifts(actor()) & (Shift.place_id == place.id)
    if db.session.scalar(places_with(mine).limit(1)) is None:
        abort(404)
    shifts = loaded(mine & between(week.first, week.last))
    lines = board([place], shifts, standing_faces([shift.id for shift in shifts]))
    return render_template(
        "lobby/rota_sheet.html",
        place=place,
        week=week,
        days=lines[0].days,
        organiser=organiser_for(place),
        activity=activity_words,
        now=now(),
    )
