"""By when a pair without an hour of the week is to meet. It is Thursday, 5 March 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.actors import Actor
from app.clock import at_half_hour, monday
from app.database import db, transaction
from app.models.accounts import Role
from app.models.children import Child, ChildState, Consent
from app.models.matches import Match
from app.models.meetings import Meeting, MeetingState
from app.models.supporters import Evidence, Supporter
from app.queries.appointments import due_before, due_days, next_free, without_date
from app.queries.digest import first_today, within_two_weeks
from tests.cast import Cast, live_match
from tests.march import actor_for, in_march, saturday  # noqa: F401
from tests.servers.databases import both_databases

TODAY = date(2026, 3, 5)


def pair(cast: Cast, child: str = "xiaoman", **values) -> int:
    """He, the doctor, beside a child since 1 January, every four weeks."""
    with transaction():
        given = {"role": "doctor", "half_hour": None, "every_weeks": 4, "live_from": date(2026, 1, 1), **values}
        row = live_match(
            db.session.get_one(Child, getattr(cast, child)), db.session.get_one(Supporter, cast.he), **given
        )
        db.session.flush()
        return row.id


def met(match_id: int, day: date, state: MeetingState = MeetingState.HELD) -> None:
    with transaction():
        db.session.add(
            Meeting(match_id=match_id, starts_at=at_half_hour(monday(day), day.weekday() * 48 + 18), state=state)
        )


def due(match_id: int) -> date:
    return due_days([db.session.get_one(Match, match_id)])[match_id]


def overdue(cast: Cast, day: date = TODAY) -> list[int]:
    return [match.id for match in db.session.scalars(due_before(actor_for(cast.coordinator), day))]


@pytest.mark.parametrize(
    ("every_weeks", "by"),
    [(4, date(2026, 1, 29)), (9, date(2026, 3, 5)), (13, date(2026, 4, 2)), (52, date(2026, 12, 31))],
)
def test_the_first_meeting_is_due_one_rhythm_after_the_start(cast: Cast, every_weeks: int, by: date) -> None:
    assert due(pair(cast, every_weeks=every_weeks)) == by


def test_the_next_is_due_one_rhythm_after_the_last_held(cast: Cast) -> None:
    match_id = pair(cast)
    met(match_id, date(2026, 1, 20))
    met(match_id, date(2026, 2, 10))
    assert due(match_id) == date(2026, 3, 10)


@pytest.mark.parametrize("state", [MeetingState.MISSED, MeetingState.CANCELLED])
def test_one_missed_or_called_off_does_not_count(cast: Cast, state: MeetingState) -> None:
    match_id = pair(cast)
    met(match_id, date(2026, 2, 10), state)
    assert due(match_id) == date(2026, 1, 29)
    assert overdue(cast) == [match_id]


def test_one_nobody_has_noted_yet_counts(cast: Cast) -> None:
    match_id = pair(cast)
    met(match_id, date(2026, 2, 10), MeetingState.PLANNED)
    assert due(match_id) == date(2026, 3, 10)
    assert overdue(cast) == []


def test_the_day_itself_is_not_overdue_and_the_day_after_is(cast: Cast) -> None:
    match_id = pair(cast)
    met(match_id, TODAY - timedelta(weeks=4))
    assert due(match_id) == TODAY
    assert overdue(cast) == []
    assert overdue(cast, TODAY + timedelta(days=1)) == [match_id]


def test_one_with_a_date_ahead_is_not_overdue(cast: Cast) -> None:
    match_id = pair(cast)
    met(match_id, date(2026, 3, 21), MeetingState.PLANNED)
    assert overdue(cast) == []
    assert without_date(cast.he) == []


def test_pairs_with_an_hour_of_the_week_are_never_asked_about(cast: Cast) -> None:
    pair(cast, half_hour=258)
    assert overdue(cast) == []
    assert without_date(cast.he) == []


def test_a_pair_that_may_not_meet_is_told_of_elsewhere(cast: Cast) -> None:
    away, hidden, unvetted = pair(cast), pair(cast, "bailu"), pair(cast, "guyu")
    assert set(overdue(cast)) == {away, hidden, unvetted}
    with transaction():
        db.session.get_one(Child, cast.xiaoman).state = ChildState.PAUSED
        db.session.query(Consent).filter_by(child_id=cast.bailu).delete()
    assert overdue(cast) == [unvetted]
    with transaction():
        db.session.query(Evidence).filter_by(supporter_id=cast.he, kind="record_check").delete()
    assert overdue(cast) == []


@both_databases
def test_the_closest_rhythm_comes_first_then_who_has_waited_longest(cast: Cast) -> None:
    recent, long_ago, close = pair(cast), pair(cast, "bailu", live_from=date(2025, 10, 1)), pair(cast, "guyu")
    assert overdue(cast) == [close, long_ago, recent]


def test_each_coordinator_hears_of_their_own_places(cast: Cast) -> None:
    here, elsewhere = pair(cast), pair(cast, "guyu")
    for place, found in ((cast.village, [here]), (cast.other_village, [elsewhere])):
        by = Actor(cast.coordinator, {Role.COORDINATOR: frozenset({place})})
        assert [match.id for match in db.session.scalars(due_before(by, TODAY))] == found


def test_a_supporter_sees_their_own_the_most_urgent_first(cast: Cast) -> None:
    later, sooner = pair(cast, every_weeks=26), pair(cast, "bailu")
    assert [match.id for match in without_date(cast.he)] == [sooner, later]
    assert without_date(cast.ye) == []


def test_today_tells_what_is_overdue_and_what_is_about_to_be(cast: Cast) -> None:
    pair(cast)
    met(pair(cast, "bailu"), date(2026, 2, 18))
    by = actor_for(cast.coordinator)
    assert {line.code: line.number for line in first_today(by)}["appointments_overdue"] == 1
    assert {line.code: line.number for line in within_two_weeks(by)}["appointments_due"] == 1


def test_each_is_offered_its_first_free_time(cast: Cast) -> None:
    first, nowhere = pair(cast), pair(cast, "guyu")
    with transaction():
        db.session.get_one(Child, cast.guyu).windows = [[10, 13, "can"]]
    pairs = [db.session.get_one(Match, first), db.session.get_one(Match, nowhere)]
    assert next_free(pairs) == {first: saturday(3, 7)}


def test_children_of_one_supporter_are_offered_different_times(cast: Cast) -> None:
    pairs = [db.session.get_one(Match, pair(cast, child)) for child in ("xiaoman", "bailu", "guyu")]
    assert list(next_free(pairs).values()) == [saturday(3, 7), saturday(3, 14), saturday(3, 21)]
