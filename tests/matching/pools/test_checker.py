"""The checker finds what is planted."""

from __future__ import annotations

import numpy as np
import pytest

from app.matching.pools import Answer, Pool, check, make_pool
from app.planning.refusals import Refusal

NO_MEETING = np.zeros(0, np.int8)
#: three children, two supporters; each child may get either
ARCS = {"first": np.array([0, 2, 4, 6]), "supporter": np.array([0, 1, 0, 1, 0, 1])}


def pool_of(**facts) -> Pool:
    """Both supporters take two children and 100 minutes; everybody costs 10 and takes 50."""
    usual = {
        **ARCS, "cost": np.full(6, 10), "minutes": np.full(6, 50), "open_cost": np.full(3, 100),
        "caseload": np.full(2, 2), "minutes_limit": np.full(2, 100),
    }  # fmt: skip
    return make_pool(**(usual | facts))


def codes(pool: Pool, arcs: list[int], cost: int, bound: int = -1000, window: list[int] | None = None) -> list[str]:
    answer = Answer(np.array(arcs), cost, bound, NO_MEETING if window is None else np.array(window, np.int8))
    return [fault.code for fault in check(pool, answer)]


def test_a_sound_plan_passes():
    assert codes(pool_of(), [0, 2, 5], 30, 30) == []


def test_an_arc_of_another_child_is_found():
    assert codes(pool_of(), [2, -1, 5], 120) == ["foreign_arc"]


def test_too_many_children_and_too_many_minutes_are_found():
    assert codes(pool_of(), [0, 2, 4], 30) == ["caseload", "minutes"]


def test_siblings_take_two_places():
    assert codes(pool_of(size=np.array([2, 1, 1])), [0, 2, 5], 30) == ["caseload"]


def test_a_wrong_cost_and_a_bound_above_the_cost_are_found():
    assert codes(pool_of(), [0, 2, -1], 119, 121) == ["cost", "bound"]


def test_a_missing_child_is_found():
    assert codes(pool_of(), [0, 2], 20) == ["length"]


def test_meetings_are_free_for_both_and_one_at_a_time():
    timed = pool_of(child_windows=np.array([1, 3, 3], np.uint64), supporter_windows=np.array([3, 2], np.uint64))
    assert codes(timed, [0, 2, 5], 30, window=[0, 1, 1]) == []
    assert codes(timed, [0, 2, 5], 30, window=[0, 0, 1]) == ["window_twice"]
    assert codes(timed, [0, 2, 5], 30, window=[1, 0, 1]) == ["not_free"]


def test_an_arc_to_nobody_is_refused():
    with pytest.raises(Refusal, match="supporter"):
        pool_of(supporter=np.array([0, 1, 0, 1, 0, 2]))
