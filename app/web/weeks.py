"""The week a page shows, from its address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from app.clock import monday, today

#: no page shows a week further away than this
FURTHEST = timedelta(weeks=52)


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday on."""

    first: date

    @property
    def last(self) -> date:
        """The Sunday."""
        return self.first + timedelta(days=6)

    @property
    def days(self) -> list[date]:
        """Monday to Sunday."""
        return [self.first + timedelta(days=number) for number in range(7)]

    @property
    def before(self) -> date:
        """The Monday of the week before."""
        return self.first - timedelta(weeks=1)

    @property
    def after(self) -> date:
        """The Monday of the next week."""
        return self.first + timedelta(weeks=1)

    @property
    def is_now(self) -> bool:
        """Whether today lies in it."""
        return self.first <= today() <= self.last


def week_asked_for(text: str | None) -> Week:
    """Return the week of the day in an address (ISO); this week for none, for nonsense and for far away."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return Week(monday(today()))
    return Week(monday(day if abs(day - today()) <= FURTHEST else today()))
