"""A child that needs another support rhythm is met in that rhythm from then on, by those who stand beside it already."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select

from app.clock import local, now
from app.database import db, transaction
from app.matching import Rhythm
from app.matching.ready_made import care_in_365_days
from app.models.children import Child
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState
from app.models.messages import Message
from app.models.supporters import Supporter
from app.operations.children import revise_child
from app.operations.meeting_dates import date_meetings
from app.planning.capacity import weeks_between
from tests.cast import Cast, live_match
from tests.programmes import programme_version
from tests.rotas import coordinator_of

VOLUNTEER = next(role for role in care_in_365_days().roles if role.code == "volunteer")
#: weeks between two meetings of a volunteer and a child of the nearest rhythm
NEAREST = weeks_between(VOLUNTEER.meetings_per_year.of(Rhythm.R1))


@pytest.fixture
def pair(cast: Cast) -> int:
    """Ye beside Xiaoman, met as the nearest rhythm asks, with dates."""
    programme_version()
    with transaction():
        child = db.session.get_one(Child, cast.xiaoman)
        child.rhythm = 1
        match = live_match(child, db.session.get_one(Supporter, cast.ye), every_weeks=NEAREST)
        db.session.flush()
        found = match.id
    date_meetings(found)
    return found


def set_rhythm(cast: Cast, rhythm: int) -> None:
    child = db.session.get_one(Child, cast.xiaoman)
    revise_child(child.id, child.version, {"rhythm": rhythm}, {}, by=coordinator_of(cast), reason="grandmother is back")
    db.session.expire_all()


def planned(match_id: int) -> list[Meeting]:
    query = select(Meeting).where(Meeting.match_id == match_id, Meeting.state == MeetingState.PLANNED)
    return list(db.session.scalars(query.order_by(Meeting.starts_at)))


def weeks_apart(match_id: int) -> set[int]:
    days = [local(one.starts_at).date() for one in planned(match_id)]
    return {(later - earlier).days // 7 for earlier, later in pairwise(days)}


def told() -> list[str]:
    return list(db.session.scalars(select(Message.kind)))


def test_a_rarer_rhythm_leaves_only_its_own_dates_and_tells_the_supporter_once(cast, pair):
    before = len(planned(pair))
    assert weeks_apart(pair) == {NEAREST}
    set_rhythm(cast, 4)
    weeks = db.session.get_one(Match, pair).every_weeks
    assert weeks > NEAREST
    assert len(planned(pair)) < before
    assert weeks_apart(pair) <= {weeks}
    assert told().count("rhythm_changed") == 1


def test_going_back_brings_the_dates_back(cast, pair):
    before = [one.starts_at for one in planned(pair)]
    set_rhythm(cast, 4)
    set_rhythm(cast, 1)
    assert [one.starts_at for one in planned(pair)] == before


def test_a_meeting_that_was_moved_by_hand_stays(cast, pair):
    with transaction():
        moved = planned(pair)[1]
        moved.starts_at += timedelta(days=1)
        moved_id = moved.id
    set_rhythm(cast, 4)
    assert db.session.get_one(Meeting, moved_id).state == MeetingState.PLANNED


def test_an_offer_follows_too_and_nobody_is_told_of_meetings_that_never_were(cast, pair):
    with transaction():
        match = db.session.get_one(Match, pair)
        match.state, match.live_from, match.offered_at = MatchState.OFFERED, None, now()
        for meeting in planned(pair):
            db.session.delete(meeting)
    set_rhythm(cast, 4)
    assert db.session.get_one(Match, pair).every_weeks > NEAREST
    assert "rhythm_changed" not in told()


def test_a_role_the_programme_does_not_know_and_other_changes_leave_the_pair_alone(cast, pair):
    with transaction():
        db.session.get_one(Match, pair).role = "storyteller"
    set_rhythm(cast, 4)
    assert db.session.get_one(Match, pair).every_weeks == NEAREST
    assert weeks_apart(pair) == {NEAREST}
