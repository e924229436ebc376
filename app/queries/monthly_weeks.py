"""Which week of the month suits an activity that is held once a month: in some its day is often a holiday."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.models.activities import ActivitySeries
from app.models.places import Place
from app.planning.activity_documents import read_patterns
from app.planning.sessions import Dates, Pattern, Skipped, date_sessions
from app.queries.activities import bounds_of, days_at, walk_home

#: the fifth of a weekday is not in every month
WEEKS = range(1, 5)
#: what another week of the month may avoid
AVOIDABLE = ("holiday", "make_up")


def lost(dates: Dates) -> list[Skipped]:
    """Return the dates left out for a holiday, or because people work on a weekend day."""
    return [one for one in dates.skipped if one.reason in AVOIDABLE]


def better_week(series: ActivitySeries, place: Place, first: date, last: date, losing: int) -> tuple[int, int] | None:
    """Return the week of the month that loses fewest dates to holidays, and how many: fewer than `losing`.

    None where no week loses fewer, or where the activity is not one of once a month. The earliest of equal weeks.
    """
    patterns = read_patterns(series.patterns)
    sessions = [session for pattern in patterns.values() for session in pattern.sessions]
    if not losing or len({session.weeks for session in sessions}) != 1 or len(sessions[0].weeks) != 1:
        return None
    days = list(days_at(place, max(first, series.first_day), min(last, series.last_day or last)))
    bounds = bounds_of(series, place, walk_home())
    found = [
        (len(lost(date_sessions({part: _in_week(one, week) for part, one in patterns.items()}, days, bounds))), week)
        for week in WEEKS
    ]
    fewest, week = min(found)
    return (week, fewest) if fewest < losing else None


def _in_week(pattern: Pattern, week: int) -> Pattern:
    return replace(pattern, sessions=tuple(replace(session, weeks=(week,)) for session in pattern.sessions))
