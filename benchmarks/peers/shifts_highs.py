"""Plain HiGHS on a shift-scheduling instance: the same model as for CP-SAT, written as a mixed-integer programme.

``python -m benchmarks.peers.shifts_highs FILE --seconds S --out ANSWER.json``. HiGHS comes inside OR-Tools.
"""

from __future__ import annotations

import math
from typing import Any

from ortools.linear_solver import pywraplp

from benchmarks.family import SHIFTS
from benchmarks.peers.command import Found, peer
from benchmarks.shifts import Instance, Member
from benchmarks.shifts_count import Roster


def solve(instance: Instance, seconds: float, workers: int) -> Found[Roster]:
    """Build the programme, solve it, and read the roster. HiGHS uses one thread here whatever `workers` says."""
    del workers
    model = pywraplp.Solver.CreateSolver("HIGHS")
    on = {
        (code, day, kind): model.BoolVar("")
        for code in instance.staff
        for day in range(instance.days)
        for kind in instance.kinds
    }
    cost: list[Any] = []
    for code, member in instance.staff.items():
        _add_member(model, instance, on, code, member)
    cost += [weight - weight * on[who, day, kind] for who, day, kind, weight in instance.wanted_on]
    cost += [weight * on[who, day, kind] for who, day, kind, weight in instance.wanted_off]
    for (day, kind), (wanted, under, over) in instance.cover.items():
        short, extra = model.NumVar(0, wanted, ""), model.NumVar(0, len(instance.staff), "")
        model.Add(sum(on[code, day, kind] for code in instance.staff) + short - extra == wanted)
        cost += [under * short, over * extra]
    model.Minimize(sum(cost))
    model.SetTimeLimit(int(1000 * seconds))
    status = model.Solve()
    bound = model.Objective().BestBound() if status in (model.OPTIMAL, model.FEASIBLE) else -math.inf
    if status not in (model.OPTIMAL, model.FEASIBLE):
        return Found(None, bound)
    roster = {code: [""] * instance.days for code in instance.staff}
    for (code, day, kind), variable in on.items():
        if variable.solution_value() > 0.5:
            roster[code][day] = kind
    return Found(roster, bound)


def _add_member(model: Any, instance: Instance, on: dict[tuple[str, int, str], Any], code: str, member: Member) -> None:
    days, kinds = instance.days, instance.kinds
    work = [sum(on[code, day, kind] for kind in kinds) for day in range(days)]
    off = set(instance.days_off.get(code, ()))
    for day in range(days):
        model.Add(work[day] <= (0 if day in off else 1))
    for day in range(days - 1):
        for one, about in kinds.items():
            if about.never_before:
                # all that may not follow in one row: at most one of them is worked anyway
                later = sum(on[code, day + 1, other] for other in about.never_before)
                model.Add(on[code, day, one] + later <= 1)
    for kind, most in member.most_of_kind.items():
        model.Add(sum(on[code, day, kind] for day in range(days)) <= most)
    minutes = sum(about.minutes * on[code, day, kind] for day in range(days) for kind, about in kinds.items())
    model.Add(minutes >= member.least_minutes)
    model.Add(minutes <= member.most_minutes)
    for begin in range(days - member.most_run):
        model.Add(sum(work[begin : begin + member.most_run + 1]) <= member.most_run)
    for length in range(1, member.least_run):
        for begin in range(1, days - length):
            inside = sum(work[begin : begin + length])
            model.Add(work[begin - 1] + work[begin + length] - inside >= 1 - length)
    for length in range(1, member.least_off):
        for begin in range(1, days - length):
            inside = sum(work[begin : begin + length])
            model.Add(inside - work[begin - 1] - work[begin + length] >= -1)
    weekends = []
    for saturday in range(5, days, 7):
        weekend = model.BoolVar("")
        for day in range(saturday, min(days, saturday + 2)):
            model.Add(work[day] <= weekend)
        weekends.append(weekend)
    model.Add(sum(weekends) <= member.most_weekends)


if __name__ == "__main__":
    peer(SHIFTS, solve)
