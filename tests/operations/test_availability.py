"""When and how far somebody comes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy.orm.exc import StaleDataError

from app.actors import Actor
from app.clock import today
from app.database import db, transaction
from app.models.supporters import Supporter
from app.models.traces import Change
from app.operations.availability import MOST_AWAY, BadTimes, add_away, remove_away, save_times
from app.planning.refusals import Refusal
from app.planning.travel import Mode
from tests.cast import Cast


def me(cast: Cast) -> Actor:
    return Actor(cast.ye_account, supporter_id=cast.ye)


def save(cast: Cast, windows: list, version: int | None = None, **values) -> None:
    given = {"mode": Mode.BUS, "travel_limit": 45, "weekly_minutes": 180, "stays_until": None} | values
    save_times(cast.ye, windows, version=version, by=me(cast), **given)


def supporter(cast: Cast) -> Supporter:
    return db.session.get_one(Supporter, cast.ye)


def test_times_are_kept_in_order_and_leave_a_history(cast: Cast) -> None:
    save(cast, [[33, 38, "can"], [17, 23, "prefer"]])
    assert supporter(cast).windows == [[17, 23, "prefer"], [33, 38, "can"]]
    assert (supporter(cast).mode, supporter(cast).travel_limit, supporter(cast).weekly_minutes) == ("bus", 45, 180)
    assert set(db.session.query(Change).one().fields) == {"windows", "mode", "travel_limit", "weekly_minutes"}


@pytest.mark.parametrize("windows", [[[10, 20, "can"], [15, 25, "can"]], [[330, 340, "can"]], [[20, 20, "can"]]])
def test_hours_that_overlap_or_leave_the_week_are_refused(cast: Cast, windows: list) -> None:
    before = supporter(cast).windows
    with pytest.raises(Refusal):
        save(cast, windows)
    assert supporter(cast).windows == before


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"travel_limit": 241}, "travel_limit"),
        ({"weekly_minutes": -1}, "weekly_minutes"),
        ({"stays_until": today() - timedelta(days=1)}, "stays_until"),
    ],
)
def test_limits_that_cannot_be_are_refused(cast: Cast, values: dict, field: str) -> None:
    with pytest.raises(BadTimes) as refused:
        save(cast, [], **values)
    assert refused.value.field == field


def test_a_day_long_past_that_stands_in_the_record_does_not_keep_one_from_saving(cast: Cast) -> None:
    past = date(2020, 1, 1)
    with transaction():
        supporter(cast).stays_until = past
    save(cast, [], stays_until=past)
    assert supporter(cast).windows == []


def test_a_week_painted_over_somebody_elses_is_refused(cast: Cast) -> None:
    version = supporter(cast).version
    save(cast, [[17, 23, "can"]], version)
    with pytest.raises(StaleDataError):
        save(cast, [], version)


def test_days_away_come_and_go(cast: Cast) -> None:
    first, last = today() + timedelta(days=3), today() + timedelta(days=9)
    add_away(cast.ye, first, last, "exams", by=me(cast))
    row = supporter(cast).away[0]
    assert (row.first_day, row.last_day, row.note) == (first, last, "exams")
    assert not remove_away(cast.ye, first, first, by=me(cast))
    assert remove_away(cast.ye, first, last, by=me(cast))
    assert supporter(cast).away == []
    assert db.session.query(Change).count() == 2


@pytest.mark.parametrize(("first", "last", "code"), [(5, 4, "order"), (-9, -1, "past"), (0, 400, "too_long")])
def test_days_that_cannot_be_are_refused(cast: Cast, first: int, last: int, code: str) -> None:
    with pytest.raises(BadTimes) as refused:
        add_away(cast.ye, today() + timedelta(days=first), today() + timedelta(days=last), by=me(cast))
    assert refused.value.code == code


def test_days_that_have_begun_may_still_be_noted(cast: Cast) -> None:
    add_away(cast.ye, today() - timedelta(days=3), today(), by=me(cast))
    assert len(supporter(cast).away) == 1


def test_the_list_of_days_does_not_grow_without_end(cast: Cast) -> None:
    for day in range(MOST_AWAY):
        add_away(cast.ye, today() + timedelta(days=day), today() + timedelta(days=day), by=me(cast))
    with pytest.raises(BadTimes) as refused:
        add_away(cast.ye, today(), today(), by=me(cast))
    assert refused.value.code == "too_many"
