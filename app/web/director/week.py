"""The village's week: who comes when, what was not noted, who was asked."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request

from app.clock import today
from app.models.accounts import Role
from app.queries.village_weeks import lacking_notes, meetings_by_day, villages, waiting_offers
from app.web.access import actor, door
from app.web.director import blueprint
from app.web.weeks import week_asked_for
from app.wording import children as child_words
from app.wording import meetings as words

#: meetings this long ago are still asked about
ASKED = timedelta(weeks=4)


@blueprint.get("/week")
@door(Role.DIRECTOR)
def week() -> str:
    """Show one week by day."""
    shown = week_asked_for(request.args.get("week"))
    return render_template(
        "director/week.html",
        villages=villages(actor()),
        week=shown,
        days=meetings_by_day(actor(), shown.first, shown.last),
        lacking=lacking_notes(actor(), today() - ASKED, today()),
        offers=waiting_offers(actor()),
        today=today(),
        words=words,
        child_words=child_words,
    )
