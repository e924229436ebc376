"""Meeting time: an hour for both, nobody in two meetings at once, standing pairs keep theirs."""

from __future__ import annotations

from dataclasses import replace

from app.matching import Pair, Plan, check, solve
from app.matching.kept_hours import kept_hours
from app.matching.rules import must_slot
from app.planning.availability import Availability, Span
from tests.matching.counties import SUNDAY_MORNING, TUTOR, VOLUNTEER, a_round, bo, lan, mei
from tests.matching.rules.asking import allows, solved


def test_one_free_meeting_time_is_one_child():
    once = mei(caseload=2, windows=SUNDAY_MORNING)
    everybody = (lan(windows=SUNDAY_MORNING), bo(windows=SUNDAY_MORNING))
    assert solved(a_round(everybody, (once,))) == {("lan", "volunteer"): "mei"}


def test_meetings_move_so_that_both_children_find_a_time():
    # Bo can only come early, Lan early or late: whoever is placed first, both must fit
    early, long_morning = Availability((Span(257, 260),)), Availability((Span(257, 263),))
    for children in ((lan(windows=long_morning), bo(windows=early)), (bo(windows=early), lan(windows=long_morning))):
        assert len(solved(a_round(children, (mei(caseload=2, windows=long_morning),)))) == 2


def test_a_child_is_not_in_two_meetings_at_once():
    child = lan(study_help=True, windows=SUNDAY_MORNING)
    helpers = (mei(windows=SUNDAY_MORNING), mei(id="second", windows=SUNDAY_MORNING))
    assert len(solved(a_round((child,), helpers, (VOLUNTEER, TUTOR)))) == 1


def test_an_hour_taken_on_either_side_is_not_free():
    once = {"windows": SUNDAY_MORNING}
    problem = a_round((lan(**once), bo(**once)), (mei(**once), mei(id="second", **once)))
    assert allows(must_slot.allowed, problem, Pair("bo", "volunteer", "mei", 306)) == ["second"]


def test_a_standing_pair_keeps_its_hour():
    today = (Pair("lan", "volunteer", "mei", 5 * 48 + 19),)
    (pair,) = solve(a_round((lan(),), (mei(),), existing=today), iterations=1).plan.pairs
    assert pair.slot == 5 * 48 + 19


def test_a_standing_pair_whose_hour_is_gone_gets_another():
    today = (Pair("lan", "volunteer", "mei", 9),)
    assert solved(a_round((lan(),), (mei(),), existing=today)) == {("lan", "volunteer"): "mei"}


def test_of_two_standing_pairs_at_one_hour_the_first_named_keeps_it():
    today = (Pair("bo", "volunteer", "mei", 257), Pair("lan", "volunteer", "mei", 258))
    problem = a_round((lan(), bo()), (mei(caseload=2),), existing=today)
    assert kept_hours(problem) == {("bo", "volunteer", "mei"): 257}
    assert len(solved(problem)) == 2


def test_a_standing_pair_finds_no_place_where_its_hour_went_to_somebody_else():
    today = (Pair("lan", "volunteer", "mei", 257),)
    problem = a_round((lan(), bo()), (mei(caseload=2), mei(id="new")), existing=today)
    assert allows(must_slot.allowed, problem) == ["mei", "new"]
    assert allows(must_slot.allowed, problem, Pair("bo", "volunteer", "mei", 257)) == ["new"]


def test_a_planted_move_of_a_standing_hour_is_found():
    problem = a_round((lan(),), (mei(),), existing=(Pair("lan", "volunteer", "mei", 257),))
    outcome = solve(problem, iterations=1)
    moved = replace(outcome, plan=Plan((Pair("lan", "volunteer", "mei", 258),)))
    assert [violation.code for violation in check(problem, moved)] == ["slot_moved"]
