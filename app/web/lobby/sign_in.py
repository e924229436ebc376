"""Signing in."""

from __future__ import annotations

from flask import render_template

from app.web.access import public
from app.web.lobby import blueprint


@blueprint.get("/sign-in")
@public
def sign_in() -> str:
    """Ask who is there."""
    return render_template("lobby/sign_in.html")
