"""One records, another approves; what is complete makes active, what ends ends at once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Account, Role
from app.models.children import Child
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting
from app.models.messages import Message
from app.models.supporters import Evidence, EvidenceKind, Supporter
from app.models.traces import Disclosure
from app.operations.vetting import (
    BadEvidence,
    SecondPersonNeeded,
    approve_evidence,
    end_evidence,
    record_evidence,
    remind_expiring,
)
from app.queries.policy import visible_children
from app.queries.vetting import last_day_of_check, needed_kinds
from tests.cast import Cast, live_match


def first(cast: Cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


def second(cast: Cast) -> Actor:
    return Actor(cast.second_coordinator, {Role.COORDINATOR: frozenset()})


def show(cast: Cast, kind: EvidenceKind, **values) -> int:
    """Record evidence of Applicant Zhou as the first coordinator; return its id."""
    public_id = record_evidence(cast.zhou, kind, values.pop("issued_on", today()), by=first(cast), **values)
    return db.session.query(Evidence).filter_by(public_id=public_id).one().id


def told(account_id: int) -> list[str]:
    return [row.kind for row in db.session.query(Message).filter_by(account_id=account_id).order_by(Message.id)]


def test_whoever_recorded_evidence_cannot_approve_it(cast: Cast) -> None:
    evidence_id = show(cast, EvidenceKind.IDENTITY)
    with pytest.raises(SecondPersonNeeded) as refused:
        approve_evidence(evidence_id, by=first(cast))
    assert refused.value.code == "recorded"
    assert db.session.get_one(Evidence, evidence_id).approved_at is None


def test_the_database_itself_refuses_one_person_in_both_parts(cast: Cast) -> None:
    evidence_id = show(cast, EvidenceKind.IDENTITY)
    same_person = update(Evidence).where(Evidence.id == evidence_id).values(approved_by=cast.coordinator)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(same_person)


def test_nobody_records_or_approves_evidence_about_themselves(cast: Cast) -> None:
    zhou_in_office = Actor(cast.second_coordinator, {Role.COORDINATOR: frozenset()}, supporter_id=cast.zhou)
    with pytest.raises(SecondPersonNeeded) as refused:
        record_evidence(cast.zhou, EvidenceKind.IDENTITY, today(), by=zhou_in_office)
    assert refused.value.code == "own"
    evidence_id = show(cast, EvidenceKind.IDENTITY)
    with pytest.raises(SecondPersonNeeded) as refused:
        approve_evidence(evidence_id, by=zhou_in_office)
    assert refused.value.code == "own"


def test_evidence_is_approved_once(cast: Cast) -> None:
    evidence_id = show(cast, EvidenceKind.IDENTITY)
    approve_evidence(evidence_id, by=second(cast))
    with pytest.raises(SecondPersonNeeded) as refused:
        approve_evidence(evidence_id, by=second(cast))
    assert refused.value.code == "settled"


def test_the_last_approval_makes_an_applicant_active(cast: Cast) -> None:
    kinds = needed_kinds("volunteer")
    ids = [show(cast, kind) for kind in kinds]
    made = [approve_evidence(evidence_id, by=second(cast)) for evidence_id in ids]
    assert made == [False] * (len(kinds) - 1) + [True]
    zhou = db.session.get_one(Supporter, cast.zhou)
    assert (zhou.state, zhou.probation) == ("active", True)
    assert told(cast.zhou_account)[-1] == "vetting_complete"
    lines = [row.action for row in db.session.query(Disclosure).order_by(Disclosure.id)]
    assert lines.count("evidence.recorded") == lines.count("evidence.approved") == len(kinds)
    assert lines[-1] == "supporter.active"


@pytest.mark.parametrize(
    ("kind", "values", "field", "code"),
    [
        (EvidenceKind.TRAINING, {"issued_on": date(2999, 1, 1)}, "issued_on", "not_yet"),
        (EvidenceKind.TRAINING, {"valid_until": date(2020, 1, 1)}, "valid_until", "too_late"),
        (EvidenceKind.TRAINING, {"issued_on": date(2020, 1, 1)}, "valid_until", "over"),
        (EvidenceKind.RECORD_CHECK, {"valid_until": date(2999, 1, 1)}, "valid_until", "too_long"),
        (EvidenceKind.LICENCE, {}, "detail", "which_licence"),
    ],
)
def test_evidence_that_cannot_be_is_refused(
    cast: Cast, kind: EvidenceKind, values: dict, field: str, code: str
) -> None:
    before = db.session.query(Evidence).count()
    with pytest.raises(BadEvidence) as refused:
        show(cast, kind, **values)
    assert (refused.value.field, refused.value.code) == (field, code)
    assert db.session.query(Evidence).count() == before


def test_a_record_check_counts_twelve_months_from_the_query(cast: Cast) -> None:
    queried = today() - timedelta(days=30)
    row = db.session.get_one(Evidence, show(cast, EvidenceKind.RECORD_CHECK, issued_on=queried))
    assert row.valid_until == last_day_of_check(queried)


class TestEnding:
    """Ye Wenzhou stands beside Xiaoman 042 and has an offer for Bailu 113."""

    @pytest.fixture(autouse=True)
    def _together(self, cast: Cast) -> None:
        with transaction():
            ye = db.session.get_one(Supporter, cast.ye)
            match = live_match(db.session.get_one(Child, cast.xiaoman), ye)
            live_match(db.session.get_one(Child, cast.bailu), ye, state=MatchState.OFFERED)
            soon, past = now() + timedelta(days=3), now() - timedelta(days=3)
            db.session.add_all(Meeting(match=match, planned_for=moment, starts_at=moment) for moment in (soon, past))

    def seen(self, cast: Cast) -> list[str]:
        account = db.session.get_one(Account, cast.ye_account)
        actor = Actor(account.id, {Role.SUPPORTER: frozenset()}, account.supporter_id)
        return [child.pseudonym for child in db.session.scalars(visible_children(actor))]

    def end(self, cast: Cast, kind: str) -> int:
        row = db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind=kind).one()
        return end_evidence(row.id, "concern", by=first(cast))

    def test_ended_vetting_hides_the_child_withdraws_offers_and_calls_meetings_off(self, cast: Cast) -> None:
        assert self.seen(cast) == ["xiaoman"]
        assert self.end(cast, "record_check") == 1
        assert self.seen(cast) == []
        states = dict(db.session.query(Match.child_id, Match.state).all())
        assert states == {cast.xiaoman: "live", cast.bailu: "withdrawn"}
        meetings = [row.state for row in db.session.query(Meeting).order_by(Meeting.starts_at)]
        assert meetings == ["planned", "cancelled"]
        assert set(told(cast.ye_account)) == {"evidence_ended", "offer_withdrawn"}

    def test_what_is_not_needed_may_end_without_consequence(self, cast: Cast) -> None:
        assert self.end(cast, "licence") == 0
        assert self.seen(cast) == ["xiaoman"]
        assert told(cast.ye_account) == []

    def test_another_valid_piece_of_the_kind_keeps_the_right(self, cast: Cast) -> None:
        public_id = record_evidence(cast.ye, EvidenceKind.TRAINING, today(), by=first(cast))
        row = db.session.query(Evidence).filter_by(public_id=public_id).one()
        approve_evidence(row.id, by=second(cast))
        old = (
            db.session.query(Evidence)
            .filter(Evidence.id != row.id, Evidence.kind == "training")
            .filter_by(supporter_id=cast.ye)
        )
        assert end_evidence(old.one().id, "replaced", by=first(cast)) == 0
        assert self.seen(cast) == ["xiaoman"]

    def test_nothing_ends_twice(self, cast: Cast) -> None:
        self.end(cast, "training")
        with pytest.raises(SecondPersonNeeded):
            self.end(cast, "training")


class TestReminders:
    """60, 30 and 7 days before, once each, whenever the timetable comes by."""

    @pytest.fixture(autouse=True)
    def _ending(self, cast: Cast) -> None:
        with transaction():
            row = db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind="insurance").one()
            row.valid_until = today() + timedelta(days=61)

    def days_left(self, left: int) -> time_machine.travel:
        return time_machine.travel(now() + timedelta(days=61 - left), tick=False)

    def test_each_reminder_is_written_on_its_day(self, cast: Cast) -> None:
        written = []
        for left in (61, 60, 59, 31, 30, 29, 8, 7, 6, 1, 0):
            with self.days_left(left):
                if remind_expiring():
                    written.append(left)
        assert written == [60, 30, 7]
        assert set(told(cast.ye_account)) == {"evidence_expiring"}

    def test_running_twice_on_one_day_writes_nothing_more(self, cast: Cast) -> None:
        with self.days_left(30):
            assert remind_expiring() == 1
            assert remind_expiring() == 0

    def test_a_missed_day_is_made_up_for_with_the_reminder_that_matters_now(self, cast: Cast) -> None:
        with self.days_left(5):
            assert remind_expiring() == 1
        assert db.session.query(Message).one().params["days"] == 7

    def test_what_was_renewed_or_is_over_is_not_reminded_of(self, cast: Cast) -> None:
        public_id = record_evidence(cast.ye, EvidenceKind.INSURANCE, today(), by=first(cast))
        approve_evidence(db.session.query(Evidence).filter_by(public_id=public_id).one().id, by=second(cast))
        with self.days_left(30):
            assert remind_expiring() == 0
