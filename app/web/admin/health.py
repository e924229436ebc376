"""Is the house well?"""

from __future__ import annotations

from flask import current_app, render_template

from app.models.accounts import Role
from app.queries import health as queries
from app.web.access import door
from app.web.admin import blueprint


@blueprint.get("")
@door(Role.ADMIN)
def health() -> str:
    """Show what runs, what waits and what is away."""
    found = queries.health(current_app.config["SETTINGS"].redis_url)
    return render_template("admin/health.html", health=found)
