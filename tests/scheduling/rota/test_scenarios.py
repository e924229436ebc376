"""What the seed systems' figures ask of a rota (their scenarios), solved by the public face."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from app.samples import SAMPLE_DAY
from app.samples.centres import centres_month
from app.scheduling.rota import Assignment, Explainer, check, solve
from tests.scheduling.rota.scenarios import EXAM_WEEK, heshan_year, scarce_counsellors, village_centre


def test_a_village_centre_fills_its_four_weeks_or_shows_each_empty_place_with_its_funnel():
    problem = village_centre()
    outcome = solve(problem, iterations=20)
    assert check(problem, outcome) == []
    assert outcome.wanted == 84
    # six students twice a week cannot give the fourteen afternoons of the exam week
    assert outcome.filled == 82
    places = Explainer(problem, outcome.rota.assignments).open_places()
    assert sum(place.needed for place in places) == 2
    for place in places:
        assert problem.shift_by_id[place.shift].day in EXAM_WEEK
        assert place.bite == "shifts_a_week"
        assert place.funnel[0].left in (12, 15)


def test_with_few_counsellors_two_centres_go_without_and_come_first_next_month():
    problem = scarce_counsellors()
    outcome = solve(problem, iterations=20)
    assert check(problem, outcome) == []
    assert outcome.filled == 24
    explainer = Explainer(problem, outcome.rota.assignments)
    without = tuple(problem.shift_by_id[place.shift].place for place in explainer.open_places())
    assert len(set(without)) == 2
    assert {place.bite for place in explainer.open_places()} <= {"shifts", "shifts_a_week"}
    later = scarce_counsellors(urgent=without)
    again = solve(later, iterations=20)
    assert check(later, again) == []
    served = {later.shift_of(a.opening).place for a in again.rota.assignments}
    assert set(without) <= served
    assert again.filled == 24


def test_no_centre_is_more_than_one_session_below_another_when_sessions_must_fall_out():
    # two counsellors hold both the lectures and the counselling of six centres, four sessions a month each
    month = centres_month(1, SAMPLE_DAY)
    centres = sorted({shift.place for shift in month.shifts})[:6]
    shifts = tuple(
        replace(shift, day=(day * 5) % 28)
        for day, shift in enumerate(s for s in month.shifts if s.place in centres and s.activity != "recreation")
    )
    kept = {shift.id for shift in shifts}
    openings = tuple(replace(o, skills=(), licences=("counsellor",)) for o in month.openings if o.shift in kept)
    pool = scarce_counsellors().people[:2]
    people = tuple(replace(p, limits=replace(p.limits, most_shifts=4, shifts_a_week=None)) for p in pool)
    problem = replace(month, shifts=shifts, openings=openings, people=people)
    outcome = solve(problem, iterations=20)
    assert check(problem, outcome) == []
    held = Counter(problem.shift_of(a.opening).place for a in outcome.rota.assignments)
    assert sum(held.values()) == 8
    assert {held[centre] for centre in centres} == {1, 2}


def test_a_years_lectures_are_shared_evenly_and_cancelling_twenty_moves_nothing_else():
    problem = heshan_year()
    outcome = solve(problem, iterations=0)
    assert check(problem, outcome) == []
    lectures = Counter(a.person for a in outcome.rota.assignments if a.opening.startswith("lecture"))
    counts = [lectures[person.id] for person in problem.people if "instructor" in person.licences]
    assert max(counts) - min(counts) <= 1
    cancelled = {shift.id for shift in problem.shifts[90:110]}
    left = tuple(a for a in outcome.rota.assignments if problem.shift_of(a.opening).id not in cancelled)
    after = _without(problem, cancelled, left)
    again = solve(after, iterations=0)
    assert check(after, again) == []
    assert set(left) <= set(again.rota.assignments)


def _without(problem, cancelled, standing: tuple[Assignment, ...]):
    """The year without those activities; what stands comes before everything but the places filled."""
    return replace(
        problem,
        programme=problem.programme.keeping(),
        shifts=tuple(shift for shift in problem.shifts if shift.id not in cancelled),
        openings=tuple(opening for opening in problem.openings if opening.shift not in cancelled),
        standing=standing,
    )
