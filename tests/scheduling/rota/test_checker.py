"""The checker finds every planted violation, tells where and how much, and is silent about sound rotas."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.planning.outcome import WishResult
from app.planning.people import Gender
from app.planning.reasons import reason
from app.scheduling.rota import BusySpan, Exclusion, PersonPair, check
from app.scheduling.rota.plan import OverruledPin
from app.scheduling.rota.rules import OPEN_MUSTS, PERSON_MUSTS, SHIFT_MUSTS
from tests.scheduling.rota.seeded import any_problem, some_rota, told
from tests.scheduling.rota.small import MONDAY, hours, on, opening, person, rota, shift

DAYS = tuple(shift(f"d{day}", day=day) for day in range(7))
ONE = shift("one")
CLASS = shift("class", children=12, needs_woman=True, needs_first_aider=True)
TEAM = ((CLASS, opening(CLASS, least=2, wanted=3)),)
GOOD = {"first_aider": True}
BO = person("bo", **GOOD)

#: must: (problem, assignments that break it and nothing else)
PLANTED = {
    "licence": (rota(((ONE, opening(ONE, licences=("doctor",))),), (person("anna"),)), on(anna="one")),
    "validity": (rota((ONE,), (person("anna", valid_until=None),)), on(anna="one")),
    "skills": (rota(((ONE, opening(ONE, skills=("song",))),), (person("anna"),)), on(anna="one")),
    "permitted": (rota((ONE,), (person("anna"),), exclusions=(Exclusion("anna", place="here"),)), on(anna="one")),
    "travel_limit": (rota((shift("one", place="there"),), (person("anna", travel_limit=24),)), on(anna="one")),
    "available": (rota((ONE,), (person("anna", free=hours(9, 10, 0)),)), on(anna="one")),
    "one_place": (rota((ONE,), (person("anna", busy=(BusySpan(0, 600, 610, 10),)),)), on(anna="one")),
    "travel_between": (
        rota((ONE, shift("two", first=11, last=12, place="there")), (person("anna"),)),
        on(anna="one two"),
    ),
    "rest": (rota(DAYS, (person("anna", {"rest_minutes": 1321}),)), on(anna="d0 d1")),
    "successors": (
        rota(
            (shift("one", activity="late"), shift("two", day=1, activity="early")),
            (person("anna", {"not_after": {"late": frozenset({"early"})}}),),
        ),
        on(anna="one two"),
    ),
    "minutes_a_day": (rota(DAYS, (person("anna", {"minutes_a_day": 119}),)), on(anna="d0")),
    "minutes_a_week": (rota(DAYS, (person("anna", {"minutes_a_week": 239}),)), on(anna="d0 d6")),
    "minutes_in_rota": (rota(DAYS, (person("anna", {"most_minutes": 239}),)), on(anna="d0 d6")),
    "least_minutes": (rota(DAYS, (person("anna", {"least_minutes": 241}),)), on(anna="d0 d6")),
    "shifts": (rota(DAYS, (person("anna", {"most_shifts": 1}),)), on(anna="d0 d6")),
    "shifts_a_week": (rota(DAYS, (person("anna", {"shifts_a_week": 1}),)), on(anna="d0 d6")),
    "per_activity": (rota(DAYS, (person("anna", {"most_per_activity": {"": 1}}),)), on(anna="d0 d6")),
    "days_in_a_row": (rota(DAYS, (person("anna", {"most_days_in_a_row": 2}),)), on(anna="d1 d2 d3")),
    "days_off": (rota(DAYS, (person("anna", {"least_days_off": 2}),)), on(anna="d1 d3")),
    "weekends": (rota(DAYS, (person("anna", {"most_weekends": 0}),)), on(anna="d5")),
    "freeze_added": (rota(DAYS, (person("anna"),), freeze_until=1), on(anna="d0")),
    "freeze_removed": (rota(DAYS, (person("anna"),), freeze_until=1, standing=on(anna="d0")), ()),
    "headcount": (rota((ONE,), (person("anna"), BO)), on(anna="one", bo="one")),
    "apart": (
        rota(((ONE, opening(ONE, least=2)),), (person("anna"), BO), apart=(PersonPair("anna", "bo"),)),
        on(anna="one", bo="one"),
    ),
    "together": (rota((ONE,), (person("anna"), BO), together=(PersonPair("anna", "bo"),)), on(anna="one")),
    "two_adults": (rota(TEAM, (person("pupil", adult=False), BO)), on(pupil="class", bo="class")),
    "no_newcomers_alone": (
        rota(TEAM, (person("new", newcomer=True, **GOOD), person("newer", newcomer=True))),
        on(new="class", newer="class"),
    ),
    "woman": (
        rota(TEAM, (person("chen", gender=Gender.MALE, **GOOD), person("deng", gender=Gender.MALE))),
        on(chen="class", deng="class"),
    ),
    "first_aider": (rota(TEAM, (person("anna"), person("eve"))), on(anna="class", eve="class")),
    "whole_or_closed": (
        rota(((replace(CLASS, may_stay_closed=True), TEAM[0][1]),), (person("anna"), BO)),
        on(anna="class"),
    ),
    "pin_lost": (rota((ONE,), (person("anna"),), pins=on(anna="one")), ()),
}


@pytest.mark.parametrize("code", PLANTED)
def test_a_planted_violation_is_caught_and_nothing_else_is_blamed(code):
    problem, assignments = PLANTED[code]
    assert {found.code for found in check(problem, told(problem, assignments))} == {code}


def test_every_must_of_the_specification_has_a_violation_planted():
    specified = {must.code for must in (*OPEN_MUSTS, *PERSON_MUSTS, *SHIFT_MUSTS)}
    assert specified - {"freeze"} <= set(PLANTED)


def test_place_and_numbers_are_told():
    problem, assignments = PLANTED["shifts_a_week"]
    assert check(problem, told(problem, assignments)) == [reason("shifts_a_week", person="anna", at=0, there=2, most=1)]


@pytest.mark.parametrize("code", ["days_in_a_row", "days_off"])
def test_runs_at_the_edges_of_the_rota_are_excused_from_least_lengths(code):
    edge = rota(
        DAYS, (person("anna", {"least_days_in_a_row": 2, "least_days_off": 2}, free=hours(9, 11, *range(7))),), days=7
    )
    assert check(edge, told(edge, on(anna="d0 d6"))) == []
    inside = told(edge, on(anna="d1" if code == "days_in_a_row" else "d0 d2 d3"))
    assert [found.code for found in check(edge, inside)] == [code]


def test_two_shifts_at_once_are_one_violation():
    problem = rota((ONE, shift("two", first=10, last=12)), (person("anna"),))
    assert check(problem, told(problem, on(anna="one two"))) == [
        reason("one_place", person="anna", shift="one", other="two")
    ]


def test_a_shift_that_is_not_complete_asks_for_no_first_aider_yet():
    problem = rota(TEAM, (person("chen", gender=Gender.MALE),))
    assert check(problem, told(problem, on(chen="class"))) == []


def test_a_must_the_programme_leaves_out_does_not_bind():
    problem, assignments = PLANTED["woman"]
    relaxed = replace(problem, programme=replace(problem.programme, shift_musts=()))
    assert check(relaxed, told(relaxed, assignments)) == []


def test_what_frozen_days_break_by_themselves_is_nobodys_violation():
    limits = {"minutes_a_week": 100, "most_days_in_a_row": 1, "rest_minutes": 2000}
    frozen = rota(DAYS, (person("anna", limits, valid_until=MONDAY),), freeze_until=2, standing=on(anna="d0 d1"))
    assert check(frozen, told(frozen, on(anna="d0 d1"))) == []
    assert "minutes_a_week" in {v.code for v in check(frozen, told(frozen, on(anna="d0 d1 d4")))}


def test_somebody_named_below_their_least_works_nothing():
    problem = rota((ONE,), (person("anna", {"least_minutes": 500}),))
    assert check(problem, told(problem, (), below=("anna",))) == []
    broken = check(problem, told(problem, on(anna="one"), below=("anna",)))
    assert broken == [reason("wrongly_below_least", person="anna", there=120, least=500)]


def test_a_pin_may_give_way_to_a_must_and_to_nothing_else():
    problem = rota((ONE,), (person("anna", valid_until=None),), pins=on(anna="one"))
    sound = told(problem, ())
    named = replace(sound, rota=replace(sound.rota, overruled=(OverruledPin(problem.pins[0], "validity"),)))
    assert check(problem, named) == []
    lying = replace(sound, rota=replace(sound.rota, overruled=(OverruledPin(problem.pins[0], "skills"),)))
    assert [found.code for found in check(problem, lying)] == ["pin_wrongly_overruled"]


def test_wrong_figures_are_found():
    problem = rota((ONE,), (person("anna"),))
    true = told(problem, on(anna="one"))
    held = true.wishes[0]
    for wrong, code in (
        (replace(true, filled=2), "figure"),
        (replace(true, wishes=(replace(held, value=2, bound=2), *true.wishes[1:])), "figure"),
        (replace(true, wishes=(replace(held, bound=0), *true.wishes[1:])), "bound"),
        (replace(true, wishes=(WishResult("held", 1, 1, empty=1), *true.wishes[1:])), "figure"),
        (replace(true, wishes=true.wishes[1:]), "wishes"),
    ):
        assert [found.code for found in check(problem, wrong)] == [code]


def test_names_that_are_not_in_the_problem_end_the_recount():
    problem = rota((ONE,), (person("anna"),))
    outcome = told(problem, ())
    for strange, code in ((on(ghost="one"), "unknown_person"), (on(anna="moon"), "unknown_opening"),
                          (on(anna="one one"), "repeated")):  # fmt: skip
        found = check(problem, replace(outcome, rota=replace(outcome.rota, assignments=strange)))
        assert [violation.code for violation in found] == [code]


@pytest.mark.parametrize("first", range(0, 500, 50))
def test_rotas_the_rules_allow_and_figures_the_wishes_give_pass(first):
    # two counts that share no code agree on five hundred problems: the rule files and the checker
    for seed in range(first, first + 50):
        problem = replace(any_problem(seed), pins=())
        assert check(problem, told(problem, some_rota(problem, seed))) == [], f"seed {seed}"
