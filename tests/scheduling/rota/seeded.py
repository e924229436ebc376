"""Small problems of every kind from a seed, and rotas for them without the solver."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

import numpy as np

from app.planning.availability import Preference
from app.planning.outcome import Status, WishResult
from app.planning.people import Gender
from app.planning.travel import MeasuredTrip, Mode, TravelModel
from app.scheduling.rota.columns import Columns
from app.scheduling.rota.people import BusySpan, FreeSpan, Limits, Person
from app.scheduling.rota.plan import Rota, RotaOutcome
from app.scheduling.rota.problem import Exclusion, PersonPair, RotaProblem
from app.scheduling.rota.programme import USUAL_WISHES, Programme, ShiftMust
from app.scheduling.rota.rules import PERSON_MUSTS, WISHES, binding, must_freeze, open_table
from app.scheduling.rota.shifts import Assignment, Opening, Shift
from app.scheduling.rota.standing import Standing
from tests.scheduling.rota.small import HERE, MONDAY, THERE


def any_problem(seed: int) -> RotaProblem:
    """A problem of a few shifts and people in which every must and wish has something to say now and then."""
    draw = random.Random(seed)
    days = draw.randrange(3, 11)
    shifts = tuple(_shift(draw, number, days) for number in range(draw.randrange(2, 9)))
    openings = tuple(opening for shift in shifts for opening in _openings(draw, shift))
    people = tuple(_person(draw, number, days, shifts, openings) for number in range(draw.randrange(2, 8)))
    musts = tuple(must for must in ShiftMust if draw.random() < 0.8)
    wishes = list(USUAL_WISHES)
    if draw.random() < 0.3:
        draw.shuffle(wishes)
    problem = RotaProblem(
        name=f"seed {seed}",
        start=MONDAY + timedelta(days=draw.randrange(7)),
        days=days,
        programme=Programme("any", shift_musts=musts, wishes=tuple(wishes)),
        shifts=shifts,
        openings=openings,
        people=people,
        places=(HERE, THERE),
        travel=TravelModel(measured=(MeasuredTrip("here", "there", Mode.SCOOTER, draw.randrange(5, 60)),)),
        exclusions=_exclusions(draw, people, openings),
        apart=_pairs(draw, people, 0.2),
        together=_pairs(draw, people, 0.15),
    )
    standing = some_rota(problem, draw.randrange(2**32), share=0.5)
    freeze = draw.choice((0, 0, 1, 2))
    pins = tuple(
        sorted({Assignment(draw.choice(people).id, draw.choice(openings).id) for _ in range(draw.choice((0, 0, 1, 2)))})
    )
    return replace(problem, standing=standing, freeze_until=freeze, pins=pins)


def some_rota(problem: RotaProblem, seed: int = 0, share: float = 1.0) -> tuple[Assignment, ...]:
    """A rota that breaks no must: people join in random order while every rule lets them; whole teams only where asked.

    Least lengths of runs are kept by joining only where the day by itself is allowed.
    """
    draw = random.Random(seed)
    columns = Columns(problem)
    kept = list(must_freeze.fixed(columns))
    allowed = open_table(columns)
    pairs = [(int(p), int(o)) for p, o in zip(*np.nonzero(allowed), strict=True)]
    draw.shuffle(pairs)
    for person, opening in pairs:
        standing = Standing(columns, kept)
        optional = problem.shift_of(problem.openings[opening].id).may_stay_closed
        if (optional and not standing.completed_by(opening)) or draw.random() > share:
            continue
        musts = (*PERSON_MUSTS, *binding(problem.programme))
        if all(must.allowed(standing, opening)[person] for must in musts):
            kept.append(Assignment(problem.people[person].id, problem.openings[opening].id))
    return tuple(sorted(kept))


def told(problem: RotaProblem, assignments: Iterable[Assignment], below: tuple[str, ...] = ()) -> RotaOutcome:
    """An outcome with true figures for some assignments."""
    columns, assignments = Columns(problem), tuple(sorted(assignments))
    there, nobody = Standing(columns, assignments), Standing(columns, ())
    wishes = tuple(
        WishResult(wish.value, WISHES[wish](there), WISHES[wish](there), WISHES[wish](nobody))
        for wish in problem.programme.wishes
    )
    filled = sum(min(o.wanted, int(there.headcount[row])) for row, o in enumerate(problem.openings))
    wanted = sum(opening.wanted for opening in problem.openings)
    return RotaOutcome(Status.FEASIBLE, Rota(assignments, (), below), wishes, wanted, filled)


def _shift(draw: random.Random, number: int, days: int) -> Shift:
    start = draw.randrange(16, 44) * 30
    children = draw.choice((0, 0, 8, 20))
    return Shift(
        id=f"s{number}",
        day=draw.randrange(days),
        start=start,
        end=start + draw.choice((60, 90, 120, 600)),
        place=draw.choice(("here", "there", None)),
        activity=draw.choice(("class", "lecture")),
        series=draw.choice(("", "drawing")),
        children=children,
        ratio=draw.choice((None, 8)),
        needs_woman=draw.random() < 0.2,
        needs_first_aider=draw.random() < 0.2,
        urgency=draw.choice((1, 1, 2, 5)),
        may_stay_closed=draw.random() < 0.2,
    )


def _openings(draw: random.Random, shift: Shift) -> Iterable[Opening]:
    for number in range(draw.choice((1, 1, 2))):
        least = max(shift.adults, 1) if number == 0 else draw.choice((0, 1))
        wanted = least + draw.choice((0, 0, 1))
        yield Opening(
            f"{shift.id}.{number}", shift.id, "keeper", least, wanted, max(1, wanted + draw.choice((0, 1))),
            licences=draw.choice(((), (), ("counsellor",))), skills=draw.choice(((), (), ("drawing",))),
            over_weight=draw.choice((0, 1)),
        )  # fmt: skip


def _person(
    draw: random.Random, number: int, days: int, shifts: tuple[Shift, ...], openings: tuple[Opening, ...]
) -> Person:
    free = tuple(
        FreeSpan(day, first * 60, min(24, first + draw.randrange(4, 14)) * 60, draw.choice(list(Preference)))
        for day in range(days)
        for first in [draw.randrange(6, 12)]
        if draw.random() < 0.85
    )
    busy = tuple(
        BusySpan(day, 600, 675, 75 + draw.randrange(60), draw.choice(("here", None)))
        for day in range(days)
        if draw.random() < 0.1
    )
    return Person(
        id=f"p{number}",
        base=draw.choice(("here", "there", None)),
        mode=draw.choice((Mode.SCOOTER, Mode.BUS)),
        travel_limit=draw.choice((20, 45, 90)),
        gender=draw.choice(list(Gender)),
        adult=draw.random() < 0.85,
        newcomer=draw.random() < 0.25,
        first_aider=draw.random() < 0.4,
        licences=draw.choice(((), ("counsellor",))),
        skills=draw.choice(((), ("drawing",), ("drawing", "song"))),
        valid_until=draw.choice((None, MONDAY + timedelta(days=4), *[MONDAY + timedelta(days=99)] * 8)),
        free=free,
        busy=busy,
        limits=_limits(draw),
        asked=_weights(draw, shifts, openings),
        disliked=_weights(draw, shifts, openings),
        refused=tuple(opening.id for opening in openings if draw.random() < 0.05),
        familiar={"here": 2} if draw.random() < 0.3 else {},
        burden_before=draw.choice((0, 0, 200, 4000)),
    )


def _limits(draw: random.Random) -> Limits:
    def now_and_then(*numbers: int) -> int | None:
        return draw.choice(numbers) if draw.random() < 0.25 else None

    return Limits(
        minutes_a_day=now_and_then(150, 300),
        minutes_a_week=now_and_then(240, 480),
        most_minutes=now_and_then(300, 900),
        least_shifts=draw.choice((0, 0, 0, 1)),
        most_shifts=now_and_then(1, 2, 3),
        shifts_a_week=now_and_then(1, 2),
        most_days_in_a_row=now_and_then(2, 3),
        least_days_in_a_row=draw.choice((1, 1, 1, 1, 2)),
        least_days_off=draw.choice((1, 1, 1, 2)),
        most_weekends=now_and_then(0, 1),
        rest_minutes=draw.choice((0, 0, 660)),
        most_per_activity={"lecture": 1} if draw.random() < 0.2 else {},
        not_after={"lecture": frozenset({"class"})} if draw.random() < 0.2 else {},
    )


def _weights(draw: random.Random, shifts: tuple[Shift, ...], openings: tuple[Opening, ...]) -> dict[str, int]:
    return {told.id: draw.randrange(1, 5) for told in (*shifts, *openings) if draw.random() < 0.1}


def _exclusions(
    draw: random.Random, people: tuple[Person, ...], openings: tuple[Opening, ...]
) -> tuple[Exclusion, ...]:
    found = [Exclusion(p.id, opening=o.id) for p in people for o in openings if draw.random() < 0.03]
    return (*found, *(Exclusion(person.id, place="there") for person in people if draw.random() < 0.05))


def _pairs(draw: random.Random, people: tuple[Person, ...], chance: float) -> tuple[PersonPair, ...]:
    return (PersonPair(people[0].id, people[1].id),) if draw.random() < chance else ()
