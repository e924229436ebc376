"""A shift that is called off ends what hangs on it when people are told; held after all, nothing comes back by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import local, now, today
from app.database import db, transaction
from app.models.accounts import Account, Role
from app.models.activities import Cancellation, Opening, Shift
from app.models.assignments import Assignment, ReplacementAsk, Standby, SwapOffer
from app.models.messages import Message
from app.models.replacements import ReplacementSearch
from app.models.supporters import Supporter
from app.operations import replacements
from app.operations.activity_series import end_series
from app.operations.cancellations import Selection, cancel_selected, cancel_shift, restore, tell_now, to_tell
from app.operations.open_places import look_after_standbys
from app.operations.own_shifts import cannot_come
from app.operations.replacement_asks import CannotReply, reply
from app.operations.replacements import go_on, ring_due
from app.operations.shift_answers import lapse_shift_offers
from app.operations.swaps import offer_swap, take_swap
from tests.cast import account
from tests.rotas import assign, companions, shift_on, wednesday
from tests.servers.databases import both_databases

JI = Actor(None, {Role.COORDINATOR: frozenset()})


def actor(supporter_id: int) -> Actor:
    known = db.session.scalar(select(Account.id).where(Account.supporter_id == supporter_id))
    return Actor(known, {Role.SUPPORTER: frozenset()}, supporter_id=supporter_id)


@pytest.fixture
def town(cast, time_machine) -> dict[str, int]:
    """Two shifts on a Wednesday in two weeks: on the first Mei would give her place away, Ye cannot come and three are
    asked; for the second, where Xia stands, Tao waits."""
    time_machine.move_to(now().replace(hour=2, minute=0), tick=False)
    with transaction():
        for one in (cast.he, cast.lin):
            db.session.get_one(Supporter, one).windows = []
        names = ("Mei", "Hua", "Lan", "Qiu", "Xia", "Tao")
        ids = dict(zip(names, companions(cast, *names), strict=True))
        for name, one in list(ids.items()):
            row = account(name, Role.SUPPORTER, supporter=db.session.get_one(Supporter, one))
            db.session.flush()
            ids[f"{name}_account"] = row.id
        first, second = (shift_on(wednesday(2), cast.centre) for _twice in range(2))
        mine, given = assign(first.openings[0], cast.ye), assign(first.openings[0], ids["Mei"], 1)
        assign(second.openings[0], ids["Xia"])
        db.session.add(Standby(opening_id=second.openings[0].id, supporter_id=ids["Tao"]))
        found = ids | {
            "first": first.id,
            "second": second.id,
            "opening": first.openings[0].id,
            "given": given.id,
            "mine": mine.id,
        }
    offer_swap(found["given"], by=actor(found["Mei"]))
    cannot_come(found["mine"], by=actor(cast.ye))
    assert go_on(db.session.scalars(select(ReplacementSearch.id)).one()) == 3
    return found


def typhoon() -> Selection:
    """Everything that is held within four weeks."""
    return Selection(frozenset(), now(), now() + timedelta(weeks=4))


def states() -> dict[str, set[str]]:
    db.session.rollback()
    tables = (Standby, SwapOffer, ReplacementAsk, ReplacementSearch)
    return {table.__name__: set(db.session.scalars(select(table.state))) for table in tables}


OPEN = {
    "Standby": {"waiting"}, "SwapOffer": {"open"}, "ReplacementAsk": {"asked"}, "ReplacementSearch": {"running"},
}  # fmt: skip
ENDED = {
    "Standby": {"lapsed"}, "SwapOffer": {"lapsed"}, "ReplacementAsk": {"withdrawn"}, "ReplacementSearch": {"over"},
}  # fmt: skip


def told(kind: str) -> set[int]:
    return set(db.session.scalars(select(Message.account_id).where(Message.kind == kind)))


def asked_people() -> list[int]:
    return list(db.session.scalars(select(ReplacementAsk.supporter_id).order_by(ReplacementAsk.id)))


def accounts(supporter_ids: list[int]) -> set[int]:
    return set(db.session.scalars(select(Account.id).where(Account.supporter_id.in_(supporter_ids))))


@both_databases
def test_with_many_shifts_called_off_everything_ends_when_people_are_told_and_they_hear(town):
    cancel_selected(typhoon(), "typhoon", by=JI)
    batch = db.session.scalars(select(Cancellation)).one()
    assert states() == OPEN
    everybody = len({town["Mei"], town["Xia"], town["Tao"], *asked_people()})
    assert to_tell(batch.id) == everybody >= 5
    tell_now(batch.id, by=JI)
    assert states() == ENDED
    assert told("shift_not_held") | told("shifts_not_held") == accounts([town["Tao"], *asked_people()])
    assert told("shift_cancelled") == {town["Mei_account"], town["Xia_account"]}
    assert db.session.get_one(Cancellation, batch.id).told_people == everybody


def test_one_date_called_off_leaves_the_others_alone(town):
    cancel_shift(town["second"], "keeper", by=JI)
    tell_now(db.session.scalars(select(Cancellation.id)).one(), by=JI)
    assert states() == OPEN | {"Standby": {"lapsed"}}
    assert told("shift_not_held") == {town["Tao_account"]}


def test_close_to_the_hour_it_ends_at_once(town, time_machine):
    starts_at = db.session.get_one(Shift, town["first"]).starts_at
    time_machine.move_to(starts_at - timedelta(hours=3), tick=False)
    cancel_selected(typhoon(), "typhoon", by=JI)
    assert states() == ENDED


def test_a_series_that_ends_takes_the_promises_of_its_later_dates_along(town):
    for series_id in db.session.scalars(select(Shift.series_id)).all():
        end_series(series_id, today() + timedelta(days=1), by=JI)
    assert states() == ENDED
    assert town["Tao_account"] in told("shift_not_held") | told("shifts_not_held")


def test_somebody_who_waits_for_several_shifts_hears_once(cast, town):
    with transaction():
        db.session.add(Standby(opening_id=town["opening"], supporter_id=town["Tao"]))
    cancel_selected(typhoon(), "typhoon", by=JI)
    tell_now(db.session.scalars(select(Cancellation.id)).one(), by=JI)
    assert told("shifts_not_held") == {town["Tao_account"]}
    assert town["Tao_account"] not in told("shift_not_held")


class TestUndo:
    """Nobody knows of it yet."""

    def test_meanwhile_nobody_is_called_up_or_asked_and_no_answer_counts(self, town, time_machine, monkeypatch):
        monkeypatch.setattr(replacements, "ring", lambda _bell, _row_id: True)
        cancel_selected(typhoon(), "typhoon", by=JI)
        search = db.session.scalars(select(ReplacementSearch.id)).one()
        time_machine.shift(timedelta(days=2))
        assert (ring_due(), go_on(search), look_after_standbys()) == (0, 0, 0)
        ask = db.session.scalars(select(ReplacementAsk)).first()
        with pytest.raises(CannotReply, match="over"):
            reply(ask.id, True, by=actor(ask.supporter_id))
        assert states() == OPEN

    def test_everything_is_as_it_was_and_goes_on(self, town, time_machine):
        name = cancel_selected(typhoon(), "typhoon", by=JI)
        restore(name, told=False, by=JI)
        assert states() == OPEN
        assert told("shift_not_held") == set()
        ask = db.session.scalars(select(ReplacementAsk).where(ReplacementAsk.supporter_id != town["Tao"])).first()
        assert reply(ask.id, True, by=actor(ask.supporter_id)) == "yes"
        assert look_after_standbys() == 1


class TestRestore:
    """People have heard that it is off, and hear now that it is held."""

    @pytest.fixture
    def restored(self, town, time_machine) -> dict[str, int]:
        name = cancel_selected(typhoon(), "typhoon", by=JI)
        tell_now(db.session.scalars(select(Cancellation.id)).one(), by=JI)
        time_machine.shift(timedelta(days=1))
        restore(name, told=True, by=JI)
        return town

    def test_nothing_comes_back_by_itself(self, restored):
        assert states() == ENDED
        assert (look_after_standbys(), ring_due()) == (0, 0)
        assert db.session.get_one(Assignment, restored["given"]).state == "offered"

    def test_a_swap_that_ended_is_not_taken(self, restored):
        offer = db.session.scalars(select(SwapOffer)).one()
        with transaction():
            db.session.get_one(Assignment, restored["given"]).state = "accepted"
        with pytest.raises(Exception, match="full"):
            take_swap(offer.id, by=actor(restored["Tao"]))

    def test_whoever_is_asked_again_has_new_time_to_answer(self, restored):
        mei = db.session.get_one(Assignment, restored["given"])
        assert mei.answer_by is not None
        assert now() + timedelta(days=1) < mei.answer_by <= mei.shift.starts_at
        assert lapse_shift_offers() == 0


def test_an_answer_that_was_due_before_the_shift_came_back_is_due_anew(town, time_machine):
    with transaction():
        db.session.get_one(Assignment, town["given"]).answer_by = now() + timedelta(hours=1)
    name = cancel_shift(town["first"], "keeper", by=JI)
    tell_now(db.session.scalars(select(Cancellation.id)).one(), by=JI)
    time_machine.shift(timedelta(hours=3))
    restore(name, told=True, by=JI)
    assert lapse_shift_offers() == 0
    assert db.session.get_one(Assignment, town["given"]).state == "offered"
    assert local(db.session.get_one(Opening, town["opening"]).shift.starts_at).hour == 16
