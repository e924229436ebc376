"""The only place that knows what time it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

#: every place of a county lives by this clock
SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return today's date in China."""
    return now().astimezone(SHANGHAI).date()


def local(moment: datetime) -> datetime:
    """Return `moment` by the county's clock."""
    return moment.astimezone(SHANGHAI)


def monday(day: date) -> date:
    """Return the Monday that begins the week of `day`."""
    return day - timedelta(days=day.weekday())


def midnight(day: date) -> datetime:
    """Return the moment `day` begins by the county's clock."""
    return datetime.combine(day, datetime.min.time(), SHANGHAI)


def at_half_hour(week: date, half_hour: int) -> datetime:
    """Return the moment `half_hour` (0..335) half-hours into the week beginning on Monday `week`, as UTC."""
    return (midnight(week) + timedelta(minutes=30 * half_hour)).astimezone(UTC)
