"""A rota that stands is where the next one begins; whoever asks for it keeps it but for what can be filled besides."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.scheduling.rota import Programme
from app.scheduling.rota.checker import check
from app.scheduling.rota.columns import Columns
from app.scheduling.rota.engine.compile import compile_problem
from app.scheduling.rota.engine.resume import standing_rosters
from app.scheduling.rota.plan import RotaOutcome
from app.scheduling.rota.programme import Wish
from app.scheduling.rota.solver import solve
from tests.scheduling.rota.seeded import any_problem
from tests.scheduling.rota.small import on, person, rota, shift

FILLING = ("held", "even", "fill")


def test_few_changes_come_right_after_what_is_filled():
    kept = Programme("p").keeping().wishes
    assert kept[:4] == (Wish.HELD, Wish.EVEN, Wish.FILL, Wish.FEW_CHANGES)
    assert set(kept) == set(Programme("p").wishes)


def test_where_nothing_is_filled_few_changes_come_first():
    assert Programme("p", wishes=(Wish.ASKED, Wish.TRAVEL)).keeping().wishes[0] is Wish.FEW_CHANGES


@pytest.mark.parametrize("seed", range(30))
def test_asked_again_a_rota_stays_whole_unless_more_can_be_filled(seed):
    problem = any_problem(seed)
    problem = replace(problem, programme=replace(problem.programme, blended=False).keeping())
    first = solve(problem, iterations=4)
    again = solve(replace(problem, standing=first.rota.assignments), iterations=4)
    assert check(replace(problem, standing=first.rota.assignments), again) == []
    assert filled(again) >= filled(first)
    if filled(again) == filled(first):
        assert set(again.rota.assignments) >= set(first.rota.assignments)


def filled(outcome: RotaOutcome) -> tuple[int, ...]:
    """What is held and filled, in the order of the wishes."""
    return tuple(wish.value for wish in outcome.wishes if wish.code in FILLING)


def test_the_search_begins_from_what_stands():
    problem = rota((shift("mon"), shift("tue", 1)), (person("anna"), person("bo")), standing=on(anna="mon"))
    compiled = compile_problem(Columns(problem))
    rosters = standing_rosters(compiled)
    assert (rosters >= 0).sum() == 1
    assert rosters[0, 0] >= 0
    assert standing_rosters(compile_problem(Columns(replace(problem, standing=())))) is None
