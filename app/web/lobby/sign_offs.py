"""Signing shifts off: the list, one tap where all is plain, one form where it is not, and taking it back today."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.database import db
from app.models.accounts import Role
from app.models.activities import Shift
from app.operations.sign_offs import CannotSignOff, Line, sign_off, sign_off_plain, take_back_sign_off
from app.queries.day_sheets import find_kept
from app.queries.sign_offs import all_plain, signed_off_today, suggestions, to_sign_off
from app.web.access import actor, door
from app.web.lobby import blueprint
from app.wording import activities as activity_words
from app.wording import service_hours as words

KEEPERS = (Role.COORDINATOR, Role.DIRECTOR)


@blueprint.get("/sign-off")
@door(*KEEPERS)
def sign_offs() -> str:
    """List the ended shifts that wait to be signed off, and those of today that can be taken back."""
    page = db.paginate(to_sign_off(actor()), per_page=25)
    people = suggestions(page.items)
    return render_template(
        "lobby/days/sign_offs.html",
        here="director.shifts",
        page=page,
        people=people,
        plain={shift.id for shift in page.items if all_plain(people[shift.id])},
        done=list(db.session.scalars(signed_off_today(actor()).limit(25))),
        words=words,
        activity=activity_words,
    )


@blueprint.post("/sign-off/plain")
@door(*KEEPERS)
def sign_off_many() -> Response:
    """Sign off shifts where everybody's times are plain: one, or all that are shown."""
    done = 0
    for public_id in request.form.getlist("shift")[:25]:
        try:
            sign_off_plain(shift_or_404(public_id).id, by=actor())
            done += 1
        except CannotSignOff as refused:
            refuse(refused)
    if done:
        flash(ngettext("%(num)s shift is signed off.", "%(num)s shifts are signed off.", done), "good")
    return redirect(url_for("lobby.sign_offs"))


@blueprint.route("/sign-off/<public_id>", methods=["GET", "POST"])
@door(*KEEPERS)
def sign_off_shift(public_id: str) -> str | Response | tuple[str, int]:
    """Look at everybody's times, correct minutes with a reason, and sign off."""
    shift = shift_or_404(public_id)
    wrong: CannotSignOff | None = None
    if request.method == "POST":
        try:
            sign_off(shift.id, lines_told(), by=actor())
        except CannotSignOff as refused:
            if refused.code == "unknown":
                abort(404)
            wrong = refused
            shift = shift_or_404(public_id)
        else:
            flash(_("Signed off. The hours count now; today it can still be taken back."), "good")
            return redirect(url_for("lobby.sign_offs"))
    page = render_template(
        "lobby/days/sign_off.html",
        here="director.shifts",
        shift=shift,
        people=suggestions([shift])[shift.id],
        told=lines_told(),
        wrong=wrong,
        words=words,
        activity=activity_words,
    )
    return (page, 422) if wrong else page


@blueprint.post("/sign-off/<public_id>/back")
@door(*KEEPERS)
def sign_off_back(public_id: str) -> Response:
    """Take back a sign-off of today."""
    shift = shift_or_404(public_id)
    try:
        take_back_sign_off(shift.id, by=actor())
    except CannotSignOff as refused:
        refuse(refused)
        return redirect(url_for("lobby.sign_offs"))
    flash(_("Taken back: the hours do not count until it is signed off again."), "good")
    return redirect(url_for("lobby.sign_off_shift", public_id=public_id))


def lines_told() -> dict[str, Line]:
    """Return what the form says of everybody; who is not spoken of is left out."""
    lines = {}
    for name, value in request.form.items():
        if name.startswith("came-") and value in ("yes", "no"):
            who = name.removeprefix("came-")
            minutes = request.form.get(f"minutes-{who}", "").strip()
            number = int(minutes) if minutes.isdecimal() and len(minutes) < 6 else 0
            lines[who] = Line(value == "yes", number, request.form.get(f"reason-{who}", ""))
    return lines


def refuse(refused: CannotSignOff) -> None:
    """Say why a shift is not signed off."""
    if refused.code == "unknown":
        abort(404)
    flash(str(words.CANNOT[refused.code]), "stop")


def shift_or_404(public_id: str) -> Shift:
    """Return the shift, if it is the actor's to run."""
    return find_kept(actor(), public_id) or abort(404)
