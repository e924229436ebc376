"""The circles of the children: who stands there, who was asked, what is open."""

from __future__ import annotations

from flask import abort, render_template, request

from app.database import db
from app.models.accounts import Role
from app.models.places import PlaceKind
from app.queries.circles import SHOWN, circles_query
from app.queries.newcomers import newcomers_among
from app.queries.places import find_place, open_places
from app.queries.seats import current_roles, matches_of, seats_of
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.rounds import WORDS
from app.wording.places import place_name


@blueprint.get("/circles")
@door(Role.COORDINATOR)
def circles() -> str:
    """List the circles, searched and filtered."""
    asked = request.args
    show = asked.get("show", "all")
    if show not in SHOWN:
        abort(404)
    township = find_place(asked.get("township", ""), PlaceKind.TOWNSHIP)
    query = circles_query(actor(), text=asked.get("q", ""), township_id=township.id if township else None, show=show)
    page = db.paginate(query, per_page=25)
    taken, roles = matches_of(child.id for child in page.items), current_roles()
    return render_template(
        "coordinator/circles/list.html",
        page=page,
        seats={child.id: seats_of(child, taken.get(child.id, ()), roles) for child in page.items},
        newcomers=newcomers_among(match for matches in taken.values() for match in matches),
        townships=db.session.scalars(open_places(PlaceKind.TOWNSHIP, scope=actor().roles[Role.COORDINATOR])).all(),
        place_name=place_name,
        **WORDS,
    )
