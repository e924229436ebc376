"""Take a child in, revise the file; what a second editor wrote is never lost."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response

from app.database import db
from app.models.accounts import Role
from app.models.children import Child
from app.models.places import Place
from app.operations.children import ChildRefused, register_child, revise_child
from app.operations.traces import readable
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.children import child_or_404, scope
from app.web.coordinator.forms_children import PLAIN, ChildForm, known_values
from app.web.paint import PARTLY_WORD, grid, painted
from app.wording.changes import change_words
from app.wording.places import place_name

#: fault code → the remedy, beside the field
REMEDIES = {
    "missing": _l("Please fill this in."),
    "out_of_range": _l("Please check the year: children are under 25."),
    "not_a_village": _l("Please choose a village."),
    "malformed": _l("Please paint the hours again."),
    "unknown": _l("Please choose one."),
}
#: where an operation speaks of a column, the form of a field
FORM_FIELDS = {"village_id": "village", "windows": "interests"}


@blueprint.route("/children/new", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def new_child() -> str | Response:
    """Take a child in."""
    form = ChildForm()
    form.offer_places(scope())
    if form.validate_on_submit():
        values = form.child_values() | {"windows": painted([], request.form)}
        try:
            made_id = register_child({"name": "", **values}, form.guardian_values(), by=actor())
        except ChildRefused as refused:
            tell(form, refused)
        else:
            flash(_("Taken in. Record the guardian's consent next: without it no round sees the child."), "good")
            made = db.session.get_one(Child, made_id).public_id
            return redirect(url_for("coordinator.child_consent", public_id=made))
    return edit_page(form, painted([], request.form))


@blueprint.route("/children/<public_id>/edit", methods=["GET", "POST"])
@door(Role.COORDINATOR)
def edit_child(public_id: str) -> str | Response | tuple[str, int]:
    """Revise a child's file."""
    child = child_or_404(public_id)
    form = ChildForm(data=known_values(child))
    form.offer_places(scope())
    form.keep_places(child)
    windows = painted(child.windows, request.form)
    if not form.validate_on_submit():
        return edit_page(form, windows, child)
    values = form.child_values() | {"windows": windows}
    try:
        revise_child(
            child.id,
            request.form.get("version", 0, int),
            values,
            form.guardian_values(),
            by=actor(),
            reason=form.reason.data or "",
        )
    except StaleDataError:
        return both_versions(form, windows, child_or_404(public_id))
    except ChildRefused as refused:
        tell(form, refused)
        return edit_page(form, windows, child_or_404(public_id))
    flash(_("Saved."), "good")
    return redirect(url_for("coordinator.child", public_id=public_id))


def tell(form: ChildForm, refused: ChildRefused) -> None:
    """Put what an operation refused beside the field it speaks of."""
    field = form[FORM_FIELDS.get(refused.field, refused.field)]
    field.errors = [*field.errors, REMEDIES[refused.code]]


def edit_page(
    form: ChildForm, windows: list[Any], child: Child | None = None, differences: list[Any] | None = None
) -> str:
    """Render the form; `differences` are what somebody else has changed since it was opened."""
    return render_template(
        "coordinator/children/edit.html",
        here="coordinator.children",
        form=form,
        child=child,
        week=grid(windows),
        partly_word=PARTLY_WORD,
        differences=differences or [],
    )


def both_versions(form: ChildForm, windows: list[Any], child: Child) -> tuple[str, int]:
    """Show what stands now beside what was written here; saving again keeps what was written here."""
    standing, written = standing_values(child), form.child_values() | {"windows": windows}
    written |= {f"guardian.{field}": value for field, value in form.guardian_values().items()}
    fields = {
        field: [readable(standing.get(field)), readable(value)]
        for field, value in written.items()
        if standing.get(field) != value
    }
    ids = {value for field, pair in fields.items() if field.endswith("_id") for value in pair if value}
    places = {place.id: place_name(place) for place in db.session.scalars(select(Place).where(Place.id.in_(ids)))}
    form.version.data = form.version.raw_data = None
    form.version.process_data(child.version)
    return edit_page(form, windows, child, change_words(fields, places)), 409


def standing_values(child: Child) -> dict[str, Any]:
    """Return what the tables say of a child, under the names the history uses; nothing that is sealed."""
    columns = (*PLAIN, "rhythm", "windows", "village_id", "school_id", "meeting_place_id")
    home = child.guardian
    at_home = {f"guardian.{field}": getattr(home, field) for field in ("relation", "languages", "device") if home}
    return {field: getattr(child, field) for field in columns} | at_home
