"""One's account: rooms, open sign-ins, password, second factor, and the way out."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user as visitor
from werkzeug.wrappers import Response

from app.models.accounts import STAFF
from app.operations.accounts import AccountRefused, change_password, change_second_factor
from app.operations.passwords import WeakPassword
from app.operations.sessions import end_own_session, end_session, end_sessions
from app.queries.accounts import open_sessions
from app.web.access import actor, cookie_name, door, proved, signed_in
from app.web.lobby import blueprint
from app.web.lobby.enrolment import offer, offered
from app.web.lobby.forms_sign_in import NewPasswordForm, SecondFactorForm
from app.web.navigation import ROOMS, rooms_of
from app.wording.accounts import DEVICES, PASSWORDS, REFUSALS


@blueprint.get("/account")
@signed_in
def account() -> str:
    """Show who is signed in, the rooms they may enter, where else they are signed in, and the way out."""
    return render_template(
        "lobby/account.html",
        sessions=open_sessions(visitor.account.id),
        here_id=visitor.session.id,
        devices=DEVICES,
        staff=actor().is_staff,
    )


@blueprint.get("/rooms/<name>")
@signed_in
def room(name: str) -> Response:
    """Go to another of one's rooms."""
    if name not in rooms_of(visitor.actor.roles):
        abort(404)
    return redirect(url_for(ROOMS[name][1][0].endpoint))


@blueprint.post("/account/sign-ins/<public_id>/end")
@signed_in
def end_sign_in(public_id: str) -> Response:
    """End one of one's own sign-ins."""
    try:
        end_own_session(public_id, by=actor())
    except LookupError:
        abort(404)
    flash(_("That sign-in is ended."), "good")
    return redirect(url_for("lobby.account"))


@blueprint.post("/account/sign-ins/end-others")
@signed_in
def end_other_sign_ins() -> Response:
    """End all of one's sign-ins but this one."""
    end_sessions(visitor.account.id, by=actor())
    flash(_("You are signed in only here now."), "good")
    return redirect(url_for("lobby.account"))


@blueprint.route("/account/password", methods=["GET", "POST"])
@door(*STAFF)
@proved
def password() -> Response | str:
    """Choose a new password."""
    form = NewPasswordForm()
    if form.validate_on_submit():
        try:
            change_password(str(form.password.data), by=actor())
        except WeakPassword as fault:
            form.password.errors = [PASSWORDS[fault.code]]
        else:
            flash(_("Your password is changed. All your other sign-ins have ended."), "good")
            return redirect(url_for("lobby.account"))
    return render_template("lobby/password.html", form=form)


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
@door(*STAFF)
@proved
def second_factor() -> Response | str:
    """Move the second factor to another app or phone."""
    form, whose = SecondFactorForm(), visitor.account.public_id
    if form.validate_on_submit():
        try:
            secret = offered(whose, form.offered.data or "")
            change_second_factor(secret or "", str(form.code.data), by=actor())
        except AccountRefused as fault:
            form.code.errors = [REFUSALS[fault.code]]
        else:
            flash(_("From now on the new app counts. All your other sign-ins have ended."), "good")
            return redirect(url_for("lobby.account"))
    fresh = offer(whose, visitor.account.handle, form.offered.data)
    form.offered.data = fresh.signed
    return render_template("lobby/second_factor.html", form=form, offer=fresh)


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End this sign-in."""
    end_session(visitor.session.id, by=actor())
    session.clear()
    response = redirect(url_for("lobby.door_step"))
    response.delete_cookie(cookie_name(), path="/")
    return response
