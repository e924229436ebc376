"""Who may stand beside whom, told a second time from the sample values alone, for checks of solvability."""

from __future__ import annotations

import math
from datetime import timedelta

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import maximum_flow

from app.samples import Child, County, Place, Supporter

SPEED = {"foot": 4, "scooter": 21, "bus": 25, "car": 35}
WAIT = {"bus": 30}
COMES_WITH_OTHERS = ("officer", "doctor")


def minutes(county: County, supporter: Supporter, child: Child, places: dict[str, Place]) -> int:
    """Minutes one way from the supporter's base to where the child is met."""
    one, other = places[supporter.base], places[child.meeting_place]
    lat1, lat2 = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.sin(lat1) * math.sin(lat2)
    turn += math.cos(lat1) * math.cos(lat2) * math.cos(math.radians(one.longitude - other.longitude))
    km = 6371.0088 * math.acos(min(1.0, turn)) * county.road_factor
    mode = supporter.travel_mode.value
    return math.ceil(km * 60 / SPEED[mode] + WAIT.get(mode, 0) - 1e-3)


def half_hours(person: Child | Supporter) -> set[int]:
    """All half hours of the week a person offers."""
    spans = person.free.spans if isinstance(person, Child) else person.availability.spans
    return {half for span in spans for half in range(span.start, span.end)}


def can_meet(child: Child, supporter: Supporter) -> bool:
    """Whether three half hours in a row are common to both."""
    common = half_hours(child) & half_hours(supporter)
    return any({half, half + 1, half + 2} <= common for half in common)


def fits(county: County, child: Child, supporter: Supporter, places: dict[str, Place], limit: int) -> bool:
    """Papers, stay, gender, refusals, exclusions, travel and a common hour; language where the circle is one person."""
    day = county.today + timedelta(days=30)
    months = (county.today.year - child.birth_year) * 12 + county.today.month - child.birth_month
    excluded = {(e.child, e.supporter) for e in county.exclusions}
    lone = county.programme == "one_to_one"
    return (
        supporter.ready_on(day)
        and supporter.stays_until >= county.today + timedelta(days=305)
        and (
            child.gender == "male"
            or months < 120
            or supporter.gender == "female"
            or supporter.role in ("officer", "doctor")
        )
        and supporter.code not in child.refuses
        and (child.code, supporter.code) not in excluded
        and (not lone or bool(set(child.guardian.languages) & set(supporter.languages)))
        and minutes(county, supporter, child, places) <= min(limit, supporter.travel_limit)
        and can_meet(child, supporter)
    )


def most_served(allowed: np.ndarray, caseloads: list[int]) -> np.ndarray:
    """A largest assignment of children (rows) to supporters (columns): the supporter of each child, -1 for none."""
    children, supporters = allowed.shape
    source, sink = children + supporters, children + supporters + 1
    rows, columns = np.nonzero(allowed)
    tails = np.concatenate([np.full(children, source), rows, children + np.arange(supporters)])
    heads = np.concatenate([np.arange(children), children + columns, np.full(supporters, sink)])
    capacities = np.concatenate([np.ones(children), np.ones(len(rows)), caseloads]).astype(np.int32)
    graph = csr_matrix((capacities, (tails, heads)), shape=(sink + 1, sink + 1), dtype=np.int32)
    flow = maximum_flow(graph, source, sink).flow
    part = flow[:children, children:source].toarray()
    return np.where(part.max(axis=1) > 0, part.argmax(axis=1), -1)


def allowed(county: County, children: list[Child], supporters: list[Supporter], limit: int) -> np.ndarray:
    """Which child (rows) may have which supporter (columns)."""
    places = {place.code: place for place in county.places}
    return np.array([[fits(county, child, person, places, limit) for person in supporters] for child in children])
