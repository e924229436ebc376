"""From rows to a problem: who is in it, what is counted against whom, and nothing that names anybody."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import event, true

from app import matching
from app.clock import now, today
from app.database import db, transaction
from app.models.children import Child, Exclusion, Pin, SupporterWish
from app.models.matches import MatchState
from app.models.places import Place
from app.models.programmes import ProgrammeVersion
from app.models.rounds import Declined
from app.models.supporters import Evidence, Supporter
from app.queries.policy import within
from app.queries.snapshots import Snapshot, snapshot
from tests.cast import SATURDAY_MORNING, live_match
from tests.programmes import programme_version


@pytest.fixture
def version(cast) -> ProgrammeVersion:
    return db.session.get_one(ProgrammeVersion, programme_version())


def taken(version: ProgrammeVersion, chosen=None) -> Snapshot:
    return snapshot(version, true() if chosen is None else chosen, "test")


def child(of: Snapshot, code: str = "xiaoman-042") -> matching.Child:
    return of.problem.child_by_id[code]


def supporter(of: Snapshot, row_id: int) -> matching.Supporter:
    code = next(code for code, found in of.supporters.items() if found == row_id)
    return of.problem.supporter_by_id[code]


def test_children_go_by_their_pseudonyms_and_the_way_back_is_known(cast, version):
    found = taken(version)
    assert found.children == {"xiaoman-042": cast.xiaoman, "bailu-113": cast.bailu, "guyu-017": cast.guyu}
    assert set(found.supporters.values()) == {cast.ye, cast.he, cast.lin}


def test_nothing_in_a_problem_names_a_person(cast, version):
    text = matching.dump_problem(taken(version).problem)
    for secret in ("Invented", "Wenzhou", "Qingyuan", "Shouzheng", "Grandmother", "19900000000", "old mill"):
        assert secret not in text


def test_a_problem_reads_back_as_it_was(version):
    problem = taken(version).problem
    assert matching.load_problem(matching.dump_problem(problem)) == problem


@pytest.mark.parametrize(
    "change",
    [
        lambda row: setattr(row, "state", "paused"),
        lambda row: setattr(row, "state", "closed"),
        lambda row: setattr(row, "assent", False),
        lambda row: setattr(row, "erased_at", now()),
        lambda row: setattr(row.consents[0], "withdrawn_at", now()),
        lambda row: setattr(row.consents[0], "valid_until", today() - timedelta(days=1)),
        lambda row: setattr(row, "born", date(today().year - 20, 1, 1)),
    ],
    ids=["away", "closed", "does not want", "erased", "withdrawn", "run out", "grown"],
)
def test_who_may_not_be_matched_is_not_in_it(cast, version, change):
    with transaction():
        change(db.session.get_one(Child, cast.xiaoman))
    assert "xiaoman-042" not in taken(version).children


def test_a_scope_leaves_other_places_out(cast, version):
    found = taken(version, within(frozenset({cast.other_village})))
    assert set(found.children) == {"guyu-017"}
    assert len(found.supporters) == 3


class TestHours:
    """A child is free when the child is free and the meeting place can be used."""

    def test_a_staffed_place_cuts_the_hours_to_its_own(self, cast, version):
        with transaction():
            db.session.get_one(Child, cast.xiaoman).windows = [[0, 336, "can"]]
        found = child(taken(version))
        assert [(span.start, span.end) for span in found.windows.spans] == [(129, 133), tuple(SATURDAY_MORNING[:2])]
        assert found.second_adult is matching.SecondAdult.STAFFED_PLACE

    @pytest.mark.parametrize(("recorded", "second_adult"), [("guardian", "guardian"), ("director", "child_director")])
    def test_elsewhere_the_recorded_adult_counts_and_all_hours_stay(self, cast, version, recorded, second_adult):
        with transaction():
            row = db.session.get_one(Child, cast.xiaoman)
            row.meeting_place_id, row.second_adult, row.windows = cast.village, recorded, [[0, 10, "can"]]
        found = child(taken(version))
        assert found.second_adult == second_adult
        assert [(span.start, span.end) for span in found.windows.spans] == [(0, 10)]

    def test_with_nobody_there_no_second_adult_is_claimed(self, cast, version):
        with transaction():
            db.session.get_one(Place, cast.centre).staffed = []
        assert child(taken(version)).second_adult is None

    def test_overlapping_spans_are_read_once(self, cast, version):
        with transaction():
            db.session.get_one(Supporter, cast.ye).windows = [[10, 20, "can"], [15, 25, "prefer"]]
        spans = supporter(taken(version), cast.ye).windows.spans
        assert [(span.start, span.end, span.preference) for span in spans] == [(10, 15, "can"), (15, 25, "prefer")]


class TestWhatStands:
    """Pairs inside the scope may move; all others use up their supporters."""

    def test_offers_and_live_pairs_are_existing_and_ended_ones_are_not(self, cast, version):
        with transaction():
            ye, he = db.session.get_one(Supporter, cast.ye), db.session.get_one(Supporter, cast.he)
            live_match(db.session.get_one(Child, cast.xiaoman), ye)
            live_match(db.session.get_one(Child, cast.bailu), ye, state=MatchState.OFFERED, half_hour=129)
            live_match(db.session.get_one(Child, cast.guyu), he, "doctor", state=MatchState.ENDED)
        problem = taken(version).problem
        assert {(pair.child, pair.role, pair.slot) for pair in problem.existing} == {
            ("xiaoman-042", "volunteer", 258),
            ("bailu-113", "volunteer", 129),
        }
        assert supporter(taken(version), cast.ye).elsewhere == 0

    def test_a_pair_outside_the_scope_takes_caseload_minutes_and_hours(self, cast, version):
        with transaction():
            live_match(db.session.get_one(Child, cast.guyu), db.session.get_one(Supporter, cast.ye), minutes=20)
        before = supporter(taken(version), cast.ye)
        after = supporter(taken(version, Child.id == cast.xiaoman), cast.ye)
        assert (before.elsewhere, after.elsewhere) == (0, 1)
        # 24 meetings a year of 75 minutes and twice 20 on the way: 24 * 115 / 52, rounded up
        assert before.weekly_minutes - after.weekly_minutes == 54
        assert [(span.start, span.end) for span in after.windows.spans] == [(129, 133), (261, 263)]

    def test_pins_exclusions_and_refusals_are_told(self, cast, version):
        later = now() + timedelta(days=9)
        with transaction():
            pair = {"child_id": cast.xiaoman, "supporter_id": cast.ye}
            db.session.add(Pin(**pair, role="volunteer"))
            db.session.add(Exclusion(child_id=cast.bailu, supporter_id=cast.ye))
            db.session.add(Exclusion(child_id=cast.guyu, supporter_id=cast.ye, lifted_at=now()))
            db.session.add(Declined(**pair, role="volunteer", said_by="supporter", until=later))
            db.session.add(
                Declined(child_id=cast.guyu, supporter_id=cast.he, role="doctor", said_by="coordinator", until=later)
            )
            db.session.add(Declined(child_id=cast.guyu, supporter_id=cast.lin, role="officer", said_by="coordinator", until=now()))  # fmt: skip
        found = taken(version)
        code = {row: code for code, row in found.supporters.items()}
        assert [(pin.child, pin.supporter, pin.role) for pin in found.problem.pins] == [
            ("xiaoman-042", code[cast.ye], "volunteer")
        ]
        assert {(one.child, one.supporter) for one in found.problem.exclusions} == {("bailu-113", code[cast.ye]), ("guyu-017", code[cast.he])}  # fmt: skip
        assert supporter(found, cast.ye).refused == ("xiaoman-042",)

    def test_whom_a_family_asks_for_is_told_unless_taken_back_or_no_longer_there(self, cast, version):
        said = {"child_id": cast.xiaoman, "asked_by": "child", "asked_on": today()}
        with transaction():
            db.session.add(SupporterWish(**said, supporter_id=cast.ye))
            db.session.add(SupporterWish(**said, supporter_id=cast.he, withdrawn_at=now()))
            db.session.add(SupporterWish(**said, supporter_id=cast.zhou))
            db.session.get_one(Child, cast.xiaoman).wishes = ["woman"]
        found = taken(version)
        code = {row: code for code, row in found.supporters.items()}
        assert child(found).wishes == matching.ChildWishes((code[cast.ye],), matching.Gender.FEMALE)
        assert child(found, "bailu-113").wishes == matching.ChildWishes()

    def test_who_is_on_probation_is_told(self, cast, version):
        with transaction():
            db.session.get_one(Supporter, cast.ye).probation = True
        found = taken(version)
        assert supporter(found, cast.ye).probation
        assert not supporter(found, cast.he).probation


class TestEvidence:
    """Dates say the same as the policy's own question."""

    def test_each_kind_gives_its_last_day(self, cast, version):
        found = supporter(taken(version), cast.he)
        assert found.trained_until == found.insured_until == found.code_until == today() + timedelta(days=300)
        assert found.licences == ("physician",)

    def test_what_is_not_approved_or_has_ended_does_not_count(self, cast, version):
        with transaction():
            for row in db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind="training"):
                row.approved_at = None
            for row in db.session.query(Evidence).filter_by(supporter_id=cast.ye, kind="insurance"):
                row.ended_at = now()
        found = supporter(taken(version), cast.ye)
        assert found.trained_until is found.insured_until is None


def test_the_number_of_questions_does_not_grow_with_the_children(cast, version):
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *values: asked.append(values[2]))
    taken(version)
    assert len(asked) <= 14


def test_rules_of_a_version_are_the_problems_programme(version):
    assert json.loads(matching.dump_problem(taken(version).problem))["programme"] == version.rules
