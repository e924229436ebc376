"""Review of a proposal: open places first, then who is proposed beside whom; decisions one by one or per child."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.actors import Actor
from app.database import db
from app.models.accounts import Role
from app.models.places import PlaceKind
from app.models.rounds import Round, RoundKind, RoundState
from app.models.supporters import Supporter
from app.operations import reviews
from app.operations.rounds import IllegalMove
from app.queries.near_misses import names_of_supporters
from app.queries.places import find_place
from app.queries.policy import find_child
from app.queries.review import (
    arcs_of,
    changes_asked,
    children_query,
    circles_of,
    displaced_pairs,
    giving_way,
    open_roles_query,
    pins_of,
    placements_by_supporter,
    supporters_query,
    townships_of,
)
from app.queries.rounds import decisions_of, find_placement
from app.queries.snapshots import programme_of
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.rounds import WORDS, own_round
from app.web.errors import OutOfDate
from app.wording.people import KINDS
from app.wording.places import place_name
from app.wording.reasons import funnel_words, objection_words, reason_icon, reason_words
from app.wording.rounds import PUBLICATION_FAILURES

PER_PAGE = 25
#: each with four places and their buttons: more would not fit the weight of a page
CIRCLES_PER_PAGE = 7
#: open places shown above the circles; the rest has a page of its own
FIRST_OPEN = 5
VIEWS = ("child", "supporter", "township", "open")
DECISIONS: dict[str, Callable[..., Any]] = {
    "accept": reviews.accept,
    "undecide": reviews.undecide,
    "pin": reviews.pin,
    "unpin": reviews.unpin,
    "apart": reviews.keep_apart,
}
REVIEW_WORDS: dict[str, Any] = {
    "place_name": place_name,
    **WORDS,
    "funnel_words": funnel_words,
    "objection_words": objection_words,
    "reason_words": reason_words,
    "reason_icon": reason_icon,
    "publication_failures": PUBLICATION_FAILURES,
    "kinds": KINDS,
}


def round_under_review(public_id: str) -> Round:
    """Return proposed circles the actor coordinates; a round that moved on is told of, a try-out shown where it may be."""
    this = own_round(public_id)
    if this.trial:
        flash(_("This is a try-out: it can be compared, not reviewed and not published. Nothing was done."), "stop")
        abort(redirect(url_for(".round", public_id=public_id)))
    if this.state != RoundState.PROPOSED or this.kind != RoundKind.CIRCLES:
        raise OutOfDate
    return this


@blueprint.get("/rounds/<public_id>/review")
@door(Role.COORDINATOR)
def review(public_id: str) -> str | Response:
    """Show a proposal in one of its views."""
    this = own_round(public_id)
    if this.state != RoundState.PROPOSED or this.trial:
        return redirect(url_for(".round", public_id=public_id))
    if this.kind == RoundKind.ROTA:
        return redirect(url_for(".rota_review", public_id=public_id))
    view = request.args.get("view", "child")
    if view not in VIEWS:
        abort(404)
    everything = request.args.get("show") == "all"
    township = find_place(request.args.get("township", ""), PlaceKind.TOWNSHIP)
    shown = shown_in(view, this, everything, township.id if township else None)
    return render_template(
        "coordinator/review/review.html",
        here="coordinator.rounds",
        round=this,
        view=view,
        everything=everything,
        township=township,
        changes=changes_asked(this.id),
        decisions=decisions_of(this.id),
        comparison=this.outcome.get("comparison", {}),
        overruled=this.outcome.get("overruled", []),
        displaced=displaced_pairs(this),
        giving_way=giving_way(this),
        request_key=secrets.token_urlsafe(32),
        **shown,
        **REVIEW_WORDS,
    )


def shown_in(view: str, this: Round, everything: bool, township_id: int | None) -> dict[str, Any]:
    """Return what one of the views shows."""
    if view == "child":
        return by_child(this, everything, township_id)
    if view == "supporter":
        return by_supporter(this, everything)
    return {"townships": townships_of(this.id)} if view == "township" else all_open(this)


def by_child(this: Round, everything: bool, township_id: int | None) -> dict[str, Any]:
    """Return what the view by child shows: the first open places, then a page of circles."""
    roles = [role.code for role in programme_of(this.programme_version).roles]
    empty = db.session.scalars(open_roles_query(this.id).limit(FIRST_OPEN)).all()
    query = children_query(this.id, changed_only=not everything, township_id=township_id)
    page = db.paginate(query, per_page=CIRCLES_PER_PAGE)
    circles = circles_of(this.id, list(page.items), roles)
    open_circles = circles_of(this.id, list({one.child_id: one.child for one in empty}.values()), roles)
    pinned = pins_of([circle.child.id for circle in [*circles, *open_circles]])
    return {
        "page": page,
        "circles": circles,
        "empty_seats": empty,
        "pinned": pinned,
        "arcs": {circle.child.id: arcs_of(circle, roles, pinned) for circle in [*circles, *open_circles]},
        "people": names_of_supporters(empty),
    }


def by_supporter(this: Round, everything: bool) -> dict[str, Any]:
    """Return what the view by supporter shows."""
    page = db.paginate(supporters_query(this.id, changed_only=not everything), per_page=PER_PAGE)
    supporters: list[Supporter] = list(page.items)
    return {"page": page, "by_supporter": placements_by_supporter(this.id, supporters)}


def all_open(this: Round) -> dict[str, Any]:
    """Return the page of places that stay empty."""
    page = db.paginate(open_roles_query(this.id), per_page=PER_PAGE)
    children = list({one.child_id: one.child for one in page.items}.values())
    roles = [role.code for role in programme_of(this.programme_version).roles]
    circles = circles_of(this.id, children, roles)
    pinned = pins_of([child.id for child in children])
    arcs = {circle.child.id: arcs_of(circle, roles, pinned) for circle in circles}
    return {"page": page, "empty_seats": page.items, "arcs": arcs, "people": names_of_supporters(page.items)}


@blueprint.post("/rounds/<public_id>/placements/<placement_id>/<step>")
@door(Role.COORDINATOR)
def decide(public_id: str, placement_id: str, step: str) -> Response:
    """Take one decision about one proposed pair."""
    placement = find_placement(round_under_review(public_id).id, placement_id) or abort(404)
    anchor = f"child-{placement.child.public_id}"
    if step == "decline":
        reason = request.form.get("reason", "")
        if reason not in ("", *reviews.DECLINE_REASONS):
            abort(400)
        carry_out(reviews.decline, placement.id, reason)
    elif step in DECISIONS:
        carry_out(DECISIONS[step], placement.id)
    else:
        abort(404)
    return redirect(back_to(public_id) + "#" + anchor)


@blueprint.post("/rounds/<public_id>/children/<child_id>/accept")
@door(Role.COORDINATOR)
def accept_circle(public_id: str, child_id: str) -> Response:
    """Accept everything still undecided in one child's circle."""
    this = round_under_review(public_id)
    child = find_child(actor(), child_id) or abort(404)
    carry_out(reviews.accept_circle, this.id, child.id)
    return redirect(back_to(public_id) + f"#child-{child_id}")


@blueprint.post("/rounds/<public_id>/again")
@door(Role.COORDINATOR)
def solve_again(public_id: str) -> Response:
    """Solve again around what was pinned, kept apart and declined."""
    this = round_under_review(public_id)
    key = request.form.get("request_key", "")[:43] or abort(400)
    again = carry_out(lambda round_id, *, by: reviews.solve_again(round_id, request_key=key, by=by), this.id)
    flash(
        _("Solving again. Only what you changed moves; the earlier proposal stays until the new one is there."), "good"
    )
    later = db.session.get_one(Round, again)
    return redirect(url_for(".round", public_id=later.public_id))


def carry_out(step: Callable[..., Any], *values: Any) -> Any:
    """Run an operation of the review; when somebody was quicker, say so."""
    by: Actor = actor()
    try:
        return step(*values, by=by)
    except IllegalMove as fault:
        raise OutOfDate from fault


def back_to(public_id: str) -> str:
    """Return the address of the view the decision was taken in."""
    kept: dict[str, Any] = {
        name: request.form[name] for name in ("view", "show", "township", "page") if request.form.get(name)
    }
    return url_for(".review", public_id=public_id, **kept)
