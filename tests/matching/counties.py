"""Small invented problems: a cast of named people, and a generator of varied ones for property tests."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from typing import Any

from app.matching import (
    ByRhythm,
    Child,
    ChildWishes,
    CircleRole,
    Exclusion,
    Gender,
    GenderRule,
    NeededBy,
    Pair,
    Place,
    Problem,
    Programme,
    Rhythm,
    SecondAdult,
    Supporter,
    Waiting,
    Wish,
)
from app.planning.availability import Availability, Span
from app.planning.geography import Point
from app.planning.travel import MeasuredTrip, Mode, TravelModel

START = date(2026, 9, 1)
VALID = {name: date(2027, 3, 1) for name in ("vetted_until", "trained_until", "insured_until", "code_until")}
SATURDAY_MORNING = Availability((Span(5 * 48 + 17, 5 * 48 + 23),))  # 8:30-11:30: two meetings
SUNDAY_MORNING = Availability((Span(6 * 48 + 18, 6 * 48 + 21),))  # 9:00-10:30: one meeting
VILLAGE, NEXT_VILLAGE, FAR_VILLAGE = (
    Place("village", Point(27.90, 119.60)),
    Place("next-village", Point(27.92, 119.60)),
    Place("far-village", Point(28.20, 119.60)),
)
PLACES = (VILLAGE, NEXT_VILLAGE, FAR_VILLAGE)
OFFICER = CircleRole(
    "officer", ("officer",), caseload=3, travel_limit=60, licence="police", meetings_per_year=ByRhythm(12, 6, 4, 2)
)
VOLUNTEER = CircleRole("volunteer", ("volunteer",), travel_limit=45, weekly_slot=True)
TUTOR = CircleRole(
    "tutor", ("tutor", "volunteer"), travel_limit=45, weekly_slot=True, needed_by=NeededBy.STUDY_HELP, caseload=2
)
GIRLS_GET_WOMEN = GenderRule(("volunteer",), Gender.FEMALE, 10, Gender.FEMALE)


def lan(**facts: Any) -> Child:
    """Lan, a girl of eleven with the closest rhythm, whose grandmother speaks Wu."""
    usual: dict[str, Any] = {
        "id": "lan", "place": "village", "age": 11, "gender": Gender.FEMALE, "rhythm": Rhythm.R1,
        "guardian_languages": ("wu",), "interests": ("chess", "football"), "windows": SATURDAY_MORNING,
    }  # fmt: skip
    return Child(**(usual | facts))


def bo(**facts: Any) -> Child:
    """Bo, a boy of eight with a light rhythm."""
    usual: dict[str, Any] = {"id": "bo", "age": 8, "gender": Gender.MALE, "rhythm": Rhythm.R4}
    return lan(**(usual | facts))


def mei(**facts: Any) -> Supporter:
    """Mei, a volunteer of the same village who has everything a volunteer needs."""
    usual: dict[str, Any] = {
        "id": "mei", "kind": "volunteer", "base": "village", "gender": Gender.FEMALE, "age": 40, "caseload": 1,
        "languages": ("wu",), "interests": ("chess",), "windows": SATURDAY_MORNING, **VALID,
    }  # fmt: skip
    return Supporter(**(usual | facts))


def officer(**facts: Any) -> Supporter:
    """A police officer of the village who speaks Mandarin only."""
    usual: dict[str, Any] = {
        "id": "officer", "kind": "officer", "gender": Gender.MALE, "languages": ("mandarin",),
        "licences": ("police",), "windows": Availability(), "caseload": None, "mode": Mode.CAR,
    }  # fmt: skip
    return mei(**(usual | facts))


def a_round(
    children: tuple[Child, ...],
    supporters: tuple[Supporter, ...],
    roles: tuple[CircleRole, ...] = (VOLUNTEER,),
    **facts: Any,
) -> Problem:
    """A problem of these people, its gender policy the usual one."""
    named = {role.code for role in roles}
    rules = (GIRLS_GET_WOMEN,) if "volunteer" in named else ()
    programme = facts.pop("programme", None) or Programme("test", roles, gender_rules=rules)
    return Problem("test", START, programme, PLACES, children, supporters, **facts)


def any_problem(seed: int, most_children: int = 7, most_supporters: int = 9) -> Problem:
    """A small problem in which every must has something to forbid; the same seed gives the same problem."""
    draw = random.Random(seed)
    roles = _roles(draw)
    kinds = sorted({kind for role in roles for kind in role.kinds} | {"volunteer"})
    places = tuple(Place(f"p{n}", Point(27.9 + draw.random() * 0.08, 119.6 + draw.random() * 0.08)) for n in range(5))
    children = tuple(_child(draw, n, places) for n in range(draw.randint(1, most_children)))
    supporters = tuple(_supporter(draw, n, places, kinds) for n in range(draw.randint(0, most_supporters) + 2))
    children = tuple(_with_opinions(draw, child, supporters) for child in children)
    supporters = tuple(
        replace(s, refused=(draw.choice(children).id,)) if draw.random() < 0.1 else s for s in supporters
    )
    measured = ()
    if draw.random() < 0.3:
        measured = (MeasuredTrip("p0", "p1", draw.choice(list(Mode)), draw.choice([5, 90])),)
    problem = Problem(
        f"any-{seed}", START, _programme(draw, roles), places, children, supporters,
        travel=TravelModel(draw.choice([1.3, 1.6]), measured=measured),
        existing=_pairs(draw, children, supporters, roles, 6),
        pins=_pairs(draw, children, supporters, roles, 3),
        exclusions=tuple(
            Exclusion(draw.choice(children).id, draw.choice(supporters).id) for _ in range(draw.randint(0, 3)) if supporters
        ),
    )  # fmt: skip
    problem = _with_newcomers(random.Random(f"newcomers {seed}"), _with_hours(random.Random(f"hours {seed}"), problem))
    return _with_waits(random.Random(f"waits {seed}"), problem)


def _with_waits(draw: random.Random, problem: Problem) -> Problem:
    """The same problem in which some children wait for some roles, a day or years."""
    roles = problem.programme.roles

    def waits() -> tuple[Waiting, ...]:
        return tuple(Waiting(r.code, draw.choice([1, 9, 30, 200, 2000])) for r in roles if draw.random() < 0.5)

    return replace(problem, children=tuple(replace(child, waiting=waits()) for child in problem.children))


def _roles(draw: random.Random) -> tuple[CircleRole, ...]:
    if draw.random() < 0.2:
        return (replace(VOLUNTEER, exclusive=True, kinds=("volunteer", "tutor")),)
    roles = draw.sample([OFFICER, VOLUNTEER, TUTOR], draw.randint(1, 3))
    return tuple(
        replace(role, count=2 if draw.random() < 0.15 else 1, minimum_windows=draw.choice([1, 1, 2])) for role in roles
    )


def _programme(draw: random.Random, roles: tuple[CircleRole, ...]) -> Programme:
    wishes = list(Wish)
    if draw.random() < 0.3:
        draw.shuffle(wishes)
        wishes = wishes[: draw.randint(1, len(wishes))]
    rules = (GIRLS_GET_WOMEN,) if any(role.code == "volunteer" for role in roles) and draw.random() < 0.7 else ()
    return Programme("any", roles, gender_rules=rules, wishes=tuple(wishes), guardian_language=draw.random() < 0.8)


def _child(draw: random.Random, number: int, places: tuple[Place, ...]) -> Child:
    return Child(
        id=f"c{number}",
        place=draw.choice(places).id,
        age=draw.randint(6, 15),
        gender=draw.choice(list(Gender)),
        rhythm=draw.choice(list(Rhythm)),
        guardian_languages=draw.choice([(), ("wu",), ("wu", "she"), ("mandarin",)]),
        consent=draw.random() > 0.06,
        second_adult=None if draw.random() < 0.06 else SecondAdult.GUARDIAN,
        study_help=draw.random() < 0.6,
        household=draw.choice([None, "h1", "h2"]),
        interests=tuple(draw.sample(["chess", "football", "singing"], 2)),
        windows=_windows(draw),
        wishes=ChildWishes(gender=draw.choice([None, Gender.FEMALE])),
    )


def _with_opinions(draw: random.Random, child: Child, supporters: tuple[Supporter, ...]) -> Child:
    if not supporters:
        return child
    refused = (draw.choice(supporters).id,) if draw.random() < 0.2 else ()
    asked = (draw.choice(supporters).id,) if draw.random() < 0.3 else ()
    return replace(child, refused=refused, wishes=ChildWishes(asked, child.wishes.gender))


def _supporter(draw: random.Random, number: int, places: tuple[Place, ...], kinds: list[str]) -> Supporter:
    dates: dict[str, Any] = dict(VALID)
    if draw.random() < 0.15:
        dates[draw.choice(list(dates))] = draw.choice([None, date(2026, 9, 15), date(2026, 10, 1)])
    return Supporter(
        id=f"s{number}",
        kind=draw.choice(kinds),
        base=draw.choice(places).id,
        gender=draw.choice([Gender.FEMALE, Gender.FEMALE, Gender.MALE]),
        age=draw.randint(17, 75),
        mode=draw.choice(list(Mode)),
        travel_limit=draw.choice([20, 45, 60]),
        caseload=draw.choice([None, None, 0, 1, 1, 2, 2, 2, 3]),
        sibling_caseload=draw.choice([None, 2]),
        elsewhere=draw.choice([*[0] * 6, 1]),
        weekly_minutes=draw.choice([60, 120, 120, 240]),
        windows=_windows(draw),
        languages=tuple(draw.sample(["mandarin", "wu", "she"], draw.randint(1, 2))),
        interests=tuple(draw.sample(["chess", "football", "singing"], 2)),
        licences=("police",) if draw.random() < 0.9 else (),
        stays_until=draw.choice([*[None] * 9, date(2026, 12, 1), date(2027, 7, 1), date(2027, 6, 30)]),
        experience=draw.choice([0, 12, 30]),
        household=draw.choice([*[None] * 7, "h1", "h9"]),
        **dates,
    )


def _windows(draw: random.Random) -> Availability:
    starts = draw.sample([33, 81, 5 * 48 + 17, 5 * 48 + 28, 6 * 48 + 18], draw.randint(2, 4))
    return Availability(tuple(Span(start, start + draw.choice([2, 3, 4, 6, 7, 9])) for start in starts))


def _pairs(
    draw: random.Random,
    children: tuple[Child, ...],
    supporters: tuple[Supporter, ...],
    roles: tuple[CircleRole, ...],
    most: int,
) -> tuple[Pair, ...]:
    found: dict[tuple[str, str], Pair] = {}
    for _ in range(draw.randint(0, most) if supporters else 0):
        pair = Pair(draw.choice(children).id, draw.choice(roles).code, draw.choice(supporters).id)
        found.setdefault((pair.child, pair.supporter), pair)
    return tuple(found.values())


def _with_hours(draw: random.Random, problem: Problem) -> Problem:
    """Most standing pairs that meet weekly do so as one of the child's free spans begins, possible for both or not."""
    weekly = {role.code for role in problem.programme.roles if role.weekly_slot}

    def met(pair: Pair) -> Pair:
        starts = [span.start for span in problem.child_by_id[pair.child].windows.spans]
        return replace(pair, slot=draw.choice(starts)) if pair.role in weekly and draw.random() < 0.7 else pair

    return replace(problem, existing=tuple(met(pair) for pair in problem.existing))


def _with_newcomers(draw: random.Random, problem: Problem) -> Problem:
    """Some supporters are on probation, and half of the second adults are of the programme."""
    return replace(
        problem,
        supporters=tuple(replace(s, probation=draw.random() < 0.2) for s in problem.supporters),
        children=tuple(
            replace(c, second_adult=draw.choice(list(SecondAdult))) if c.second_adult and draw.random() < 0.7 else c
            for c in problem.children
        ),
    )
