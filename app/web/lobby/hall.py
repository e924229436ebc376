"""The first page, the language, and what is behind "More"."""

from __future__ import annotations

from flask import abort, redirect, render_template, request, url_for
from flask_login import current_user as visitor
from werkzeug.wrappers import Response

from app.languages import COOKIE, LANGUAGES
from app.operations.accounts import choose_language
from app.web.access import actor, public, signed_in
from app.web.addresses import inside
from app.web.lobby import blueprint
from app.web.navigation import first_page

YEAR = 365 * 24 * 3600


@blueprint.get("/")
@public
def door_step() -> Response | str:
    """Show the landing page, or lead someone signed in to their room."""
    if visitor.is_authenticated:
        return redirect(url_for(first_page(visitor.actor.roles)))
    return render_template("lobby/landing.html")


@blueprint.post("/language/<code>")
@public
def language(code: str) -> Response:
    """Speak another language from now on."""
    if code not in LANGUAGES:
        abort(404)
    if visitor.is_authenticated:
        choose_language(code, by=actor())
    response = redirect(inside(request.args.get("next")))
    response.set_cookie(COOKIE, code, max_age=YEAR, samesite="Lax", httponly=True)
    return response


@blueprint.get("/more")
@signed_in
def more() -> str:
    """Show the places of the room that have no room in the phone's bar."""
    return render_template("lobby/more.html")
