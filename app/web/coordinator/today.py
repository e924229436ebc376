"""Today: one screen, each line with one next step."""

from __future__ import annotations

from flask import render_template

from app.clock import now
from app.clock import today as this_day
from app.database import db
from app.models.accounts import Role
from app.queries.appointments import due_before, due_days, next_free, with_people
from app.queries.digest import Line, circles_in_brief, first_today, last_week, running_rounds, within_two_weeks
from app.queries.rounds import scopes_for
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.rounds import WORDS
from app.wording import children as child_words
from app.wording import meetings as words
from app.wording.digest import LINES, LineWords
from app.wording.places import place_name

#: meetings by appointment that can be planned here at one tap; all stand on a page of their own
OVERDUE_SHOWN = 3


@blueprint.get("/")
@door(Role.COORDINATOR)
def today() -> str:
    """Show what waits, what will happen, and how the circles stand."""
    by = actor()
    brief = circles_in_brief(by)
    overdue = list(db.session.scalars(with_people(due_before(by, this_day())).limit(OVERDUE_SHOWN)))
    return render_template(
        "coordinator/today.html",
        first=worded(first_today(by, brief)),
        soon=worded(within_two_weeks(by)),
        past=worded(last_week(by)),
        brief=brief,
        brief_arcs=["on" if filled == wanted else "open" for _, filled, wanted in brief.roles],
        running=running_rounds(by),
        scopes=[place for place in scopes_for(by) if place] if by.roles[Role.COORDINATOR] else [],
        overdue=overdue,
        due=due_days(overdue),
        free=next_free(overdue),
        words=words,
        child_words=child_words,
        today=this_day(),
        as_of=now(),
        place_name=place_name,
        **WORDS,
    )


def worded(lines: list[Line]) -> list[tuple[Line, LineWords]]:
    """Return the lines with their words."""
    return [(line, LINES[line.code]) for line in lines]
