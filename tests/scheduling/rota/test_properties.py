"""Whatever the problem: no must is broken, no bound is passed, every figure is what a recount gives."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from app.scheduling.rota import Assignment, FreeSpan, Wish, check, load_solution, solve
from app.scheduling.rota.json_format import dump_solution
from tests.scheduling.rota.seeded import any_problem, told
from tests.scheduling.rota.small import hours, person, rota, shift


@pytest.mark.parametrize("first", range(0, 500, 50))
def test_an_answer_breaks_no_must_and_tells_true_figures(first):
    for seed in range(first, first + 50):
        problem = any_problem(seed)
        outcome = solve(problem, iterations=2, seed=seed % 7)
        # the checker shares nothing with the solver: it recounts musts, values and that no bound lies below its value
        assert check(problem, outcome) == [], f"seed {seed}"
        assert load_solution(dump_solution(outcome)) == outcome


def test_somebody_sent_where_a_must_forbids_is_found_in_every_answer():
    planted = 0
    for seed in range(40):
        problem = any_problem(seed)
        outcome = solve(problem, iterations=1)
        lapsed = next((p for p in problem.people if p.valid_until is None), None)
        open_to_all = next((o for o in problem.openings if problem.shift_of(o.id).day >= problem.freeze_until), None)
        if lapsed is None or open_to_all is None:
            continue
        planted += 1
        wrong = told(problem, (*outcome.rota.assignments, Assignment(lapsed.id, open_to_all.id)))
        assert "validity" in {found.code for found in check(problem, wrong)}
    assert planted > 8


def test_the_same_seed_and_iterations_give_the_same_rota():
    problem = any_problem(26)
    assert solve(problem, iterations=3, seed=5) == solve(problem, iterations=3, seed=5)


def test_offering_one_shift_only_does_not_make_that_shift_more_likely():
    # among rotas of equal fill: six shifts anybody may take, as many people; each in turn cuts her offer to one shift
    gained = Counter()
    shifts = tuple(shift(f"s{day}", day=day) for day in range(6))
    names = ("mei", "anna", "bo")
    people = tuple(person(name, free=hours(8, 12, *range(6))) for name in names)
    whole = rota(shifts, people, days=6)
    for number, wanted in enumerate(shifts):
        cut = replace(people[0], free=(FreeSpan(wanted.day, wanted.start, wanted.end),))
        narrow = replace(whole, people=(cut, *people[1:]))
        for seed in range(2):
            before, after = (solve(p, iterations=2, seed=seed) for p in (whole, narrow))
            assert _fill(before) == _fill(after)
            gained["whole"] += Assignment("mei", f"s{number}.o") in before.rota.assignments
            gained["cut"] += Assignment("mei", f"s{number}.o") in after.rota.assignments
    assert gained["cut"] <= gained["whole"]
    assert gained["whole"] > 0


def _fill(outcome):
    return [wish.value for wish in outcome.wishes if wish.code in (Wish.HELD, Wish.FILL)]
