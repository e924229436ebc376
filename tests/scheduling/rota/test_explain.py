"""Funnels with true counts, the must that bites, near misses, reasons and safe numbers of children."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from app.planning.availability import Preference
from app.planning.people import Gender
from app.planning.reasons import reason
from app.scheduling.rota import Assignment, BusySpan, Explainer, FunnelStep, NearMiss, check
from tests.scheduling.rota.seeded import any_problem, some_rota, told
from tests.scheduling.rota.small import hours, on, opening, person, rota, shift

CLASS = shift("class", day=1, children=20, ratio=8)
QUIET = shift("class", day=1)
COUNSELLING = shift("talk", day=1, place="there")
LICENSED = opening(COUNSELLING, licences=("counsellor",))


def counsellor(name, **told):
    return person(name, licences=("counsellor",), **told)


def test_the_funnel_of_a_counselling_hour():
    people = (
        *(person(f"volunteer{n}") for n in range(3)),
        counsellor("expired", valid_until=None),
        counsellor("far", travel_limit=20),
        counsellor("away", free=hours(9, 11, 0)),
        counsellor("visiting", busy=(BusySpan(1, 600, 700, 100),)),
        counsellor("spent", limits={"most_shifts": 0}),
    )
    place = Explainer(rota(((COUNSELLING, LICENSED),), people), ()).open_place("talk.o")
    steps = {step.code: step.left for step in place.funnel}
    assert place.funnel[0] == FunnelStep("holders", 5)
    assert [steps[code] for code in ("validity", "travel_limit", "available", "one_place", "rest", "shifts")] == [
        4,
        3,
        2,
        1,
        1,
        0,
    ]
    assert place.bite == "shifts"
    assert (place.needed, place.useful) == (1, 0)
    assert place.near_misses == (
        NearMiss("expired", "validity", 25), NearMiss("far", "travel_limit", 25), NearMiss("away", "available", 25),
        NearMiss("visiting", "one_place", 25), NearMiss("spent", "shifts", 25),
    )  # fmt: skip


def test_the_last_place_waits_for_the_first_aider_and_the_funnel_says_so():
    session = replace(CLASS, needs_first_aider=True)
    problem = rota(((session, opening(session, least=2)),), (person("anna"), person("bo")))
    assert Explainer(problem, on(anna="class")).open_place("class.o").bite == "first_aider"


def test_an_optional_session_with_too_few_people_is_bitten_by_that():
    session = replace(CLASS, may_stay_closed=True)
    explainer = Explainer(rota(((session, opening(session, least=2)),), (person("anna"),)), ())
    assert explainer.open_place("class.o").bite == "whole_or_closed"


def test_a_place_somebody_could_take_has_no_bite():
    assert Explainer(rota((QUIET,), (person("anna"),), freeze_until=1), ()).open_places()[0].bite is None


def test_places_inside_the_freeze_are_not_told():
    assert Explainer(rota((QUIET,), (person("anna"),), freeze_until=2), ()).open_places() == ()


def test_needed_places_come_first_then_the_urgent_then_the_early():
    party, late, urgent, early = shift("party"), shift("late", day=2), shift("urgent", day=3, urgency=3), shift("early")
    shifts = ((party, opening(party, least=0, wanted=1)), late, urgent, early)
    places = Explainer(rota(shifts, ()), ()).open_places()
    assert [place.shift for place in places] == ["urgent", "early", "late", "party"]


def test_fewer_adults_lower_the_safe_number_of_children():
    people = (*(person(name) for name in ("anna", "bo", "chen")), person("pupil", adult=False))
    problem = rota(((CLASS, opening(CLASS, least=2, wanted=4)),), people)
    safe = [
        Explainer(problem, on(**dict.fromkeys(names.split(), "class"))).shifts()[0].safe_children
        for names in ("", "anna", "anna bo", "anna bo pupil", "anna bo chen")
    ]
    assert safe == [0, 0, 16, 16, 20]
    assert [Explainer(problem, on(anna="class")).shifts()[0].held, problem.shifts[0].children] == [False, 20]


def test_reasons_speak_in_the_programmes_order_with_numbers():
    mei = person(
        "mei", asked={"class": 2}, disliked={"class.o": 1}, familiar={"here": 3},
        free=hours(9, 11, 1, preference=Preference.PREFER),
    )  # fmt: skip
    problem = rota((QUIET,), (mei,), standing=on(mei="class"), pins=on(mei="class"))
    assert Explainer(problem, on(mei="class")).reasons(Assignment("mei", "class.o")) == (
        reason("pinned"),
        reason("asked", weight=2),
        reason("disliked", weight=1),
        reason("preferred_hours"),
        reason("fair_share", per_mille=1000, median=1000),
        reason("familiar", strength=3),
        reason("kept"),
        reason("travel", minutes=0, mode="scooter"),
    )


def test_counts_equal_a_direct_count():
    # the direct count: put each person on the opening and ask the checker, which shares no code with the rules
    counted = Counter()
    for seed in range(60):
        problem = replace(any_problem(seed), pins=())
        standing = some_rota(problem, seed, share=0.6)
        explainer = Explainer(problem, standing)
        for place in explainer.open_places():
            counted["places"] += 1
            broken = {p.id: _broken_by_joining(problem, standing, p.id, place.opening) for p in problem.people}
            holders = [name for name, codes in broken.items() if "licence" not in codes]
            asked: set[str] = set()
            for step in place.funnel:
                asked.add(step.code)
                left = sum(not broken[name] & asked for name in holders)
                if step.code != "whole_or_closed":
                    assert step.left == left, f"seed {seed}, {place.opening}, {step.code}"
                counted[step.code] += step.left
            for miss in place.near_misses:
                assert broken[miss.person] - {"whole_or_closed"} == {miss.must}
                counted["misses"] += 1
    assert counted["places"] > 100
    assert counted["misses"] > 50
    assert counted["first_aider"] > 0


def _broken_by_joining(problem, standing, name, place):
    before = {(v.code, v.facts[:2]) for v in check(problem, told(problem, standing))}
    joined = told(problem, (*standing, Assignment(name, place)))
    if Assignment(name, place) in standing:
        return {"one_place"}
    codes = {v.code for v in check(problem, joined) if (v.code, v.facts[:2]) not in before}
    return {"freeze" if code == "freeze_added" else code for code in codes}


def test_a_man_is_told_that_a_woman_is_asked_for():
    session = replace(CLASS, needs_woman=True, children=0)
    problem = rota((session,), (person("bo", gender=Gender.MALE),))
    assert Explainer(problem, ()).open_place("class.o").near_misses == (NearMiss("bo", "woman", 0),)
