"""Which shift a new date belongs to when the hours of a day change."""

from __future__ import annotations

from datetime import date, timedelta

from app.models.activities import Shift
from app.planning.sessions import Dated
from app.queries.activities import moment_at
from app.queries.series_changes import pairs

DAY = date(2026, 11, 18)


def shift(hour: int) -> Shift:
    return Shift(planned_for=moment_at(DAY, 60 * hour))


def dated(hour: int) -> Dated:
    return Dated(DAY, 60 * hour, 60 * hour + 60, 60 * hour)


def paired(olds: list[int], news: list[int]) -> set[tuple[int | None, int | None]]:
    shifts = [shift(hour) for hour in olds]
    found = pairs(shifts, [dated(hour) for hour in news])
    midnight = moment_at(DAY, 0)
    return {
        (
            None if one is None else (one.planned_for - midnight) // timedelta(hours=1),
            None if new is None else new.start // 60,
        )
        for one, new in found
    }


def test_a_session_that_moves_stays_the_same_shift():
    assert paired([9, 14], [10, 15]) == {(9, 10), (14, 15)}


def test_the_same_hour_stays_itself_whatever_moves_beside_it():
    assert paired([9, 10], [10, 11]) == {(10, 10), (9, 11)}


def test_where_a_session_goes_the_nearest_stays():
    assert paired([9, 14], [15]) == {(14, 15), (9, None)}


def test_where_a_session_comes_the_nearest_is_not_new():
    assert paired([9], [8, 9, 14]) == {(9, 9), (None, 8), (None, 14)}
