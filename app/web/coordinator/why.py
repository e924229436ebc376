"""Why a child's places are held or open in a round: funnels, nearest misses, pairs, and what it would take."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.models.accounts import Role
from app.models.children import Child
from app.models.rounds import Round
from app.models.what_ifs import UNDER_WAY
from app.operations.what_ifs import ask_about_child
from app.queries.near_misses import names_of_supporters
from app.queries.policy import find_child
from app.queries.review import arcs_of, pins_of
from app.queries.snapshots import programme_of
from app.queries.what_ifs import may_be_asked, names_in, newest_about
from app.queries.why import circle_in, left_before, newest_round_with, why_pairs
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.review import REVIEW_WORDS
from app.web.coordinator.rounds import own_round
from app.web.filters import clock_time
from app.wording import what_ifs as words
from app.wording.children import INTERESTS, SPOKEN
from app.wording.endings import change_words
from app.wording.reasons import listed, way_words

WHY_WORDS: dict[str, Any] = {
    **REVIEW_WORDS,
    "what": words,
    "change_words": change_words,
    "listed": listed,
    "way_words": way_words,
    "interests": INTERESTS,
    "spoken": SPOKEN,
}


@blueprint.get("/rounds/<public_id>/why/<child_id>")
@door(Role.COORDINATOR)
def why(public_id: str, child_id: str) -> str:
    """Show one child of a round: who stands beside it and why, who is missing and why not."""
    this, child = of_round(public_id, child_id)
    circle = circle_in(this, child) or abort(404)
    roles = [role.code for role in programme_of(this.programme_version).roles]
    asked = newest_about(actor(), this.id, child.id)
    found = asked.found if asked and asked.found else {}
    return render_template(
        "coordinator/why/why.html",
        here="coordinator.rounds",
        round=this,
        child=child,
        circle=circle,
        arcs=arcs_of(circle, roles, pins_of([child.id])),
        pairs=why_pairs(circle),
        people=names_of_supporters(circle.open),
        left_before=left_before,
        asked=asked,
        running=asked is not None and asked.state in UNDER_WAY,
        found=found,
        names=names_in(found),
        others={(one["role"], one["supporter"]): one for one in found.get("others", [])},
        as_of=clock_time(now()),
        **WHY_WORDS,
    )


@blueprint.post("/rounds/<public_id>/why/<child_id>")
@door(Role.COORDINATOR)
def ask_why(public_id: str, child_id: str) -> Response:
    """Have it looked for what would bring this child somebody."""
    this, child = of_round(public_id, child_id)
    ask_about_child(this.id, child.id, by=actor())
    return redirect(url_for(".why", public_id=public_id, child_id=child_id) + "#state")


@blueprint.get("/children/<public_id>/why")
@door(Role.COORDINATOR)
def why_of_child(public_id: str) -> Response | str:
    """Go to the newest round that looked at a child."""
    child = find_child(actor(), public_id) or abort(404)
    this = newest_round_with(actor(), child.id)
    if this is None:
        return render_template("coordinator/why/no_round.html", here="coordinator.children", child=child)
    return redirect(url_for(".why", public_id=this.public_id, child_id=public_id))


def of_round(public_id: str, child_id: str) -> tuple[Round, Child]:
    """Return a round with its proposal at hand and a child the actor may know of, or 404."""
    this = own_round(public_id)
    child = find_child(actor(), child_id)
    if child is None or not may_be_asked(this):
        abort(404)
    return this, child
