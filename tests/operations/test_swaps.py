"""Giving a shift away: the giver stays responsible until somebody takes it; one transaction, both told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Shift
from app.models.assignments import Assignment, SwapOffer
from app.models.messages import Message
from app.models.supporters import Supporter
from app.operations.own_shifts import cannot_come
from app.operations.seating import NoSeat
from app.operations.swap_news import tell_of_swap
from app.operations.swaps import CannotSwap, lapse_swaps, offer_swap, take_swap, withdraw_swap
from tests.cast import account
from tests.rotas import assign, companions, shift_on, wednesday


@pytest.fixture
def ye(cast) -> Actor:
    return Actor(cast.ye_account, {Role.SUPPORTER: frozenset()}, supporter_id=cast.ye)


@pytest.fixture
def he(cast) -> Actor:
    return Actor(cast.he_account, {Role.SUPPORTER: frozenset()}, supporter_id=cast.he)


@pytest.fixture
def mine(cast, ye) -> int:
    """Ye's shift on Wednesday, offered; Mei comes too and every place is taken."""
    with transaction():
        opening = shift_on(wednesday(), cast.centre).openings[0]
        opening.most = 2
        assign(opening, companions(cast, "Mei")[0], 1)
        given = assign(opening, cast.ye).id
    offer_swap(given, by=ye)
    return given


def offer() -> SwapOffer:
    db.session.expire_all()
    return db.session.scalars(select(SwapOffer)).one()


def test_the_giver_is_responsible_until_somebody_takes_it(cast, mine):
    assert db.session.get_one(Assignment, mine).state == "accepted"
    assert offer().state == "open"


def test_giver_out_and_taker_in_and_both_are_told(cast, mine, he):
    made = take_swap(offer().id, by=he)
    given = db.session.get_one(Assignment, mine)
    assert (given.state, given.reason) == ("cancelled", "swapped")
    assert (made.state, made.how, made.seat) == ("accepted", "swap", given.seat)
    assert (offer().state, offer().taken_id) == ("taken", made.id)
    told = {(message.account_id, message.kind) for message in db.session.scalars(select(Message))}
    assert told == {(cast.ye_account, "swap_taken"), (cast.he_account, "swap_yours")}


def test_pressing_twice_takes_it_once_and_somebody_else_is_too_late(cast, mine, he):
    with transaction():
        third = companions(cast, "Hua")[0]
    assert take_swap(offer().id, by=he).id == take_swap(offer().id, by=he).id
    with pytest.raises(NoSeat, match="full"):
        take_swap(offer().id, by=Actor(None, {Role.SUPPORTER: frozenset()}, supporter_id=third))


def test_whoever_does_not_qualify_changes_nothing(cast, mine, he):
    with transaction():
        db.session.get_one(Supporter, cast.he).windows = []
    with pytest.raises(NoSeat, match="unfit"):
        take_swap(offer().id, by=he)
    assert db.session.get_one(Assignment, mine).state == "accepted"
    assert offer().state == "open"


def test_it_can_be_withdrawn_until_it_is_taken(mine, ye, he):
    withdraw_swap(mine, by=ye)
    assert offer().state == "withdrawn"
    with pytest.raises(NoSeat, match="full"):
        take_swap(offer().id, by=he)


def test_what_somebody_took_cannot_be_withdrawn(mine, ye, he):
    take_swap(offer().id, by=he)
    with pytest.raises(CannotSwap, match="gone"):
        withdraw_swap(mine, by=ye)


def test_offering_twice_is_offering_once(mine, ye):
    offer_swap(mine, by=ye)
    assert offer().state == "open"


def test_nobody_offers_what_is_somebody_elses(mine, he):
    with pytest.raises(CannotSwap, match="unknown"):
        offer_swap(mine, by=he)


def test_saying_one_cannot_come_takes_the_offer_back(mine, ye):
    cannot_come(mine, by=ye)
    assert offer().state == "withdrawn"


def test_it_lapses_when_the_shift_begins_and_the_giver_comes(mine):
    assert lapse_swaps() == 0
    with transaction():
        shift = db.session.scalar(select(Shift))
        shift.starts_at, shift.ends_at = now() - timedelta(minutes=1), now() + timedelta(hours=1)
    assert lapse_swaps() == 1
    assert offer().state == "lapsed"
    assert db.session.get_one(Assignment, mine).state == "accepted"


class TestWhoHears:
    """Those who qualify, a few at a time, each rarely."""

    @pytest.fixture
    def many(self, cast, mine) -> list[int]:
        """Six more who could come, the last without an account; the officer of the cast is not free."""
        with transaction():
            db.session.get_one(Supporter, cast.he).windows = []
            ids = companions(cast, "Hua", "Lan", "Qiu", "Xia", "Tao", "Nan")
            for one in ids[:-1]:
                row = db.session.get_one(Supporter, one)
                account(row.name, Role.SUPPORTER, supporter=row)
        return ids

    def heard(self) -> list[int]:
        db.session.expire_all()
        return list(db.session.scalars(select(Message.account_id).filter_by(kind="swap_offered")))

    def test_as_many_as_a_wave_asks_hear_of_it_and_each_once(self, cast, many):
        assert tell_of_swap(offer().id) == 3
        assert tell_of_swap(offer().id) == 0
        assert len(set(self.heard())) == 3
        assert cast.ye_account not in self.heard()
        assert cast.he_account not in self.heard()
        assert {m.path for m in db.session.scalars(select(Message))} == {f"/me/open/swaps/{offer().public_id}"}

    def test_offered_kept_and_offered_again_tells_nobody_again(self, many, mine, ye):
        tell_of_swap(offer().id)
        withdraw_swap(mine, by=ye)
        offer_swap(mine, by=ye)
        latest = db.session.scalars(select(SwapOffer.id).order_by(SwapOffer.id.desc())).first()
        assert tell_of_swap(latest) == 0
        assert len(self.heard()) == 3

    def test_whoever_heard_of_one_today_does_not_hear_of_the_next(self, cast, many):
        tell_of_swap(offer().id)
        first = set(self.heard())
        with transaction():
            opening = shift_on(wednesday(2), cast.centre).openings[0]
            given = assign(opening, many[-1]).id
            db.session.add(SwapOffer(assignment_id=given))
        latest = db.session.scalars(select(SwapOffer.id).order_by(SwapOffer.id.desc())).first()
        tell_of_swap(latest)
        assert len(self.heard()) == len(set(self.heard()))
        assert set(self.heard()) > first

    def test_of_one_that_was_kept_meanwhile_nobody_hears(self, many, mine, ye):
        withdraw_swap(mine, by=ye)
        assert tell_of_swap(offer().id) == 0
