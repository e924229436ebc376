"""A month of 26 children's centres as a rota problem: what `rota.json` holds. Pseudonymous codes only.

Geography and people are those of the county like Jingning. Each centre publishes what a centre must offer in a month:
four hours of recreation, one of home education for carers, one of counselling: 156 sessions, staffed by some 300
volunteers and one pool of 12 counsellors; everybody travels up to 90 minutes.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.planning.availability import HALF_HOURS_A_DAY, Availability
from app.planning.geography import Place, haversine_km
from app.planning.people import Gender
from app.planning.travel import Mode, TravelModel
from app.samples import county as sample
from app.samples.draws import one, stream
from app.samples.jingning import jingning
from app.scheduling.rota import FreeSpan, Limits, Opening, Person, Programme, RotaProblem, Shift

CENTRES, VOLUNTEERS, COUNSELLORS = 26, 300, 12
RECREATION_A_MONTH = 4
TRAVEL_LIMIT = 90
"""Minutes one way: the region helps itself, so everybody may go as far as the counsellors do."""
COUNSELLING_SHIFTS_A_MONTH = 3
OUTPOSTS = ("JN04S01", "JN05S01", "JN06S01")
"""Schools of Dongkeng, Yingchuan and Shawan where three of the pool live; from the county seat the west is too far."""
LONGEST_WAYS = 2 * TRAVEL_LIMIT
"""What a volunteer gives a week is said without the ways of a region as wide as this."""
NEWCOMER_MONTHS = 3
COURSE_MONTHS = 24
"""By then everybody has taken the first-aid course."""
CHILDREN_PER_ADULT = 8
WEEKEND_HOURS = ((5, 9 * 60, 11 * 60 + 30), (5, 14 * 60, 17 * 60), (6, 9 * 60, 11 * 60 + 30))
"""Weekday, start and end of weekend openings (domain default: Saturday 9:00-11:30 and 14:00-17:00, Sunday 9:00-11:30)."""
LECTURE_HOURS = (17 * 60 + 30, 19 * 60)
COUNSELLING_HOURS = ((9 * 60, 11 * 60 + 30), (14 * 60, 16 * 60 + 30))


@dataclass(frozen=True, slots=True)
class _Session:
    shift: Shift
    opening: Opening


def centres_month(seed: int, today: date) -> RotaProblem:
    """The rota of the month `today` lies in; the same seed gives the same problem."""
    county = jingning(seed, today)
    first = today.replace(day=1)
    days = monthrange(first.year, first.month)[1]
    centres = _centres(county)
    sessions = [session for centre in centres for session in _sessions(centre, seed, first, days)]
    point_of = {place.code: place for place in county.places}
    people = [*_counsellors(county, first, days), *_volunteers(county, centres, seed, first, days)]
    used = {centre.code for centre in centres} | {person.base for person in people}
    return RotaProblem(
        name=f"centres-{seed}",
        start=first,
        days=days,
        programme=Programme("childrens_centres"),
        shifts=tuple(session.shift for session in sessions),
        openings=tuple(session.opening for session in sessions),
        people=tuple(people),
        places=tuple(Place(code, place.point) for code, place in point_of.items() if code in used),
        travel=TravelModel(road_factor=county.road_factor),
    )


def _centres(county: sample.County) -> list[sample.Place]:
    """The first centre of every township, then second ones in the townships with most centres."""
    by_township: dict[str, list[sample.Place]] = {}
    for place in county.places:
        if place.kind == "centre":
            by_township.setdefault(place.code[:4], []).append(place)
    firsts = [centres[0] for centres in by_township.values()]
    crowded = sorted(by_township.values(), key=lambda centres: -len(centres))
    return [*firsts, *(centres[1] for centres in crowded if len(centres) > 1)][:CENTRES]


def _sessions(centre: sample.Place, seed: int, first: date, days: int) -> Iterator[_Session]:
    rng = stream(seed, "centres", centre.code)
    weekday, start, end = one(rng, WEEKEND_HOURS)
    children = int(rng.integers(8, 25))
    for number, day in enumerate(_on(weekday, first, days)[:RECREATION_A_MONTH]):
        shift = Shift(
            f"{centre.code}-r{number + 1}", day, start, end, centre.code, "recreation", f"{centre.code}-recreation",
            children=children, ratio=CHILDREN_PER_ADULT, needs_woman=True, needs_first_aider=True,
        )  # fmt: skip
        wanted = max(2, -(-children // CHILDREN_PER_ADULT))
        yield _Session(shift, Opening(f"{shift.id}.keeper", shift.id, "centre_keeper", 2, wanted, wanted + 1))
    day = one(rng, _on(int(rng.integers(4)), first, days))
    lecture = Shift(f"{centre.code}-e1", day, *LECTURE_HOURS, centre.code, "home_education", f"{centre.code}-lecture")
    yield _Session(lecture, Opening(f"{lecture.id}.lecturer", lecture.id, "lecturer", skills=("home_education",)))
    day = one(rng, _on(int(rng.integers(5)), first, days))
    # counselling happens in an open centre, whose keeper is the second adult
    talk = Shift(
        f"{centre.code}-c1", day, *one(rng, COUNSELLING_HOURS), centre.code, "counselling",
        f"{centre.code}-counselling", children=4, least_adults=1,
    )  # fmt: skip
    yield _Session(talk, Opening(f"{talk.id}.counsellor", talk.id, "counsellor", licences=("counsellor",)))


def _on(weekday: int, first: date, days: int) -> list[int]:
    return [day for day in range(days) if (first.weekday() + day) % 7 == weekday]


def _counsellors(county: sample.County, first: date, days: int) -> list[Person]:
    """The pool: those who drive, then those whose papers hold longest."""
    pool = sorted((s for s in county.supporters if s.role == sample.COUNSELLOR), key=_readiest)[:COUNSELLORS]
    limits = Limits(shifts_a_week=2, most_shifts=COUNSELLING_SHIFTS_A_MONTH, rest_minutes=11 * 60)
    bases = [*OUTPOSTS, *(supporter.base for supporter in pool[len(OUTPOSTS) :])]
    return [_person(replace(s, base=base), first, days, limits) for s, base in zip(pool, bases, strict=True)]


def _volunteers(
    county: sample.County, centres: list[sample.Place], seed: int, first: date, days: int
) -> Iterator[Person]:
    """Volunteers and tutors around the centres: each centre in turn takes the nearest left, until there are enough."""
    rng = stream(seed, "centres", "volunteers")
    points = {place.code: place.point for place in county.places}
    free = [s for s in county.supporters if s.role in (sample.VOLUNTEER, sample.TUTOR)]
    nearest = [
        iter(sorted(free, key=lambda s: (haversine_km(points[s.base], centre.point), s.code))) for centre in centres
    ]
    taken: dict[str, sample.Place] = {}
    by_code = {supporter.code: supporter for supporter in free}
    while len(taken) < VOLUNTEERS:
        for centre, queue in zip(centres, nearest, strict=True):
            taken[next(s.code for s in queue if s.code not in taken)] = centre
    for code, centre in list(taken.items())[:VOLUNTEERS]:
        supporter = by_code[code]
        limits = Limits(
            minutes_a_week=supporter.weekly_minutes + LONGEST_WAYS, most_shifts=int(rng.integers(3, 7)),
            most_days_in_a_row=3,
        )  # fmt: skip
        known = supporter.experience_months >= NEWCOMER_MONTHS and rng.random() < 0.5
        yield _person(
            supporter, first, days, limits,
            familiar={centre.code: int(rng.integers(1, 4))} if known else {},
            burden_before=int(rng.integers(0, 20)) * 30,
        )  # fmt: skip


def _person(
    supporter: sample.Supporter,
    first: date,
    days: int,
    limits: Limits,
    familiar: dict[str, int] | None = None,
    burden_before: int = 0,
) -> Person:
    teaches = supporter.archetype == "teacher" and supporter.experience_months >= NEWCOMER_MONTHS
    return Person(
        id=supporter.code,
        base=supporter.base,
        mode=supporter.travel_mode,
        travel_limit=TRAVEL_LIMIT,
        gender=Gender(supporter.gender),
        newcomer=supporter.experience_months < NEWCOMER_MONTHS,
        first_aider="first_aid" in supporter.skills or supporter.experience_months >= COURSE_MONTHS,
        licences=(supporter.licence,) if supporter.licence else (),
        skills=(*supporter.skills, "home_education") if teaches else supporter.skills,
        valid_until=_valid_until(supporter),
        free=tuple(_dated(supporter.availability, first, days)),
        limits=limits,
        familiar=familiar or {},
        burden_before=burden_before,
    )


def _dated(availability: Availability, first: date, days: int) -> Iterator[FreeSpan]:
    """The hours of a week on every date of the month."""
    for day in range(days):
        midnight = (first.weekday() + day) % 7 * HALF_HOURS_A_DAY
        for span in availability.spans:
            if midnight <= span.start < midnight + HALF_HOURS_A_DAY:
                start, end = (span.start - midnight) * 30, (span.end - midnight) * 30
                yield FreeSpan(day, start, end, span.preference)


def _valid_until(supporter: sample.Supporter) -> date | None:
    ends = (supporter.vetted_until, supporter.trained_until, supporter.insured_until, supporter.code_until)
    known = [end for end in ends if end is not None]
    return min(known) if len(known) == len(ends) else None


def _readiest(supporter: sample.Supporter) -> tuple[bool, bool, int, str]:
    until = _valid_until(supporter) or date.min
    return until == date.min, supporter.travel_mode is not Mode.CAR, -until.toordinal(), supporter.code
