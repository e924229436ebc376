"""A fixed day for tests whose meetings must not fall on whatever holiday is near: Thursday, 5 March 2026, 10:00.

Qingming's holiday takes in Monday 6 April. Import `in_march` into a test file; it is used by itself there.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import time_machine

from app.actors import Actor
from app.clock import at_half_hour, monday
from app.database import db
from app.models.accounts import Account
from app.queries.actors import live_roles

#: 9:00 on Saturdays, as a half-hour of the week
SATURDAY_9 = 258


@pytest.fixture(autouse=True)
def in_march() -> Iterator[time_machine.Traveller]:
    """Let the test take place on that day; the clock goes on."""
    with time_machine.travel(datetime(2026, 3, 5, 2, 0, tzinfo=UTC)) as traveller:
        yield traveller


def saturday(month: int, day: int) -> datetime:
    """Return 9:00 on that Saturday of 2026."""
    return at_half_hour(monday(date(2026, month, day)), SATURDAY_9)


def actor_for(account_id: int) -> Actor:
    """Return the account as an actor, as a request would."""
    account = db.session.get_one(Account, account_id)
    return Actor(account.id, live_roles(account), account.supporter_id)
