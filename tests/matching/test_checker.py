"""The checker finds every kind of violation that is planted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.matching import CirclesOutcome, Exclusion, Gender, OverruledPin, Pair, Plan, Problem, check, solve
from app.planning.availability import Availability, Span
from tests.matching.counties import OFFICER, SUNDAY_MORNING, TUTOR, VOLUNTEER, a_round, bo, lan, mei, officer

SATURDAY_NINE = 5 * 48 + 18
WITH_MEI = Pair("lan", "volunteer", "mei", SATURDAY_NINE)
WITH_OFFICER = Pair("lan", "officer", "officer")
GOOD = a_round((lan(),), (mei(),))


def found(problem: Problem, *pairs: Pair, overruled: tuple[OverruledPin, ...] = ()) -> set[str]:
    """Codes of all violations of a plan, figures left aside."""
    outcome = solve(problem, iterations=0)
    told = replace(outcome, plan=Plan(pairs, overruled))
    return {violation.code for violation in check(problem, told)} - {"figure", "bound"}


def test_a_sound_plan_has_no_violation():
    assert found(GOOD, WITH_MEI) == set()


@pytest.mark.parametrize(
    ("code", "problem", "pairs"),
    [
        ("unknown_child", GOOD, (Pair("nobody", "volunteer", "mei", SATURDAY_NINE),)),
        ("unknown_supporter", GOOD, (Pair("lan", "volunteer", "nobody", SATURDAY_NINE),)),
        ("unknown_role", GOOD, (Pair("lan", "baker", "mei"),)),
        ("role", a_round((lan(),), (officer(),)), (Pair("lan", "volunteer", "officer", SATURDAY_NINE),)),
        ("validity", a_round((lan(),), (mei(insured_until=date(2026, 9, 20)),)), (WITH_MEI,)),
        ("licence", a_round((lan(),), (officer(licences=()),), (OFFICER,)), (WITH_OFFICER,)),
        ("caseload", a_round((lan(), bo()), (mei(),)), (WITH_MEI, Pair("bo", "volunteer", "mei", SATURDAY_NINE - 1))),
        ("travel", a_round((lan(),), (mei(base="far-village"),)), (WITH_MEI,)),
        ("exclusion", a_round((lan(),), (mei(),), exclusions=(Exclusion("lan", "mei"),)), (WITH_MEI,)),
        ("consent", a_round((lan(consent=False),), (mei(),)), (WITH_MEI,)),
        ("consent", a_round((lan(refused=("mei",)),), (mei(),)), (WITH_MEI,)),
        ("gender", a_round((lan(),), (mei(gender=Gender.MALE),)), (WITH_MEI,)),
        ("language", a_round((lan(),), (mei(languages=("mandarin",)),)), (WITH_MEI,)),
        ("second_adult", a_round((lan(second_adult=None),), (mei(),)), (WITH_MEI,)),
        ("stay", a_round((lan(),), (mei(stays_until=date(2026, 12, 1)),)), (WITH_MEI,)),
        ("windows", a_round((lan(),), (mei(windows=SUNDAY_MORNING),)), (WITH_MEI,)),
        ("minutes", a_round((lan(),), (mei(weekly_minutes=34),)), (WITH_MEI,)),
        (
            "seats",
            a_round((lan(),), (mei(), mei(id="two"))),
            (WITH_MEI, Pair("lan", "volunteer", "two", SATURDAY_NINE)),
        ),
        (
            "other_role",
            a_round((lan(study_help=True),), (mei(caseload=2),), (VOLUNTEER, TUTOR)),
            (WITH_MEI, Pair("lan", "tutor", "mei", SATURDAY_NINE - 1)),
        ),
        ("slot_missing", GOOD, (Pair("lan", "volunteer", "mei"),)),
        (
            "slot_unexpected",
            a_round((lan(),), (officer(languages=("wu",)),), (OFFICER,)),
            (replace(WITH_OFFICER, slot=9),),
        ),
        ("slot_outside", GOOD, (Pair("lan", "volunteer", "mei", SATURDAY_NINE + 4),)),
        (
            "slot_clash",
            a_round((lan(), bo()), (mei(caseload=2),)),
            (WITH_MEI, Pair("bo", "volunteer", "mei", SATURDAY_NINE + 2)),
        ),
        (
            "slot_clash",
            a_round((lan(study_help=True),), (mei(), mei(id="two")), (VOLUNTEER, TUTOR)),
            (WITH_MEI, Pair("lan", "tutor", "two", SATURDAY_NINE)),
        ),
        ("pin_lost", a_round((lan(),), (mei(),), pins=(Pair("lan", "volunteer", "mei"),)), ()),
    ],
)
def test_a_planted_violation_is_named(code, problem, pairs):
    assert code in found(problem, *pairs)


def test_a_meeting_does_not_run_past_midnight():
    late = Availability((Span(40, 96),))
    problem = a_round((lan(windows=late),), (mei(windows=late),))
    assert found(problem, Pair("lan", "volunteer", "mei", 46)) == {"slot_outside"}
    assert found(problem, Pair("lan", "volunteer", "mei", 45)) == set()


def test_a_pin_overruled_without_cause_is_named():
    pin = Pair("lan", "volunteer", "mei")
    problem = a_round((lan(),), (mei(),), pins=(pin,))
    for must in ("consent", "caseload", "minutes", "language", "seats", "other_role", "slot"):
        assert found(problem, overruled=(OverruledPin(pin, must),)) == {"pin_wrongly_overruled"}


def test_figures_that_are_not_what_the_plan_says_are_named():
    outcome = solve(GOOD, iterations=1)
    assert check(GOOD, outcome) == []
    first = outcome.wishes[0]
    better = replace(outcome, wishes=(replace(first, value=first.value + 1), *outcome.wishes[1:]))
    assert [v.code for v in check(GOOD, better)] == ["figure"]
    beyond = replace(outcome, wishes=(replace(first, bound=first.value - 1), *outcome.wishes[1:]))
    assert [v.code for v in check(GOOD, beyond)] == ["bound"]
    assert [v.code for v in check(GOOD, replace(outcome, filled=9))] == ["figure"]
    assert [v.code for v in check(GOOD, replace(outcome, wishes=outcome.wishes[1:]))] == ["wishes"]


def test_all_violations_are_told_not_only_the_first():
    problem = a_round((lan(consent=False),), (mei(vetted_until=None, weekly_minutes=1),))
    assert found(problem, WITH_MEI) == {"consent", "validity", "minutes"}


def test_an_empty_answer_is_sound_for_an_empty_problem():
    empty = a_round((), ())
    outcome = solve(empty, iterations=1)
    assert isinstance(outcome, CirclesOutcome)
    assert check(empty, outcome) == []
