"""circles.json (version 2) and its answer (version 1), described in `circles.schema.json`.

Version 2 knows how long children wait. A problem of version 1 still reads: nobody waits in it, and where it leaves the
wishes out it means those there were then.

Loading refuses every fault with its JSON path (see `planning.refusals`). Dumping then loading gives an equal value.
"""

from __future__ import annotations

from typing import Any

from app.matching.json_objects import child_json, pair_json, programme_json, supporter_json
from app.matching.plan import CirclesOutcome, OverruledPin, Plan
from app.matching.problem import (
    Child,
    ChildWishes,
    Exclusion,
    Pair,
    Problem,
    SecondAdult,
    Supporter,
    Waiting,
)
from app.matching.programme import (
    USUAL_WISHES,
    ByRhythm,
    CircleRole,
    GenderRule,
    NeededBy,
    Programme,
    Rhythm,
    Wish,
)
from app.planning.availability import Availability, Preference, Span
from app.planning.documents import Record, parse, read_header, read_record, written
from app.planning.ground_json import place_json, read_place, read_travel, read_wish, travel_json, wish_json
from app.planning.outcome import Status
from app.planning.people import Gender
from app.planning.refusals import Refusal, within
from app.planning.travel import Mode

PROBLEM_FORMAT = "care-circle/circles"
SOLUTION_FORMAT = "care-circle/circles-solution"
VERSION, OLDEST = 2, 1
SOLUTION_VERSION = 1
FIRST_WISHES = tuple(wish for wish in USUAL_WISHES if wish is not Wish.WAITING)
"""What a problem of version 1 means by leaving the wishes out."""


def load_problem(text: str) -> Problem:
    """The problem in a JSON text; raises Refusal with the path of the first fault."""
    return read_record(parse(text), "$", _problem)


def load_solution(text: str) -> CirclesOutcome:
    """The answer in a JSON text; raises Refusal with the path of the first fault."""
    return read_record(parse(text), "$", _solution)


def dump_problem(problem: Problem) -> str:
    """The problem as JSON, one child, supporter or place per line."""
    return written(
        {
            "format": PROBLEM_FORMAT,
            "version": VERSION,
            "name": problem.name,
            "round_start": problem.round_start.isoformat(),
            "programme": programme_json(problem.programme),
            "travel": travel_json(problem.travel),
            "places": [place_json(place) for place in problem.places],
            "children": [child_json(child) for child in problem.children],
            "supporters": [supporter_json(supporter) for supporter in problem.supporters],
            "existing": [pair_json(pair) for pair in problem.existing],
            "pins": [pair_json(pair) for pair in problem.pins],
            "exclusions": [{"child": e.child, "supporter": e.supporter} for e in problem.exclusions],
        }
    )


def load_programme(value: object) -> Programme:
    """The programme in a JSON value (the `programme` part of a problem); raises Refusal with the path of the fault."""
    return read_record(value, "$", _programme)


def dump_programme(programme: Programme) -> dict[str, Any]:
    """The programme as a JSON value that `load_programme` reads back."""
    return programme_json(programme)


def dump_solution(outcome: CirclesOutcome, openings: list[dict[str, Any]] | None = None) -> str:
    """The answer as JSON. It holds no times, so equal answers are equal files.

    `openings` adds what `explain` found out about open seats, for readers.
    """
    return written(
        {
            "format": SOLUTION_FORMAT,
            "version": SOLUTION_VERSION,
            "status": outcome.status.value,
            "wanted": outcome.wanted,
            "filled": outcome.filled,
            "gap": outcome.gap,
            "wishes": [wish_json(wish) for wish in outcome.wishes],
            "pairs": [pair_json(pair) for pair in outcome.plan.pairs],
            "overruled_pins": [pair_json(o.pin) | {"must": o.must} for o in outcome.plan.overruled],
            "open": openings or [],
        }
    )


def _problem(record: Record) -> Problem:
    version = read_header(record, PROBLEM_FORMAT, VERSION, OLDEST)
    usual = FIRST_WISHES if version == 1 else USUAL_WISHES
    return Problem(
        name=record.text("name"),
        round_start=record.day("round_start"),
        programme=record.record("programme", lambda programme: _programme(programme, usual)),
        travel=record.record("travel", read_travel),
        places=record.records("places", read_place, required=True),
        children=record.records("children", _child, required=True),
        supporters=record.records("supporters", _supporter, required=True),
        existing=record.records("existing", _pair),
        pins=record.records("pins", _pair),
        exclusions=record.records("exclusions", lambda r: Exclusion(r.text("child"), r.text("supporter"))),
    )


def _programme(record: Record, usual: tuple[Wish, ...] = USUAL_WISHES) -> Programme:
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
        wishes=_wishes(record, usual),
    )


def _wishes(record: Record, usual: tuple[Wish, ...]) -> tuple[Wish, ...]:
    if not record.has("wishes"):
        return usual
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
        waiting=record.records("waiting", lambda r: Waiting(r.text("role"), r.whole("days"))),
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
        probation=record.flag("probation", False),
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
    read_header(record, SOLUTION_FORMAT, SOLUTION_VERSION)
    record.number("gap")
    record.records("open", _ignored)
    return CirclesOutcome(
        status=record.choice("status", Status),
        plan=Plan(record.records("pairs", _pair, required=True), record.records("overruled_pins", _overruled)),
        wishes=record.records("wishes", read_wish, required=True),
        wanted=record.whole("wanted"),
        filled=record.whole("filled"),
    )


def _ignored(record: Record) -> None:
    """Explanations of open seats are for readers; checking recounts the plan, not the prose."""
    record.skip()


def _overruled(record: Record) -> OverruledPin:
    return OverruledPin(_pair(record), record.text("must"))
