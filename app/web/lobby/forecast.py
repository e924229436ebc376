"""The next 14 days: which shifts cannot open as they stand, and the one step that helps."""

from __future__ import annotations

from flask import render_template

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.queries.forecast_fixes import fixes
from app.queries.forecasts import forecasts, lacking, last_day
from app.web.access import actor, door
from app.web.lobby import blueprint
from app.wording import activities as words
from app.wording.days import lack_words

#: shifts on one page: everybody is asked about for each of them
PER_PAGE = 10


@blueprint.get("/forecast")
@door(Role.COORDINATOR, Role.DIRECTOR)
def forecast() -> str:
    """List the coming shifts that lack somebody, the next first."""
    page = db.paginate(lacking(actor()), per_page=PER_PAGE)
    found = forecasts(page.items)
    return render_template(
        "lobby/days/forecast.html",
        here="director.shifts",
        page=page,
        found=found,
        fixes=fixes(found),
        today=today(),
        last=last_day(),
        words=words,
        lack_words=lack_words,
    )
