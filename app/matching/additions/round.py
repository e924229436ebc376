"""A whole round that only adds: asked for by pinning every pair that stands."""

from __future__ import annotations

from app.matching.additions.filling import fill_open_seats
from app.matching.additions.tally import most, tally
from app.matching.columns import Columns
from app.matching.engine.settle import settle_slots
from app.matching.plan import CirclesOutcome, Plan
from app.matching.problem import Pair, Problem
from app.matching.rules import PAIR_MUSTS, PLAN_MUSTS
from app.matching.rules.must_pinned import broken_alone, broken_beside
from app.matching.standing import Standing
from app.planning.outcome import Status, WishResult
from app.planning.watch import Watch

_ADDED_BY = 0.9
"""Share of the seconds by which open seats are filled; a round cut then replays, as its steps are counted."""


def standing_plan(problem: Problem, adds_only: bool) -> tuple[Columns, Plan] | None:
    """What stands and stays, where that is asked for or all that stands is pinned, and no must speaks against it.

    None where a round may move somebody, or has to, as nobody stands where a pin wants them: one for the search.
    """
    today = {(pair.child, pair.role, pair.supporter) for pair in problem.existing}
    pinned = {(pin.child, pin.role, pin.supporter) for pin in problem.pins}
    if pinned - today or not (adds_only or (today and today == pinned)):
        return None
    columns = Columns(problem)
    kept = Standing(columns, Plan(()))
    pairs = []
    for pair in problem.existing:
        weekly = problem.programme.role(pair.role).weekly_slot
        hour = columns.kept_hours.get((pair.child, pair.role, pair.supporter))
        if weekly and hour is None:
            return None
        if broken_alone(columns, pair, PAIR_MUSTS) or broken_beside(kept, pair, PLAN_MUSTS):
            return None
        pairs.append(Pair(pair.child, pair.role, pair.supporter, hour))
        kept.add(pairs[-1])
    return columns, Plan(tuple(pairs))


def add_only(columns: Columns, plan: Plan, watch: Watch) -> CirclesOutcome:
    """The best plan that holds all of `plan`. It asks neither seed nor number of workers: the same problem, the same plan.

    Where the clock or somebody ends it, parts not come to stay as they are.
    """
    watch.stage = "search"
    watch.report()
    standing = Standing(columns, plan)
    limit = watch.limit(_ADDED_BY, "additions")
    filled = watch.during(lambda: fill_open_seats(standing, limit.over))
    watch.stage = "bounds"
    problem = columns.problem
    pairs = sorted(
        settle_slots(problem, [*plan.pairs, *filled.pairs]), key=lambda pair: (pair.child, pair.role, pair.supporter)
    )
    whole = Plan(tuple(pairs))
    values = tally(columns, whole)
    bounds = values if filled.proven else most(standing)
    wishes = tuple(WishResult(wish.value, values[wish], bounds[wish]) for wish in problem.programme.wishes)
    watch.learn(wishes)
    watch.report()
    wanted = sum(count for child in problem.children for _, count in problem.seats(child))
    status = Status.STOPPED if limit.struck else Status.OPTIMAL if filled.proven else Status.FEASIBLE
    return CirclesOutcome(status, whole, wishes, wanted, len(pairs), effort=watch.effort)
