"""Today: one screen, each line with one next step."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template

from app.clock import now
from app.clock import today as this_day
from app.models.accounts import Role
from app.queries.digest import Line, circles_in_brief, first_today, last_week, running_rounds, within_two_weeks
from app.queries.rounds import scopes_for
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.rounds import WORDS
from app.wording.digest import LINES, LineWords
from app.wording.places import place_name


@blueprint.get("/")
@door(Role.COORDINATOR)
def today() -> str:
    """Show what waits, what will happen, and how the circles stand."""
    by = actor()
    brief = circles_in_brief(by)
    return render_template(
        "coordinator/today.html",
        first=with_pages(first_today(by)),
        soon=with_pages(within_two_weeks(by)),
        past=with_pages(last_week(by)),
        brief=brief,
        brief_arcs=["on" if filled == wanted else "open" for _, filled, wanted in brief.roles],
        running=running_rounds(by),
        scopes=[place for place in scopes_for(by) if place] if by.roles[Role.COORDINATOR] else [],
        day=this_day(),
        as_of=now(),
        place_name=place_name,
        **WORDS,
    )


def with_pages(lines: list[Line]) -> list[tuple[Line, LineWords]]:
    """Return the lines whose page exists in this house, with their words."""
    known: dict[str, Any] = current_app.view_functions
    return [(line, LINES[line.code]) for line in lines if LINES[line.code].endpoint in known]
