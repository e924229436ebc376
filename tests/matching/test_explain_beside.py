"""What stands is counted too: the last steps of every funnel, what near misses lack, and who else could."""

from __future__ import annotations

from dataclasses import replace

from app.matching import Explainer, Pair, Plan, Problem, solve
from app.matching.checker import _Recount
from app.matching.explain import Opening
from app.matching.plan import CirclesOutcome
from app.matching.rules import PAIR_MUSTS
from app.planning.outcome import Status
from app.planning.reasons import Fact
from tests.matching.counties import any_problem

BESIDE = ("other_role", "language", "caseload", "minutes", "slot")


def recount(problem: Problem, pairs: tuple[Pair, ...]) -> _Recount:
    return _Recount(problem, CirclesOutcome(Status.FEASIBLE, Plan(pairs), (), 0, len(pairs)))


def broken_beside(problem: Problem, pairs: tuple[Pair, ...], pair: Pair) -> set[str]:
    """The musts a pair breaks beside these, by the checker's own count of everything."""
    role = problem.programme.role(pair.role)
    counted = recount(problem, (*pairs, pair))
    found = {one.code for rule in (counted.circles, counted.loads) for one in rule() if one.code != "seats"}
    if role.weekly_slot:
        tried = (recount(problem, (*pairs, replace(pair, slot=hour))) for hour in range(336))
        if not any(not list(one.slots()) for one in tried):
            found.add("slot")
    return found & set(BESIDE)


def solved(seed: int) -> tuple[Problem, Plan]:
    problem = replace(any_problem(seed, most_children=5, most_supporters=6), pins=(), existing=())
    return problem, solve(problem, iterations=1).plan


def holders(problem: Problem, opening: Opening) -> list[str]:
    kinds = problem.programme.role(opening.role).kinds
    return [supporter.id for supporter in problem.supporters if supporter.kind in kinds]


def test_the_steps_after_a_plan_count_what_the_checker_allows_beside_it():
    looked = 0
    for seed in range(12):
        problem, plan = solved(seed)
        alone = recount(problem, ())
        for opening in Explainer(problem, plan).openings():
            pairs = [Pair(opening.child, opening.role, who) for who in holders(problem, opening)]
            pairs = [pair for pair in pairs if not alone.broken_by(pair)]
            steps = {step.code: step.left for step in opening.funnel}
            assert steps[PAIR_MUSTS[-1].code] == len(pairs)
            left = [broken_beside(problem, plan.pairs, pair) for pair in pairs]
            for must in BESIDE:
                left = [broken for broken in left if must not in broken]
                assert steps[must] == len(left), (seed, opening.child, opening.role, must)
                looked += 1
    assert looked > 50


def test_what_a_near_miss_lacks_is_what_the_records_say():
    looked = set()
    for seed in range(20):
        problem, plan = solved(seed)
        for opening in Explainer(problem, plan).openings():
            for miss in opening.near_misses:
                facts: dict[str, Fact] = dict(miss.facts)
                child, helper = problem.child_by_id[opening.child], problem.supporter_by_id[miss.supporter]
                role, counted = problem.programme.role(opening.role), recount(problem, plan.pairs)
                assert miss.travel_minutes == counted.travel(child, helper)
                if miss.must == "travel":
                    assert facts["limit"] == min(helper.travel_limit, role.travel_limit) < miss.travel_minutes
                elif miss.must == "caseload":
                    mine = [pair for pair in plan.pairs if pair.supporter == helper.id]
                    assert facts["limit"] == problem.caseload(helper) <= len(mine) + helper.elsewhere
                elif miss.must == "minutes":
                    used = sum(counted._minutes(pair) for pair in plan.pairs if pair.supporter == helper.id)
                    assert facts["left"] == helper.weekly_minutes - used
                    assert facts["needed"] == counted._minutes(Pair(child.id, role.code, helper.id)) > facts["left"]
                elif miss.must == "windows":
                    assert facts["common"] == counted._windows(child, helper) < facts["least"] == role.minimum_windows
                looked.add(miss.must)
    assert {"travel", "caseload"} <= looked


def test_who_else_could_is_everybody_the_checker_would_let_sit_there():
    looked = 0
    for seed in range(8):
        problem, plan = solved(seed)
        explainer = Explainer(problem, plan)
        for pair in plan.pairs[:3]:
            rest = tuple(one for one in plan.pairs if one != pair)
            kinds = problem.programme.role(pair.role).kinds
            able = {
                s.id
                for s in problem.supporters
                if s.kind in kinds
                and s.id != pair.supporter
                and not recount(problem, ()).broken_by(replace(pair, supporter=s.id, slot=None))
                and not broken_beside(problem, rest, replace(pair, supporter=s.id, slot=None))
            }
            assert {who for who, _ in explainer.others(pair)} == able
            looked += 1
    assert looked > 8
