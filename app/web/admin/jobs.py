"""What workers did and did not do."""

from __future__ import annotations

from flask import render_template, request

from app.models.accounts import Role
from app.queries.jobs import rounds_by_state, rounds_page
from app.queues import look
from app.web.access import door
from app.web.admin import blueprint
from app.wording.house import QUEUES, ROUND_STATES


@blueprint.get("/jobs")
@door(Role.ADMIN)
def jobs() -> str:
    """Show the queues, and the rounds by state with what went wrong."""
    state = request.args.get("state", "")
    return render_template(
        "admin/jobs.html",
        queue=look(),
        queues=QUEUES,
        counts=rounds_by_state(),
        states=ROUND_STATES,
        state=state if state in ROUND_STATES else "",
        page=rounds_page(state),
    )
