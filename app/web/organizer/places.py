"""Places: the tree from county to village, the list, one place's form."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.wrappers import Response
from wtforms import DecimalField, HiddenField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from app.database import db
from app.models.accounts import Role
from app.models.places import Place, PlaceKind
from app.operations.places import ANYWHERE, PlaceRefused, Reading, add_place, edit_place, set_closed
from app.queries.places import below, directly_in, find_place, matching_places, place_choices
from app.web.access import actor, door
from app.web.fields import choices_of, grouped
from app.web.organizer import blueprint
from app.web.paint import OPENING, PARTLY_WORD, grid, painted
from app.wording.places import PLACE_KINDS, place_name

PER_PAGE = 25
NEEDED = InputRequired(_l("Please fill this in."))
REMEDIES = {
    "missing": _l("Please fill this in."),
    "out_of_range": _l("This is no point on earth: latitude is −90 to 90, longitude −180 to 180."),
    "wrong_kind": _l("Choose what it stands in: a township stands in the county, a village in a township."),
    "none_above": _l("A county stands in nothing: choose none."),
    "inside_itself": _l("A place cannot stand in itself."),
}


class PlaceForm(FlaskForm):
    """One place."""

    version = HiddenField()
    kind = SelectField(_l("What it is"), choices=choices_of(PLACE_KINDS))
    name_zh = StringField(_l("Chinese name"), [NEEDED, Length(max=80)])
    name_en = StringField(_l("English name"), [Length(max=80)])
    parent = SelectField(_l("Stands in"), [Optional()])
    lat = DecimalField(_l("Latitude"), [NEEDED], places=None)
    lon = DecimalField(_l("Longitude"), [NEEDED], places=None)
    grid = RadioField(
        _l("Read from"),
        choices=choices_of(
            {"wgs84": _l("GPS or an international map (WGS-84)"), "gcj02": _l("a Chinese map (GCJ-02): we convert it")}
        ),
        default="wgs84",
    )

    def offer_parents(self) -> None:
        """Fill the select with what places can stand in."""
        self.parent.choices = [SelectChoice("", _l("none")), *grouped(place_choices(*ANYWHERE))]

    def values(self, staffed: list[Any]) -> dict[str, Any]:
        """Return what the form says, for the operation."""
        parent = find_place(self.parent.data) if self.parent.data else None
        facts = {field: self[field].data.strip() for field in ("name_zh", "name_en")}
        return {**facts, "kind": self.kind.data, "parent_id": parent.id if parent else None, "staffed": staffed}

    def reading(self) -> Reading:
        """Return the point as it was read from a map."""
        return Reading(float(self.lat.data), float(self.lon.data), self.grid.data)

    def tell(self, refused: PlaceRefused) -> None:
        """Put what the operation refused beside its field."""
        field = self[refused.field]
        field.errors = [*field.errors, REMEDIES[refused.code]]


@blueprint.get("/places")
@door(Role.ORGANIZER)
def places() -> str:
    """Walk down the tree, or search through all places."""
    asked = request.args
    here = find_place(asked.get("in", "")) or only_county()
    searched = bool(asked.get("q", "").strip() or asked.get("kind"))
    if searched:
        query = matching_places(asked.get("q", ""), asked.get("kind", ""), here.id if here else None)
    else:
        query = directly_in(here)
    page = db.paginate(query, per_page=PER_PAGE)
    return render_template(
        "organizer/places/list.html",
        page=page,
        at=here,
        searched=searched,
        inside=below(place.id for place in page.items),
        kinds=PLACE_KINDS,
    )


def only_county() -> Place | None:
    """Return the county when there is one: the list begins inside it."""
    counties = db.session.scalars(directly_in(None).limit(2)).all()
    return counties[0] if len(counties) == 1 else None


@blueprint.route("/places/new", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def new_place() -> str | Response:
    """Add a place."""
    form = PlaceForm(data={"parent": request.args.get("in", ""), "kind": PlaceKind.CENTRE.value})
    form.offer_parents()
    staffed = painted([], request.form, states=OPENING)
    if form.validate_on_submit():
        try:
            add_place(form.values(staffed), form.reading(), by=actor())
        except PlaceRefused as refused:
            form.tell(refused)
        else:
            flash(_("The place is there."), "good")
            return redirect(url_for("organizer.places", **{"in": form.parent.data}))
    return form_page(form, staffed)


@blueprint.route("/places/<public_id>", methods=["GET", "POST"])
@door(Role.ORGANIZER)
def place(public_id: str) -> str | Response | tuple[str, int]:
    """Correct a place."""
    found = find_place(public_id) or abort(404)
    shown = {field: getattr(found, field) for field in ("kind", "name_zh", "name_en", "lat", "lon", "version")}
    form = PlaceForm(data={**shown, "parent": found.parent.public_id if found.parent else ""})
    form.offer_parents()
    staffed = painted(found.staffed, request.form, states=OPENING)
    if not form.validate_on_submit():
        return form_page(form, staffed, found)
    try:
        edit_place(found.id, request.form.get("version", 0, int), form.values(staffed), form.reading(), by=actor())
    except PlaceRefused as refused:
        form.tell(refused)
        return form_page(form, staffed, find_place(public_id))
    except StaleDataError:
        return both_versions(form, staffed, public_id)
    flash(_("Saved."), "good")
    return redirect(url_for("organizer.place", public_id=public_id))


@blueprint.post("/places/<public_id>/close")
@door(Role.ORGANIZER)
def close_place(public_id: str) -> Response:
    """Close a place, or open it again."""
    found = find_place(public_id) or abort(404)
    closed = not found.closed
    try:
        set_closed(found.id, closed, by=actor())
    except PlaceRefused:
        flash(_("Places inside it are still open: close those first."), "stop")
    else:
        flash(_("Closed: it is offered nowhere any more.") if closed else _("Open again."), "good")
    return redirect(url_for("organizer.place", public_id=public_id))


def form_page(
    form: PlaceForm, staffed: list[Any], place: Place | None = None, differences: list[Any] | None = None
) -> str:
    """Render the form; `differences` are what somebody else has changed since it was opened."""
    return render_template(
        "organizer/places/edit.html",
        here="organizer.places",
        form=form,
        at=place,
        week=grid(staffed, states=OPENING),
        partly_word=PARTLY_WORD,
        differences=differences or [],
    )


def both_versions(form: PlaceForm, staffed: list[Any], public_id: str) -> tuple[str, int]:
    """Show what stands now beside what was written; saving again keeps what was written."""
    found = find_place(public_id) or abort(404)
    written = find_place(form.parent.data) if form.parent.data else None
    pairs = [
        (form.name_zh.label.text, found.name_zh, form.name_zh.data),
        (form.name_en.label.text, found.name_en or "–", form.name_en.data or "–"),
        (form.kind.label.text, PLACE_KINDS[found.kind], PLACE_KINDS[form.kind.data]),
        (
            form.parent.label.text,
            place_name(found.parent) if found.parent else "–",
            place_name(written) if written else "–",
        ),
        (form.lat.label.text, f"{found.lat:.6f}", f"{form.lat.data:.6f}"),
        (form.lon.label.text, f"{found.lon:.6f}", f"{form.lon.data:.6f}"),
    ]
    form.version.process_data(found.version)
    return form_page(form, staffed, found, [pair for pair in pairs if str(pair[1]) != str(pair[2])]), 409
