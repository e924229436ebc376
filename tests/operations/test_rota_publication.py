"""Publishing a rota: assignments are written once, by today's facts; what no longer fits comes back as a conflict."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import now, today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Opening, Shift
from app.models.assignments import Assignment, AssignmentState
from app.models.messages import Message
from app.models.programmes import ProgrammeVersion
from app.models.rotas import PlaceExclusion, RotaPlacement
from app.models.rounds import Round, RoundState
from app.models.supporters import Away, Evidence, Supporter
from app.models.traces import Disclosure
from app.operations import rota_reviews
from app.operations.rota_publication import answer_by, publish
from app.operations.rounds import IllegalMove
from tests.rotas import assign, companions, proposed_rota, shift_on, wednesday
from tests.servers.databases import both_databases


@pytest.fixture
def ji(cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


@pytest.fixture
def rota(cast) -> tuple[int, dict[str, int]]:
    return proposed_rota(cast)


def on(opening_id: int) -> dict[int, str]:
    rows = db.session.scalars(select(Assignment).filter_by(opening_id=opening_id))
    return {row.supporter_id: row.state for row in rows}


def conflict(placement_id: int) -> str:
    db.session.expire_all()
    return db.session.get_one(RotaPlacement, placement_id).conflict


class TestWhatIsWritten:
    """The rota of tests.rotas, published."""

    def test_new_people_are_asked_and_those_not_needed_are_let_go(self, cast, rota, ji):
        round_id, ids = rota
        done = publish(round_id, by=ji)
        assert on(ids["wednesday_opening"]) == {cast.ye: AssignmentState.OFFERED}
        assert on(ids["thursday_opening"]) == {cast.he: AssignmentState.CANCELLED}
        assert (done.offers, done.live, done.ended, done.conflicts) == (1, 0, 1, 0)
        gone = db.session.get_one(Assignment, ids["stands"])
        assert (gone.reason, gone.state_before) == ("replaced", AssignmentState.ACCEPTED)

    def test_an_answer_is_wanted_within_a_week_and_a_day_before_the_shift(self, cast, rota, ji):
        publish(rota[0], by=ji)
        offer = db.session.scalar(select(Assignment).filter_by(supporter_id=cast.ye))
        assert offer.answer_by <= now() + timedelta(days=7)
        assert offer.answer_by <= offer.shift.starts_at - timedelta(hours=24)

    def test_for_a_shift_tomorrow_there_is_time_until_two_hours_before(self):
        starts_at = now() + timedelta(hours=26)
        assert answer_by(starts_at) == starts_at - timedelta(hours=2)

    @pytest.mark.parametrize("minutes", [5, 60, 119, 121, 600, 2000, 20000])
    def test_the_time_to_answer_never_ends_before_it_begins_or_after_the_shift_does_begin(self, minutes):
        starts_at = now() + timedelta(minutes=minutes)
        assert now() < answer_by(starts_at) <= starts_at

    def test_duties_the_programme_names_are_accepted_at_once(self, cast, rota, ji):
        with transaction():
            db.session.scalar(select(ProgrammeVersion)).live_duties = ["companion"]
        done = publish(rota[0], by=ji)
        assert on(rota[1]["wednesday_opening"]) == {cast.ye: AssignmentState.ACCEPTED}
        assert (done.offers, done.live) == (0, 1)

    def test_everybody_concerned_hears_once_and_nobody_else(self, cast, rota, ji):
        assert publish(rota[0], by=ji).told == 2
        heard = {(message.account_id, message.kind) for message in db.session.scalars(select(Message))}
        assert heard == {(cast.ye_account, "shifts_offered"), (cast.he_account, "shifts_ended")}

    def test_the_audit_has_one_line_for_it(self, rota, ji):
        publish(rota[0], by=ji)
        lines = db.session.scalars(select(Disclosure).filter_by(action="round.published")).all()
        assert [line.account_id for line in lines] == [ji.account_id]

    def test_what_was_declined_is_not_written(self, cast, rota, ji):
        round_id, ids = rota
        rota_reviews.decline(ids["new"], "too_far", by=ji)
        rota_reviews.decline(ids["ended"], by=ji)
        done = publish(round_id, by=ji)
        assert on(ids["wednesday_opening"]) == {}
        assert on(ids["thursday_opening"]) == {cast.he: AssignmentState.ACCEPTED}
        assert (done.offers, done.ended, done.kept) == (0, 0, 1)

    def test_it_cannot_be_published_twice(self, rota, ji):
        publish(rota[0], by=ji)
        with pytest.raises(IllegalMove):
            publish(rota[0], by=ji)


@both_databases
def test_two_coordinators_at_once_make_one_publication(house, cast):
    round_id, _ids = proposed_rota(cast)
    db.session.remove()
    together, done, refused, faults = threading.Barrier(8), [], [], []

    def press(account_id: int) -> None:
        with house.app_context():
            together.wait()
            try:
                done.append(publish(round_id, by=Actor(account_id, {Role.COORDINATOR: frozenset()})))
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
    assert db.session.query(Assignment).filter_by(supporter_id=cast.ye).count() == 1
    assert db.session.query(Message).filter_by(kind="shifts_offered").count() == 1


def vetting_ends(cast, ids) -> None:
    db.session.scalar(select(Evidence).filter_by(supporter_id=cast.ye, kind="record_check")).ended_at = now()


def insurance_ends_before_the_day(cast, ids) -> None:
    row = db.session.scalar(select(Evidence).filter_by(supporter_id=cast.ye, kind="insurance"))
    row.valid_until = wednesday() - timedelta(days=1)


def shift_is_called_off(cast, ids) -> None:
    db.session.get_one(Shift, ids["wednesday"]).state = "cancelled"


def goes_away(cast, ids) -> None:
    db.session.add(Away(supporter_id=cast.ye, first_day=wednesday(), last_day=wednesday()))


def is_elsewhere(cast, ids) -> None:
    assign(shift_on(wednesday(), cast.other_village).openings[0], cast.ye)


def others_took_the_places(cast, ids) -> None:
    opening = db.session.get_one(Opening, ids["wednesday_opening"])
    for seat, supporter_id in enumerate(companions(cast, "Song Yinghe", "Lei Zhiyao", "Wu Anning")):
        assign(opening, supporter_id, seat)


def is_kept_away(cast, ids) -> None:
    db.session.add(PlaceExclusion(supporter_id=cast.ye, place_id=cast.centre))


def left(cast, ids) -> None:
    db.session.get_one(Supporter, cast.ye).state = "left"


@pytest.mark.parametrize(
    ("happens", "code"),
    [
        (vetting_ends, "validity"),
        (insurance_ends_before_the_day, "validity"),
        (shift_is_called_off, "shift_gone"),
        (goes_away, "available"),
        (is_elsewhere, "one_place"),
        (others_took_the_places, "headcount"),
        (is_kept_away, "permitted"),
        (left, "supporter_gone"),
    ],
)
def test_what_changed_since_comes_back_as_a_conflict(cast, rota, ji, happens, code):
    round_id, ids = rota
    with transaction():
        happens(cast, ids)
    done = publish(round_id, by=ji)
    assert cast.ye not in on(ids["wednesday_opening"])
    assert (done.offers, done.conflicts) == (0, 1)
    assert conflict(ids["new"]) == code
    assert db.session.get_one(Round, round_id).state == RoundState.PUBLISHED


def test_who_should_make_room_for_somebody_who_cannot_come_stays(cast, rota, ji):
    round_id, ids = rota
    with transaction():
        opening = db.session.get_one(Opening, ids["wednesday_opening"])
        (song,) = companions(cast, "Song Yinghe")
        assign(opening, song)
        db.session.add(
            RotaPlacement(
                round_id=round_id,
                opening_id=opening.id,
                shift_id=opening.shift_id,
                supporter_id=song,
                change="ended",
            )
        )
        vetting_ends(cast, ids)
    publish(round_id, by=ji)
    assert on(ids["wednesday_opening"]) == {song: AssignmentState.ACCEPTED}


def test_nobody_is_taken_off_a_shift_of_the_next_two_days(cast, rota, ji):
    round_id, ids = rota
    with transaction():
        shift = db.session.get_one(Shift, ids["thursday"])
        shift.starts_at = now() + timedelta(hours=30)
        shift.ends_at = shift.starts_at + timedelta(hours=2)
        this = db.session.get_one(Round, round_id)
        this.first_day, this.days = today() + timedelta(days=1), 21
    done = publish(round_id, by=ji)
    assert on(ids["thursday_opening"]) == {cast.he: AssignmentState.ACCEPTED}
    assert (done.ended, conflict(ids["ended"])) == (0, "freeze")
