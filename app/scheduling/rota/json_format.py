"""rota.json and its answer: version 1 of both formats, described in `rota.schema.json` and `rota-solution.schema.json`.

Loading refuses every fault with its JSON path (see `planning.refusals`). Dumping then loading gives an equal value.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from app.planning.availability import Preference
from app.planning.documents import Record, parse, read_header, read_record, written
from app.planning.ground_json import place_json, read_place, read_travel, read_wish, travel_json, wish_json
from app.planning.outcome import Status
from app.planning.people import Gender
from app.planning.refusals import Refusal
from app.planning.travel import Mode
from app.scheduling.rota.json_objects import (
    assignment_json,
    exclusion_json,
    opening_json,
    pair_json,
    person_json,
    programme_json,
    shift_json,
)
from app.scheduling.rota.people import BusySpan, FreeSpan, Limits, Person
from app.scheduling.rota.plan import OverruledPin, Rota, RotaOutcome
from app.scheduling.rota.problem import Exclusion, PersonPair, RotaProblem
from app.scheduling.rota.programme import USUAL_WISHES, Programme, ShiftMust, Wish
from app.scheduling.rota.shifts import Assignment, Opening, Shift

PROBLEM_FORMAT = "care-circle/rota"
SOLUTION_FORMAT = "care-circle/rota-solution"
VERSION = 1
Code = TypeVar("Code", bound=StrEnum)


def load_problem(text: str) -> RotaProblem:
    """The problem in a JSON text; raises Refusal with the path of the first fault."""
    return read_record(parse(text), "$", _problem)


def load_solution(text: str) -> RotaOutcome:
    """The answer in a JSON text; raises Refusal with the path of the first fault."""
    return read_record(parse(text), "$", _solution)


def load_programme(value: object) -> Programme:
    """The programme in a JSON value (the `programme` part of a problem); raises Refusal with the path of the fault."""
    return read_record(value, "$", _programme)


def dump_programme(programme: Programme) -> dict[str, Any]:
    """The programme as a JSON value that `load_programme` reads back."""
    return programme_json(programme)


def dump_problem(problem: RotaProblem) -> str:
    """The problem as JSON, one shift, opening, person or place per line."""
    return written(
        {
            "format": PROBLEM_FORMAT,
            "version": VERSION,
            "name": problem.name,
            "start": problem.start.isoformat(),
            "days": problem.days,
            "freeze_until": problem.freeze_until,
            "programme": programme_json(problem.programme),
            "travel": travel_json(problem.travel),
            "places": [place_json(place) for place in problem.places],
            "shifts": [shift_json(shift) for shift in problem.shifts],
            "openings": [opening_json(opening) for opening in problem.openings],
            "people": [person_json(person) for person in problem.people],
            "standing": [assignment_json(assignment) for assignment in problem.standing],
            "pins": [assignment_json(pin) for pin in problem.pins],
            "exclusions": [exclusion_json(exclusion) for exclusion in problem.exclusions],
            "apart": [pair_json(pair) for pair in problem.apart],
            "together": [pair_json(pair) for pair in problem.together],
        }
    )


def dump_solution(
    outcome: RotaOutcome, shifts: list[dict[str, Any]] | None = None, open_places: list[dict[str, Any]] | None = None
) -> str:
    """The answer as JSON. It holds no times, so equal answers are equal files.

    `shifts` and `open_places` add what `explain` found out, for readers.
    """
    return written(
        {
            "format": SOLUTION_FORMAT,
            "version": VERSION,
            "status": outcome.status.value,
            "wanted": outcome.wanted,
            "filled": outcome.filled,
            "gap": outcome.gap,
            "wishes": [wish_json(wish) for wish in outcome.wishes],
            "assignments": [assignment_json(assignment) for assignment in outcome.rota.assignments],
            "overruled_pins": [assignment_json(o.pin) | {"must": o.must} for o in outcome.rota.overruled],
            "below_least": list(outcome.rota.below_least),
            "shifts": shifts or [],
            "open": open_places or [],
        }
    )


def _problem(record: Record) -> RotaProblem:
    read_header(record, PROBLEM_FORMAT, VERSION)
    return RotaProblem(
        name=record.text("name"),
        start=record.day("start"),
        days=record.whole("days"),
        freeze_until=record.whole("freeze_until", 0),
        programme=record.record("programme", _programme),
        travel=record.record("travel", read_travel),
        places=record.records("places", read_place),
        shifts=record.records("shifts", _shift, required=True),
        openings=record.records("openings", _opening, required=True),
        people=record.records("people", _person, required=True),
        standing=record.records("standing", _assignment),
        pins=record.records("pins", _assignment),
        exclusions=record.records("exclusions", _exclusion),
        apart=record.records("apart", _pair),
        together=record.records("together", _pair),
    )


def _programme(record: Record) -> Programme:
    return Programme(
        code=record.text("code"),
        version=record.whole("version", 1),
        shift_musts=_codes(record, "shift_musts", ShiftMust, tuple(ShiftMust)),
        wishes=_codes(record, "wishes", Wish, USUAL_WISHES),
        blended=record.flag("blended", False),
    )


def _codes(record: Record, name: str, choices: type[Code], usual: tuple[Code, ...]) -> tuple[Code, ...]:
    if not record.has(name):
        return usual
    found, wanted = [], [choice.value for choice in choices]
    for index, code in enumerate(record.texts(name)):
        if code not in wanted:
            raise Refusal("not_one_of", f"{record.path}.{name}[{index}]", found=code, wanted=wanted)
        found.append(choices(code))
    return tuple(found)


def _shift(record: Record) -> Shift:
    return Shift(
        id=record.text("id"),
        day=record.whole("day"),
        start=record.whole("start"),
        end=record.whole("end"),
        place=record.optional_text("place"),
        activity=record.text("activity", ""),
        series=record.text("series", ""),
        children=record.whole("children", 0),
        ratio=record.optional_whole("ratio"),
        least_adults=record.optional_whole("least_adults"),
        needs_woman=record.flag("needs_woman", False),
        needs_first_aider=record.flag("needs_first_aider", False),
        urgency=record.whole("urgency", 1),
        may_stay_closed=record.flag("may_stay_closed", False),
    )


def _opening(record: Record) -> Opening:
    return Opening(
        id=record.text("id"),
        shift=record.text("shift"),
        duty=record.text("duty"),
        least=record.whole("least"),
        wanted=record.whole("wanted"),
        most=record.whole("most"),
        licences=record.texts("licences"),
        skills=record.texts("skills"),
        under_weight=record.optional_whole("under_weight"),
        over_weight=record.whole("over_weight", 0),
    )


def _person(record: Record) -> Person:
    return Person(
        id=record.text("id"),
        base=record.optional_text("base"),
        mode=record.choice("mode", Mode, Mode.SCOOTER),
        travel_limit=record.whole("travel_limit", 30),
        gender=record.choice("gender", Gender),
        adult=record.flag("adult", True),
        newcomer=record.flag("newcomer", False),
        first_aider=record.flag("first_aider", False),
        licences=record.texts("licences"),
        skills=record.texts("skills"),
        valid_until=record.optional_day("valid_until"),
        free=record.records("free", _free),
        busy=record.records("busy", _busy),
        limits=record.record("limits", _limits) if record.has("limits") else Limits(),
        asked=_weights(record, "asked"),
        disliked=_weights(record, "disliked"),
        refused=record.texts("refused"),
        familiar=_weights(record, "familiar"),
        burden_before=record.whole("burden_before", 0),
    )


def _limits(record: Record) -> Limits:
    return Limits(
        minutes_a_day=record.optional_whole("minutes_a_day"),
        minutes_a_week=record.optional_whole("minutes_a_week"),
        least_minutes=record.whole("least_minutes", 0),
        most_minutes=record.optional_whole("most_minutes"),
        least_shifts=record.whole("least_shifts", 0),
        most_shifts=record.optional_whole("most_shifts"),
        shifts_a_week=record.optional_whole("shifts_a_week"),
        most_days_in_a_row=record.optional_whole("most_days_in_a_row"),
        least_days_in_a_row=record.whole("least_days_in_a_row", 1),
        least_days_off=record.whole("least_days_off", 1),
        most_weekends=record.optional_whole("most_weekends"),
        rest_minutes=record.whole("rest_minutes", 0),
        most_per_activity=_weights(record, "most_per_activity"),
        not_after=record.record("not_after", _barred) if record.has("not_after") else {},
    )


def _weights(record: Record, name: str) -> dict[str, int]:
    """An object of whole numbers, whose field names are ids or codes."""
    if not record.has(name):
        return {}
    return record.record(name, lambda r: {key: r.whole(key) for key in r.names()})


def _barred(record: Record) -> dict[str, frozenset[str]]:
    return {code: frozenset(record.texts(code)) for code in record.names()}


def _free(record: Record) -> FreeSpan:
    preference = record.choice("preference", Preference, Preference.CAN)
    return FreeSpan(record.whole("day"), record.whole("start"), record.whole("end"), preference)


def _busy(record: Record) -> BusySpan:
    return BusySpan(
        record.whole("day"),
        record.whole("start"),
        record.whole("end"),
        record.whole("minutes"),
        record.optional_text("place"),
    )


def _assignment(record: Record) -> Assignment:
    return Assignment(record.text("person"), record.text("opening"))


def _exclusion(record: Record) -> Exclusion:
    return Exclusion(record.text("person"), record.optional_text("opening"), record.optional_text("place"))


def _pair(record: Record) -> PersonPair:
    return PersonPair(record.text("one"), record.text("other"))


def _solution(record: Record) -> RotaOutcome:
    read_header(record, SOLUTION_FORMAT, VERSION)
    record.number("gap")
    record.records("shifts", _ignored)
    record.records("open", _ignored)
    rota = Rota(
        record.records("assignments", _assignment, required=True),
        record.records("overruled_pins", lambda r: OverruledPin(_assignment(r), r.text("must"))),
        record.texts("below_least"),
    )
    return RotaOutcome(
        status=record.choice("status", Status),
        rota=rota,
        wishes=record.records("wishes", read_wish, required=True),
        wanted=record.whole("wanted"),
        filled=record.whole("filled"),
    )


def _ignored(record: Record) -> None:
    """Explanations are for readers; checking recounts the rota, not the prose."""
    record.skip()
