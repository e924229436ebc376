"""Activities that repeat: hours by part of the school year, and the dates they give.

Minutes are minutes of the day. A session is held in the part of the year whose pattern names it; what the day forbids
(a holiday, an exam week, the dark) leaves it out, and what the day takes an end of makes it shorter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise

from app.planning.refusals import refuse_unless

MINUTES_A_DAY = 1440
#: what the day leaves of a session is held when it is at least this long, and the dark leaves half of it
LEAST_MINUTES = 30
#: an end moved forward because of the dark is one people can remember
STEP = 5
#: days outside every declared part of the year go by the term's hours
TERM = "term"
#: weekdays on which there is school, Monday to Friday
SCHOOL_DAYS = range(5)


@dataclass(frozen=True, slots=True, order=True)
class Session:
    """From `start` to `end` on a weekday (0 Monday); in these weeks of the month only, if any are named (1 … 5)."""

    weekday: int
    start: int
    end: int
    weeks: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        refuse_unless(0 <= self.weekday <= 6, "out_of_range", "weekday", found=self.weekday, least=0, most=6)
        refuse_unless(0 <= self.start < MINUTES_A_DAY, "out_of_range", "start", found=self.start, least=0, most=1439)
        refuse_unless(
            self.start + LEAST_MINUTES <= self.end <= MINUTES_A_DAY, "out_of_range", "end",
            found=self.end, least=self.start + LEAST_MINUTES, most=MINUTES_A_DAY,
        )  # fmt: skip
        refuse_unless(all(1 <= week <= 5 for week in self.weeks), "out_of_range", "weeks", found=list(self.weeks))

    def falls_on(self, day: date) -> bool:
        """Say whether the pattern names this day: the third Saturday of a month is in its week 3."""
        return day.weekday() == self.weekday and (not self.weeks or (day.day - 1) // 7 + 1 in self.weeks)


@dataclass(frozen=True)
class Pattern:
    """The hours of one part of the school year."""

    sessions: tuple[Session, ...] = ()
    #: hours on a Saturday or Sunday on which people work (调休上班日); None: as on any such weekday
    make_up: tuple[tuple[int, int], ...] | None = None
    #: held on public holidays too
    holidays: bool = False

    def __post_init__(self) -> None:
        ordered = sorted(self.sessions)
        for one, other in pairwise(ordered):
            refuse_unless(
                one.weekday != other.weekday or one.end <= other.start or not _same_weeks(one, other),
                "overlapping_sessions", f"sessions[{self.sessions.index(other)}]", found=other.start, least=one.end,
            )  # fmt: skip
        object.__setattr__(self, "sessions", tuple(ordered))

    def on(self, day: Day) -> tuple[Session, ...]:
        """Return the sessions the pattern names for a day."""
        if day.make_up and self.make_up is not None:
            return tuple(Session(day.date.weekday(), start, end) for start, end in self.make_up)
        return tuple(session for session in self.sessions if session.falls_on(day.date))


def _same_weeks(one: Session, other: Session) -> bool:
    return not one.weeks or not other.weeks or bool(set(one.weeks) & set(other.weeks))


@dataclass(frozen=True, slots=True)
class Day:
    """What is known of a day: its part of the school year, whether it is free or worked, the minute of sunset."""

    date: date
    part: str = TERM
    holiday: bool = False
    make_up: bool = False
    sunset: int = MINUTES_A_DAY


@dataclass(frozen=True)
class Bounds:
    """What the children's own day sets: they come from school, take the boarding bus and walk home."""

    #: when school lets out, by weekday; None: no school that day
    school_out: tuple[int | None, ...] = (None,) * 7
    #: (weekday, first minute, last minute) in which boarding buses come and go
    buses: tuple[tuple[int, int, int], ...] = ()
    #: minutes children walk home alone; None: they are fetched
    walk_home: int | None = None

    def lets_out(self, day: Day) -> int | None:
        """Return when school lets out; on a make-up workday as late as on any school day."""
        if day.make_up:
            known = [minute for minute in self.school_out[: len(SCHOOL_DAYS)] if minute is not None]
            return max(known, default=None)
        return None if day.holiday else self.school_out[day.date.weekday()]


@dataclass(frozen=True, slots=True)
class Dated:
    """A session on its date, with codes of what made it shorter: school_out, bus, dark."""

    day: date
    start: int
    end: int
    #: what the pattern says
    planned_start: int
    cuts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A session the pattern names and the day forbids: holiday, make_up, school_out, bus, dark or a part's code."""

    day: date
    start: int
    end: int
    reason: str


@dataclass
class Dates:
    """What a pattern gives."""

    held: list[Dated] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def date_sessions(patterns: Mapping[str, Pattern], days: Iterable[Day], bounds: Bounds | None = None) -> Dates:
    """Put dates to sessions. `bounds` is None where no children come: only holidays and parts of the year count."""
    dates = Dates()
    for day in days:
        for session, reason in _named(patterns, day):
            dated = Dated(day.date, session.start, session.end, session.start)
            if not reason and bounds is not None:
                dated, reason = _bounded(dated, day, bounds)
            if reason:
                dates.skipped.append(Skipped(day.date, session.start, session.end, reason))
            else:
                dates.held.append(dated)
    return dates


def _named(patterns: Mapping[str, Pattern], day: Day) -> Iterator[tuple[Session, str]]:
    pattern = patterns.get(day.part)
    if pattern is None:
        usual = patterns.get(TERM, Pattern())
        yield from ((session, day.part) for session in usual.sessions if session.falls_on(day.date))
        return
    if day.make_up and pattern.make_up is not None:
        hours = pattern.on(day)
        yield from ((session, "") for session in hours)
        usual = replace(pattern, make_up=None)
        yield from (
            (session, "make_up")
            for session in usual.on(day)
            if not any(one.start < session.end and session.start < one.end for one in hours)
        )
        return
    reason = "holiday" if day.holiday and not pattern.holidays else ""
    yield from ((session, reason) for session in pattern.on(day))


def _bounded(dated: Dated, day: Day, bounds: Bounds) -> tuple[Dated, str]:
    """Return what is left of a session, and the first bound that leaves too little.

    A session that the dark ends before half of its planned time is over is not worth the way.
    """
    planned = dated.end - dated.start
    for code, limit in (("school_out", _after_school), ("bus", _beside_buses), ("dark", _before_dark)):
        start, end = limit(dated, day, bounds)
        if end - start < LEAST_MINUTES or (code == "dark" and 2 * (end - start) < planned and end < dated.end):
            return dated, code
        if (start, end) != (dated.start, dated.end):
            dated = replace(dated, start=start, end=end, cuts=(*dated.cuts, code))
    return dated, ""


def _after_school(dated: Dated, day: Day, bounds: Bounds) -> tuple[int, int]:
    lets_out = bounds.lets_out(day) if day.part == TERM else None
    return max(dated.start, lets_out or 0), dated.end


def _beside_buses(dated: Dated, day: Day, bounds: Bounds) -> tuple[int, int]:
    start, end = dated.start, dated.end
    if day.part != TERM or day.holiday:
        return start, end
    for weekday, first, last in bounds.buses:
        if weekday == day.date.weekday() and first < end and start < last:
            before, after = (start, min(end, first)), (max(start, last), end)
            start, end = max(before, after, key=lambda span: span[1] - span[0])
    return start, end


def _before_dark(dated: Dated, day: Day, bounds: Bounds) -> tuple[int, int]:
    if bounds.walk_home is None:
        return dated.start, dated.end
    latest = day.sunset - bounds.walk_home
    return dated.start, dated.end if dated.end <= latest else latest - latest % STEP
