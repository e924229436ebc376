"""Wish: filled places, by the weight of their opening (its shift's urgency unless it has its own).

A place up to the least counts ten times one between least and wanted: first what a shift needs, then what it could use.
Above wanted each one costs the opening's over weight."""

from __future__ import annotations

from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.shifts import Opening
from app.scheduling.rota.standing import Standing

LEAST_FACTOR = 10


def worth(problem: RotaProblem, opening: Opening, headcount: int) -> int:
    """What so many people on an opening count."""
    needed = min(headcount, opening.least)
    useful = min(headcount, opening.wanted) - needed
    above = max(0, headcount - opening.wanted)
    return problem.under_weight(opening) * (LEAST_FACTOR * needed + useful) - opening.over_weight * above


def value(standing: Standing) -> int:
    """What all openings count together."""
    problem = standing.columns.problem
    return sum(worth(problem, opening, int(standing.headcount[row])) for row, opening in enumerate(problem.openings))
