"""What a pair costs its supporter each week, shared with rota shifts and home visits."""

from __future__ import annotations

MEETING_MINUTES = 75
WEEKS_A_YEAR = 52


def weekly_minutes(meetings_per_year: int, travel_minutes: int, meeting_minutes: int = MEETING_MINUTES) -> int:
    """Minutes a week, rounded up: meetings per month x 12/52 x (meeting + there and back).

    Meetings are counted by the year so that the figure is exact: "every two months" is 6, not 0.5 a month.
    """
    return -(-meetings_per_year * (meeting_minutes + 2 * travel_minutes) // WEEKS_A_YEAR)


def weeks_between(meetings_per_year: int) -> int:
    """A weekly slot is used every so many weeks: 24 meetings a year are one every second week."""
    return max(1, round(WEEKS_A_YEAR / meetings_per_year)) if meetings_per_year else WEEKS_A_YEAR
