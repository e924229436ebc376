"""Who carries how much, and what people said no to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from flask import abort, render_template, request
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.models.supporters import Supporter
from app.queries.burdens import Burden, declined_requests
from app.queries.burdens import burdens as all_burdens
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.wording import activities as activity_words
from app.wording import rotas as words
from app.wording.people import KINDS

PER_PAGE = 25
#: days before and after today that count
PERIODS = {"month": (0, 27), "quarter": (90, 27)}
ORDERS: dict[str, Callable[[Burden], Any]] = {
    "share": lambda one: (-one.share, one.supporter_id),
    "hours": lambda one: (-one.minutes, one.supporter_id),
    "ways": lambda one: (-one.ways, one.supporter_id),
    "declined": lambda one: (-one.declined, one.supporter_id),
    "least": lambda one: (one.share, one.supporter_id),
}
REASONS = ("too_far", "times", "overloaded", "other", "none")


@blueprint.get("/rota/burdens")
@door(Role.COORDINATOR)
def burdens() -> str:
    """List who carries how much, sorted as asked."""
    order, period = chosen(request.args, "order", ORDERS, "share"), chosen(request.args, "period", PERIODS, "month")
    before, after = PERIODS[period]
    first, last = today() - timedelta(days=before), today() + timedelta(days=after)
    found = sorted(all_burdens(actor(), first, last), key=ORDERS[order])
    number = max(1, request.args.get("page", 1, type=int))
    shown = found[(number - 1) * PER_PAGE : number * PER_PAGE]
    if not shown and number > 1:
        abort(404)
    named = db.session.scalars(select(Supporter).where(Supporter.id.in_([one.supporter_id for one in shown])))
    counted = [one for one in found if one.counts]
    return render_template(
        "coordinator/rota/burdens.html",
        here="coordinator.rota",
        shown=shown,
        named={supporter.id: supporter for supporter in named},
        order=order,
        period=period,
        first=first,
        last=last,
        number=number,
        pages=-(-len(found) // PER_PAGE),
        total=len(found),
        counted=len(counted),
        carrying=sum(one.shifts > 0 for one in counted),
        among=round(median(carried)) if (carried := [one.share for one in counted if one.shifts]) else 0,
        idle=sum(not one.shifts for one in counted),
        median=round(median(one.share for one in counted)) if counted else 0,
        words=words,
        kinds=KINDS,
    )


def chosen(args: MultiDict[str, str], name: str, known: dict[str, Any], usual: str) -> str:
    """Return what an address asks for; nonsense is not there."""
    asked = args.get(name, usual)
    return asked if asked in known else abort(404)


@blueprint.get("/rota/declined")
@door(Role.COORDINATOR)
def declined() -> str:
    """List the shifts people said no to, with their reasons."""
    reason = request.args.get("reason", "")
    if reason not in ("", *REASONS):
        abort(404)
    return render_template(
        "coordinator/rota/declined.html",
        here="coordinator.rota",
        page=db.paginate(declined_requests(actor(), reason), per_page=PER_PAGE),
        reason=reason,
        words=words,
        activity=activity_words,
    )
