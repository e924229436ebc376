"""A round for some children only: what all others hold is taken off what their supporters can give.

As `app.queries.snapshots` does for a round of one township: children elsewhere, minutes and hours.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from app.matching.columns import Columns
from app.matching.plan import Plan
from app.matching.problem import Pair, Problem, Supporter
from app.matching.standing import Standing
from app.planning.availability import Availability, Span, runs_of


def scoped(problem: Problem, plan: Plan, children: set[str]) -> tuple[Problem, Plan]:
    """The problem and plan of these children and their brothers and sisters.

    Supporters who can fill none of the roles, and are named nowhere, are left out.
    """
    homes = {child.household for child in problem.children if child.id in children} - {None}
    chosen = tuple(child for child in problem.children if child.id in children or child.household in homes)
    ids = {child.id for child in chosen}
    inside = tuple(pair for pair in plan.pairs if pair.child in ids)
    outside: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in plan.pairs:
        if pair.child not in ids:
            outside[pair.supporter].append(pair)
    exclusions = tuple(exclusion for exclusion in problem.exclusions if exclusion.child in ids)
    named = {pair.supporter for pair in inside} | {exclusion.supporter for exclusion in exclusions}
    for child in chosen:
        named |= {*child.refused, *child.wishes.supporters}
    kinds = {kind for child in chosen for role, _ in problem.seats(child) for kind in role.kinds}
    columns = Columns(problem)
    standing = Standing(columns, Plan(()))
    supporters = tuple(
        _with_less(problem, standing, supporter, outside[supporter.id], ids)
        for supporter in problem.supporters
        if supporter.kind in kinds or supporter.id in named
    )
    places = {child.place for child in chosen} | {supporter.base for supporter in supporters}
    travel = replace(
        problem.travel,
        measured=tuple(t for t in problem.travel.measured if t.origin in places and t.destination in places),
    )
    smaller = replace(
        problem,
        places=tuple(place for place in problem.places if place.id in places),
        children=chosen,
        supporters=supporters,
        travel=travel,
        existing=inside,
        pins=(),
        exclusions=exclusions,
    )
    return smaller, Plan(inside)


def _with_less(
    problem: Problem, standing: Standing, supporter: Supporter, pairs: list[Pair], ids: set[str]
) -> Supporter:
    refused = tuple(child for child in supporter.refused if child in ids)
    if not pairs:
        return supporter if refused == supporter.refused else replace(supporter, refused=refused)
    row = np.array([standing.columns.row_of[supporter.id]])
    minutes = sum(
        int(standing.weekly(problem.child_by_id[pair.child], problem.programme.role(pair.role), row)[0])
        for pair in pairs
    )
    meeting = (1 << problem.programme.meeting_half_hours) - 1
    hours = 0
    for pair in pairs:
        hours |= 0 if pair.slot is None else meeting << pair.slot
    return replace(
        supporter,
        refused=refused,
        elsewhere=supporter.elsewhere + len(pairs),
        weekly_minutes=max(0, supporter.weekly_minutes - minutes),
        windows=_without(supporter.windows, hours),
    )


def _without(windows: Availability, hours: int) -> Availability:
    return Availability(
        tuple(Span(start, end, span.preference) for span in windows.spans for start, end in runs_of(span.mask & ~hours))
    )
