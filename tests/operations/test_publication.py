"""Publishing: offers and live pairs are written once, by today's facts; what no longer fits comes back as a conflict."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.children import Child, Consent, Exclusion
from app.models.matches import Match, MatchState
from app.models.messages import Message
from app.models.rounds import Declined, Placement, Round, RoundState
from app.models.supporters import Evidence, Supporter
from app.models.traces import Disclosure
from app.operations import reviews
from app.operations.publication import publish
from app.operations.rounds import IllegalMove
from tests.cast import Cast, live_match
from tests.proposals import conflicts, matches_of, placement, propose
from tests.servers.databases import both_databases


@pytest.fixture
def ji(cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


@pytest.fixture
def proposal(cast) -> int:
    return propose(cast)


class TestWhatIsWritten:
    """The proposal of tests.proposals, published."""

    def test_a_volunteer_is_asked_and_a_doctor_on_duty_stands_there_at_once(self, cast, proposal, ji):
        done = publish(proposal, by=ji)
        written = matches_of(proposal)
        assert written.keys() == {(cast.xiaoman, "volunteer"), (cast.xiaoman, "doctor")}
        assert written[cast.xiaoman, "doctor"].state == MatchState.LIVE
        offer = written[cast.xiaoman, "volunteer"]
        assert (offer.state, offer.answer_by) == (MatchState.OFFERED, today() + timedelta(days=7))
        assert (offer.half_hour, offer.minutes, offer.every_weeks, offer.second_adult) == (258, 10, 2, "staffed")
        assert (done.offers, done.live, done.ended, done.conflicts, done.kept) == (1, 1, 0, 0, 1)

    def test_those_concerned_hear_and_nobody_else(self, cast, proposal, ji):
        assert publish(proposal, by=ji).told == 2
        heard = {(message.account_id, message.kind) for message in db.session.scalars(select(Message))}
        assert heard == {(cast.ye_account, "offer"), (cast.he_account, "pair_live")}

    def test_no_message_names_the_child(self, proposal, ji):
        publish(proposal, by=ji)
        for message in db.session.scalars(select(Message)):
            assert "xiaoman" not in str(message.params).lower()

    def test_the_audit_has_one_line_for_it(self, proposal, ji):
        publish(proposal, by=ji)
        lines = db.session.scalars(select(Disclosure).filter_by(action="round.published")).all()
        assert [line.account_id for line in lines] == [ji.account_id]

    def test_what_was_declined_is_not_offered_and_remembered_for_the_next_round(self, cast, proposal, ji):
        ye = db.session.scalar(select(Placement.id).filter_by(round_id=proposal, role="volunteer"))
        reviews.decline(ye, "too_far", by=ji)
        publish(proposal, by=ji)
        assert matches_of(proposal).keys() == {(cast.xiaoman, "doctor")}
        said = db.session.scalar(select(Declined))
        assert (said.supporter_id, said.said_by, said.reason) == (cast.ye, "coordinator", "too_far")
        assert said.until > now() + timedelta(days=179)

    def test_an_empty_circle_cannot_be_published_twice(self, proposal, ji):
        publish(proposal, by=ji)
        with pytest.raises(IllegalMove):
            publish(proposal, by=ji)


@both_databases
def test_two_coordinators_at_once_make_one_publication(house, cast):
    proposal = propose(cast)
    db.session.remove()
    together, done, refused, faults = threading.Barrier(8), [], [], []

    def press(account_id: int) -> None:
        with house.app_context():
            together.wait()
            try:
                done.append(publish(proposal, by=Actor(account_id, {Role.COORDINATOR: frozenset()})))
            except IllegalMove:
                refused.append(account_id)
            except Exception as fault:
                faults.append(fault)

    people = [cast.coordinator, cast.second_coordinator] * 4
    threads = [threading.Thread(target=press, args=(account_id,)) for account_id in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert (len(done), len(refused)) == (1, 7)
    assert len(matches_of(proposal)) == 2
    assert db.session.query(Message).filter_by(kind="offer").count() == 1


def vetting_ends(cast: Cast) -> None:
    db.session.scalar(select(Evidence).filter_by(supporter_id=cast.ye, kind="record_check")).ended_at = now()


def vetting_ends_in_twenty_days(cast: Cast) -> None:
    row = db.session.scalar(select(Evidence).filter_by(supporter_id=cast.ye, kind="insurance"))
    row.valid_until = today() + timedelta(days=20)


def consent_is_withdrawn(cast: Cast) -> None:
    db.session.scalar(select(Consent).filter_by(child_id=cast.xiaoman)).withdrawn_at = now()


def child_is_away(cast: Cast) -> None:
    db.session.get_one(Child, cast.xiaoman).state = "paused"


def kept_apart(cast: Cast) -> None:
    db.session.add(Exclusion(child_id=cast.xiaoman, supporter_id=cast.ye, asked_by="guardian"))


def said_no(cast: Cast) -> None:
    until = now() + timedelta(days=30)
    db.session.add(
        Declined(child_id=cast.xiaoman, supporter_id=cast.ye, role="volunteer", said_by="supporter", until=until)
    )


def supporter_left(cast: Cast) -> None:
    db.session.get_one(Supporter, cast.ye).state = "left"


def caseload_taken(cast: Cast) -> None:
    ye = db.session.get_one(Supporter, cast.ye)
    ye.caseload = 1
    live_match(db.session.get_one(Child, cast.guyu), ye, half_hour=129)


def minutes_taken(cast: Cast) -> None:
    db.session.get_one(Supporter, cast.ye).weekly_minutes = 10


def hour_taken(cast: Cast) -> None:
    live_match(db.session.get_one(Child, cast.guyu), db.session.get_one(Supporter, cast.ye), half_hour=259)


def hours_changed(cast: Cast) -> None:
    db.session.get_one(Supporter, cast.ye).windows = [[129, 133, "can"]]


def lives_far_away(cast: Cast) -> None:
    db.session.get_one(Supporter, cast.ye).travel_limit = 0


def seat_given(cast: Cast) -> None:
    live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.zhou), half_hour=None)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (vetting_ends, "validity"),
        (vetting_ends_in_twenty_days, "validity"),
        (consent_is_withdrawn, "child_gone"),
        (child_is_away, "child_gone"),
        (kept_apart, "exclusion"),
        (said_no, "consent"),
        (supporter_left, "supporter_gone"),
        (caseload_taken, "caseload"),
        (minutes_taken, "minutes"),
        (hour_taken, "slot"),
        (hours_changed, "windows"),
        (lives_far_away, "travel"),
        (seat_given, "seat_taken"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_what_changed_since_comes_back_as_a_conflict_and_is_not_written(cast, proposal, ji, change, code):
    with transaction():
        change(cast)
    publish(proposal, by=ji)
    assert conflicts(proposal)["volunteer"] == code
    assert (cast.xiaoman, "volunteer") not in matches_of(proposal)
    assert db.session.get_one(Round, proposal).state == RoundState.PUBLISHED
    assert db.session.query(Message).filter_by(account_id=cast.ye_account).count() == 0


def test_when_the_hour_is_taken_another_free_one_is_offered(cast, proposal, ji):
    with transaction():
        live_match(db.session.get_one(Child, cast.guyu), db.session.get_one(Supporter, cast.ye), half_hour=257)
    assert publish(proposal, by=ji).conflicts == 0
    assert matches_of(proposal)[cast.xiaoman, "volunteer"].half_hour == 260


def displacing(cast: Cast, child_id: int, supporter_id: int) -> tuple[int, int]:
    """A volunteer stands beside a child; the plan sees it otherwise. Return the match and the round."""
    with transaction():
        standing = live_match(
            db.session.get_one(Child, child_id), db.session.get_one(Supporter, supporter_id), half_hour=129
        )
        db.session.flush()
        match_id = standing.id
    round_id = propose(cast)
    with transaction():
        this = db.session.get_one(Round, round_id)
        this.outcome = {**this.outcome, "displaced": [match_id]}
    return match_id, round_id


def test_a_pair_that_is_replaced_ends(cast, ji):
    with transaction():
        db.session.get_one(Supporter, cast.zhou).state = "active"
    match_id, round_id = displacing(cast, cast.xiaoman, cast.zhou)
    assert publish(round_id, by=ji).ended == 1
    ended = db.session.get_one(Match, match_id)
    assert (ended.state, ended.end_reason) == ("ended", "replaced")
    assert (cast.xiaoman, "volunteer") in matches_of(round_id)


def test_a_pair_whose_supporter_is_needed_beside_another_child_ends(cast, ji):
    with transaction():
        db.session.get_one(Supporter, cast.ye).caseload = 1
    match_id, round_id = displacing(cast, cast.bailu, cast.ye)
    publish(round_id, by=ji)
    assert db.session.get_one(Match, match_id).end_reason == "moved"
    assert (cast.xiaoman, "volunteer") in matches_of(round_id)


def test_a_pair_stays_when_what_was_to_replace_it_is_declined(cast, ji):
    match_id, round_id = displacing(cast, cast.xiaoman, cast.zhou)
    ye = db.session.scalar(select(Placement.id).filter_by(round_id=round_id, role="volunteer"))
    reviews.decline(ye, by=ji)
    publish(round_id, by=ji)
    assert db.session.get_one(Match, match_id).state == "live"


def test_a_pair_the_plan_does_not_hold_stays_when_nobody_takes_the_place(cast, ji):
    match_id, round_id = displacing(cast, cast.guyu, cast.zhou)
    publish(round_id, by=ji)
    assert db.session.get_one(Match, match_id).state == "live"


def test_two_proposals_that_overload_one_supporter_together_leave_one_out(cast, proposal, ji):
    with transaction():
        db.session.get_one(Supporter, cast.ye).caseload = 1
        db.session.add(placement(proposal, cast.guyu, "volunteer", cast.ye, half_hour=129))
        guyu = db.session.get_one(Child, cast.guyu)
        guyu.windows, guyu.guardian.languages = [[129, 133, "can"]], ["mandarin"]
    publish(proposal, by=ji)
    assert (cast.xiaoman, "volunteer") in matches_of(proposal)
    assert (cast.guyu, "volunteer") not in matches_of(proposal)
    assert conflicts(proposal) == {"volunteer": "caseload"}
