"""Reads a shift-scheduling instance of Curtois and Qu (2014) as a rota problem, and writes rotas as its answers.

Days count from a Monday. Every kind of shift starts at midnight, so nobody has two on one day. The format's cost is the
sum of broken requests and of people too few and too many, by weight: one blended wish.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app.planning.people import Gender
from app.scheduling.rota.people import MINUTES_A_DAY, FreeSpan, Limits, Person
from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.programme import Programme, Wish
from app.scheduling.rota.shifts import Assignment, Opening, Shift

MONDAY = date(2024, 1, 1)


@dataclass(frozen=True)
class Kind:
    """A kind of shift: its length in minutes and the kinds that may not follow on the next day."""

    minutes: int
    never_before: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """One line of the staff."""

    most_of_kind: dict[str, int]
    most_minutes: int
    least_minutes: int
    most_run: int
    least_run: int
    least_off: int
    most_weekends: int


@dataclass
class Instance:
    """An instance as it is written."""

    days: int = 0
    kinds: dict[str, Kind] = field(default_factory=dict)
    staff: dict[str, Member] = field(default_factory=dict)
    days_off: dict[str, tuple[int, ...]] = field(default_factory=dict)
    wanted_on: list[tuple[str, int, str, int]] = field(default_factory=list)
    wanted_off: list[tuple[str, int, str, int]] = field(default_factory=list)
    cover: dict[tuple[int, str], tuple[int, int, int]] = field(default_factory=dict)


class BadInstance(ValueError):
    """A line that cannot be understood: where, and what is wrong."""


def read(text: str) -> Instance:
    """Read the sections; raises BadInstance with the line's number."""
    instance, section = Instance(), ""
    for number, line in enumerate(text.splitlines(), start=1):
        told = line.strip()
        if not told or told.startswith("#"):
            continue
        if told.startswith("SECTION_"):
            section = told
            continue
        try:
            _take(instance, section, told.split(","))
        except (ValueError, IndexError, KeyError, TypeError) as fault:
            where = f"in {section}" if section else "before any section"
            raise BadInstance(f"line {number}: {told!r} cannot be read {where}.") from fault
    if not instance.days:
        raise BadInstance("SECTION_HORIZON is missing: it says how many days there are.")
    return instance


def _take(instance: Instance, section: str, parts: list[str]) -> None:
    match section:
        case "SECTION_HORIZON":
            instance.days = int(parts[0])
        case "SECTION_SHIFTS":
            instance.kinds[parts[0]] = Kind(int(parts[1]), tuple(kind for kind in parts[2].split("|") if kind))
        case "SECTION_STAFF":
            most = dict(limit.split("=") for limit in parts[1].split("|"))
            limits = {kind: int(number) for kind, number in most.items()}
            instance.staff[parts[0]] = Member(limits, *(int(number) for number in parts[2:8]))
        case "SECTION_DAYS_OFF":
            instance.days_off[parts[0]] = tuple(int(day) for day in parts[1:] if day)
        case "SECTION_SHIFT_ON_REQUESTS":
            instance.wanted_on.append((parts[0], int(parts[1]), parts[2], int(parts[3])))
        case "SECTION_SHIFT_OFF_REQUESTS":
            instance.wanted_off.append((parts[0], int(parts[1]), parts[2], int(parts[3])))
        case "SECTION_COVER":
            instance.cover[int(parts[0]), parts[1]] = (int(parts[2]), int(parts[3]), int(parts[4]))
        case _:
            raise ValueError(section)


def as_problem(instance: Instance, name: str) -> RotaProblem:
    """The same as a rota: an opening per day and kind, requests as shifts asked for and disliked."""
    shifts, openings = [], []
    for day in range(instance.days):
        for kind, about in instance.kinds.items():
            wanted, under, over = instance.cover.get((day, kind), (0, 0, 0))
            most = max(1, wanted, len(instance.staff))
            shifts.append(Shift(f"{day}/{kind}", day, 0, about.minutes, activity=kind))
            openings.append(
                Opening(
                    _opening(day, kind), f"{day}/{kind}", kind, least=0, wanted=wanted, most=most,
                    under_weight=under, over_weight=over,
                )
            )  # fmt: skip
    people = tuple(_person(instance, code, member) for code, member in instance.staff.items())
    programme = Programme("shifts", shift_musts=(), wishes=(Wish.FILL, Wish.ASKED), blended=True)
    return RotaProblem(name, MONDAY, instance.days, programme, tuple(shifts), tuple(openings), people)


def _person(instance: Instance, code: str, member: Member) -> Person:
    asked = {_opening(day, kind): weight for who, day, kind, weight in instance.wanted_on if who == code and weight}
    disliked = {_opening(day, kind): weight for who, day, kind, weight in instance.wanted_off if who == code and weight}
    never = instance.days_off.get(code, ())
    free = tuple(FreeSpan(day, 0, MINUTES_A_DAY) for day in range(instance.days) if day not in never)
    limits = Limits(
        least_minutes=member.least_minutes, most_minutes=member.most_minutes,
        most_days_in_a_row=member.most_run, least_days_in_a_row=member.least_run, least_days_off=member.least_off,
        most_weekends=member.most_weekends, most_per_activity=member.most_of_kind,
        not_after={kind: frozenset(about.never_before) for kind, about in instance.kinds.items() if about.never_before},
    )  # fmt: skip
    return Person(
        code, gender=Gender.FEMALE, valid_until=date.max, free=free, limits=limits, asked=asked, disliked=disliked
    )


def constant(instance: Instance) -> int:
    """The cost of a roster in which nobody works: every request to work broken, all cover missing."""
    requests = sum(weight for *_, weight in instance.wanted_on)
    return requests + sum(wanted * under for wanted, under, _ in instance.cover.values())


def as_answer(instance: Instance, assignments: Iterable[Assignment]) -> dict[str, list[str]]:
    """Each member's kind of shift by day, "" for a day off."""
    roster = {code: [""] * instance.days for code in instance.staff}
    for assignment in assignments:
        day, _, kind = assignment.opening.partition(".")
        roster[assignment.person][int(day)] = kind
    return roster


def _opening(day: int, kind: str) -> str:
    return f"{day}.{kind}"
