"""Musts that look at everything placed: caseload, minutes, slots, faces, language, pins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.matching import Exclusion, Gender, Pair, Problem, check, solve
from app.planning.availability import Availability, Span
from tests.matching.counties import (
    GIRLS_GET_WOMEN,
    OFFICER,
    SUNDAY_MORNING,
    TUTOR,
    VOLUNTEER,
    a_round,
    bo,
    lan,
    mei,
    officer,
)


def solved(problem: Problem) -> dict[tuple[str, str], str]:
    """Who fills which seat, after the checker found nothing."""
    outcome = solve(problem, iterations=2)
    assert check(problem, outcome) == []
    return {(pair.child, pair.role): pair.supporter for pair in outcome.plan.pairs}


def test_a_volunteer_for_one_child_goes_to_the_child_in_greater_need():
    assert solved(a_round((bo(), lan()), (mei(),))) == {("lan", "volunteer"): "mei"}


def test_children_elsewhere_count_against_the_caseload():
    assert solved(a_round((lan(),), (mei(caseload=2, elsewhere=2),))) == {}
    assert len(solved(a_round((lan(),), (mei(caseload=2, elsewhere=1),)))) == 1


def test_a_volunteer_for_one_child_may_take_two_who_are_siblings():
    family = (lan(household="wu"), bo(household="wu"))
    assert len(solved(a_round(family, (mei(sibling_caseload=2),)))) == 2
    strangers = (lan(household="wu"), bo(household="lei"))
    assert len(solved(a_round(strangers, (mei(sibling_caseload=2),)))) == 1


def test_an_exclusive_role_gives_one_child_whatever_the_caseload():
    roles = (replace(VOLUNTEER, exclusive=True),)
    assert len(solved(a_round((lan(), bo()), (mei(caseload=5),), roles))) == 1


@pytest.mark.parametrize(
    ("minutes", "children"), [(17, []), (34, ["bo"]), (35, ["lan"]), (52, ["lan"]), (53, ["bo", "lan"])]
)
def test_weekly_minutes_are_shared_by_all_children(minutes, children):
    # 24 meetings of 75 minutes a year are 35 minutes a week, Lan's; 12 are 18, Bo's
    found = solved(a_round((lan(), bo()), (mei(caseload=2, weekly_minutes=minutes),)))
    assert sorted(child for child, _ in found) == children


def test_one_free_meeting_time_is_one_child():
    once = mei(caseload=2, windows=SUNDAY_MORNING)
    everybody = (lan(windows=SUNDAY_MORNING), bo(windows=SUNDAY_MORNING))
    assert solved(a_round(everybody, (once,))) == {("lan", "volunteer"): "mei"}


def test_meetings_move_so_that_both_children_find_a_time():
    # Bo can only come early, Lan early or late: whoever is placed first, both must fit
    early, long_morning = Availability((Span(257, 260),)), Availability((Span(257, 263),))
    for children in ((lan(windows=long_morning), bo(windows=early)), (bo(windows=early), lan(windows=long_morning))):
        assert len(solved(a_round(children, (mei(caseload=2, windows=long_morning),)))) == 2


def test_nobody_fills_two_seats_of_one_circle():
    child = lan(study_help=True)
    assert len(solved(a_round((child,), (mei(caseload=2),), (VOLUNTEER, TUTOR)))) == 1
    assert len(solved(a_round((child,), (mei(caseload=2), mei(id="second")), (VOLUNTEER, TUTOR)))) == 2


def test_a_child_is_not_in_two_meetings_at_once():
    child = lan(study_help=True, windows=SUNDAY_MORNING)
    helpers = (mei(windows=SUNDAY_MORNING), mei(id="second", windows=SUNDAY_MORNING))
    assert len(solved(a_round((child,), helpers, (VOLUNTEER, TUTOR)))) == 1


def test_a_circle_of_one_needs_a_speaker():
    assert solved(a_round((lan(),), (mei(languages=("mandarin",)),))) == {}


def test_a_circle_is_not_filled_up_without_a_speaker():
    silent = (officer(), mei(languages=("mandarin",)))
    assert len(solved(a_round((lan(),), silent, (OFFICER, VOLUNTEER)))) == 1


def test_one_speaker_in_the_circle_is_enough():
    assert len(solved(a_round((lan(),), (officer(), mei()), (OFFICER, VOLUNTEER)))) == 2


def test_where_the_guardians_language_is_not_known_anybody_will_do():
    assert len(solved(a_round((lan(guardian_languages=()),), (mei(languages=()),)))) == 1


def test_a_pin_is_kept_against_every_wish():
    near, pinned = mei(), mei(id="pinned", base="next-village", interests=())
    found = solved(a_round((lan(),), (near, pinned), pins=(Pair("lan", "volunteer", "pinned"),)))
    assert found == {("lan", "volunteer"): "pinned"}


def test_a_pin_can_leave_a_needier_child_without():
    found = solved(a_round((lan(), bo()), (mei(),), pins=(Pair("bo", "volunteer", "mei"),)))
    assert found == {("bo", "volunteer"): "mei"}


@pytest.mark.parametrize(
    ("problem", "must"),
    [
        (a_round((lan(consent=False),), (mei(),), pins=(Pair("lan", "volunteer", "mei"),)), "consent"),
        (
            a_round((lan(),), (mei(),), pins=(Pair("lan", "volunteer", "mei"),), exclusions=(Exclusion("lan", "mei"),)),
            "exclusion",
        ),
        (a_round((lan(),), (officer(),), pins=(Pair("lan", "volunteer", "officer"),)), "role"),
        (a_round((lan(),), (mei(caseload=0),), pins=(Pair("lan", "volunteer", "mei"),)), "caseload"),
        (a_round((lan(),), (mei(weekly_minutes=10),), pins=(Pair("lan", "volunteer", "mei"),)), "minutes"),
        (
            a_round((lan(),), (mei(languages=()),), pins=(Pair("lan", "volunteer", "mei"),)),
            "language",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_must_wins_over_a_pin_and_the_outcome_says_which(problem, must):
    outcome = solve(problem, iterations=1)
    assert [overruled.must for overruled in outcome.plan.overruled] == [must]
    assert outcome.plan.pairs == ()
    assert check(problem, outcome) == []


def test_of_two_pins_for_one_place_the_first_is_kept():
    pins = (Pair("bo", "volunteer", "mei"), Pair("lan", "volunteer", "mei"))
    outcome = solve(a_round((lan(), bo()), (mei(),), pins=pins), iterations=1)
    assert [pair.child for pair in outcome.plan.pairs] == ["bo"]
    assert [(o.pin.child, o.must) for o in outcome.plan.overruled] == [("lan", "caseload")]


def test_the_gender_policy_is_the_programmes_to_lift():
    free = replace(a_round((lan(),), (mei(gender=Gender.MALE),)).programme, gender_rules=())
    assert GIRLS_GET_WOMEN.roles == ("volunteer",)
    assert len(solved(a_round((lan(),), (mei(gender=Gender.MALE),), programme=free))) == 1
