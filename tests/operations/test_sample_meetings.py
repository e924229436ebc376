"""When the sample's pairs by appointment last met."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import today
from app.operations.samples.meetings import last_day


@pytest.mark.parametrize("weeks", [2, 4, 9, 13, 26, 52])
def test_each_met_on_a_weekday_so_lately_that_nothing_is_overdue_by_itself(weeks: int) -> None:
    days = [last_day(number, weeks) for number in range(500)]
    assert all(day.weekday() < 5 for day in days)
    assert min(days) >= today() - timedelta(weeks=weeks)
    assert max(days) < today()
    assert len(set(days)) > weeks
