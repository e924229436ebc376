"""What happens to a child's file."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.children import Child, ChildState, Exclusion
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting
from app.models.messages import Message
from app.models.supporters import Supporter
from app.models.traces import Change, Disclosure
from app.operations import disclosures
from app.operations.children import ChildRefused, close_child, pause_child, register_child, reopen_child, revise_child
from app.operations.consents import record_consent, withdraw_consent
from app.operations.exclusions import keep_apart, lift_exclusion
from app.operations.siblings import join_siblings, leave_siblings
from app.operations.versions import ChangedMeanwhile
from app.queries.policy import consented, served_by
from app.queries.search import matching_ids
from tests.cast import Cast, live_match

BY = Actor(None, {Role.COORDINATOR: frozenset()})


def facts(cast: Cast, **values):
    return {"name": "蓝小燕", "sex": "female", "born": date(2016, 3, 1), "village_id": cast.village, **values}


def child(child_id: int) -> Child:
    return db.session.get_one(Child, child_id)


def history(child_id: int) -> list[dict]:
    query = db.select(Change).where(Change.subject_id == child(child_id).public_id).order_by(Change.id)
    return [row.fields for row in db.session.scalars(query)]


def pair(cast: Cast, state: MatchState = MatchState.LIVE, supporter: str = "ye", role: str = "volunteer") -> int:
    with transaction():
        match = live_match(child(cast.xiaoman), db.session.get_one(Supporter, getattr(cast, supporter)), role)
        match.state = state
        for week in (1, 2):
            moment = now() + timedelta(days=7 * week)
            db.session.add(Meeting(match=match, planned_for=moment, starts_at=moment))
        db.session.flush()
        return match.id


def states() -> tuple[set[str], set[str]]:
    return set(db.session.scalars(db.select(Match.state))), set(db.session.scalars(db.select(Meeting.state)))


def told() -> list[str]:
    return list(db.session.scalars(db.select(Message.kind).order_by(Message.id)))


class TestTheFile:
    """Taking in and revising."""

    def test_a_child_taken_in_has_a_pseudonym_and_is_found_by_name_and_phone(self, cast: Cast) -> None:
        new = register_child(facts(cast), {"phone": "199 1111 2222"}, by=BY)
        assert (child(new).pseudonym, child(new).number) not in {("xiaoman", 42), ("", 0)}
        assert child(new).waiting_since == today()
        for text in ("xiaoyan", "lxy", "19911112222", "2222"):
            assert db.session.scalars(matching_ids("child", text)).all() == [new]

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("name", "  "),
            ("rhythm", 5),
            ("born", date(1980, 1, 1)),
            ("village_id", 10**6),
            ("windows", [[5, 3, "can"]]),
            ("windows", [[0, 4, "can"], [2, 6, "can"]]),
        ],
    )
    def test_what_cannot_be_is_refused_with_its_field(self, cast: Cast, field: str, value) -> None:
        with pytest.raises(ChildRefused) as refused:
            register_child(facts(cast, **{field: value}), {}, by=BY)
        assert refused.value.field == field
        assert db.session.query(Child).count() == 3

    def test_a_revision_is_in_the_history_and_the_new_phone_is_found(self, cast: Cast) -> None:
        before = child(cast.xiaoman).version
        revise_child(cast.xiaoman, before, {"boards": True}, {"phone": "19933334444"}, by=BY)
        assert history(cast.xiaoman)[-1] == {
            "boards": [False, True],
            "guardian.phone": ["19900000001", "19933334444"],
        }
        assert db.session.scalars(matching_ids("child", "4444")).all() == [cast.xiaoman]
        assert child(cast.xiaoman).version > before

    def test_the_second_of_two_editors_writes_nothing(self, cast: Cast) -> None:
        opened = child(cast.xiaoman).version
        revise_child(cast.xiaoman, opened, {}, {"device": "smartphone"}, by=BY)
        with pytest.raises(ChangedMeanwhile):
            revise_child(cast.xiaoman, opened, {"boards": True}, {}, by=BY)
        assert not child(cast.xiaoman).boards

    def test_a_rarer_rhythm_needs_a_reason_and_a_closer_one_does_not(self, cast: Cast) -> None:
        revise_child(cast.xiaoman, child(cast.xiaoman).version, {"rhythm": 2}, {}, by=BY)
        with pytest.raises(ChildRefused, match="reason"):
            revise_child(cast.xiaoman, child(cast.xiaoman).version, {"rhythm": 3}, {}, by=BY, reason=" ")
        revise_child(cast.xiaoman, child(cast.xiaoman).version, {"rhythm": 3}, {}, by=BY, reason="the mother is back")
        assert history(cast.xiaoman)[-1] == {"rhythm": [2, 3], "rhythm_reason": [None, "the mother is back"]}


class TestConsent:
    """Given, renewed, withdrawn."""

    def test_withdrawal_hides_the_child_takes_offers_back_and_calls_meetings_off_at_once(self, cast: Cast) -> None:
        pair(cast)
        pair(cast, MatchState.OFFERED, "he", "doctor")
        assert db.session.scalar(db.select(Child.id).where(served_by(cast.ye))) == cast.xiaoman
        withdraw_consent(cast.xiaoman, "matching", by=BY)
        assert db.session.scalar(db.select(Child.id).where(served_by(cast.ye))) is None
        assert states() == ({"live", "withdrawn"}, {"cancelled"})
        assert sorted(told()) == ["meeting_cancelled", "meeting_cancelled", "offer_withdrawn"]
        assert db.session.query(Disclosure).one().action == "consent.withdrawn"

    def test_consent_for_one_purpose_leaves_the_others(self, cast: Cast) -> None:
        pair(cast)
        record_consent(cast.xiaoman, "health", today(), today() + timedelta(days=300), by=BY)
        withdraw_consent(cast.xiaoman, "health", by=BY)
        assert states() == ({"live"}, {"planned"})
        with pytest.raises(ChildRefused):
            withdraw_consent(cast.xiaoman, "health", by=BY)

    def test_a_renewal_after_a_withdrawal_counts(self, cast: Cast) -> None:
        withdraw_consent(cast.xiaoman, "matching", by=BY)
        record_consent(cast.xiaoman, "matching", today(), today() + timedelta(days=365), by=BY)
        assert cast.xiaoman in db.session.scalars(db.select(Child.id).where(consented())).all()
        assert [row["consent"] for row in history(cast.xiaoman)] == [
            ["matching", None],
            [None, str(today() + timedelta(days=365))],
        ]

    @pytest.mark.parametrize(
        ("given", "until", "field"), [(1, 300, "given_on"), (-9, -1, "valid_until"), (0, 400, "valid_until")]
    )
    def test_impossible_dates_are_refused(self, cast: Cast, given: int, until: int, field: str) -> None:
        with pytest.raises(ChildRefused) as refused:
            record_consent(
                cast.xiaoman, "matching", today() + timedelta(days=given), today() + timedelta(days=until), by=BY
            )
        assert refused.value.field == field


class TestStates:
    """Away, ended, taken up again."""

    def test_a_pause_keeps_pairs_and_calls_off_what_lies_before_the_return(self, cast: Cast) -> None:
        pair(cast)
        pause_child(cast.xiaoman, child(cast.xiaoman).version, today() + timedelta(days=10), by=BY)
        assert child(cast.xiaoman).state == ChildState.PAUSED
        assert states() == ({"live"}, {"cancelled", "planned"})
        reopen_child(cast.xiaoman, child(cast.xiaoman).version, by=BY)
        assert child(cast.xiaoman).paused_until is None

    def test_an_ended_case_ends_pairs_and_can_be_taken_up_again(self, cast: Cast) -> None:
        pair(cast)
        close_child(cast.xiaoman, child(cast.xiaoman).version, "moved", by=BY)
        assert states() == ({"ended"}, {"cancelled"})
        assert told() == ["meeting_cancelled", "pair_ended"]
        with pytest.raises(ChildRefused):
            close_child(cast.xiaoman, child(cast.xiaoman).version, "moved", by=BY)
        reopen_child(cast.xiaoman, child(cast.xiaoman).version, by=BY)
        assert (child(cast.xiaoman).state, child(cast.xiaoman).closed_reason) == (ChildState.ACTIVE, "")
        assert child(cast.xiaoman).waiting_since == today()


def test_two_families_become_one_and_a_group_of_one_is_none(cast: Cast) -> None:
    join_siblings(cast.xiaoman, cast.bailu, by=BY)
    join_siblings(cast.guyu, cast.bailu, by=BY)
    assert len({child(one).sibling_group for one in (cast.xiaoman, cast.bailu, cast.guyu)}) == 1
    leave_siblings(cast.guyu, by=BY)
    leave_siblings(cast.bailu, by=BY)
    assert [child(one).sibling_group for one in (cast.xiaoman, cast.bailu, cast.guyu)] == [None] * 3
    with pytest.raises(ChildRefused):
        join_siblings(cast.guyu, cast.guyu, by=BY)


def test_keeping_two_apart_ends_their_pair_and_no_other(cast: Cast) -> None:
    mine = pair(cast)
    other = pair(cast, supporter="he", role="doctor")
    keep_apart(cast.xiaoman, cast.ye, "guardian", by=BY)
    assert db.session.get_one(Match, mine).state == MatchState.ENDED
    assert child(cast.xiaoman).waiting_since == today()
    assert db.session.get_one(Match, other).state == MatchState.LIVE
    row = db.session.query(Exclusion).one()
    lift_exclusion(row.id, by=BY)
    keep_apart(cast.xiaoman, cast.ye, "child", by=BY)
    assert (db.session.query(Exclusion).one().lifted_at, row.asked_by) == (None, "child")


class TestDisclosure:
    """The audit's line comes with the value, or neither does."""

    @pytest.mark.parametrize(
        ("what", "value"),
        [
            ("name", "Invented Xiaoman"),
            ("guardian", "Invented Grandmother"),
            ("phone", "19900000001"),
            ("address", "by the old mill"),
        ],
    )
    def test_each_value_writes_one_line_without_the_value(self, cast: Cast, what: str, value: str) -> None:
        assert disclosures.disclose(cast.xiaoman, what, by=BY) == value
        row = db.session.query(Disclosure).one()
        assert (row.action, row.subject_id, row.roles) == (
            f"child.{what}",
            child(cast.xiaoman).public_id,
            "coordinator",
        )
        assert value not in f"{row.detail}{row.source}"

    def test_without_the_line_nothing_is_shown(self, cast: Cast, monkeypatch) -> None:
        def fails(*_args) -> None:
            raise OSError("disk full")

        monkeypatch.setattr(disclosures, "record", fails)
        with pytest.raises(OSError, match="disk full"):
            disclosures.disclose(cast.xiaoman, "name", by=BY)

    def test_nothing_else_can_be_asked_for(self, cast: Cast) -> None:
        with pytest.raises(KeyError):
            disclosures.disclose(cast.xiaoman, "file_key", by=BY)
        assert db.session.query(Disclosure).count() == 0
