"""A round in which who stands stays: the best additions, against every way there is, and nobody moved."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from app.matching import CircleRole, Pair, Plan, Problem, check, solve
from app.matching.additions import exact
from app.matching.additions.dominated import undominated
from app.matching.additions.exact import settle
from app.matching.additions.filling import fill_open_seats
from app.matching.additions.offers import offers, parts
from app.matching.additions.tally import tally
from app.matching.checker import _Recount
from app.matching.columns import Columns
from app.matching.plan import CirclesOutcome
from app.matching.standing import Standing
from app.planning.outcome import Status
from tests.matching.counties import VOLUNTEER, a_round, any_problem, bo, lan, mei, officer

DOCTOR = CircleRole("doctor", ("doctor",), caseload=3, travel_limit=60)


def asked_to_keep(seed: int, *, every: int = 3) -> Problem | None:
    """A varied problem with two thirds of a plan of it standing and pinned."""
    problem = replace(any_problem(seed), existing=(), pins=())
    pairs = tuple(p for n, p in enumerate(solve(problem, iterations=1).plan.pairs) if n % every)
    return replace(problem, existing=pairs, pins=pairs) if pairs else None


def test_additions_are_the_best_of_all_ways_to_add():
    looked = added = 0
    for seed in range(25):
        problem = asked_to_keep(seed)
        if problem is None:
            continue
        columns = Columns(problem)
        standing = Standing(columns, Plan(problem.existing))
        found = list(offers(standing))
        if len(found) > 7:
            continue
        best = max(ways(problem, [(o.child, o.role, o.supporter, o.starts) for o in found]))
        filled = fill_open_seats(standing)
        assert filled.proven
        assert worth(problem, (*problem.existing, *filled.pairs)) == best, seed
        looked += 1
        added += len(filled.pairs)
    assert looked > 5
    assert added > 3


def ways(problem: Problem, found: list[tuple[int, int, int, int]]) -> Iterator[tuple[int, ...]]:
    """The wishes' values of every set of these pairs that breaks no must, by the checker's own count."""
    for size in range(len(found) + 1):
        for chosen in combinations(found, size):
            named = tuple(
                Pair(problem.children[c].id, problem.programme.roles[r].code, problem.supporters[s].id)
                for c, r, s, _ in chosen
            )
            if broken(problem, (*problem.existing, *named)):
                continue
            pairs = at_some_hour(problem, problem.existing, list(chosen))
            if pairs is not None:
                yield worth(problem, pairs)


def at_some_hour(
    problem: Problem, pairs: tuple[Pair, ...], left: list[tuple[int, int, int, int]]
) -> tuple[Pair, ...] | None:
    """The pairs with hours at which nobody is in two places; None when there are none."""
    if not left:
        return pairs
    (child, role, supporter, starts), *rest = left
    who = (problem.children[child].id, problem.programme.roles[role].code, problem.supporters[supporter].id)
    hours = [hour for hour in range(336) if starts >> hour & 1] or [None]
    for hour in hours:
        more = (*pairs, Pair(*who, hour))
        if list(recount(problem, more).slots()):
            continue
        found = at_some_hour(problem, more, rest)
        if found is not None:
            return found
    return None


def recount(problem: Problem, pairs: tuple[Pair, ...]) -> _Recount:
    return _Recount(problem, CirclesOutcome(Status.FEASIBLE, Plan(pairs), (), 0, len(pairs)))


def broken(problem: Problem, pairs: tuple[Pair, ...]) -> bool:
    counted = recount(problem, pairs)
    return any(counted.broken_by(p) for p in pairs) or any(list(rule()) for rule in (counted.circles, counted.loads))


def worth(problem: Problem, pairs: tuple[Pair, ...]) -> tuple[int, ...]:
    counted = recount(problem, pairs)
    return tuple(counted.value(wish) for wish in problem.programme.wishes)


def test_a_round_whose_standing_pairs_are_all_pinned_only_adds_and_is_proven():
    for seed in range(12):
        problem = asked_to_keep(seed)
        if problem is None:
            continue
        outcome = solve(problem, iterations=1)
        assert check(problem, outcome) == []
        assert set(problem.existing) <= set(outcome.plan.pairs)
        assert (outcome.status, outcome.gap) == (Status.OPTIMAL, 0.0)


def test_seed_and_workers_do_not_change_what_is_added():
    problems = [problem for problem in map(asked_to_keep, range(6)) if problem is not None]
    assert problems
    for problem in problems:
        assert solve(problem, seed=1).plan == solve(problem, seed=9, workers=2).plan


def test_a_pair_that_is_not_pinned_may_move_so_the_round_is_searched():
    today = (Pair("lan", "volunteer", "mei", 258),)
    problem = a_round((lan(), bo()), (mei(), mei(id="yu")), existing=today, pins=())
    assert solve(problem, iterations=1).filled == 2


def test_a_pin_that_breaks_a_must_is_overruled_as_in_every_round():
    today = (Pair("lan", "volunteer", "mei", 258),)
    problem = a_round((lan(),), (mei(vetted_until=None),), existing=today, pins=today)
    outcome = solve(problem, iterations=1)
    assert [(one.must, one.pin) for one in outcome.plan.overruled] == [("validity", today[0])]


def test_brothers_and_sisters_share_the_further_place_and_strangers_do_not():
    home = {"household": "mill"}
    helper = mei(caseload=1, sibling_caseload=2)
    today = (Pair("lan", "volunteer", "mei", 257),)
    siblings = a_round((lan(**home), bo(**home)), (helper,), existing=today, pins=today)
    strangers = a_round((lan(**home), bo()), (helper,), existing=today, pins=today)
    assert [solve(one).filled for one in (siblings, strangers)] == [2, 1]


def test_two_new_meetings_of_one_person_find_hours_beside_each_other():
    today = (Pair("lan", "doctor", "dong"),)
    helper = mei(caseload=3, weekly_minutes=600)
    children = (lan(), bo(), bo(id="chen"))
    roles = (DOCTOR, VOLUNTEER)
    problem = a_round(children, (helper, officer(id="dong", kind="doctor")), roles, existing=today, pins=today)
    outcome = solve(problem)
    # a Saturday morning has room for two meetings
    assert sorted(p.slot for p in outcome.plan.pairs if p.role == "volunteer") in ([257, 260],)
    assert check(problem, outcome) == []


def test_what_a_part_leaves_out_because_others_are_better_changes_no_wish(monkeypatch):
    thinned = 0
    for seed in range(100):
        problem = replace(any_problem(seed, most_children=5, most_supporters=16), pins=(), existing=())
        stays = solve(problem, iterations=0).plan.pairs[::3]
        problem = replace(problem, existing=stays)
        standing = Standing(Columns(problem), Plan(stays))
        for part in parts(standing.columns, offers(standing)):
            if len(undominated(standing, part)) == len(part):
                continue
            thinned += 1
            few = settle(standing, part)
            with monkeypatch.context() as whole:
                whole.setattr("app.matching.additions.exact.undominated", lambda _standing, offers: offers)
                everybody = settle(standing, part)
            assert few.proven
            assert everybody.proven
            assert len(few.pairs) == len(everybody.pairs)
            counted = [tally(standing.columns, Plan((*stays, *found.pairs))) for found in (few, everybody)]
            assert counted[0] == counted[1], seed
    assert thinned > 5


def test_a_part_whose_search_is_cut_before_its_first_answer_is_filled_in_turn(monkeypatch):
    """Without any time to search nothing is proven, no must is broken, and most of what could be added is."""
    added = whole = 0
    for seed in range(14):
        problem = asked_to_keep(seed)
        if problem is None:
            continue
        best = solve(problem)
        with monkeypatch.context() as hurried:
            hurried.setattr(exact, "MOST_WORK", 0.0)
            cut = solve(problem)
        assert check(problem, cut) == [], seed
        assert worth(problem, cut.plan.pairs) <= worth(problem, best.plan.pairs), seed
        assert (cut.status is Status.OPTIMAL) == (len(best.plan.pairs) == len(problem.existing)), seed
        added += len(cut.plan.pairs) - len(problem.existing)
        whole += len(best.plan.pairs) - len(problem.existing)
    assert 0.7 * whole < added
    assert whole > 5
