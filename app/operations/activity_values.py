"""What is written of an activity, checked once for templates, series and shifts."""

from __future__ import annotations

from typing import Any

from app.models.activities import SAFE_FIELDS, ActivityKind, Duty, WayHome
from app.models.calendars import SeasonKind
from app.planning.activity_documents import read_duties, read_patterns, write_duties, write_patterns
from app.planning.refusals import Refusal

#: field → least and most, as the tables keep them
LIMITS = {"children": (0, 500), "ratio": (1, 50), "least_adults": (1, 20), "urgency": (1, 10)}
#: two people with children, whatever the activity (the two-adult rule; domain 1.6)
LEAST_WITH_CHILDREN = 2
#: duties that are a profession → the licence without which nobody does them (domain H2)
PROFESSIONS: dict[str, str] = {Duty.COUNSELLOR: "counsellor"}


class ActivityRefused(Exception):
    """An activity cannot be written so; `field` says where, `code` (app.wording.activities.REFUSALS) what is wrong."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


def checked_safety(values: dict[str, Any]) -> dict[str, Any]:
    """Return how many adults an activity needs, or raise ActivityRefused; with children never fewer than two."""
    for field, (least, most) in LIMITS.items():
        value = values[field]
        if value is None and field == "ratio":
            continue
        if value is None or not least <= value <= most:
            raise ActivityRefused(field, "missing" if value is None else "out_of_range")
    found = {field: values[field] for field in SAFE_FIELDS}
    if found["children"] and found["least_adults"] < LEAST_WITH_CHILDREN:
        raise ActivityRefused("least_adults", "out_of_range")
    return found


def checked_pattern(values: dict[str, Any]) -> dict[str, Any]:
    """Return patterns, duties, kind and way home as tables keep them, or raise ActivityRefused."""
    if values["kind"] not in tuple(ActivityKind):
        raise ActivityRefused("kind", "unknown")
    if values["way_home"] not in tuple(WayHome):
        raise ActivityRefused("way_home", "unknown")
    try:
        patterns = read_patterns(values["patterns"])
    except Refusal as refusal:
        code = refusal.code if refusal.code == "overlapping_sessions" else "too_short"
        raise ActivityRefused("patterns", code) from refusal
    if not patterns.keys() <= set(SeasonKind):
        raise ActivityRefused("patterns", "unknown")
    if not any(pattern.sessions for pattern in patterns.values()):
        raise ActivityRefused("patterns", "no_sessions")
    return {
        "kind": values["kind"],
        "way_home": values["way_home"],
        "patterns": write_patterns(patterns),
        "duties": checked_duties(values["duties"]),
    }


def checked_duties(duties: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return duties as tables keep them, or raise ActivityRefused; a profession asks for its licence and no other."""
    try:
        needs = read_duties(duties)
    except Refusal as refusal:
        code = "duplicate" if refusal.code == "duplicate" else "headcount"
        raise ActivityRefused("duties", code) from refusal
    if not needs:
        raise ActivityRefused("duties", "no_duties")
    if not {need.duty for need in needs} <= set(Duty):
        raise ActivityRefused("duties", "unknown")
    if any(need.duty in PROFESSIONS and need.licences != (PROFESSIONS[need.duty],) for need in needs):
        raise ActivityRefused("duties", "profession")
    return write_duties(needs)
