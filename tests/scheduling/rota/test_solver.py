"""Whole rounds of kind rota."""

from __future__ import annotations

import pytest

from app.planning.outcome import Status
from app.planning.progress import Progress
from app.scheduling.rota.checker import check
from app.scheduling.rota.shifts import Assignment
from app.scheduling.rota.solver import solve
from tests.scheduling.rota.scenarios import village_centre
from tests.scheduling.rota.seeded import any_problem
from tests.scheduling.rota.small import hours, on, opening, person, rota, shift

EACH = 50


@pytest.mark.parametrize("first", range(0, 500, EACH))
def test_generated_problems_are_solved_without_a_broken_must(first):
    for seed in range(first, first + EACH):
        problem = any_problem(seed)
        assert check(problem, solve(problem, iterations=0)) == [], seed


def test_the_same_iterations_give_the_same_rota():
    for seed in (3, 4, 5):
        problem = any_problem(seed)
        one, other = solve(problem, iterations=3, seed=7), solve(problem, iterations=3, seed=7)
        assert one == other


def test_two_workers_give_the_same_rota_each_time():
    problem = any_problem(8)
    assert solve(problem, iterations=3, workers=2) == solve(problem, iterations=3, workers=2)


def test_a_stopped_run_answers_with_the_best_rota_so_far():
    problem = village_centre()
    outcome = solve(problem, stop=lambda: True)
    assert outcome.status is Status.STOPPED
    assert check(problem, outcome) == []


def test_a_listener_hears_of_every_wish_with_its_bound():
    heard: list[Progress] = []
    problem = any_problem(12)
    outcome = solve(problem, iterations=1, progress=heard.append)
    assert [wish.code for wish in heard[-1].wishes] == [wish.value for wish in problem.programme.wishes]
    assert heard[-1].wishes == outcome.wishes


def test_nobody_to_ask_leaves_everything_open():
    outcome = solve(rota((shift("mon"),), ()))
    assert outcome.rota.assignments == ()
    assert (outcome.wanted, outcome.filled) == (1, 0)


def test_one_keeper_serves_two_places_one_after_the_other_when_the_way_allows_it():
    early, late = shift("early", first=9, last=11), shift("late", first=12, last=14, place="there")
    outcome = solve(rota((early, late), (person("anna"),)))
    assert outcome.rota.assignments == on(anna="early late")
    assert outcome.status is Status.OPTIMAL


def test_the_last_place_stays_open_rather_than_leaving_a_session_without_two_adults():
    class_ = shift("class", children=6)
    people = (person("anna"), person("xiao", adult=False))
    outcome = solve(rota(((class_, opening(class_, least=2)),), people))
    assert len(outcome.rota.assignments) == 1


def test_sessions_fall_out_evenly_where_counsellors_are_few():
    shifts = tuple(shift(f"{place}{day}", day, place=place) for place in ("here", "there") for day in (0, 1, 2, 3))
    keepers = (person("anna", {"most_shifts": 2}), person("bo", {"most_shifts": 3}))
    outcome = solve(rota(shifts, keepers))
    held = [
        problem_place.split(".")[0] for _, problem_place in ((a.person, a.opening) for a in outcome.rota.assignments)
    ]
    at_here = sum(name.startswith("here") for name in held)
    assert len(held) == 5
    assert abs(2 * at_here - 5) == 1


def test_a_pin_is_kept_against_a_cheaper_rota_and_a_forbidden_one_is_named():
    mon, tue = shift("mon", 0), shift("tue", 1)
    people = (person("anna", asked={"tue": 9}, limits={"most_shifts": 1}), person("bo", free=hours(8, 12, 0)))
    pins = (Assignment("anna", "mon.o"), Assignment("bo", "tue.o"))
    outcome = solve(rota((mon, tue), people, pins=pins))
    assert Assignment("anna", "mon.o") in outcome.rota.assignments
    assert [(told.pin.person, told.must) for told in outcome.rota.overruled] == [("bo", "available")]


def test_the_burden_is_shared_by_what_each_offers():
    shifts = tuple(shift(f"d{day}", day) for day in range(6))
    people = (person("anna", free=hours(8, 12, *range(6))), person("bo", free=hours(8, 12, 0, 1, 2)))
    outcome = solve(rota(shifts, people))
    mine = sum(assignment.person == "anna" for assignment in outcome.rota.assignments)
    # shares cost their squares: five of six and one of three are cheaper together than four and two
    assert mine == 5
