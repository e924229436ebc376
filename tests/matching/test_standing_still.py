"""Where everybody who stands is pinned and too many could be added for a proof, the round is searched around the pins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.matching import check, cut, solve, standing_still
from app.matching import districts as districts_module
from app.matching.candidates import CandidateFinder
from app.matching.columns import Columns
from app.matching.standing_still import few_offers, stands_still
from tests.matching.counties import any_problem

SEEDS = range(10)


@pytest.fixture
def many_offers(monkeypatch):
    """As if every open seat were one too many for the exact additions, in districts of about five seats."""
    monkeypatch.setattr(standing_still, "MOST_OFFERS", 0)
    monkeypatch.setattr(districts_module, "MOST_SEATS", 6)
    monkeypatch.setattr(districts_module, "DISTRICT_SEATS", 5)


def all_pinned(seed):
    """A county in which two thirds of a plan stand, all of them pinned."""
    problem = replace(any_problem(seed, most_children=16, most_supporters=18), existing=(), pins=())
    pairs = tuple(pair for number, pair in enumerate(solve(problem, iterations=1).plan.pairs) if number % 3)
    return replace(problem, existing=pairs, pins=pairs)


def counties():
    return [problem for problem in map(all_pinned, SEEDS) if problem.existing]


def test_such_a_round_is_cut_like_any_other(many_offers):
    assert any(len(cut(problem)) > 1 for problem in counties() if not few_offers(problem))


def test_whoever_stands_stays_and_no_must_is_broken(many_offers):
    for problem in counties():
        outcome = solve(problem, iterations=2)
        assert check(problem, outcome) == []
        assert set(problem.existing) <= set(outcome.plan.pairs)


def test_so_it_is_when_adding_only_is_asked_for_without_pins(many_offers):
    for problem in counties():
        outcome = solve(replace(problem, pins=()), iterations=2, adds_only=True)
        assert set(problem.existing) <= set(outcome.plan.pairs)


def test_it_fills_nearly_as_much_as_the_proven_best(monkeypatch):
    best = [solve(problem).filled for problem in counties()]
    monkeypatch.setattr(standing_still, "MOST_OFFERS", 0)
    searched = [solve(problem, iterations=8).filled for problem in counties()]
    assert all(found <= most for found, most in zip(searched, best, strict=True))
    assert sum(searched) >= 0.98 * sum(best)


def test_the_count_of_offers_is_never_too_low():
    for problem in counties():
        finder = CandidateFinder(Columns(problem))
        for child_row, child in enumerate(problem.children):
            for role_row, role in enumerate(problem.programme.roles):
                if child.needs(role):
                    assert len(finder.of(child_row, role_row).who) <= finder.within_reach(child_row, role_row)


def test_one_pair_that_is_not_pinned_may_move():
    problem = next(problem for problem in counties() if len(problem.existing) > 1)
    assert stands_still(problem)
    assert not stands_still(replace(problem, pins=problem.pins[1:]))
    assert not stands_still(replace(problem, pins=(), existing=()))
