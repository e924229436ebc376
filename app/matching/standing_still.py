"""Whether a round moves nobody, and whether its open seats are few enough to be filled exactly (docs/decisions/0010).

In a county with one supporter for each child every standing pair is a face the child knows, so every one is pinned
(`known_faces`): there any round only adds. With thousands of open seats, each with hundreds of supporters within reach, the
pairs that might be added would fill the memory; such a round is searched, district by district, around its pins.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from app.matching.candidates import CandidateFinder
from app.matching.columns import Columns
from app.matching.problem import Problem

MOST_OFFERS = 1_000_000
"""Pairs that may be added, about, up to which the best additions are looked for exactly: a few hundred MB."""


def stands_still(problem: Problem) -> bool:
    """Whether every pair that stands is pinned, and nobody else."""
    pinned = {(pin.child, pin.role, pin.supporter) for pin in problem.pins}
    return bool(pinned) and pinned == {(pair.child, pair.role, pair.supporter) for pair in problem.existing}


def with_all_pinned(problem: Problem) -> Problem:
    """The problem with every pair that stands pinned besides those that are."""
    pinned = {(pin.child, pin.supporter) for pin in problem.pins}
    others = (pair for pair in problem.existing if (pair.child, pair.supporter) not in pinned)
    return replace(problem, pins=(*problem.pins, *others))


def few_offers(problem: Problem) -> bool:
    """Whether the open seats have no more than MOST_OFFERS supporters within reach, all together."""
    return few_within_reach(Columns(problem))


def few_within_reach(columns: Columns) -> bool:
    """The same of a problem whose columns are at hand."""
    problem, finder = columns.problem, CandidateFinder(columns)
    taken = Counter((pair.child, pair.role) for pair in problem.existing)
    found = 0
    for child_row, child in enumerate(problem.children):
        for role_row, role in enumerate(problem.programme.roles):
            left = role.count - taken[child.id, role.code] if child.needs(role) else 0
            if left > 0:
                found += left * finder.within_reach(child_row, role_row)
                if found > MOST_OFFERS:
                    return False
    return True
