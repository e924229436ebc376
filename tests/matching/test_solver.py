"""Runs: repeatable, stoppable, telling how far they are; and the counties the product was made for."""

from __future__ import annotations

import random
import subprocess
import sys
from dataclasses import replace

import pytest

from app.matching import (
    Child,
    Explainer,
    Gender,
    Pair,
    Place,
    Problem,
    Rhythm,
    Supporter,
    check,
    dump_solution,
    solve,
)
from app.matching.ready_made import care_in_365_days
from app.planning.availability import Availability, Span
from app.planning.geography import Point
from app.planning.outcome import Status
from app.planning.travel import Mode
from app.samples import sample_county
from app.samples.circles import circles_problem
from tests.matching.counties import SATURDAY_MORNING as SATURDAY
from tests.matching.counties import START, VALID, a_round, any_problem, bo, lan, mei


def test_the_same_seed_gives_the_same_plan():
    for seed in range(5):
        problem = any_problem(seed)
        first, second = (solve(problem, iterations=3, seed=7) for _ in range(2))
        assert dump_solution(first) == dump_solution(second)


def test_several_workers_repeat_themselves_too():
    problem = any_problem(3)
    assert solve(problem, iterations=2, workers=2) == solve(problem, iterations=2, workers=2)


def test_a_stop_keeps_the_best_plan_so_far():
    problem = a_round((lan(), bo()), (mei(),))
    outcome = solve(problem, stop=lambda: True)
    assert outcome.status is Status.STOPPED
    assert check(problem, outcome) == []


def test_no_seconds_at_all_still_give_a_sound_answer():
    problem = any_problem(11)
    outcome = solve(problem, seconds=0)
    assert outcome.status is Status.STOPPED
    assert check(problem, outcome) == []


def test_progress_ends_with_all_wishes():
    heard = []
    outcome = solve(a_round((lan(),), (mei(),)), iterations=2, progress=heard.append)
    assert heard[0].stage == "candidates"
    assert heard[-1].stage == "bounds"
    assert heard[-1].wishes == outcome.wishes


def test_the_public_face_loads_no_solver():
    script = "import sys, app.matching; print(sorted({'numba', 'ortools', 'flask', 'sqlalchemy'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def test_an_existing_pair_is_kept_when_another_is_as_good():
    today = (Pair("lan", "volunteer", "second"),)
    problem = a_round((lan(),), (mei(), mei(id="second")), existing=today)
    assert [pair.supporter for pair in solve(problem, iterations=1).plan.pairs] == ["second"]


def test_a_kept_pair_keeps_its_hour():
    today = (Pair("lan", "volunteer", "mei", 5 * 48 + 19),)
    problem = a_round((lan(),), (mei(),), existing=today)
    assert solve(problem, iterations=1).plan.pairs == today


def test_a_standing_hour_stays_when_a_new_child_comes():
    long_morning = Availability((Span(5 * 48 + 17, 5 * 48 + 25),))
    today = Pair("lan", "volunteer", "mei", 5 * 48 + 17)
    children = (bo(windows=long_morning), lan(windows=long_morning))
    problem = a_round(children, (mei(caseload=2, windows=long_morning),), existing=(today,))
    pairs = solve(problem, iterations=2).plan.pairs
    assert today in pairs
    assert [pair.slot for pair in pairs if pair.child == "bo"] == [5 * 48 + 20]


def test_a_standing_hour_moves_only_when_somebody_is_no_longer_free():
    today = Pair("lan", "volunteer", "mei", 6 * 48 + 18)
    (pair,) = solve(a_round((lan(),), (mei(),), existing=(today,)), iterations=1).plan.pairs
    assert (pair.supporter, pair.slot) == ("mei", 5 * 48 + 17)


@pytest.mark.parametrize(("children", "supporters"), [((), (mei(),)), ((lan(),), ()), ((), ())])
def test_without_children_or_without_supporters_the_plan_is_empty(children, supporters):
    problem = a_round(children, supporters)
    outcome = solve(problem, iterations=1)
    assert outcome.plan.pairs == ()
    assert {(wish.value, wish.bound) for wish in outcome.wishes} == {(0, 0)}
    assert check(problem, outcome) == []


def test_progress_tells_plan_and_bound_of_the_first_wish_from_the_start_of_the_search():
    heard = []
    solve(a_round((lan(), bo()), (mei(),)), iterations=2, progress=heard.append)
    first = next(told for told in heard if told.stage == "search")
    assert (first.wish, first.best is not None, first.bound) == ("complete", True, first.wishes[0].bound)
    assert [wish.code for wish in first.wishes] == [wish.code for wish in heard[-1].wishes]


def test_120_children_each_get_an_officer_a_doctor_and_a_volunteer():
    problem = care_for_120()
    outcome = solve(problem, iterations=2)
    assert check(problem, outcome) == []
    assert outcome.filled == outcome.wanted == 360


def test_157_children_of_haian_each_get_a_supporter_of_their_own():
    problem = circles_problem(sample_county("haian", 1))
    outcome = solve(problem, iterations=2)
    assert check(problem, outcome) == []
    assert len({pair.supporter for pair in outcome.plan.pairs}) == 157
    assert all(wish.value == wish.bound for wish in outcome.wishes[:2])


def test_seven_are_listed_with_funnels_when_only_150_can_help_and_adding_seven_disturbs_at_most_two():
    everybody = circles_problem(sample_county("haian", 1))
    helping = sorted({pair.supporter for pair in solve(everybody, iterations=2).plan.pairs})
    few = with_only(everybody, set(helping[7:]))
    first = solve(few, iterations=2)
    assert first.filled == 150
    openings = Explainer(few, first.plan).openings()
    assert len(openings) == 7
    assert [o.weight for o in openings] == sorted((o.weight for o in openings), reverse=True)
    assert all(opening.bite for opening in openings)
    second = solve(replace(with_only(everybody, set(helping)), existing=first.plan.pairs), iterations=2)
    assert second.filled == 157
    kept = {(p.child, p.supporter) for p in first.plan.pairs} & {(p.child, p.supporter) for p in second.plan.pairs}
    assert len(kept) >= 148


def with_only(problem: Problem, there: set[str]) -> Problem:
    """The same problem, everything about other supporters gone."""
    return replace(
        problem,
        supporters=tuple(s for s in problem.supporters if s.id in there),
        children=tuple(
            replace(
                child,
                refused=tuple(s for s in child.refused if s in there),
                wishes=replace(child.wishes, supporters=tuple(s for s in child.wishes.supporters if s in there)),
            )
            for child in problem.children
        ),
        existing=tuple(pair for pair in problem.existing if pair.supporter in there),
        exclusions=tuple(e for e in problem.exclusions if e.supporter in there),
    )


def care_for_120() -> Problem:
    """14 officers for 12 children each, 9 doctors for 15, 60 volunteers for 3, nobody further than 40 minutes."""
    draw = random.Random(5)
    places = tuple(Place(f"p{n}", Point(27.95 + draw.random() * 0.06, 119.6 + draw.random() * 0.06)) for n in range(12))
    spoken = ("wu",)

    def helper(kind: str, number: int, caseload: int, licence: tuple[str, ...]) -> Supporter:
        return Supporter(
            f"{kind}{number}", kind, draw.choice(places).id, Gender.FEMALE, 40, Mode.SCOOTER, 40, caseload,
            weekly_minutes=400, windows=SATURDAY, languages=spoken, licences=licence, **VALID,
        )  # fmt: skip

    return Problem(
        "120", START, care_in_365_days(), places,
        tuple(
            Child(f"c{n}", draw.choice(places).id, 6 + n % 10, Gender.FEMALE, list(Rhythm)[n % 4], spoken, windows=SATURDAY)
            for n in range(120)
        ),
        (
            *(helper("officer", n, 12, ("police",)) for n in range(14)),
            *(helper("doctor", n, 15, ("physician",)) for n in range(9)),
            *(helper("volunteer", n, 3, ()) for n in range(60)),
        ),
    )  # fmt: skip
