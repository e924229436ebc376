"""One capacity: what shifts take is not there for circles any more, and no meeting falls on a shift."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import true

from app.clock import monday, today
from app.database import db, transaction
from app.models.assignments import AssignmentState
from app.models.children import Child
from app.models.programmes import ProgrammeVersion
from app.models.supporters import Supporter
from app.queries.meeting_times import diary
from app.queries.shift_loads import shift_loads
from app.queries.snapshots import snapshot
from tests.activities import moment
from tests.cast import live_match
from tests.programmes import programme_version
from tests.rotas import assign, code_of, shift_on, wednesday


def weeks_until(day) -> int:
    return (monday(day) - monday(today())).days // 7 + 1


def test_without_a_rota_nothing_is_taken(cast):
    assert shift_loads() == {}


def test_minutes_are_spread_over_the_weeks_of_the_rota(cast):
    with transaction():
        for number in (1, 2):
            assign(shift_on(wednesday(number), cast.centre).openings[0], cast.ye)
    # two shifts of two hours and five minutes each way, over the weeks up to the second
    assert shift_loads()[cast.ye].minutes == -(-2 * 130 // weeks_until(wednesday(2)))


@pytest.mark.parametrize("state", ["declined", "cancelled"])
def test_who_does_not_come_gives_nothing(cast, state):
    with transaction():
        assign(shift_on(wednesday(), cast.centre).openings[0], cast.ye, state=state)
    assert shift_loads() == {}


def test_a_shift_called_off_takes_nothing(cast):
    with transaction():
        assign(shift_on(wednesday(), cast.centre, state="cancelled").openings[0], cast.ye)
    assert shift_loads() == {}


def test_an_hour_is_taken_when_it_is_worked_in_half_of_the_weeks(cast):
    with transaction():
        for number in (1, 2, 3):
            assign(shift_on(wednesday(number), cast.centre).openings[0], cast.ye)
        assign(shift_on(wednesday(3) + timedelta(days=1), cast.centre).openings[0], cast.ye)
    hours = shift_loads()[cast.ye].hours
    # Wednesday 16:30-18:30 are the half-hours 129 to 132 of the week
    assert [number for number in range(336) if hours >> number & 1] == [129, 130, 131, 132]


def test_circles_see_what_is_left_of_minutes_and_hours(cast):
    version = db.session.get_one(ProgrammeVersion, programme_version())

    def ye():
        return snapshot(version, true(), "test").problem.supporter_by_id[code_of(cast.ye)]

    before = ye()
    with transaction():
        for number in (1, 2):
            assign(shift_on(wednesday(number), cast.centre).openings[0], cast.ye, state=AssignmentState.OFFERED)
    after = ye()
    assert before.weekly_minutes - after.weekly_minutes == shift_loads()[cast.ye].minutes
    assert [(span.start, span.end) for span in after.windows.spans] == [(258, 263)]


def test_no_meeting_falls_on_a_shift(cast):
    with transaction():
        match = live_match(
            db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye), second_adult="guardian"
        )
        assign(shift_on(wednesday(), cast.centre).openings[0], cast.ye)
    book = diary([match], wednesday(), wednesday())
    assert book.obstacle(match, moment(wednesday(), 15, 30)) == "supporter_busy"
    assert book.obstacle(match, moment(wednesday(), 14, 30)) != "supporter_busy"
