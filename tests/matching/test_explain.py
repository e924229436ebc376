"""Funnels count what a plain count gives; near misses fail exactly one must; pairs tell why."""

from __future__ import annotations

from datetime import date

from app.matching import Explainer, Pair, Plan, solve
from app.matching.checker import _Recount
from app.matching.plan import CirclesOutcome
from app.planning.availability import Availability
from app.planning.outcome import Status
from app.planning.reasons import reason
from tests.matching.counties import OFFICER, VOLUNTEER, a_round, any_problem, bo, lan, mei, officer

PAIR_STEPS = (
    "validity",
    "licence",
    "travel",
    "exclusion",
    "consent",
    "gender",
    "second_adult",
    "probation",
    "stay",
    "windows",
)


def test_every_step_of_a_funnel_counts_what_the_checker_would_allow():
    looked = 0
    for seed in range(60):
        problem = any_problem(seed)
        recount = _Recount(problem, CirclesOutcome(Status.FEASIBLE, Plan(()), (), 0, 0))
        for opening in Explainer(problem, Plan(())).openings():
            holders = [s for s in problem.supporters if s.kind in problem.programme.role(opening.role).kinds]
            left = {s.id: set(recount.broken_by(Pair(opening.child, opening.role, s.id))) for s in holders}
            counted = [("holders", len(left))]
            for must in PAIR_STEPS:
                left = {who: broken for who, broken in left.items() if must not in broken}
                counted.append((must, len(left)))
            assert [(step.code, step.left) for step in opening.funnel[: len(counted)]] == counted
            looked += 1
    assert looked > 200


def test_the_bite_is_the_first_must_that_leaves_nobody():
    problem = a_round((lan(),), (mei(vetted_until=None), mei(id="away", base="far-village")))
    (opening,) = Explainer(problem, Plan(())).openings()
    assert [(step.code, step.left) for step in opening.funnel[:4]] == [
        ("holders", 2), ("validity", 1), ("licence", 1), ("travel", 0),
    ]  # fmt: skip
    assert opening.bite == "travel"
    assert [(miss.supporter, miss.must) for miss in opening.near_misses] == [("mei", "validity"), ("away", "travel")]


def test_who_fails_two_musts_is_no_near_miss():
    problem = a_round((lan(),), (mei(vetted_until=None, base="far-village"),))
    (opening,) = Explainer(problem, Plan(())).openings()
    assert opening.near_misses == ()


def test_a_near_miss_tells_the_first_paper_to_run_out_and_until_when_somebody_stays():
    papers = mei(insured_until=date(2026, 9, 15))
    leaves = mei(id="leaves", stays_until=date(2026, 12, 1))
    (opening,) = Explainer(a_round((lan(),), (papers, leaves)), Plan(())).openings()
    assert [(miss.supporter, miss.must, miss.facts) for miss in opening.near_misses] == [
        ("mei", "validity", (("until", "2026-09-15"),)),
        ("leaves", "stay", (("until", "2026-12-01"),)),
    ]


def test_what_the_plan_takes_up_stands_last_in_the_funnel():
    problem = a_round((lan(), bo()), (mei(),))
    (opening,) = Explainer(problem, solve(problem, iterations=1).plan).openings()
    assert (opening.child, opening.bite) == ("bo", "caseload")
    assert [(miss.supporter, miss.must) for miss in opening.near_misses] == [("mei", "caseload")]


def test_the_last_seat_of_a_circle_asks_for_a_speaker():
    problem = a_round((lan(),), (officer(), mei(languages=("mandarin",))), (OFFICER, VOLUNTEER))
    (opening,) = Explainer(problem, solve(problem, iterations=1).plan).openings()
    assert opening.bite == "language"


def test_open_seats_of_children_in_greater_need_come_first():
    openings = Explainer(a_round((bo(), lan()), ()), Plan(())).openings()
    assert [opening.child for opening in openings] == ["lan", "bo"]
    assert [opening.bite for opening in openings] == ["holders", "holders"]


def test_a_pair_tells_what_speaks_for_it_in_the_order_of_wishes():
    pair = Pair("lan", "volunteer", "mei", 258)
    problem = a_round((lan(),), (mei(experience=30),), existing=(pair,))
    assert Explainer(problem, Plan((pair,))).reasons(pair) == (
        reason("keep"),
        reason("windows", count=2),
        reason("interests", count=1, words="chess"),
        reason("experience", months=30),
        reason("travel", minutes=0, mode="scooter"),
    )


def test_siblings_with_one_volunteer_are_told():
    pairs = (Pair("lan", "volunteer", "mei", 257), Pair("bo", "volunteer", "mei", 260))
    problem = a_round((lan(household="wu"), bo(household="wu")), (mei(caseload=2),))
    assert reason("siblings", count=1) in Explainer(problem, Plan(pairs)).reasons(pairs[0])


def test_officers_who_meet_by_arrangement_need_no_common_hour():
    problem = a_round((lan(windows=Availability()),), (officer(languages=("wu",)),), (OFFICER,))
    (opening,) = Explainer(problem, Plan(())).openings()
    assert opening.bite is None
    assert {step.left for step in opening.funnel} == {1}
