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


def starts(person: Child | Supporter) -> set[int]:
    """All half hours of the week at which a meeting of three half hours can begin for a person."""
    spans = person.free.spans if isinstance(person, Child) else person.availability.spans
    offered = {half for span in spans for half in range(span.start, span.end)}
    return {half for half in offered if {half + 1, half + 2} <= offered and half % 48 <= 45}


def allowed(county: County, children: list[Child], supporters: list[Supporter], limit: int) -> np.ndarray:
    """Which child (rows) may have which supporter (columns): papers, stay, gender, refusals, exclusions, travel and a
    common hour; and language where the circle is one person."""
    places = {place.code: place for place in county.places}
    excluded = {(e.child, e.supporter) for e in county.exclusions}
    lone = county.programme == "one_to_one"
    begins = [starts(child) for child in children]
    table = np.zeros((len(children), len(supporters)), dtype=bool)
    for column, person in enumerate(supporters):
        if not person.ready_on(county.today + timedelta(days=30)):
            continue
        if person.stays_until < county.today + timedelta(days=305):
            continue
        free = starts(person)
        for row, child in enumerate(children):
            table[row, column] = (
                not free.isdisjoint(begins[row])
                and gender_allowed(county, child, person)
                and person.code not in child.refuses
                and (child.code, person.code) not in excluded
                and (not lone or bool(set(child.guardian.languages) & set(person.languages)))
                and minutes(county, person, child, places) <= min(limit, person.travel_limit)
            )
    return table


def gender_allowed(county: County, child: Child, supporter: Supporter) -> bool:
    """Girls of ten and more have women, except as officers and doctors, who come with others."""
    months = (county.today.year - child.birth_year) * 12 + county.today.month - child.birth_month
    girl = child.gender == "female" and months >= 120
    return not girl or supporter.gender == "female" or supporter.role in COMES_WITH_OTHERS


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
