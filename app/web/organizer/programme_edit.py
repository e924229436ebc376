"""Changing a programme: the form, a look at what it changes, and the new version."""

from __future__ import annotations

import json
import secrets
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.matching import Programme as Rules
from app.matching import Wish, dump_programme, load_programme
from app.models.accounts import Role
from app.models.programmes import Programme, ProgrammeVersion
from app.operations.programmes import LONGEST_NOTE, LONGEST_WALK, ProgrammeRefused, StaleProgramme, save_version
from app.planning.refusals import Refusal
from app.web.access import actor, door
from app.web.organizer import blueprint
from app.web.organizer.forms_programmes import ProgrammeForm
from app.web.organizer.programme_fields import (
    Fields,
    Said,
    blame,
    fields_of,
    live_roles_of,
    missing_roles,
    missing_wishes,
    press,
    rules_of,
)
from app.web.organizer.programmes import found
from app.wording.programme_changes import differences, walk_differences
from app.wording.programmes import REFUSALS, WISHES, programme_name, role_name, summary, walk_line


@blueprint.route("/<public_id>/edit", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def edit_programme(public_id: str) -> str:
    """Show the form; a button changes what it holds; "look at the changes" leads to the page before saving."""
    this = found(public_id)
    newest = this.versions[-1]
    if request.method == "GET":
        return edit_page(
            this, fields_of(load_programme(newest.rules), newest.live_roles, newest.number, newest.walk_home)
        )
    if request.form.get("do") == "back":
        rules, live, walk = carried()
        return edit_page(this, fields_of(rules, live, earlier(), walk))
    fields: Fields = request.form.copy()
    said = press(fields)
    if said is not None:
        return edit_page(this, fields, said)
    return look_at(this, fields)


@blueprint.post("/<public_id>/versions")
@door(Role.ORGANIZER)
def save_programme(public_id: str) -> tuple[str, int] | Response:
    """Save what was looked at as the next version."""
    this = found(public_id)
    rules, live, walk = carried()
    try:
        number = save_version(
            this.id,
            json.loads(request.form["rules"]),
            live,
            request.form.get("note", ""),
            earlier=earlier(),
            walk_home=walk,
            by=actor(),
        )
    except StaleProgramme:
        return changes_page(found(public_id), rules, live, walk, overtaken=True), 409
    except ProgrammeRefused as fault:
        flash(REFUSALS[fault.code], "stop")
    else:
        flash(_("Saved as version %(number)s. Rounds asked for from now on use it.", number=number), "good")
    return redirect(url_for("organizer.programme", public_id=public_id))


def look_at(this: Programme, fields: Fields) -> str:
    """Check the form; show what it changes, or what is wrong with it."""
    form = ProgrammeForm(fields)
    if not form.validate():
        return edit_page(this, fields, form=form, wrong=somewhere_below())
    try:
        rules, live = load_programme(rules_of(form, this.code)), live_roles_of(form)
    except Refusal as refusal:
        return edit_page(this, fields, form=form, wrong=blame(form, refusal) or somewhere_below())
    except json.JSONDecodeError:
        abort(400)
    newest = this.versions[-1]
    walk = form.walk_home.data
    if walk is None or not 0 <= walk <= LONGEST_WALK:
        form.walk_home.errors = [REFUSALS["walk_home"]]
        return edit_page(this, fields, form=form, wrong=somewhere_below())
    if not changes_of(newest, rules, live, walk):
        return edit_page(this, fields, form=form, wrong=str(REFUSALS["unchanged"]))
    return changes_page(this, rules, live, walk, overtaken=form.earlier.data != str(newest.number))


def somewhere_below() -> str:
    """Say that something stands in red further down."""
    return _("Something does not fit yet: look for the red lines below.")


def edit_page(
    this: Programme, fields: Fields, said: Said | None = None, form: ProgrammeForm | None = None, wrong: str = ""
) -> str:
    """Show the form."""
    return render_template(
        "organizer/programme_edit.html",
        programme=this,
        name=programme_name(this),
        form=form or ProgrammeForm(fields),
        said=said,
        wrong=wrong,
        missing=[(code, role_name(code)) for code in missing_roles(fields)],
        missing_wishes=[(code, WISHES[Wish(code)]) for code in missing_wishes(fields)],
        here="organizer.programmes",
    )


def changes_of(newest: ProgrammeVersion, rules: Rules, live: list[str], walk: int) -> list[str]:
    """Say what would change in the newest version."""
    lines = differences(load_programme(newest.rules), rules, newest.live_roles, live)
    return lines + walk_differences(newest.walk_home, walk)


def changes_page(this: Programme, rules: Rules, live: list[str], walk: int, overtaken: bool) -> str:
    """Show what would change in the newest version, before it is saved."""
    newest = this.versions[-1]
    return render_template(
        "organizer/programme_changes.html",
        programme=this,
        name=programme_name(this),
        newest=newest,
        overtaken=overtaken,
        changes=changes_of(newest, rules, live, walk),
        lines=[*summary(rules, live), walk_line(walk)],
        walk_home=walk,
        rules=json.dumps(dump_programme(rules), ensure_ascii=False),
        live=live,
        longest_note=LONGEST_NOTE,
        request_key=secrets.token_urlsafe(32),
        here="organizer.programmes",
    )


def carried() -> tuple[Rules, list[str], int]:
    """Return the rules, live roles and minutes of the walk home the page before saving carries; 400 when somebody spoiled them."""
    try:
        rules: Any = json.loads(request.form["rules"])
        return load_programme(rules), request.form.getlist("live"), int(request.form["walk_home"])
    except (ValueError, KeyError):
        abort(400)


def earlier() -> int:
    """Return the number of the version the change began from."""
    text = request.form.get("earlier", "")
    return int(text) if text.isdecimal() and len(text) < 8 else 0
