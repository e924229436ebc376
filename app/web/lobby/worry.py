"""I am worried: 110 first, then the duty phone, then the note."""

from __future__ import annotations

from flask import render_template

from app.web.access import signed_in
from app.web.lobby import blueprint


@blueprint.get("/worry")
@signed_in
def worry() -> str:
    """Say whom to call, at once."""
    return render_template("lobby/worry.html")
