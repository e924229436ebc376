"""Counts an answer to a shift-scheduling instance from the instance alone: its cost, and every rule it breaks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise

from benchmarks.shifts import Instance, Member

Roster = dict[str, list[str]]


def cost_of(instance: Instance, roster: Roster) -> int:
    """Broken requests, and people too few and too many, by weight."""
    total = sum(weight for who, day, kind, weight in instance.wanted_on if roster[who][day] != kind)
    total += sum(weight for who, day, kind, weight in instance.wanted_off if roster[who][day] == kind)
    for (day, kind), (wanted, under, over) in instance.cover.items():
        there = sum(row[day] == kind for row in roster.values())
        total += under * max(0, wanted - there) + over * max(0, there - wanted)
    return total


def violations(instance: Instance, roster: Roster) -> list[str]:
    """Every broken rule, in words; empty for a feasible roster."""
    if set(roster) != set(instance.staff):
        return ["the roster does not name the instance's staff"]
    return [
        f"{code}: {fault}"
        for code, member in instance.staff.items()
        for fault in _faults(instance, code, member, roster[code])
    ]


def _faults(instance: Instance, code: str, member: Member, row: list[str]) -> Iterator[str]:
    if len(row) != instance.days or not set(row) <= {"", *instance.kinds}:
        yield "not one known kind of shift or nothing for every day"
        return
    for kind, there in Counter(kind for kind in row if kind).items():
        if there > member.most_of_kind.get(kind, instance.days):
            yield f"{there} shifts {kind}"
    minutes = sum(instance.kinds[kind].minutes for kind in row if kind)
    if not member.least_minutes <= minutes <= member.most_minutes:
        yield f"{minutes} minutes"
    for day in instance.days_off.get(code, ()):
        if row[day]:
            yield f"works on day {day}, a day off"
    for day, (one, other) in enumerate(pairwise(row)):
        if one and other in instance.kinds[one].never_before:
            yield f"{other} after {one} on day {day + 1}"
    weekends = sum(any(row[saturday : saturday + 2]) for saturday in range(5, instance.days, 7))
    if weekends > member.most_weekends:
        yield f"{weekends} weekends"
    yield from _run_faults(member, row)


def _run_faults(member: Member, row: list[str]) -> Iterator[str]:
    """Runs of work and rest; what lies outside the horizon is taken to make a run at its edge long enough."""
    begin = 0
    for working, days in groupby(row, key=bool):
        length = len(list(days))
        inside = begin > 0 and begin + length < len(row)
        if working and length > member.most_run:
            yield f"{length} days in a row from day {begin}"
        if working and inside and length < member.least_run:
            yield f"only {length} days in a row from day {begin}"
        if not working and inside and length < member.least_off:
            yield f"only {length} days off from day {begin}"
        begin += length
