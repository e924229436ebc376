"""What it would take where nobody is asked for more: standing pairs that make room for a child.

Moves are followed as chains. Somebody who could come to the child gives another child up for it, whom somebody with a
place left takes, or somebody full who gives a third child up in turn. Each link depends on the one person in it alone, so the
chains of a whole county are followed without a search over all of it. Places of one child are filled one after another,
in whatever order fills most and then disturbs fewest. A repair knows more ways (one person giving two children up);
what is told here is what the round that carries it out gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from app.matching.chains import Chains, Moves
from app.matching.changes import Gap
from app.matching.columns import Columns
from app.matching.loosening import Change, Limit
from app.matching.plan import Plan
from app.matching.problem import Exclusion, Problem
from app.matching.relaxations import Gain, complete, minutes_of
from app.matching.repair import USUAL_BUDGET, Repair
from app.matching.standing import Standing

_MOST_ORDERS = 6


@dataclass(frozen=True, slots=True)
class _Way:
    """Moves for the gaps they fill, one after another."""

    moves: Moves
    filled: tuple[Gap, ...]


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
    best = _best(standing, gaps, budget)
    if best is None or not best.moves.leaves:
        return None
    joins, leaves = best.moves.joins, best.moves.leaves
    minutes = sum(minutes_of(standing, pair) for pair in joins) - sum(minutes_of(standing, pair) for pair in leaves)
    left_open = list(gaps)
    for gap in best.filled:
        left_open.remove(gap)
    way = Repair(joins, leaves, tuple(left_open), tuple(sorted(best.moves.disturbed)))
    after = Standing(standing.columns, Plan(way.after(today.existing)))
    mine = tuple(pair for pair in joins if pair.child == child)
    whole = (child,) if complete(after, asked) else ()
    # another way could fill more only where a place is left open
    return Gain(Change(Limit.MOVES), mine, whole, minutes, len(leaves), proven=not left_open), way


def _best(standing: Standing, gaps: Sequence[Gap], budget: int) -> _Way | None:
    """Of all orders the one that fills most, then disturbs fewest."""
    chains = Chains(standing, Moves())
    orders = list(dict.fromkeys(permutations(gaps)))[:_MOST_ORDERS] if gaps else []
    ways = [_one_after_another(chains, order, budget) for order in orders]
    return max(ways, key=lambda way: (len(way.filled), -len(way.moves.disturbed)), default=None)


def _one_after_another(chains: Chains, gaps: Sequence[Gap], budget: int) -> _Way:
    """Whoever is free comes first; the others' places are filled by moves, as far as the budget goes."""
    moves, filled = Moves(), tuple[Gap, ...]()
    for most in sorted({0, budget}):
        for gap in (one for one in gaps if gaps.count(one) > filled.count(one)):
            found = chains.fill(gap, most - len(moves.disturbed))
            if found is not None:
                moves, filled = moves.with_more(found), (*filled, gap)
                chains = chains.after(found)
    return _Way(moves, filled)


def round_of_moving(problem: Problem, plan: Plan, way: Repair) -> Problem:
    """The problem of the round that carries it out: who makes room is kept apart, all others and the new pairs are pinned."""
    apart = (*problem.exclusions, *(Exclusion(pair.child, pair.supporter) for pair in way.leaves))
    return replace(problem, existing=plan.pairs, pins=way.after(plan.pairs), exclusions=apart)
