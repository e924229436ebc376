"""Until when newcomers are accompanied: three meetings, held or planned, whoever of their children they are with."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.clock import now
from app.database import db, transaction
from app.models.children import Child
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState
from app.models.supporters import Supporter
from app.queries.newcomers import Newcomer, newcomers_among
from tests.cast import Cast, live_match


@pytest.fixture
def match(cast: Cast) -> Match:
    """Ye Wenzhou, on probation, beside Xiaoman."""
    with transaction():
        ye = db.session.get_one(Supporter, cast.ye)
        ye.probation = True
        found = live_match(db.session.get_one(Child, cast.xiaoman), ye)
        db.session.flush()
    return found


def meet(match: Match, days: int, state: MeetingState) -> None:
    with transaction():
        moment = now() + timedelta(days=days)
        db.session.add(Meeting(match_id=match.id, planned_for=moment, starts_at=moment, state=state))


def test_nobody_past_probation_is_among_them(cast: Cast, match: Match) -> None:
    with transaction():
        db.session.get_one(Supporter, cast.ye).probation = False
    assert newcomers_among([match]) == {}
    assert newcomers_among([]) == {}


def test_without_dated_meetings_the_day_is_not_known(cast: Cast, match: Match) -> None:
    meet(match, -20, MeetingState.MISSED)
    meet(match, 3, MeetingState.CANCELLED)
    assert newcomers_among([match]) == {cast.ye: Newcomer(0, None)}


def test_it_is_the_day_of_the_third_meeting(cast: Cast, match: Match) -> None:
    for days, state in ((-9, MeetingState.HELD), (5, MeetingState.PLANNED), (12, MeetingState.PLANNED)):
        meet(match, days, state)
    meet(match, 19, MeetingState.PLANNED)
    newcomer = newcomers_among([match])[cast.ye]
    assert (newcomer.held, newcomer.until.date(), newcomer.done) == (1, (now() + timedelta(days=12)).date(), False)


def test_meetings_of_a_pair_that_ended_count_when_they_took_place(cast: Cast, match: Match) -> None:
    with transaction():
        ye, bailu = db.session.get_one(Supporter, cast.ye), db.session.get_one(Child, cast.bailu)
        before = live_match(bailu, ye, state=MatchState.ENDED, half_hour=129)
        db.session.flush()
    meet(before, -40, MeetingState.HELD)
    meet(before, -33, MeetingState.HELD)
    meet(before, 4, MeetingState.PLANNED)
    assert newcomers_among([match])[cast.ye] == Newcomer(2, None)
    meet(match, -2, MeetingState.HELD)
    assert newcomers_among([match])[cast.ye].done
