"""Import: bring a spreadsheet in, see what it would change, decide."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response

from app.clock import now
from app.database import db
from app.models.accounts import Role
from app.models.uploads import OPEN, UNDER_WAY, Upload
from app.operations import uploads as verbs
from app.queries import uploads as asking
from app.web.access import actor, door, proved
from app.web.coordinator import blueprint
from app.web.filters import clock_time
from app.wording import uploads as words
from app.wording.imports import problem_place, problem_sentence

#: rows of each list a page shows
SHOWN = 50


class UploadForm(FlaskForm):
    """One file."""

    file = FileField(validators=[FileRequired()])


def coordinates_all() -> bool:
    """Say whether the visitor coordinates the whole county."""
    return not actor().roles[Role.COORDINATOR]


def whole_county() -> None:
    """Leave imports to those who coordinate the whole county: a file may speak of any village."""
    if not coordinates_all():
        abort(403)


@blueprint.route("/imports", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def imports() -> Response | str:
    """List the files brought in, and take another; who coordinates a part of the county only takes files out."""
    if not coordinates_all() and request.method == "GET":
        return redirect(url_for("coordinator.exports"))
    whole_county()
    form = UploadForm()
    form.file.label.text = _("Spreadsheet")
    if form.validate_on_submit():
        sent = form.file.data
        upload, _found = verbs.bring_in(sent.read(), sent.filename or "", by=actor())
        return redirect(url_for("coordinator.upload", public_id=upload.public_id))
    page = db.paginate(asking.uploads(), per_page=25)
    return render_template("coordinator/imports/list.html", form=form, page=page, words=words)


def found_upload(public_id: str) -> Upload:
    """Return the file, or 404."""
    whole_county()
    return db.session.scalar(asking.uploads().where(Upload.public_id == public_id)) or abort(404)


@blueprint.get("/imports/<public_id>")
@door(Role.COORDINATOR)
def upload(public_id: str) -> str:
    """Show what a file would change, how far its writing is, or what became of it."""
    row = found_upload(public_id)
    if row.state not in OPEN:
        return progress_page(row)
    try:
        staged = verbs.look(row.id, by=actor())
    except verbs.AlreadyDecided:  # in this very moment
        return progress_page(found_upload(public_id))
    return render_template(
        "coordinator/imports/staged.html",
        here="coordinator.imports",
        upload=found_upload(public_id),
        staged=staged,
        words=words,
        place=problem_place,
        sentence=problem_sentence,
        shown=SHOWN,
    )


def progress_page(row: Upload) -> str:
    """Render a file that was asked for or decided."""
    stage = row.stage or "asked"
    return render_template(
        "coordinator/imports/decided.html",
        here="coordinator.imports",
        upload=row,
        running=row.state in UNDER_WAY,
        stage=stage,
        words=words,
        shown=SHOWN,
        as_of=clock_time(now()),
    )


@blueprint.post("/imports/<public_id>/apply")
@door(Role.COORDINATOR)
@proved
def apply_upload(public_id: str) -> Response:
    """Have what was shown written, all of it or nothing; a worker does it."""
    try:
        verbs.ask(found_upload(public_id).id, request.form.get("digest", ""), by=actor())
    except verbs.ChangedSince:
        flash(
            _("The records changed since you looked. This is what the file would do now; nothing was written."), "hand"
        )
    except verbs.AlreadyDecided:
        flash(_("This file was decided before."), "hand")
    return redirect(url_for("coordinator.upload", public_id=public_id))


@blueprint.post("/imports/<public_id>/discard")
@door(Role.COORDINATOR)
def discard_upload(public_id: str) -> Response:
    """Throw a file away."""
    try:
        verbs.discard(found_upload(public_id).id, by=actor())
    except verbs.AlreadyDecided:
        flash(_("This file was decided before."), "hand")
    else:
        flash(_("The file was thrown away; nothing was changed."), "good")
    return redirect(url_for("coordinator.imports"))
