"""Three declined offers for the same reason propose a limit; a coordinator confirms it or lets it be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.children import Child
from app.models.matches import MatchState
from app.models.supporters import Supporter
from app.models.traces import Change, Disclosure
from app.operations.limits import NotProposed, confirm, dismiss
from app.queries.limits import proposed_limits
from tests.cast import live_match


@pytest.fixture
def ji(cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


def declined(cast, *minutes: int, reason: str = "too_far") -> None:
    """Ye says no to an offer for each of these ways, an hour ago."""
    with transaction():
        for number, way in enumerate(minutes):
            match = live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.ye))
            match.state, match.decline_reason, match.minutes = MatchState.DECLINED, reason, way
            match.answered_at = now() - timedelta(minutes=60 - number)


def told(ji) -> list[tuple[str, int, int, int]]:
    return [(one.field, one.now, one.proposed, one.answers) for one in proposed_limits(ji)]


def test_three_times_too_far_proposes_less_than_the_nearest_of_them(cast, ji):
    declined(cast, 28, 22)
    assert told(ji) == []
    declined(cast, 25)
    assert told(ji) == [("travel_limit", 30, 21, 3)]


def test_a_way_beyond_the_limit_on_record_proposes_nothing(cast, ji):
    declined(cast, 40, 41, 42)
    assert told(ji) == []


def test_three_times_too_much_proposes_the_children_they_have(cast, ji):
    declined(cast, 10, 10, 10, reason="overloaded")
    assert told(ji) == [("caseload", 2, 0, 3)]


def test_other_reasons_speak_for_no_limit(cast, ji):
    declined(cast, 10, 10, 10, reason="times")
    assert told(ji) == []


def test_confirming_changes_the_record_with_a_trace_and_settles_it(cast, ji):
    declined(cast, 28, 22, 25)
    confirm(cast.ye, "travel_limit", 21, by=ji)
    assert db.session.get_one(Supporter, cast.ye).travel_limit == 21
    assert "limit.confirmed" in set(db.session.scalars(select(Disclosure.action)))
    assert db.session.scalars(select(Change).order_by(Change.id.desc())).first().fields["travel_limit"] == [30, 21]
    with pytest.raises(NotProposed):
        confirm(cast.ye, "travel_limit", 21, by=ji)


def test_dismissing_leaves_the_record_and_older_answers_count_no_more(cast, ji):
    declined(cast, 28, 22, 25)
    dismiss(cast.ye, "travel_limit", 21, by=ji)
    assert (db.session.get_one(Supporter, cast.ye).travel_limit, told(ji)) == (30, [])


def test_only_the_limit_that_is_proposed_can_be_confirmed(cast, ji):
    declined(cast, 28, 22, 25)
    with pytest.raises(NotProposed):
        confirm(cast.ye, "travel_limit", 5, by=ji)


def test_who_coordinates_elsewhere_sees_no_answers(cast, ji):
    declined(cast, 28, 22, 25)
    elsewhere = Actor(cast.coordinator, {Role.COORDINATOR: frozenset({cast.other_village})})
    assert proposed_limits(elsewhere) == []
