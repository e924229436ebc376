"""The scenarios a rota must hold: a village centre's four weeks, scarce counsellors, a county's year of lectures."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from app.planning.geography import Place, Point
from app.samples import SAMPLE_DAY
from app.samples.centres import centres_month
from app.scheduling.rota import FreeSpan, Limits, Opening, Person, Programme, RotaProblem, Shift, ShiftMust
from tests.scheduling.rota.small import MONDAY, NEXT_YEAR, hours

EXAM_WEEK = range(14, 21)
HESHAN = Place("heshan", Point(22.77, 112.96))


def village_centre() -> RotaProblem:
    """28 days, each with a counsellor and two student volunteers: 84 places; drawing on three days a week.

    Twelve students come at most twice a week, six of them not in the exam week; then two places must stay open.
    """
    shifts, openings = [], []
    for day in range(28):
        shift = Shift(f"d{day:02d}", day, 15 * 60, 18 * 60, "village", "afternoon", "afternoon", children=16, ratio=8)
        shifts.append(shift)
        drawing = day % 7 in (1, 3, 5)
        students = (1, 1) if drawing else (2,)
        openings.append(Opening(f"{shift.id}.counsellor", shift.id, "counsellor", licences=("counsellor",)))
        for number, count in enumerate(students):
            skills = ("drawing",) if drawing and number == 0 else ()
            openings.append(
                Opening(f"{shift.id}.student{number}", shift.id, "student", count, count, count, ("student",), skills)
            )
    people = [
        Person(
            f"student{number:02d}", "village", licences=("student",), skills=("drawing",) if number % 2 else (),
            valid_until=NEXT_YEAR, limits=Limits(shifts_a_week=2),
            free=hours(14, 19, *(day for day in range(28) if number >= 6 or day not in EXAM_WEEK)),
        )
        for number in range(12)
    ]  # fmt: skip
    people += [
        Person(f"counsellor{number}", "village", licences=("counsellor",), valid_until=NEXT_YEAR,
               free=hours(14, 19, *range(28)), limits=Limits(most_days_in_a_row=5, shifts_a_week=4))
        for number in range(3)
    ]  # fmt: skip
    return RotaProblem(
        name="village centre", start=MONDAY, days=28, programme=Programme("daily"), shifts=tuple(shifts),
        openings=tuple(openings), people=tuple(people), places=(Place("village", Point(27.98, 119.63)),),
    )  # fmt: skip


def scarce_counsellors(urgent: tuple[str, ...] = ()) -> RotaProblem:
    """26 counselling sessions, eight counsellors with three sessions a month: two centres must go without.

    `urgent`: centres that went without last month and come first now.
    """
    month = centres_month(1, SAMPLE_DAY)
    shifts = tuple(
        replace(shift, day=day, urgency=2 if shift.place in urgent else 1)
        for day, shift in enumerate(shift for shift in month.shifts if shift.activity == "counselling")
    )
    pool = [person for person in month.people if "counsellor" in person.licences][:8]
    people = tuple(
        replace(person, base=None, free=hours(8, 20, *range(30)), limits=Limits(most_shifts=3, shifts_a_week=2))
        for person in pool
    )
    kept = {shift.id for shift in shifts}
    return replace(
        month, name="scarce counsellors", shifts=shifts, people=people,
        openings=tuple(opening for opening in month.openings if opening.shift in kept),
    )  # fmt: skip


def heshan_year() -> RotaProblem:
    """A year of 100 lectures and 1,000 caring activities for 100 instructors and 100 mediators, two a week at most.

    They come on workdays, outside their two weeks of leave: each offers about as much as the next.
    """
    draw = random.Random(2026)
    shifts, openings = [], []
    for number in range(1100):
        lecture = number < 100
        start = draw.randrange(16, 38) * 30
        kind, duty = ("lecture", "instructor") if lecture else ("caring", "mediator")
        shift = Shift(
            f"{kind}{number:04d}",
            7 * draw.randrange(52) + draw.randrange(5),
            start,
            start + (90 if lecture else 120),
            "heshan",
            kind,
        )
        shifts.append(shift)
        openings.append(Opening(f"{shift.id}.{duty}", shift.id, duty, licences=(duty,)))
    people = tuple(
        Person(
            f"{duty}{number:03d}", "heshan", licences=(duty,), valid_until=date(2028, 1, 1),
            free=_workdays(draw), limits=Limits(shifts_a_week=2),
        )
        for duty in ("instructor", "mediator") for number in range(100)
    )  # fmt: skip
    return RotaProblem(
        name="Heshan year", start=date(2027, 1, 4), days=364,
        programme=Programme("joint meetings", shift_musts=(ShiftMust.NO_NEWCOMERS_ALONE,)),
        shifts=tuple(shifts), openings=tuple(openings), people=people, places=(HESHAN,),
    )  # fmt: skip


def _workdays(draw: random.Random) -> tuple[FreeSpan, ...]:
    """Every workday of the year but those of two weeks of leave."""
    leave = draw.sample(range(52), 2)
    return tuple(FreeSpan(day, 8 * 60, 21 * 60) for day in range(364) if day % 7 < 5 and day // 7 not in leave)
