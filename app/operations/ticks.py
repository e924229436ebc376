"""Taking up an entry of the timetable, by one ticker at a time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.database import db, transaction
from app.models.ticks import Tick


def claim(name: str, every: timedelta, now: datetime) -> bool:
    """Take up the entry `name` if nobody did within the last `every`; say whether it is the caller's.

    The condition stands in the UPDATE itself, so of any number of tickers exactly one gets True. The queue takes no
    part in it: a timetable that needed Redis could not mend what a lost Redis leaves behind.
    """
    with transaction():
        if db.session.get(Tick, name) is not None:
            due = update(Tick).where(Tick.name == name, Tick.ran_at <= now - every).values(ran_at=now)
            return bool(db.session.execute(due).rowcount)  # type: ignore[attr-defined]
    try:
        with transaction():
            db.session.add(Tick(name=name, ran_at=now))
    except IntegrityError:
        return False  # another ticker met the new entry in the same moment
    return True
