"""What would it take? Asked about a round or a township of it; and where to recruit, as a table and a map."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.clock import now
from app.models.accounts import Role
from app.models.places import Place, PlaceKind
from app.models.rounds import Round
from app.models.what_ifs import UNDER_WAY, Question
from app.operations.what_ifs import ask_about_round
from app.queries.maps import map_facts
from app.queries.places import find_place
from app.queries.review import townships_of
from app.queries.what_ifs import find_what_if, may_be_asked, names_in
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.rounds import own_round
from app.web.coordinator.why import WHY_WORDS
from app.web.filters import clock_time
from app.web.map_drawing import Ground, dots, labels
from app.wording.places import place_name


@blueprint.get("/rounds/<public_id>/what-if")
@door(Role.COORDINATOR)
def what_would_it_take(public_id: str) -> str:
    """Offer the questions that can be asked about a round."""
    this = asked_round(public_id)
    return render_template(
        "coordinator/why/ask.html",
        here="coordinator.rounds",
        round=this,
        townships=[line for line in townships_of(this.id) if line.open],
        **WHY_WORDS,
    )


@blueprint.post("/rounds/<public_id>/what-if")
@door(Role.COORDINATOR)
def ask_what_if(public_id: str) -> Response:
    """Have a question answered."""
    this = asked_round(public_id)
    question = request.form.get("question", "")
    if question not in list(Question):
        abort(400)
    named = request.form.get("township", "")
    township = find_place(named, PlaceKind.TOWNSHIP)
    if named and (township is None or township.id not in {line.place.id for line in townships_of(this.id)}):
        abort(404)
    about = township.id if township else None
    asked = ask_about_round(this.id, Question(question), by=actor(), township_id=about)
    return redirect(url_for(".what_if", public_id=asked))


@blueprint.get("/what-if/<public_id>")
@door(Role.COORDINATOR)
def what_if(public_id: str) -> str | Response:
    """Show how far an answer is, or the answer; what was asked about a child stands on the child's page."""
    asked = find_what_if(actor(), public_id) or abort(404)
    if asked.child is not None:
        return redirect(url_for(".why", public_id=asked.round.public_id, child_id=asked.child.public_id))
    names = names_in(asked.found)
    return render_template(
        "coordinator/why/answer.html",
        here="coordinator.rounds",
        asked=asked,
        round=asked.round,
        running=asked.state in UNDER_WAY,
        found=asked.found,
        names=names,
        drawing=drawing_of(asked.found, names.places) if asked.found.get("roles") else None,
        as_of=clock_time(now()),
        **WHY_WORDS,
    )


def drawing_of(found: dict[str, Any], places: dict[str, Place]) -> dict[str, Any]:
    """Return the map of the places named, on the ground of all villages."""
    facts = map_facts(actor())
    codes = dict.fromkeys(one["place"] for listed in found["roles"].values() for one in listed)
    best = [places[code] for code in codes if code in places]
    ground = Ground.around([*facts.villages, *facts.townships, *best])
    return {
        "ground": ground,
        "villages": dots(ground, [village for village in facts.villages if village.code not in codes]),
        "rings": [ground.at(place) for place in best],
        "labels": labels(ground, [(place_name(place), place) for place in best]),
        "yardstick": ground.yardstick(),
    }


def asked_round(public_id: str) -> Round:
    """Return a round the actor coordinates with its proposal at hand, or 404."""
    this = own_round(public_id)
    return this if may_be_asked(this) else abort(404)
