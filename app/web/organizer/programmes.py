"""Programmes: the list, one with its versions, a new one, and which is offered first."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.matching import load_programme
from app.models.accounts import Role
from app.models.programmes import Programme
from app.operations import programmes as operations
from app.operations.programmes import ProgrammeRefused
from app.queries import programmes as queries
from app.queries.tryouts import tryouts_of
from app.web.access import actor, door
from app.web.organizer import blueprint
from app.web.organizer.forms_programmes import NewProgrammeForm
from app.wording.programme_changes import differences, walk_differences
from app.wording.programmes import REFUSALS, programme_name, summary, walk_line
from app.wording.rota_rules import rota_differences, rota_summary


@blueprint.get("")
@door(Role.ORGANIZER)
def programmes() -> str:
    """List the programmes, each in plain words."""
    rows = queries.programmes()
    return render_template("organizer/programmes.html", programmes=rows, name=programme_name, lines=lines)


@blueprint.route("/new", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def new_programme() -> Response | str:
    """Begin a programme from a ready-made one."""
    form = NewProgrammeForm(chinese=str(get_locale() or "zh").startswith("zh"))
    if form.validate_on_submit():
        try:
            public_id = operations.make_programme(
                form.template.data, str(form.name_en.data), str(form.name_zh.data), by=actor()
            )
        except ProgrammeRefused as fault:
            form.template.errors = [REFUSALS[fault.code]]
        else:
            flash(_("It is there. Now look at its rules."), "good")
            return redirect(url_for("organizer.programme", public_id=public_id))
    return render_template("organizer/new_programme.html", form=form, here="organizer.programmes")


@blueprint.get("/<public_id>")
@door(Role.ORGANIZER)
def programme(public_id: str) -> str:
    """Show a programme in plain words, with what each version changed."""
    this = found(public_id)
    return render_template(
        "organizer/programme.html",
        programme=this,
        name=programme_name(this),
        lines=lines(this),
        rota_lines=rota_summary(this.versions[-1]),
        tryouts=tryouts_of(this),
        versions=[(version, changed(this, version.number)) for version in reversed(this.versions)],
        here="organizer.programmes",
    )


@blueprint.post("/<public_id>/current")
@door(Role.ORGANIZER)
def make_current(public_id: str) -> Response:
    """Offer this programme first."""
    code = found(public_id).code
    return done(public_id, lambda: operations.make_current(code, by=actor()), _("It is offered first from now on."))


@blueprint.post("/<public_id>/close")
@door(Role.ORGANIZER)
def close_programme(public_id: str) -> Response:
    """Offer this programme no longer."""
    code = found(public_id).code
    return done(public_id, lambda: operations.close(code, by=actor()), _("It is closed. What it made stays."))


@blueprint.post("/<public_id>/reopen")
@door(Role.ORGANIZER)
def reopen_programme(public_id: str) -> Response:
    """Offer a closed programme again."""
    code = found(public_id).code
    return done(public_id, lambda: operations.reopen(code, by=actor()), _("It is open again."))


def found(public_id: str) -> Programme:
    """Return the programme, or answer 404."""
    this = queries.find_programme(public_id)
    if this is None:
        abort(404)
    return this


def lines(this: Programme) -> list[str]:
    """Say the newest version in plain words."""
    newest = this.versions[-1]
    return [*summary(load_programme(newest.rules), newest.live_roles), walk_line(newest.walk_home)]


def changed(this: Programme, number: int) -> list[str]:
    """Say what a version changed in the one before it; nothing for the first."""
    before, after = queries.find_version(this, number - 1), queries.find_version(this, number)
    if before is None or after is None:
        return []
    rules = differences(load_programme(before.rules), load_programme(after.rules), before.live_roles, after.live_roles)
    return [*rules, *walk_differences(before.walk_home, after.walk_home), *rota_differences(before, after)]


def done(public_id: str, act: Callable[[], None], said: str) -> Response:
    """Do it, say so or why not, and show the programme."""
    try:
        act()
    except ProgrammeRefused as fault:
        flash(REFUSALS[fault.code], "stop")
    else:
        flash(said, "good")
    return redirect(url_for("organizer.programme", public_id=public_id))
