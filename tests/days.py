"""A day at the centre for tests: a shift that runs now or has ended, with Ye and two companions on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.clock import local, now
from app.database import db, transaction
from app.models.activities import Shift
from app.models.assignments import Assignment
from tests.activities import afternoon, place_on
from tests.cast import Cast
from tests.rotas import companions

NOON = "2026-11-18T12:00:00+08:00"


@dataclass
class Day:
    """Ids of a shift and of who is on it; `names` maps a name to an assignment."""

    shift: int
    names: dict[str, int]

    def row(self) -> Shift:
        """Return the shift as it stands."""
        db.session.expire_all()
        return db.session.get_one(Shift, self.shift)

    def of(self, name: str) -> Assignment:
        """Return somebody's assignment as it stands."""
        db.session.expire_all()
        return db.session.get_one(Assignment, self.names[name])


def shift_from(cast: Cast, begun_minutes_ago: int, **values: Any) -> Day:
    """Add a shift of two hours that began so many minutes ago (negative: will begin), with Ye, Lan Mei and Hu Jing."""
    with transaction():
        starts_at = now() - timedelta(minutes=begun_minutes_ago)
        shift = afternoon(cast.centre, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2), **values)
        mei, jing = companions(cast, "Lan Mei", "Hu Jing")
        people = {"Ye": cast.ye, "Mei": mei, "Jing": jing}
        names = {name: place_on(shift, who, seat=seat).id for seat, (name, who) in enumerate(people.items())}
        return Day(shift.id, names)


def check_in(day: Day, *names: str, came: int = 0, left: int | None = None) -> None:
    """Note comings so many minutes after the start, and leavings so many minutes after it."""
    with transaction():
        for name in names:
            one = db.session.get_one(Assignment, day.names[name])
            one.checked_in_at = one.shift.starts_at + timedelta(minutes=came)
            one.checked_out_at = None if left is None else one.shift.starts_at + timedelta(minutes=left)


def day_of(day: Day) -> date:
    """Return the day of a shift by the county's clock."""
    return local(day.row().starts_at).date()
