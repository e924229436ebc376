"""Import: bring a spreadsheet in, see what it would change, decide."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.wrappers import Response

from app.database import db
from app.models.accounts import Role
from app.models.uploads import Upload, UploadState
from app.operations import uploads as verbs
from app.operations.traces import record
from app.queries import uploads as asking
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.wording import uploads as words
from app.wording.imports import problem_place, problem_sentence

#: rows of each list a page shows
SHOWN = 50
#: rows left out that are told after an import
TOLD = 12


class UploadForm(FlaskForm):
    """One file."""

    file = FileField(validators=[FileRequired()])


def whole_county() -> None:
    """Leave imports to those who coordinate the whole county: a file may speak of any village."""
    if actor().roles[Role.COORDINATOR]:
        abort(403)


@blueprint.route("/imports", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def imports() -> Response | str:
    """List the files brought in, and take another."""
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
    """Show what a file would change; it holds names, so each look is written down."""
    row = found_upload(public_id)
    if row.state != UploadState.STAGED:
        return render_template("coordinator/imports/decided.html", upload=row, words=words)
    record(actor(), "upload.seen", "upload", row.public_id, "names")
    row = found_upload(public_id)
    return render_template(
        "coordinator/imports/staged.html",
        here="coordinator.imports",
        upload=row,
        staged=asking.staged(row),
        words=words,
        place=problem_place,
        sentence=problem_sentence,
        shown=SHOWN,
    )


@blueprint.post("/imports/<public_id>/apply")
@door(Role.COORDINATOR)
def apply_upload(public_id: str) -> Response:
    """Write what was shown, all of it or nothing."""
    row = found_upload(public_id)
    try:
        left_out = verbs.apply(row.id, request.form.get("digest", ""), by=actor())
    except verbs.ChangedSince:
        flash(
            _("The records changed since you looked. This is what the file would do now; nothing was written."), "hand"
        )
        return redirect(url_for("coordinator.upload", public_id=public_id))
    except verbs.AlreadyDecided:
        flash(_("This file was decided before."), "hand")
        return redirect(url_for("coordinator.imports"))
    flash(_("Everything shown was written."), "good")
    for sheet, number, code in left_out[:TOLD]:
        where = _("Sheet “%(sheet)s”, row %(row)s", sheet=sheet, row=number)
        flash(f"{where}: {words.LEFT_OUT.get(code, words.OTHER)}", "hand")
    if len(left_out) > TOLD:
        more = len(left_out) - TOLD
        flash(ngettext("%(num)s more row was left out.", "%(num)s more rows were left out.", more), "hand")
    return redirect(url_for("coordinator.imports"))


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
