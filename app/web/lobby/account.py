"""Signing in and out, and one's account."""

from __future__ import annotations

from flask import abort, redirect, render_template, session, url_for
from flask_login import current_user as visitor
from werkzeug.wrappers import Response

from app.operations.sessions import end_session
from app.web.access import actor, cookie_name, signed_in
from app.web.lobby import blueprint
from app.web.navigation import ROOMS, present, rooms_of


@blueprint.get("/account")
@signed_in
def account() -> str:
    """Show who is signed in, the rooms they may enter, and the way out."""
    return render_template("lobby/account.html")


@blueprint.get("/rooms/<name>")
@signed_in
def room(name: str) -> Response:
    """Go to another of one's rooms."""
    if name not in rooms_of(visitor.actor.roles):
        abort(404)
    return redirect(url_for(present(ROOMS[name][1])[0].endpoint))


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this sign-in."""
    end_session(visitor.session.id, by=actor())
    session.clear()
    response = redirect(url_for("lobby.door_step"))
    response.delete_cookie(cookie_name(), path="/")
    return response
