"""A fair share of burden, not to be won by offering little."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

from app.scheduling.rota.people import FreeSpan
from app.scheduling.rota.rules import takeable
from app.scheduling.rota.rules import wish_fair_share as wish
from app.scheduling.rota.shifts import Assignment
from app.scheduling.rota.standing import Standing
from tests.scheduling.rota.small import columns, hours, on, person, shift

FOUR = tuple(shift(f"d{day}", day=day) for day in range(4))


def shares(table, assignments=()):
    return wish.shares(Standing(table, assignments), takeable(table)).tolist()


def test_burden_is_hours_and_ways_in_quarters():
    table = columns(shift("home"), shift("away", place="there"), people=(person("anna"),))
    assert wish.burden(table).tolist() == [[8, 12]]  # 120 minutes; 120 + 2 x 25 = 170, rounded up


def test_a_full_offer_fully_used_is_a_thousand():
    table = columns(*FOUR, people=(person("anna"),))
    assert shares(table, on(anna="d0")) == [250]
    assert shares(table, on(anna="d0 d1 d2 d3")) == [1000]


def test_shifts_at_the_same_hour_are_one_offer():
    table = columns(shift("one"), shift("two"), people=(person("anna"),))
    assert shares(table, on(anna="one")) == [1000]


def test_hours_in_which_nothing_happens_offer_nothing():
    table = columns(*FOUR, people=(person("anna", free=hours(9, 11, 0)), person("bo", free=hours(0, 24, 0))))
    assert shares(table, on(anna="d0", bo="d0")) == [1000, 1000]


def test_earlier_months_count_up_to_one_full_offer():
    table = columns(*FOUR, people=(person("anna", burden_before=120), person("bo", burden_before=100_000)))
    assert shares(table) == [250, 1000]


def test_who_can_offer_nothing_has_no_share():
    assert shares(columns(*FOUR, people=(person("anna", free=()),)), on(anna="d0")) == [0]


def test_the_cost_rises_ever_faster():
    costs = [wish.cost(share) for share in range(0, 2001, 50)]
    steps = [later - earlier for earlier, later in pairwise(costs)]
    assert steps == sorted(steps)
    assert costs[20] == 100_000


def test_cutting_the_offer_to_one_shift_never_makes_that_shift_cheaper_to_give_her():
    draw = random.Random(26)
    for _ in range(300):
        shifts = tuple(
            shift(f"s{n}", day=draw.randrange(6), first=(first := draw.randrange(8, 18)), last=first + draw.randrange(1, 4),
                  place=draw.choice(("here", "there", None)))
            for n in range(6)
        )  # fmt: skip
        wanted = draw.choice(shifts)
        whole = person("mei", burden_before=draw.choice((0, 0, 300, 5000)))
        cut = replace(whole, free=(FreeSpan(wanted.day, wanted.start, wanted.end),))
        held = tuple(Assignment("mei", f"{code}.o") for code in _some_day_plan(draw, shifts, wanted))
        gives = Assignment("mei", f"{wanted.id}.o")
        others = [
            other for other in shifts if (other.day, other.start, other.end) != (wanted.day, wanted.start, wanted.end)
        ]
        at_once = (*others, wanted)
        full, one = columns(*at_once, people=(whole,)), columns(*at_once, people=(cut,))
        held = tuple(a for a in held if any(a.opening == f"{other.id}.o" for other in others))
        dearer = wish.value(Standing(one, ()), takeable(one)) - wish.value(Standing(one, (gives,)), takeable(one))
        before = wish.value(Standing(full, held), takeable(full)) - wish.value(
            Standing(full, (*held, gives)), takeable(full)
        )
        # shares are rounded down to a per mille, costs to a whole number
        assert dearer >= before - 500


def _some_day_plan(draw, shifts, wanted):
    """Shifts without overlap among each other or with the wanted one."""
    taken = [wanted]
    for other in draw.sample(shifts, len(shifts)):
        if all(other.ends <= there.begins or there.ends <= other.begins for there in taken):
            taken.append(other)
    return [other.id for other in taken[1:]]
