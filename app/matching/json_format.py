"""circles.json and its answer: version 1 of both formats, described in `circles.schema.json`.

Loading refuses every fault with its JSON path (see `planning.refusals`). Dumping then loading gives an equal value.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from app.matching.plan import CirclesOutcome, OverruledPin, Plan
from app.matching.problem import (
    Child,
    ChildWishes,
    Exclusion,
    Pair,
    Place,
    Problem,
    SecondAdult,
    Supporter,
)
from app.matching.programme import (
    USUAL_WISHES,
    ByRhythm,
    CircleRole,
    Gender,
    GenderRule,
    NeededBy,
    Programme,
    Rhythm,
    Wish,
)
from app.planning.availability import Availability, Preference, Span
from app.planning.documents import Record, parse, read_record
from app.planning.geography import Point
from app.planning.outcome import Status, WishResult
from app.planning.refusals import Refusal, refuse_unless, within
from app.planning.travel import MeasuredTrip, Mode, Pace, TravelModel, usual_paces

PROBLEM_FORMAT = "care-circle/circles"
SOLUTION_FORMAT = "care-circle/circles-solution"
VERSION = 1


def load_problem(text: str) -> Problem:
    """The problem in a JSON text; raises Refusal with the path of the first fault."""
    return read_record(parse(text), "$", _problem)


def load_solution(text: str) -> CirclesOutcome:
    """The answer in a JSON text; raises Refusal with the path of the first fault."""
    return read_record(parse(text), "$", _solution)


def dump_problem(problem: Problem) -> str:
    """The problem as JSON, one child, supporter or place per line."""
    return _written(
        {
            "format": PROBLEM_FORMAT,
            "version": VERSION,
            "name": problem.name,
            "round_start": problem.round_start.isoformat(),
            "programme": _programme_json(problem.programme),
            "travel": _travel_json(problem.travel),
            "places": [{"id": p.id, "lat": p.point.lat, "lon": p.point.lon} for p in problem.places],
            "children": [_child_json(child) for child in problem.children],
            "supporters": [_supporter_json(supporter) for supporter in problem.supporters],
            "existing": [_pair_json(pair) for pair in problem.existing],
            "pins": [_pair_json(pair) for pair in problem.pins],
            "exclusions": [{"child": e.child, "supporter": e.supporter} for e in problem.exclusions],
        }
    )


def load_programme(value: object) -> Programme:
    """The programme in a JSON value (the `programme` part of a problem); raises Refusal with the path of the fault."""
    return read_record(value, "$", _programme)


def dump_programme(programme: Programme) -> dict[str, Any]:
    """The programme as a JSON value that `load_programme` reads back."""
    return _programme_json(programme)


def dump_solution(outcome: CirclesOutcome, openings: list[dict[str, Any]] | None = None) -> str:
    """The answer as JSON. It holds no times, so equal answers are equal files.

    `openings` adds what `explain` found out about open seats, for readers.
    """
    return _written(
        {
            "format": SOLUTION_FORMAT,
            "version": VERSION,
            "status": outcome.status.value,
            "wanted": outcome.wanted,
            "filled": outcome.filled,
            "gap": outcome.gap,
            "wishes": [{"name": w.code, "value": w.value, "bound": w.bound, "empty": w.empty} for w in outcome.wishes],
            "pairs": [_pair_json(pair) for pair in outcome.plan.pairs],
            "overruled_pins": [_pair_json(o.pin) | {"must": o.must} for o in outcome.plan.overruled],
            "open": openings or [],
        }
    )


def _written(document: dict[str, Any]) -> str:
    """JSON with one element of each long list per line: small diffs, small files."""
    lines = []
    for name, value in document.items():
        if isinstance(value, list) and value:
            items = ",\n".join("    " + _compact(item) for item in value)
            lines.append(f'  "{name}": [\n{items}\n  ]')
        else:
            lines.append(f'  "{name}": {_compact(value)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))


def _header(record: Record, wanted: str) -> None:
    found = record.text("format")
    refuse_unless(found == wanted, "not_one_of", f"{record.path}.format", found=found, wanted=[wanted])
    version = record.whole("version")
    refuse_unless(version == VERSION, "wrong_version", f"{record.path}.version", found=version, wanted=VERSION)


def _problem(record: Record) -> Problem:
    _header(record, PROBLEM_FORMAT)
    return Problem(
        name=record.text("name"),
        round_start=record.day("round_start"),
        programme=record.record("programme", _programme),
        travel=record.record("travel", _travel),
        places=record.records("places", _place, required=True),
        children=record.records("children", _child, required=True),
        supporters=record.records("supporters", _supporter, required=True),
        existing=record.records("existing", _pair),
        pins=record.records("pins", _pair),
        exclusions=record.records("exclusions", lambda r: Exclusion(r.text("child"), r.text("supporter"))),
    )


def _programme(record: Record) -> Programme:
    return Programme(
        code=record.text("code"),
        version=record.whole("version", 1),
        roles=record.records("roles", _role, required=True),
        gender_rules=record.records("gender_rules", _gender_rule),
        guardian_language=record.flag("guardian_language", True),
        valid_days=record.whole("valid_days", 30),
        stay_months=record.whole("stay_months", 10),
        enough_windows=record.whole("enough_windows", 2),
        meeting_minutes=record.whole("meeting_minutes", 75),
        rhythm_weights=record.record("rhythm_weights", _by_rhythm)
        if record.has("rhythm_weights")
        else ByRhythm(8, 4, 2, 1),
        wishes=_wishes(record),
    )


def _wishes(record: Record) -> tuple[Wish, ...]:
    if not record.has("wishes"):
        return USUAL_WISHES
    found = []
    for index, code in enumerate(record.texts("wishes")):
        if code not in set(Wish):
            raise Refusal(
                "not_one_of", f"{record.path}.wishes[{index}]", found=code, wanted=[wish.value for wish in Wish]
            )
        found.append(Wish(code))
    return tuple(found)


def _by_rhythm(record: Record) -> ByRhythm:
    return ByRhythm(record.whole("R1"), record.whole("R2"), record.whole("R3"), record.whole("R4"))


def _role(record: Record) -> CircleRole:
    return CircleRole(
        code=record.text("code"),
        kinds=record.texts("kinds"),
        count=record.whole("count", 1),
        exclusive=record.flag("exclusive", False),
        caseload=record.whole("caseload", 1),
        travel_limit=record.whole("travel_limit"),
        needed_by=record.choice("needed_by", NeededBy, NeededBy.ALL),
        licence=record.optional_text("licence"),
        weekly_slot=record.flag("weekly_slot", False),
        minimum_windows=record.whole("minimum_windows", 1),
        meetings_per_year=record.record("meetings_per_year", _by_rhythm),
    )


def _gender_rule(record: Record) -> GenderRule:
    return GenderRule(
        roles=record.texts("roles"),
        child=record.choice("child", Gender),
        from_age=record.whole("from_age"),
        supporter=record.choice("supporter", Gender),
    )


def _travel(record: Record) -> TravelModel:
    paces = usual_paces() | (record.record("paces", _paces) if record.has("paces") else {})
    return TravelModel(record.number("road_factor"), paces, record.records("measured", _trip))


def _paces(record: Record) -> dict[Mode, Pace]:
    return {
        mode: record.record(mode.value, lambda r: Pace(r.number("km_per_hour"), r.whole("fixed_minutes", 0)))
        for mode in Mode
        if record.has(mode.value)
    }


def _trip(record: Record) -> MeasuredTrip:
    return MeasuredTrip(
        record.text("origin"), record.text("destination"), record.choice("mode", Mode), record.whole("minutes")
    )


def _place(record: Record) -> Place:
    return Place(record.text("id"), Point(record.number("lat"), record.number("lon")))


def _child(record: Record) -> Child:
    return Child(
        id=record.text("id"),
        place=record.text("place"),
        age=record.whole("age"),
        gender=record.choice("gender", Gender),
        rhythm=record.choice("rhythm", Rhythm),
        guardian_languages=record.texts("guardian_languages"),
        consent=record.flag("consent"),
        second_adult=record.optional_choice("second_adult", SecondAdult),
        study_help=record.flag("study_help", False),
        household=record.optional_text("household"),
        interests=record.texts("interests"),
        windows=_windows(record),
        refused=record.texts("refused"),
        wishes=record.record("wishes", _child_wishes) if record.has("wishes") else ChildWishes(),
    )


def _child_wishes(record: Record) -> ChildWishes:
    return ChildWishes(record.texts("supporters"), record.optional_choice("gender", Gender))


def _supporter(record: Record) -> Supporter:
    return Supporter(
        id=record.text("id"),
        kind=record.text("kind"),
        base=record.text("base"),
        gender=record.choice("gender", Gender),
        age=record.whole("age"),
        mode=record.choice("mode", Mode),
        travel_limit=record.whole("travel_limit"),
        caseload=record.optional_whole("caseload"),
        sibling_caseload=record.optional_whole("sibling_caseload"),
        elsewhere=record.whole("elsewhere", 0),
        weekly_minutes=record.whole("weekly_minutes"),
        windows=_windows(record),
        languages=record.texts("languages"),
        interests=record.texts("interests"),
        licences=record.texts("licences"),
        vetted_until=record.optional_day("vetted_until"),
        trained_until=record.optional_day("trained_until"),
        insured_until=record.optional_day("insured_until"),
        code_until=record.optional_day("code_until"),
        stays_until=record.optional_day("stays_until"),
        experience=record.whole("experience", 0),
        household=record.optional_text("household"),
        refused=record.texts("refused"),
    )


def _windows(record: Record) -> Availability:
    spans = record.records("windows", _span)
    with within(f"{record.path}.windows"):
        return Availability(spans)


def _span(record: Record) -> Span:
    return Span(record.whole("start"), record.whole("end"), record.choice("preference", Preference, Preference.CAN))


def _pair(record: Record) -> Pair:
    return Pair(record.text("child"), record.text("role"), record.text("supporter"), record.optional_whole("slot"))


def _solution(record: Record) -> CirclesOutcome:
    _header(record, SOLUTION_FORMAT)
    record.number("gap")
    record.records("open", _ignored)
    return CirclesOutcome(
        status=record.choice("status", Status),
        plan=Plan(record.records("pairs", _pair, required=True), record.records("overruled_pins", _overruled)),
        wishes=record.records("wishes", _wish_result, required=True),
        wanted=record.whole("wanted"),
        filled=record.whole("filled"),
    )


def _ignored(record: Record) -> None:
    """Explanations of open seats are for readers; checking recounts the plan, not the prose."""
    record.skip()


def _overruled(record: Record) -> OverruledPin:
    return OverruledPin(_pair(record), record.text("must"))


def _wish_result(record: Record) -> WishResult:
    return WishResult(record.text("name"), record.whole("value"), record.whole("bound"), record.whole("empty", 0))


def _programme_json(programme: Programme) -> dict[str, Any]:
    return {
        "code": programme.code,
        "version": programme.version,
        "roles": [_role_json(role) for role in programme.roles],
        "gender_rules": [
            {"roles": list(r.roles), "child": r.child.value, "from_age": r.from_age, "supporter": r.supporter.value}
            for r in programme.gender_rules
        ],
        "guardian_language": programme.guardian_language,
        "valid_days": programme.valid_days,
        "stay_months": programme.stay_months,
        "enough_windows": programme.enough_windows,
        "meeting_minutes": programme.meeting_minutes,
        "rhythm_weights": _by_rhythm_json(programme.rhythm_weights),
        "wishes": [wish.value for wish in programme.wishes],
    }


def _role_json(role: CircleRole) -> dict[str, Any]:
    return {
        "code": role.code,
        "kinds": list(role.kinds),
        "count": role.count,
        "exclusive": role.exclusive,
        "caseload": role.caseload,
        "travel_limit": role.travel_limit,
        "needed_by": role.needed_by.value,
        "licence": role.licence,
        "weekly_slot": role.weekly_slot,
        "minimum_windows": role.minimum_windows,
        "meetings_per_year": _by_rhythm_json(role.meetings_per_year),
    }


def _by_rhythm_json(numbers: ByRhythm) -> dict[str, int]:
    return {rhythm.value: numbers.of(rhythm) for rhythm in Rhythm}


def _travel_json(travel: TravelModel) -> dict[str, Any]:
    return {
        "road_factor": travel.road_factor,
        "paces": {
            mode.value: {"km_per_hour": pace.km_per_hour, "fixed_minutes": pace.fixed_minutes}
            for mode, pace in travel.paces.items()
        },
        "measured": [
            {"origin": t.origin, "destination": t.destination, "mode": t.mode.value, "minutes": t.minutes}
            for t in travel.measured
        ],
    }


def _child_json(child: Child) -> dict[str, Any]:
    wishes = {"supporters": list(child.wishes.supporters), "gender": child.wishes.gender}
    return {
        "id": child.id,
        "place": child.place,
        "age": child.age,
        "gender": child.gender.value,
        "rhythm": child.rhythm.value,
        "guardian_languages": list(child.guardian_languages),
        "consent": child.consent,
        "second_adult": child.second_adult.value if child.second_adult else None,
        "study_help": child.study_help,
    } | _filled(
        household=child.household,
        interests=list(child.interests),
        windows=_windows_json(child.windows),
        refused=list(child.refused),
        wishes=_filled(**wishes),
    )


def _supporter_json(supporter: Supporter) -> dict[str, Any]:
    return {
        "id": supporter.id,
        "kind": supporter.kind,
        "base": supporter.base,
        "gender": supporter.gender.value,
        "age": supporter.age,
        "mode": supporter.mode.value,
        "travel_limit": supporter.travel_limit,
        "caseload": supporter.caseload,
        "elsewhere": supporter.elsewhere,
        "weekly_minutes": supporter.weekly_minutes,
        "vetted_until": _day(supporter.vetted_until),
        "trained_until": _day(supporter.trained_until),
        "insured_until": _day(supporter.insured_until),
        "code_until": _day(supporter.code_until),
        "experience": supporter.experience,
    } | _filled(
        sibling_caseload=supporter.sibling_caseload,
        stays_until=_day(supporter.stays_until),
        household=supporter.household,
        languages=list(supporter.languages),
        interests=list(supporter.interests),
        licences=list(supporter.licences),
        windows=_windows_json(supporter.windows),
        refused=list(supporter.refused),
    )


def _filled(**fields: Any) -> dict[str, Any]:
    """The fields that say something; absent ones read back as empty."""
    return {name: value for name, value in fields.items() if value not in (None, [], {})}


def _windows_json(windows: Availability) -> list[dict[str, Any]]:
    return [{"start": s.start, "end": s.end, "preference": s.preference.value} for s in windows.spans]


def _pair_json(pair: Pair) -> dict[str, Any]:
    return {"child": pair.child, "role": pair.role, "supporter": pair.supporter} | _filled(slot=pair.slot)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
