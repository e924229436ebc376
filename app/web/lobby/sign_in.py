"""Signing in. What the pages show depends on what the visitor chose, never on who is known here."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user as visitor
from werkzeug.wrappers import Response

from app.models.accounts import STAFF
from app.operations import sign_ins
from app.operations.attempts import TooMany
from app.operations.sessions import end_session
from app.operations.sign_ins import WrongProof
from app.web.access import actor, door, public, set_session_cookie
from app.web.addresses import inside
from app.web.lobby import blueprint
from app.web.lobby.forms_sign_in import CodeForm, HandleForm, PasswordSignInForm, ProofForm

#: every answer to a sign-in form takes at least so many seconds, so that its time tells nothing
EVEN_SECONDS = 0.25


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Response | str:
    """Ask who is there, and how they want to show it."""
    going = request.args.get("next", "")
    if visitor.is_authenticated and request.method == "GET":
        return redirect(inside(going))
    form = HandleForm()
    if not form.validate_on_submit():
        return render_template("lobby/sign_in.html", form=form)
    session["handle"] = form.handle.data
    if request.form.get("way") == "password":
        return redirect(url_for("lobby.sign_in_password", next=going or None))
    with evenly():
        sign_ins.ask_for_code(str(form.handle.data), address=address())
    return redirect(url_for("lobby.sign_in_code", next=going or None))


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public
def sign_in_code() -> Response | str:
    """Take the code that was sent."""
    handle = session.get("handle")
    if not handle:
        return redirect(url_for("lobby.sign_in", next=request.args.get("next")))
    form = CodeForm()
    if form.validate_on_submit():
        try:
            with evenly():
                key = sign_ins.by_code(handle, str(form.code.data), address=address(), device=device())
        except WrongProof:
            form.code.errors = [
                _("This code does not fit, or its ten minutes are over. Look again, or ask for a new one.")
            ]
        else:
            return enter(key)
    return render_template("lobby/sign_in_code.html", form=form, handle=handle)


@blueprint.route("/sign-in/password", methods=["GET", "POST"])
@public
def sign_in_password() -> Response | str:
    """Take the password and second factor of somebody who works here."""
    form = PasswordSignInForm(handle=session.get("handle"))
    if form.validate_on_submit():
        try:
            with evenly():
                key = sign_ins.by_password(
                    str(form.handle.data),
                    str(form.password.data),
                    str(form.code.data),
                    address=address(),
                    device=device(),
                )
        except WrongProof:
            flash(wrong_proof(), "stop")
        else:
            return enter(key)
    return render_template("lobby/sign_in_password.html", form=form)


@blueprint.route("/prove", methods=["GET", "POST"])
@door(*STAFF)
def prove() -> Response | str:
    """Ask a signed-in member of staff to prove once more who they are, before something that weighs."""
    form = ProofForm()
    if form.validate_on_submit():
        try:
            with evenly():
                key = sign_ins.prove_again(str(form.password.data), str(form.code.data), by=actor(), address=address())
        except WrongProof:
            flash(wrong_proof(), "stop")
        else:
            return set_session_cookie(redirect(inside(request.args.get("next"))), key)
    return render_template("lobby/prove.html", form=form)


def enter(key: str) -> Response:
    """Let somebody in who just proved themselves; a sign-in this browser had before ends."""
    if visitor.is_authenticated:
        end_session(visitor.session.id, by=actor())
    session.clear()
    return set_session_cookie(redirect(inside(request.args.get("next"))), key)


def wrong_proof() -> str:
    """Return what is said when it does not fit; never which part."""
    return str(_("That does not fit together. Check all of it; each six-digit code works only once."))


def address() -> str:
    """Return the visitor's network address, under which failures are counted."""
    return request.remote_addr or ""


def device() -> str:
    """Return "phone" or "computer", from the browser's own words."""
    return "phone" if re.search(r"Mobi|Android|iPhone", request.user_agent.string) else "computer"


@contextmanager
def evenly() -> Iterator[None]:
    """Answer after the same time, whatever there was to do; too many tries are answered with page 429."""
    began = time.monotonic()
    try:
        yield
    except TooMany:
        abort(429)
    finally:
        time.sleep(max(0.0, EVEN_SECONDS - (time.monotonic() - began)))
