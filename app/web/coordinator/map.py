"""The map: villages, centres, and where somebody waits for company; the same numbers in a table below."""

from __future__ import annotations

from flask import render_template, request

from app.database import db
from app.models.accounts import Role
from app.models.places import Place, PlaceKind
from app.queries.maps import Counts, MapFacts, map_facts
from app.queries.places import find_place, open_places
from app.web.access import actor, door
from app.web.coordinator import blueprint
from app.web.coordinator.children import scope
from app.web.map_drawing import Ground, dots, labels, squares
from app.wording.places import place_name


@blueprint.get("/map", endpoint="map")
@door(Role.COORDINATOR)
def county_map() -> str:
    """Draw the county, or one township."""
    township = find_place(request.args.get("township", ""), PlaceKind.TOWNSHIP)
    facts = map_facts(actor(), township)
    waiting = [village for village in facts.villages if facts.counts.get(village.id, Counts()).open_seats]
    ground = Ground.around([*facts.villages, *facts.centres, *facts.townships])
    return render_template(
        "coordinator/map.html",
        township=township,
        townships=db.session.scalars(open_places(PlaceKind.TOWNSHIP, scope=scope())).all(),
        facts=facts,
        total=facts.total(),
        ground=ground,
        villages=dots(ground, [village for village in facts.villages if village not in waiting]),
        centres=squares(ground, facts.centres),
        rings=[ground.at(village) for village in waiting],
        labels=labels(ground, named(facts, township, waiting)),
        yardstick=ground.yardstick(),
        rows=[(place, facts.counts.get(place.id)) for place in facts.villages]
        if township
        else [(place, facts.total(place)) for place in facts.townships],
    )


def named(facts: MapFacts, township: Place | None, waiting: list[Place]) -> list[tuple[str, Place]]:
    """Return the names to write: townships over the county, villages in a township, those that wait first."""
    if township is None:
        return [(place_name(place), place) for place in facts.townships]
    first = sorted(facts.villages, key=lambda village: village not in waiting)
    return [(place_name(place), place) for place in first]
