"""Pairing by hand, taking an offer back, ending a pair: a must cannot be overridden by anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.children import Child, Exclusion
from app.models.matches import Match
from app.models.messages import Message
from app.models.programmes import ProgrammeVersion
from app.models.supporters import Supporter
from app.operations.matches import Forbidden, NotPossible, end, pair_by_hand, withdraw
from app.queries.candidates import candidates_for
from tests.cast import live_match
from tests.programmes import programme_version


@pytest.fixture
def ji(cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


@pytest.fixture
def version(house) -> int:
    return programme_version()


def test_a_pair_made_by_hand_is_offered_with_an_hour_both_are_glad_of(cast, ji, version):
    match = db.session.get_one(Match, pair_by_hand(version, cast.xiaoman, cast.ye, "volunteer", by=ji))
    assert (match.state, match.paired_by, match.round_id, match.half_hour) == ("offered", ji.account_id, None, 258)
    assert {reason["code"] for reason in match.reasons} == {"interests", "travel", "language"}
    assert db.session.scalars(select(Message.kind)).all() == ["offer"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda cast: setattr(db.session.get_one(Supporter, cast.ye), "travel_limit", 0), "travel"),
        (lambda cast: db.session.add(Exclusion(child_id=cast.xiaoman, supporter_id=cast.ye)), "exclusion"),
        (lambda cast: setattr(db.session.get_one(Supporter, cast.ye), "caseload", 0), "caseload"),
        (lambda cast: setattr(db.session.get_one(Child, cast.xiaoman), "state", "closed"), "child_gone"),
        (lambda cast: setattr(db.session.get_one(Supporter, cast.ye), "state", "paused"), "supporter_gone"),
    ],
    ids=["travel", "exclusion", "caseload", "child", "supporter"],
)
def test_a_must_stands_whoever_asks(cast, ji, version, change, code):
    with transaction():
        change(cast)
    with pytest.raises(Forbidden, match=code):
        pair_by_hand(version, cast.xiaoman, cast.ye, "volunteer", by=ji)
    assert db.session.query(Match).count() == 0


def test_an_unvetted_applicant_cannot_be_paired(cast, ji, version):
    with pytest.raises(Forbidden, match="supporter_gone"):
        pair_by_hand(version, cast.xiaoman, cast.zhou, "volunteer", by=ji)


def test_a_doctor_is_no_volunteer(cast, ji, version):
    with pytest.raises(Forbidden, match="holders"):
        pair_by_hand(version, cast.xiaoman, cast.he, "volunteer", by=ji)


def test_a_seat_is_filled_once(cast, ji, version):
    with transaction():
        live_match(db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.zhou))
    with pytest.raises(NotPossible, match="seat_taken"):
        pair_by_hand(version, cast.xiaoman, cast.ye, "volunteer", by=ji)


def test_an_offer_is_taken_back_once(cast, ji, version):
    match_id = pair_by_hand(version, cast.xiaoman, cast.ye, "volunteer", by=ji)
    withdraw(match_id, by=ji)
    assert db.session.get_one(Match, match_id).state == "withdrawn"
    with pytest.raises(NotPossible):
        withdraw(match_id, by=ji)
    assert db.session.scalars(select(Message.kind).order_by(Message.id)).all() == ["offer", "offer_withdrawn"]


def test_a_live_pair_ends_with_a_reason_and_the_child_waits_again(cast, ji, version):
    match_id = pair_by_hand(version, cast.xiaoman, cast.he, "doctor", by=ji)
    end(match_id, "office", by=ji)
    match = db.session.get_one(Match, match_id)
    assert (match.state, match.end_reason) == ("ended", "office")
    assert db.session.get_one(Child, cast.xiaoman).waiting_since == today()
    with pytest.raises(NotPossible):
        end(match_id, "office", by=ji)


@pytest.mark.parametrize(("roles", "since"), [(("officer", "doctor", "volunteer"), 0), (("officer", "volunteer"), 90)])
def test_a_child_who_had_everybody_waits_from_today_and_one_who_waited_goes_on(cast, ji, version, roles, since):
    """Xiaoman came 90 days ago; the volunteer goes, with a doctor beside her and without."""
    came = today() - timedelta(days=90)
    people = {"officer": cast.zhou, "doctor": cast.he, "volunteer": cast.ye}
    with transaction():
        child = db.session.get_one(Child, cast.xiaoman)
        child.waiting_since = came
        pairs = {role: live_match(child, db.session.get_one(Supporter, people[role]), role) for role in roles}
    end(pairs["volunteer"].id, "office", by=ji)
    assert db.session.get_one(Child, cast.xiaoman).waiting_since == today() - timedelta(days=since)


def test_an_unknown_reason_is_refused(cast, ji, version):
    with pytest.raises(ValueError, match="because"):
        end(1, "because", by=ji)


class TestCandidates:
    """Everybody who holds the role, the most fitting first, with what speaks against each."""

    def found(self, cast, version: int, role: str = "volunteer"):
        return candidates_for(db.session.get_one(ProgrammeVersion, version), cast.xiaoman, role)

    def test_who_can_come_is_named_with_reasons_and_an_hour(self, cast, version):
        found = self.found(cast, version)
        assert [one.supporter.id for one in found.possible] == [cast.ye]
        assert (found.holders, found.able, found.possible[0].half_hour) == (1, 1, 258)

    def test_who_nearly_can_is_named_with_the_one_thing_against_it(self, cast, version):
        with transaction():
            db.session.get_one(Supporter, cast.ye).travel_limit = 0
        found = self.found(cast, version)
        assert found.possible == []
        assert [objection.code for objection in found.nearly[0].against] == ["travel"]
        assert found.nearly[0].against[0].facts["limit"] == 0

    def test_a_child_without_consent_has_no_candidates(self, cast, version):
        with transaction():
            db.session.get_one(Child, cast.xiaoman).assent = False
        assert self.found(cast, version).gone
