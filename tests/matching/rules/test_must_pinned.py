"""H9: pins are kept; a must wins over a pin and is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.matching import Exclusion, Explainer, Pair, Plan, check, solve
from app.matching.candidates import MOST_PROMISING, CandidateFinder, most_promising
from app.matching.columns import Columns
from app.matching.rules.must_pinned import pinned as pinned_pairs
from app.planning.availability import Availability, Span
from tests.matching.counties import SUNDAY_MORNING, a_round, bo, lan, mei, officer
from tests.matching.rules.asking import solved


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


def test_a_seat_pinned_twice_keeps_the_first():
    pins = (Pair("lan", "volunteer", "mei"), Pair("lan", "volunteer", "second"))
    problem = a_round((lan(),), (mei(), mei(id="second")), pins=pins)
    outcome = solve(problem, iterations=1)
    assert [(o.pin.supporter, o.must) for o in outcome.plan.overruled] == [("second", "seats")]
    assert check(problem, outcome) == []


def test_pins_whose_meetings_find_no_time_beside_each_other_are_overruled_for_the_hour():
    pins = (Pair("lan", "volunteer", "mei"), Pair("bo", "volunteer", "mei"))
    once = {"windows": SUNDAY_MORNING}
    problem = a_round((lan(**once), bo(**once)), (mei(caseload=2, **once),), pins=pins)
    outcome = solve(problem, iterations=1)
    assert [(o.pin.child, o.must) for o in outcome.plan.overruled] == [("bo", "slot")]
    assert check(problem, outcome) == []


def test_pins_move_each_others_meetings_before_one_gives_way():
    early, long_morning = Availability((Span(257, 260),)), Availability((Span(257, 263),))
    pins = (Pair("lan", "volunteer", "mei"), Pair("bo", "volunteer", "mei"))
    children = (lan(windows=long_morning), bo(windows=early))
    assert len(solved(a_round(children, (mei(caseload=2, windows=long_morning),), pins=pins))) == 2


def test_nobody_pinned_falls_out_where_candidates_are_thinned():
    crowd = tuple(mei(id=f"near-{number:03}") for number in range(MOST_PROMISING + 5))
    pinned = mei(id="pinned", base="next-village", interests=(), age=80)
    problem = a_round((lan(),), (*crowd, pinned), pins=(Pair("lan", "volunteer", "pinned"),))
    columns = Columns(problem)
    kept = most_promising(columns, CandidateFinder(columns).of(0, 0))
    assert columns.row_of["pinned"] in kept.who
    assert len(kept.who) == MOST_PROMISING


def test_a_pinned_pair_tells_so_first():
    pin = Pair("lan", "volunteer", "mei")
    problem = a_round((lan(),), (mei(),), pins=(pin,))
    plan = solve(problem, iterations=1).plan
    assert Explainer(problem, plan).reasons(plan.pairs[0])[0].code == "pinned"
    assert pinned_pairs(problem) == {("lan", "volunteer", "mei")}


def test_a_planted_loss_of_a_pin_is_found():
    problem = a_round((lan(),), (mei(),), pins=(Pair("lan", "volunteer", "mei"),))
    lost = replace(solve(problem, iterations=1), plan=Plan(()))
    assert "pin_lost" in {violation.code for violation in check(problem, lost)}
