"""What it would take where nobody is asked for more: standing pairs that make room for a child."""

from __future__ import annotations

from dataclasses import replace

from app.matching.changes import Gap
from app.matching.columns import Columns
from app.matching.loosening import Change, Limit
from app.matching.plan import Plan
from app.matching.problem import Exclusion, Problem
from app.matching.relaxations import Gain, complete, minutes_of
from app.matching.repair import USUAL_BUDGET, Repair, repairs
from app.matching.standing import Standing


def gain_by_moving(problem: Problem, plan: Plan, child: str, budget: int = USUAL_BUDGET) -> tuple[Gain, Repair] | None:
    """What a child gains where nobody is asked for more, but at most `budget` people are disturbed; and how.

    Each child moved gets somebody else. The minutes are those of all new pairs less those of the pairs that give way.
    None: no move fills more of the child's places than are filled without one.
    """
    today = replace(problem, existing=plan.pairs, pins=())
    standing = Standing(Columns(today), plan)
    asked = today.child_by_id[child]
    gaps = [
        Gap(child, role.code)
        for role, count in today.seats(asked)
        for _seat in range(count - standing.filled(asked, role))
    ]
    ways = repairs(today, [], gaps, budget=budget).proposals if gaps else ()
    if not ways:
        return None
    best = min(ways, key=lambda way: (len(way.left_open), len(way.disturbed)))
    if not best.leaves:
        return None
    minutes = sum(minutes_of(standing, p) for p in best.joins) - sum(minutes_of(standing, p) for p in best.leaves)
    after = Standing(standing.columns, Plan(best.after(today.existing)))
    mine = tuple(pair for pair in best.joins if pair.child == child)
    whole = (child,) if complete(after, asked) else ()
    return Gain(Change(Limit.MOVES), mine, whole, minutes, len(best.leaves), proven=True), best


def round_of_moving(problem: Problem, plan: Plan, way: Repair) -> Problem:
    """The problem of the round that carries it out: who makes room is kept apart, all others and the new pairs are pinned."""
    apart = (*problem.exclusions, *(Exclusion(pair.child, pair.supporter) for pair in way.leaves))
    return replace(problem, existing=plan.pairs, pins=way.after(plan.pairs), exclusions=apart)
