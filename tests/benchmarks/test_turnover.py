"""Six months in which people come and go: nobody is left without a known face, and fewer pairs end than afresh."""

from __future__ import annotations

from app.samples import sample_county
from app.samples.circles import circles_problem
from benchmarks.turnover import sample_of, simulate


def test_six_months_of_ten_percent_turnover_leave_no_child_without_a_known_face():
    problem = sample_of(circles_problem(sample_county("jingning", 1)), 40)
    found = simulate(problem, rounds=6, percent=10, seed=3, iterations=1)
    assert (found.children, found.rounds) == (40, 6)
    assert found.leavers >= 6
    assert found.ours.without_known_face == 0
    assert found.ours.broken_musts == found.afresh.broken_musts == 0
    assert found.ours.avoidable == 0
    assert found.ours.interruptions < found.afresh.interruptions
