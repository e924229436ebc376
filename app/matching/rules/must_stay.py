"""H11: who states to leave before the programme's months of stay are over is not put into a circle."""

from __future__ import annotations

from datetime import date

from app.matching.columns import Asked, Bools


def allowed(asked: Asked) -> Bools:
    """Those who stay at least until the day the months are full."""
    problem = asked.columns.problem
    return asked.columns.stays_until[asked.who] >= months_after(problem.round_start, problem.programme.stay_months)


def months_after(start: date, months: int) -> int:
    """The same day of the month so many months later (or the month's last day), as an ordinal."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    for day in range(start.day, 27, -1):
        try:
            return date(year, month + 1, day).toordinal()
        except ValueError:
            continue
    return date(year, month + 1, min(start.day, 28)).toordinal()
