"""Small rotas with named people: the 7th of September 2026 is a Monday."""

from __future__ import annotations

from datetime import date
from typing import Any

from app.planning.availability import Preference
from app.planning.geography import Place, Point
from app.planning.travel import MeasuredTrip, Mode, TravelModel
from app.scheduling.rota.columns import Columns
from app.scheduling.rota.people import FreeSpan, Limits, Person
from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.programme import Programme
from app.scheduling.rota.shifts import Assignment, Opening, Shift
from app.scheduling.rota.standing import Standing

MONDAY = date(2026, 9, 7)
NEXT_YEAR = date(2027, 6, 1)
HERE, THERE = Place("here", Point(27.98, 119.63)), Place("there", Point(27.83, 119.69))
ROAD = MeasuredTrip("here", "there", Mode.SCOOTER, 25)
PROGRAMME = Programme("centres")


def hours(first: int, last: int, *days: int, preference: Preference = Preference.CAN) -> tuple[FreeSpan, ...]:
    """Free from one full hour to another on these days."""
    return tuple(FreeSpan(day, first * 60, last * 60, preference) for day in days)


def person(name: str, limits: dict[str, Any] | None = None, **told: Any) -> Person:
    """Somebody vetted, at home at `here`, free at all hours of four weeks unless told otherwise."""
    usual: dict[str, Any] = {"base": "here", "valid_until": NEXT_YEAR, "free": hours(0, 24, *range(28))}
    return Person(name, limits=Limits(**(limits or {})), **(usual | told))


def shift(name: str, day: int = 0, first: int = 9, last: int = 11, place: str | None = "here", **told: Any) -> Shift:
    """A shift from one full hour to another."""
    return Shift(name, day, first * 60, last * 60, place, **told)


def opening(of: Shift, least: int = 1, wanted: int | None = None, most: int | None = None, **told: Any) -> Opening:
    """The one opening of a shift, named after it."""
    wanted = max(1, least) if wanted is None else wanted
    return Opening(f"{of.id}.o", of.id, "keeper", least, wanted, max(1, wanted) if most is None else most, **told)


def rota(shifts: tuple[Shift | tuple[Shift, Opening], ...], people: tuple[Person, ...], **told: Any) -> RotaProblem:
    """A problem of shifts, each with its opening (one place for everybody to fill unless given)."""
    pairs = [entry if isinstance(entry, tuple) else (entry, opening(entry)) for entry in shifts]
    usual: dict[str, Any] = {"start": MONDAY, "days": 28, "programme": PROGRAMME, "places": (HERE, THERE),
                             "travel": TravelModel(measured=(ROAD,))}  # fmt: skip
    return RotaProblem(
        name="small", shifts=tuple(s for s, _ in pairs), openings=tuple(o for _, o in pairs), people=people,
        **(usual | told),
    )  # fmt: skip


def on(**who: str) -> tuple[Assignment, ...]:
    """Assignments told as person="shift shift": `on(anna="mon tue")`."""
    return tuple(Assignment(name, f"{code}.o") for name, codes in who.items() for code in codes.split())


def columns(*shifts: Shift | tuple[Shift, Opening], people: tuple[Person, ...], **told: Any) -> Columns:
    """The columns of a small problem."""
    return Columns(rota(shifts, people, **told))


def may(rule: Any, problem: RotaProblem, name: str, code: str, standing: tuple[Assignment, ...] = ()) -> bool:
    """Whether a rule lets somebody join a shift beside what stands; rules without a plan are asked without it."""
    table = Columns(problem)
    row, column = table.person_row[name], table.opening_row[f"{code}.o"]
    if hasattr(rule.allowed, "__code__") and rule.allowed.__code__.co_varnames[0] == "columns":
        return bool(rule.allowed(table)[row, column])
    return bool(rule.allowed(Standing(table, standing), column)[row])
