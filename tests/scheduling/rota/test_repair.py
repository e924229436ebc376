"""Somebody cannot come: who is asked, and which repair disturbs fewest people."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import combinations

from app.planning.reasons import reason
from app.scheduling.rota import Assignment, PersonPair, Wish, check, repairs, replacements
from tests.scheduling.rota.seeded import any_problem, some_rota, told
from tests.scheduling.rota.small import NEXT_YEAR, hours, on, opening, person, rota, shift

SAT, SUN = shift("sat", day=5), shift("sun", day=6)
GAP = Assignment("mei", "sat.o")


def asked_in(problem, standing=(), **told):
    return [found.person for found in replacements(problem, (*standing, GAP), GAP, **told)]


def test_the_nearest_is_asked_first_and_nobody_a_must_forbids():
    people = (
        person("mei"), person("far", base="there"), person("near"), person("expired", valid_until=None),
        person("busy"), person("away", free=hours(9, 11, 6)),
    )  # fmt: skip
    problem = rota((SAT, shift("also", day=5), SUN), people)
    assert asked_in(problem, on(busy="also")) == ["near", "far"]


def test_least_recently_asked_comes_before_near():
    people = (person("mei"), person("often"), person("once"), person("far", base="there"))
    days = {"often": date(2026, 9, 1), "once": date(2026, 3, 1)}
    problem = rota((SAT,), people)
    assert asked_in(problem, last_asked=days) == ["far", "once", "often"]
    found = replacements(problem, (GAP,), GAP, last_asked=days)
    assert [told.reasons[0] for told in found] == [
        reason("never_asked"), reason("last_asked", on="2026-03-01"), reason("last_asked", on="2026-09-01"),
    ]  # fmt: skip
    assert found[0].reasons[-1] == reason("travel", minutes=25, mode="scooter")


def test_who_said_no_is_not_asked_again():
    people = (person("mei"), person("anna"), person("bo", refused=("sat.o",)), person("chen"))
    assert asked_in(rota((SAT,), people), said_no=("anna",)) == ["chen"]


def test_inside_the_freeze_a_replacement_may_still_be_found():
    assert asked_in(rota((SAT,), (person("mei"), person("anna")), freeze_until=6)) == ["anna"]


def test_the_one_who_replaces_the_only_first_aider_is_one():
    session = replace(SAT, needs_first_aider=True)
    people = (person("mei", first_aider=True), person("stays"), person("anna"), person("trained", first_aider=True))
    problem = rota(((session, opening(session, least=2)),), people)
    assert asked_in(problem, on(stays="sat")) == ["trained"]


def test_one_who_is_free_is_the_least_disturbing_repair():
    people = (person("mei"), person("anna"), person("bo"), person("chen"), person("deng"))
    found = repairs(rota((SAT,), people), (GAP,), [GAP])
    assert [(r.disturbed, r.joins) for r in found] == [((n,), on(**{n: "sat"})) for n in ("anna", "bo", "chen")]


def test_where_nobody_is_free_one_moves_and_another_takes_their_shift():
    # anna may do one shift only; bo is free on Sunday only
    people = (person("mei"), person("anna", {"most_shifts": 1}), person("bo", free=hours(9, 11, 6)))
    (found,) = repairs(rota((SAT, SUN), people), (GAP, *on(anna="sun")), [GAP])
    assert (found.joins, found.leaves) == (on(anna="sat", bo="sun"), on(anna="sun"))
    assert found.disturbed == ("anna", "bo")
    assert found.after(on(anna="sun")) == on(anna="sat", bo="sun")


def test_the_budget_is_kept_and_the_gap_told_when_it_is_too_small():
    people = (person("mei"), person("anna", {"most_shifts": 1}), person("bo", free=hours(9, 11, 6)))
    (found,) = repairs(rota((SAT, SUN), people), (GAP, *on(anna="sun")), [GAP], budget=1)
    assert (found.joins, found.left_open, found.disturbed) == ((), ("sat.o",), ())


def test_nothing_inside_the_freeze_moves():
    people = (person("mei"), person("anna", {"most_shifts": 1}), person("bo", free=hours(9, 11, 5)))
    problem = rota((SAT, SUN), people, freeze_until=6, standing=on(anna="sat", mei="sun"))
    sunday = Assignment("mei", "sun.o")
    (found,) = repairs(problem, problem.standing, [sunday])
    assert (found.joins, found.left_open) == ((), ("sun.o",))
    inside = Assignment("anna", "sat.o")
    (found,) = repairs(problem, problem.standing, [inside])
    assert (found.joins, found.left_open) == ((), ("sat.o",))


def test_whoever_comes_only_together_falls_out_too():
    people = (person("mei"), person("lan"), person("anna"), person("bo"))
    problem = rota(((SAT, opening(SAT, least=2)),), people, together=(PersonPair("mei", "lan"),))
    (found,) = repairs(problem, on(mei="sat", lan="sat"), [GAP])
    assert found.joins == on(anna="sat", bo="sat")


def test_an_optional_session_that_cannot_be_whole_is_closed():
    session = replace(SAT, may_stay_closed=True)
    problem = rota(((session, opening(session, least=2)),), (person("mei"), person("anna")))
    (found,) = repairs(problem, on(mei="sat", anna="sat"), [GAP])
    assert (found.leaves, found.left_open, found.disturbed) == (on(anna="sat"), ("sat.o",), ("anna",))


def test_giving_up_a_shift_may_not_tear_a_run_apart():
    # anna works two days in a row at least: she cannot give up Sunday for Tuesday and leave Monday alone
    days = tuple(shift(f"d{day}", day=day) for day in range(1, 9))
    anna = person("anna", {"most_shifts": 2, "least_days_in_a_row": 2})
    problem = rota(days, (person("mei"), anna, person("bo", free=hours(9, 11, 3))))
    gap = Assignment("mei", "d6.o")
    (found,) = repairs(problem, (gap, *on(anna="d3 d4")), [gap])
    assert (found.joins, found.left_open) == ((), ("d6.o",))


def test_repairs_break_no_must_and_disturb_as_few_as_brute_force_finds():
    repaired = moved = 0
    for seed in range(150):
        problem = _simple(any_problem(seed))
        standing = some_rota(problem, seed)
        if not 0 < len(standing) <= 9:
            continue
        gap = standing[seed % len(standing)]
        left = tuple(a for a in standing if a != gap)
        best = repairs(problem, standing, [gap], budget=2)
        fewest = _fewest_by_brute_force(problem, left, gap)
        if fewest is None:
            assert all(found.left_open for found in best), f"seed {seed}"
            continue
        assert len(best[0].disturbed) == fewest, f"seed {seed}"
        repaired += 1
        moved += bool(best[0].leaves)
        for found in best:
            assert not found.left_open
            assert check(problem, told(problem, found.after(left))) == [], f"seed {seed}"
        assert [len(found.disturbed) for found in best] == sorted(len(found.disturbed) for found in best)
        assert len(best) <= 3
    assert repaired > 20
    assert moved > 0


def _simple(problem):
    """The problem without what ties several days or people together, and with more people able to come."""
    people = tuple(
        replace(
            p, licences=("counsellor",), skills=("drawing",), free=hours(6, 24, *range(problem.days)),
            valid_until=NEXT_YEAR, travel_limit=90, limits=replace(p.limits, least_days_in_a_row=1, least_days_off=1),
        )
        for p in problem.people
    )  # fmt: skip
    shifts = tuple(replace(s, may_stay_closed=False) for s in problem.shifts)
    programme = replace(problem.programme, wishes=(Wish.HELD,))
    return replace(
        problem, programme=programme, people=people, shifts=shifts, together=(), pins=(), standing=(), freeze_until=0
    )


def _fewest_by_brute_force(problem, left, gap):
    """The fewest people (at most two) whose days must change so that the gap is closed and no other place opens."""
    wanted = sorted([*(a.opening for a in left), gap.opening])
    others = [p.id for p in problem.people if p.id != gap.person]
    for size in (1, 2):
        for people in combinations(others, size):
            kept = [a for a in left if a.person not in people]
            open_places = _without(wanted, [a.opening for a in kept])
            for shared in _shared_out(open_places, people):
                found = (*kept, *shared)
                if len(set(found)) == len(found) and check(problem, told(problem, found)) == []:
                    return size
    return None


def _without(places, taken):
    rest = list(places)
    for place in taken:
        rest.remove(place)
    return rest


def _shared_out(places, people):
    if not places:
        yield ()
        return
    for rest in _shared_out(places[1:], people):
        for name in people:
            yield (Assignment(name, places[0]), *rest)
