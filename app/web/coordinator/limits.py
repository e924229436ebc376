"""Limits that supporters' answers speak for: a list, each with confirm and dismiss."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.models.accounts import Role
from app.operations.limits import NotProposed, confirm, dismiss
from app.queries.limits import proposed_limits
from app.queries.supporters import find_supporter
from app.web.access import actor, door
from app.web.coordinator import blueprint

STEPS = {"confirm": confirm, "dismiss": dismiss}


@blueprint.get("/supporters/limits")
@door(Role.COORDINATOR)
def limits() -> str:
    """List the limits that answers propose."""
    return render_template(
        "coordinator/limits/list.html", here="coordinator.supporters", limits=proposed_limits(actor())
    )


@blueprint.post("/supporters/<public_id>/limits/<step>")
@door(Role.COORDINATOR)
def decide_limit(public_id: str, step: str) -> Response:
    """Confirm or dismiss a proposed limit."""
    supporter = find_supporter(actor(), public_id)
    if supporter is None or step not in STEPS:
        abort(404)
    try:
        STEPS[step](supporter.id, request.form.get("field", ""), request.form.get("value", -1, int), by=actor())
    except NotProposed:
        flash(_("This was decided meanwhile, or the facts have changed."), "hand")
    else:
        flash(_("Noted."), "good")
    return redirect(url_for("coordinator.limits"))
