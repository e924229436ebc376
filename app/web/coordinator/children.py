"""The register of children, and a child's page. A child goes by the pseudonym; sealed values are shown on request."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.clock import today
from app.database import db
from app.models.accounts import Role
from app.models.children import Child
from app.models.places import Place, PlaceKind
from app.operations.children import ChildRefused, reopen_child
from app.queries.appointments import due_days
from app.queries.children import (
    exclusions_of,
    history_of,
    looks_at,
    matching_children,
    siblings_of,
    wished_supporters,
)
from app.queries.newcomers import newcomers_among
from app.queries.places import find_place, open_places
from app.queries.policy import find_child
from app.queries.seats import current_roles, matches_of, seats_of
from app.web import child_files
from app.web.access import actor, door
from app.web.child_words import WORDS
from app.web.coordinator import blueprint
from app.wording.changes import change_words
from app.wording.places import place_name

PER_PAGE = 25


@blueprint.context_processor
def known() -> dict[str, Any]:
    """Give this room's templates the words for what is known of a child."""
    return {"words": WORDS}


def scope() -> frozenset[int]:
    """Return the places the coordinator works for; none: the whole county."""
    return actor().roles.get(Role.COORDINATOR, frozenset())


def child_or_404(public_id: str) -> Child:
    """Return a child the actor may know of; unknown and hidden ones look the same."""
    return find_child(actor(), public_id) or abort(404)


@blueprint.get("/children")
@door(Role.COORDINATOR)
def children() -> str:
    """List the children, searched and filtered."""
    asked = request.args
    township = find_place(asked.get("township", ""), PlaceKind.TOWNSHIP)
    query = matching_children(
        actor(),
        text=asked.get("q", ""),
        township_id=township.id if township else None,
        rhythm=asked.get("rhythm", type=int),
        state=asked.get("state", ""),
        without_consent="no_consent" in asked,
        only_waiting="waiting" in asked,
    )
    page = db.paginate(query, per_page=PER_PAGE)
    roles = current_roles()
    taken = matches_of(child.id for child in page.items)
    circles = {child.id: seats_of(child, taken.get(child.id, ()), roles) for child in page.items}
    townships = db.session.scalars(open_places(PlaceKind.TOWNSHIP, scope=scope())).all()
    return render_template("coordinator/children/list.html", page=page, circles=circles, townships=townships)


@blueprint.get("/children/<public_id>")
@door(Role.COORDINATOR)
def child(public_id: str) -> str:
    """Show one child's file; that somebody looked is noted."""
    return child_files.show(public_id, child_or_404, child_page)


@blueprint.post("/children/<public_id>/reveal")
@door(Role.COORDINATOR)
def reveal(public_id: str) -> str:
    """Show one sealed value; the step is noted with it."""
    return child_files.reveal(public_id, child_or_404, child_page)


@blueprint.post("/children/<public_id>/reopen")
@door(Role.COORDINATOR)
def reopen(public_id: str) -> Response:
    """Take up a paused or ended case again."""
    found = child_or_404(public_id)
    try:
        reopen_child(found.id, request.form.get("version", 0, int), by=actor())
    except ChildRefused:
        abort(409)
    flash(_("Taken up again. The next round looks for company."), "good")
    return redirect(url_for("coordinator.child", public_id=public_id))


def child_page(child: Child, revealed: dict[str, str] | None = None) -> str:
    """Render a child's page, with the values just `revealed`."""
    matches = matches_of([child.id]).get(child.id, [])
    history = history_of("child", child.public_id)
    named = place_names(history)
    return render_template(
        "coordinator/children/child.html",
        here="coordinator.children",
        child=child,
        revealed=revealed or {},
        seats=seats_of(child, matches, current_roles()),
        newcomers=newcomers_among(matches),
        due=due_days(matches),
        today=today(),
        consents=standing_consents(child),
        siblings=siblings_of(actor(), child),
        wished=wished_supporters(child.id),
        exclusions=exclusions_of(child.id),
        history=[(change, who, change_words(change.fields, named)) for change, who in history],
        looks=looks_at(child),
    )


def standing_consents(child: Child) -> list[Any]:
    """Return, per purpose, the newest consent; the page says whether it holds."""
    newest = {consent.purpose: consent for consent in sorted(child.consents, key=lambda row: row.id)}
    return [(row, row.withdrawn_at is None and row.given_on <= today() <= row.valid_until) for row in newest.values()]


def place_names(history: list[Any]) -> dict[int, str]:
    """Return the names of the places a history speaks of."""
    ids = {
        value
        for change, _who in history
        for field, pair in change.fields.items()
        if field in {"village_id", "school_id", "meeting_place_id"}
        for value in pair
        if value
    }
    return {place.id: place_name(place) for place in db.session.scalars(select(Place).where(Place.id.in_(ids)))}
