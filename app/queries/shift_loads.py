"""What the coming shifts take of everybody: minutes of a week and hours of it, for those who plan circles and meetings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select

from app.clock import local, midnight, monday, now, today
from app.database import db
from app.models.activities import Shift, ShiftState
from app.models.assignments import LIVE, Assignment
from app.planning.availability import HALF_HOURS_A_DAY, HALF_HOURS_A_WEEK


@dataclass(frozen=True)
class ShiftLoad:
    """What shifts take of one supporter: minutes of a week with the ways, half-hours of the week as bits."""

    minutes: int
    hours: int


def live_shifts(columns: tuple[object, ...]) -> Select[tuple[object, ...]]:
    """Return the query for planned shifts with the people on them, asked ones included."""
    query = select(*columns).join(Shift, Shift.id == Assignment.shift_id)  # type: ignore[call-overload]
    found: Select[tuple[object, ...]] = query.where(Assignment.state.in_(LIVE), Shift.state == ShiftState.PLANNED)
    return found


def shift_loads() -> dict[int, ShiftLoad]:
    """Return what the published rota takes of everybody, spread over its weeks; in one question.

    Minutes are the average of the weeks from this one to the rota's last, rounded up, as those of pairs are. An hour of
    the week counts as taken when somebody has a shift there in at least half of these weeks.
    """
    columns = (Assignment.supporter_id, Assignment.minutes, Shift.starts_at, Shift.ends_at)
    rows = db.session.execute(live_shifts(columns).where(Shift.starts_at >= now())).all()
    if not rows:
        return {}
    first = monday(today())
    weeks = max((monday(local(row.starts_at).date()) - first).days // 7 for row in rows) + 1
    minutes: Counter[int] = Counter()
    taken: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for row in rows:
        length = int((row.ends_at - row.starts_at).total_seconds() // 60)
        minutes[row.supporter_id] += length + 2 * row.minutes
        taken[row.supporter_id].update(half_hours(row.starts_at, length))
    return {
        supporter_id: ShiftLoad(
            -(-total // weeks),
            sum(1 << half_hour for half_hour, times in taken[supporter_id].items() if 2 * times >= weeks),
        )
        for supporter_id, total in minutes.items()
    }


def half_hours(starts_at: datetime, minutes: int) -> set[int]:
    """Return the half-hours of the week a shift touches."""
    here = local(starts_at)
    begin = here.weekday() * HALF_HOURS_A_DAY * 30 + here.hour * 60 + here.minute
    return {half_hour % HALF_HOURS_A_WEEK for half_hour in range(begin // 30, -(-(begin + minutes) // 30))}


def shifts_of(supporter_ids: Collection[int], first: date, last: date) -> dict[int, list[tuple[datetime, datetime]]]:
    """Return from when to when these supporters are on shifts, from `first` to `last`, both included."""
    query = live_shifts((Assignment.supporter_id, Shift.starts_at, Shift.ends_at)).where(
        Assignment.supporter_id.in_(supporter_ids),
        Shift.ends_at > midnight(first),
        Shift.starts_at < midnight(last + timedelta(days=1)),
    )
    found: defaultdict[int, list[tuple[datetime, datetime]]] = defaultdict(list)
    for row in db.session.execute(query):
        found[row.supporter_id].append((row.starts_at, row.ends_at))
    return found
