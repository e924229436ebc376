"""Pairs that may be one person: side by side, then merged or kept apart."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.database import db
from app.models.accounts import Role
from app.models.children import Child
from app.models.uploads import Doubtful
from app.operations.disclosures import disclose_pair
from app.operations.duplicates import NotDoubtful, find_doubtful, keep_both, merge
from app.queries.duplicates import differing, open_doubts, people_of
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.wording.duplicates import REASONS, side_by_side

PER_PAGE = 25


def doubt_or_404(public_id: str) -> Doubtful:
    """Return an undecided pair the actor may see both of."""
    return db.session.scalar(open_doubts(actor()).where(Doubtful.public_id == public_id)) or abort(404)


@blueprint.get("/doubtful")
@door(Role.COORDINATOR)
def doubtful() -> str:
    """List the pairs that wait for a decision."""
    page = db.paginate(open_doubts(actor()), per_page=PER_PAGE)
    return render_template(
        "coordinator/doubtful/list.html",
        here="coordinator.children",
        page=page,
        people=people_of(page.items),
        reasons=REASONS,
    )


@blueprint.post("/doubtful/search")
@door(Role.COORDINATOR)
def search_doubtful() -> Response:
    """Compare everybody with everybody."""
    found = find_doubtful(by=actor())
    flash(ngettext("%(num)s new pair to look at.", "%(num)s new pairs to look at.", found), "good")
    return redirect(url_for("coordinator.doubtful"))


@blueprint.get("/doubtful/<public_id>")
@door(Role.COORDINATOR)
def doubtful_pair(public_id: str) -> str:
    """Show two rows side by side under what names them: pseudonyms, or a supporter's name."""
    return pair_page(doubt_or_404(public_id), named=False)


@blueprint.post("/doubtful/<public_id>/reveal")
@door(Role.COORDINATOR)
def reveal_pair(public_id: str) -> str:
    """Show the sealed values of both children; the look is noted for each."""
    pair = doubt_or_404(public_id)
    if pair.subject != "child":
        abort(404)
    disclose_pair((pair.one_id, pair.other_id), by=actor())
    return pair_page(doubt_or_404(public_id), named=True)


@blueprint.post("/doubtful/<public_id>/merge")
@door(Role.COORDINATOR)
def merge_pair(public_id: str) -> Response:
    """Make one person of two, with the chosen fields."""
    pair = doubt_or_404(public_id)
    kept, other = (pair.one_id, pair.other_id)
    if request.form.get("kept") == "other":
        kept, other = other, kept
    side = "one" if kept == pair.other_id else "other"
    chosen = [field for field, value in request.form.items() if value == side and field != "kept"]
    try:
        merge(pair.id, kept, chosen, by=actor())
    except NotDoubtful:
        abort(409)
    flash(_("The two are one now. Pairs, consents and exclusions have moved."), "good")
    return redirect(url_for("coordinator.doubtful"))


@blueprint.post("/doubtful/<public_id>/keep")
@door(Role.COORDINATOR)
def keep_pair(public_id: str) -> Response:
    """Note that the two are two people."""
    try:
        keep_both(doubt_or_404(public_id).id, by=actor())
    except NotDoubtful:
        abort(409)
    flash(_("They stay two; this pair is not asked about again."), "good")
    return redirect(url_for("coordinator.doubtful"))


def pair_page(pair: Doubtful, *, named: bool) -> str:
    """Render two rows side by side; sealed values of children only when `named`."""
    people: dict[Any, Any] = people_of([pair])
    one, other = people[pair.subject, pair.one_id], people[pair.subject, pair.other_id]
    fields = differing(pair.subject, one, other)
    return render_template(
        "coordinator/doubtful/pair.html",
        here="coordinator.children",
        pair=pair,
        reasons=REASONS,
        one=one,
        other=other,
        is_child=isinstance(one, Child),
        named=named,
        rows=[(field, *side_by_side(field, one, other, named=named)) for field in fields],
    )
