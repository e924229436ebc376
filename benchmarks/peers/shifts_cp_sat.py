"""Plain CP-SAT on a shift-scheduling instance: one variable per member, day and kind, and nothing clever.

``python -m benchmarks.peers.shifts_cp_sat FILE --seconds S [--workers W] --out ANSWER.json``
"""

from __future__ import annotations

from typing import Any

from ortools.sat.python import cp_model

from benchmarks.family import SHIFTS
from benchmarks.peers.command import Found, peer
from benchmarks.shifts import Instance, Member
from benchmarks.shifts_count import Roster


def solve(instance: Instance, seconds: float, workers: int) -> Found[Roster]:
    """Build the model, solve it, and read the roster."""
    model = cp_model.CpModel()
    on = {
        (code, day, kind): model.new_bool_var("")
        for code in instance.staff
        for day in range(instance.days)
        for kind in instance.kinds
    }
    cost: list[Any] = []
    for code, member in instance.staff.items():
        _add_member(model, instance, on, code, member)
    for who, day, kind, weight in instance.wanted_on:
        cost.append(weight * (1 - on[who, day, kind]))
    for who, day, kind, weight in instance.wanted_off:
        cost.append(weight * on[who, day, kind])
    for (day, kind), (wanted, under, over) in instance.cover.items():
        there = sum(on[code, day, kind] for code in instance.staff)
        short, extra = model.new_int_var(0, wanted, ""), model.new_int_var(0, len(instance.staff), "")
        model.add(there + short - extra == wanted)
        cost += [under * short, over * extra]
    model.minimize(sum(cost))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(None, solver.best_objective_bound)
    roster = {code: [""] * instance.days for code in instance.staff}
    for (code, day, kind), variable in on.items():
        if solver.value(variable):
            roster[code][day] = kind
    return Found(roster, solver.best_objective_bound)


def _add_member(model: Any, instance: Instance, on: dict[tuple[str, int, str], Any], code: str, member: Member) -> None:
    days, kinds = instance.days, instance.kinds
    work = []
    for day in range(days):
        works = model.new_bool_var("")
        model.add(sum(on[code, day, kind] for kind in kinds) == works)
        work.append(works)
    for day in instance.days_off.get(code, ()):
        model.add(work[day] == 0)
    for day in range(days - 1):
        for one, about in kinds.items():
            for other in about.never_before:
                model.add(on[code, day, one] + on[code, day + 1, other] <= 1)
    for kind, most in member.most_of_kind.items():
        model.add(sum(on[code, day, kind] for day in range(days)) <= most)
    minutes = sum(about.minutes * on[code, day, kind] for day in range(days) for kind, about in kinds.items())
    model.add_linear_constraint(minutes, member.least_minutes, member.most_minutes)
    for begin in range(days - member.most_run):
        model.add(sum(work[begin : begin + member.most_run + 1]) <= member.most_run)
    for length in range(1, member.least_run):
        for begin in range(1, days - length):
            ends = [work[begin - 1], work[begin + length]]
            model.add_bool_or([*ends, *(work[day].negated() for day in range(begin, begin + length))])
    for length in range(1, member.least_off):
        for begin in range(1, days - length):
            ends = [work[begin - 1].negated(), work[begin + length].negated()]
            model.add_bool_or([*ends, *work[begin : begin + length]])
    weekends = []
    for saturday in range(5, days, 7):
        weekend = model.new_bool_var("")
        for day in range(saturday, min(days, saturday + 2)):
            model.add_implication(work[day], weekend)
        weekends.append(weekend)
    model.add(sum(weekends) <= member.most_weekends)


if __name__ == "__main__":
    peer(SHIFTS, solve)
