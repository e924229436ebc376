"""Patterns and duties of activities as tables keep them: JSON read strictly, written back the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from app.planning.documents import Record, read_record
from app.planning.refusals import Refusal, refuse_unless
from app.planning.sessions import Pattern, Session

Value = TypeVar("Value")
#: more people than any shift of ours sees
MOST_PEOPLE = 100


@dataclass(frozen=True, slots=True)
class DutyNeed:
    """How many people a duty needs: short-handed below `least`, good at `wanted`, never above `most`."""

    duty: str
    least: int
    wanted: int
    most: int
    #: any of these will do
    licences: tuple[str, ...] = ()
    #: all of these
    skills: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field, lower, upper in (
            ("least", 0, MOST_PEOPLE), ("wanted", self.least, MOST_PEOPLE), ("most", max(1, self.wanted), MOST_PEOPLE)
        ):  # fmt: skip
            found = getattr(self, field)
            refuse_unless(lower <= found <= upper, "out_of_range", field, found=found, least=lower, most=upper)


def read_duties(document: object, path: str = "$") -> tuple[DutyNeed, ...]:
    """Read duties as tables keep them, a list of objects with the fields of a DutyNeed; raise Refusal with the path."""
    duties = _read_list(document, path, _duty)
    seen: set[str] = set()
    for index, need in enumerate(duties):
        refuse_unless(need.duty not in seen, "duplicate", f"{path}[{index}].duty", found=need.duty)
        seen.add(need.duty)
    return duties


def write_duties(duties: Iterable[DutyNeed]) -> list[dict[str, Any]]:
    """Return duties as tables keep them; `read_duties` reads them back."""
    return [
        {
            "duty": need.duty,
            "least": need.least,
            "wanted": need.wanted,
            "most": need.most,
            "licences": list(need.licences),
            "skills": list(need.skills),
        }
        for need in duties
    ]


def _duty(record: Record) -> DutyNeed:
    return DutyNeed(
        duty=record.text("duty"),
        least=record.whole("least"),
        wanted=record.whole("wanted"),
        most=record.whole("most"),
        licences=record.texts("licences"),
        skills=record.texts("skills"),
    )


def _read_list(document: object, path: str, read: Callable[[Record], Value]) -> tuple[Value, ...]:
    if not isinstance(document, list):
        raise Refusal("wrong_type", path, wanted="array")
    return tuple(read_record(value, f"{path}[{index}]", read) for index, value in enumerate(document))


def read_patterns(document: object, path: str = "$") -> dict[str, Pattern]:
    """Read patterns as tables keep them; raise Refusal with the path of what is wrong.

    `{"term": {"sessions": [{"weekday": 0, "start": 990, "end": 1110, "weeks": []}], "make_up": [{"start": 990, "end": 1110}],
    "holidays": false}, …}`; `make_up` null or absent: as on any such weekday.
    """
    if not isinstance(document, dict):
        raise Refusal("wrong_type", path, wanted="object")
    return {str(part): read_record(value, f"{path}.{part}", _pattern) for part, value in document.items()}


def _pattern(record: Record) -> Pattern:
    sessions = record.records("sessions", _session)
    make_up = record.records("make_up", _hours)
    return Pattern(sessions, make_up if record.has("make_up") else None, record.flag("holidays", False))


def _session(record: Record) -> Session:
    weeks = record.wholes("weeks")
    return Session(record.whole("weekday"), record.whole("start"), record.whole("end"), weeks)


def _hours(record: Record) -> tuple[int, int]:
    return record.whole("start"), record.whole("end")


def write_patterns(patterns: Mapping[str, Pattern]) -> dict[str, Any]:
    """Return patterns as tables keep them; `read_patterns` reads them back."""
    return {
        part: {
            "sessions": [
                {"weekday": one.weekday, "start": one.start, "end": one.end, "weeks": list(one.weeks)}
                for one in pattern.sessions
            ],
            "make_up": None
            if pattern.make_up is None
            else [{"start": start, "end": end} for start, end in pattern.make_up],
            "holidays": pattern.holidays,
        }
        for part, pattern in patterns.items()
    }
