"""Shifts of the village's places, week by week."""

from __future__ import annotations

from app.models.accounts import Role
from app.web.access import door
from app.web.director import blueprint
from app.web.shift_lists import week_page


@blueprint.get("/shifts")
@door(Role.DIRECTOR)
def shifts() -> str:
    """List the shifts of a week."""
    return week_page("director.shifts")
