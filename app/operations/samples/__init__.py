"""Fill an empty database with an invented county, and tell its sample sign-ins."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.actors import SYSTEM
from app.clock import today
from app.database import db, transaction
from app.models.places import Place
from app.operations.installation import set_fact
from app.operations.samples.activities import add_activities
from app.operations.samples.children import add_children
from app.operations.samples.ground import add_places, add_seasons, choose_programme
from app.operations.samples.matches import add_exclusions, add_matches, add_supporter_wishes
from app.operations.samples.meetings import add_meetings
from app.operations.samples.staff import add_directors, add_staff, sign_ins
from app.operations.samples.supporters import add_supporters
from app.operations.traces import record
from app.queries.installation import ROAD_FACTOR, SAMPLE_COUNTY
from app.samples import sample_county

__all__ = ["fill", "sign_ins"]


def fill(county: str, seed: int, say: Callable[[str], None]) -> None:
    """Fill an empty database with the sample `county` as of today; a database with places is left alone.

    `say` gets one line per step. Everything is one transaction: a stopped filling leaves nothing.
    """
    if db.session.scalar(select(Place.id).limit(1)) is not None:
        return
    say(f"Inventing the county {county} ...")
    value = sample_county(county, seed, today())
    with transaction():
        set_fact(SAMPLE_COUNTY, county)
        set_fact(ROAD_FACTOR, str(value.road_factor))
        places = add_places(value)
        add_seasons()
        choose_programme(value)
        staff = add_staff()
        add_directors(value, places)
        say(f"Writing {len(value.supporters)} supporters ...")
        supporters = add_supporters(value, places, staff)
        say(f"Writing {len(value.children)} children ...")
        children = add_children(value, places, staff)
        add_matches(value, places, children, supporters)
        add_meetings()
        add_exclusions(value, children, supporters)
        add_supporter_wishes(value, children, supporters)
        say("Dating the activities of the coming weeks ...")
        add_activities(value, places)
        record(SYSTEM, "sample.filled", detail=county)
    say("The county is ready; every person in it is invented.")
