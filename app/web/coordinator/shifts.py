"""Shifts of one's places, week by week."""

from __future__ import annotations

from app.models.accounts import Role
from app.web.access import door
from app.web.coordinator import blueprint
from app.web.shift_lists import week_page


@blueprint.get("/shifts")
@door(Role.COORDINATOR)
def shifts() -> str:
    """List the shifts of a week."""
    return week_page("coordinator.shifts")
