"""When somebody cannot come: who is asked, in which order, how many at a time; the first yes wins, the rest are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.clock import now
from app.database import db, transaction
from app.models.accounts import Account, Role
from app.models.activities import Opening
from app.models.assignments import AskState, Assignment, ReplacementAsk
from app.models.messages import Message
from app.models.replacements import ReplacementSearch
from app.models.supporters import Supporter
from app.models.traces import Disclosure
from app.operations import replacements
from app.operations.open_places import join_standby
from app.operations.own_shifts import CannotChange, cannot_come, come_late
from app.operations.replacement_asks import LEAST_WAIT, CannotReply, answer_by, reply
from app.operations.replacements import go_on, ring_due, stop_search
from app.queries.replacements import ranking
from tests.cast import account
from tests.rotas import assign, companions, shift_on, wednesday


def actor(supporter_id: int) -> Actor:
    known = db.session.scalar(select(Account.id).where(Account.supporter_id == supporter_id))
    return Actor(known, {Role.SUPPORTER: frozenset()}, supporter_id=supporter_id)


def with_accounts(ids: list[int]) -> None:
    for one in ids:
        row = db.session.get_one(Supporter, one)
        account(row.name, Role.SUPPORTER, supporter=row)


@pytest.fixture
def town(cast) -> dict[str, int]:
    """Wednesday's opening: two come, Ye and Mei; Hua, Lan, Qiu, Xia and Tao could."""
    with transaction():
        names = ("Mei", "Hua", "Lan", "Qiu", "Xia", "Tao")
        ids = dict(zip(names, companions(cast, *names), strict=True))
        with_accounts(list(ids.values()))
        opening = shift_on(wednesday(), cast.centre).openings[0]
        mine = assign(opening, cast.ye)
        assign(opening, ids["Mei"], 1)
        # the officer and the doctor of the cast are not free on Wednesdays here
        for one in (cast.he, cast.lin):
            db.session.get_one(Supporter, one).windows = []
        return ids | {"opening": opening.id, "mine": mine.id, "shift": opening.shift_id}


def soon(town: dict[str, int], hours: float = 10) -> None:
    """Let the shift begin in some hours, at an hour at which everybody is free."""
    with transaction():
        shift = db.session.get_one(Opening, town["opening"]).shift
        shift.starts_at, shift.ends_at = now() + timedelta(hours=hours), now() + timedelta(hours=hours + 2)
        for row in db.session.scalars(select(Supporter)):
            row.windows = [[0, 336, "can"]] if row.windows else []


def search() -> ReplacementSearch:
    db.session.expire_all()
    return db.session.scalars(select(ReplacementSearch)).one()


def asked() -> dict[int, tuple[int, str]]:
    db.session.expire_all()
    return {row.supporter_id: (row.wave, row.state) for row in db.session.scalars(select(ReplacementAsk))}


def ask_of(supporter_id: int) -> int:
    return db.session.scalar(select(ReplacementAsk.id).filter_by(supporter_id=supporter_id))


def told(kind: str) -> set[int]:
    return {message.account_id for message in db.session.scalars(select(Message).filter_by(kind=kind))}


def account_of(supporter_id: int) -> int:
    return db.session.scalar(select(Account.id).where(Account.supporter_id == supporter_id))


class TestCannotCome:
    """One button."""

    def test_the_seat_is_free_staff_hear_and_the_search_begins(self, cast, town):
        cannot_come(town["mine"], "ill", by=actor(cast.ye))
        row = db.session.get_one(Assignment, town["mine"])
        assert (row.state, row.reason) == ("cancelled", "ill")
        assert (search().state, search().wave, search().instead_of_id) == ("running", 0, town["mine"])
        assert told("shift_gap") == {cast.director, cast.coordinator, cast.second_coordinator}
        line = db.session.scalar(select(Disclosure).filter_by(action="assignment.cancelled"))
        assert line.detail == "early"

    def test_within_24_hours_it_is_late_and_staff_hear_that(self, cast, town):
        soon(town)
        cannot_come(town["mine"], by=actor(cast.ye))
        assert told("shift_gap_late") == {cast.director, cast.coordinator, cast.second_coordinator}

    def test_pressing_twice_is_pressing_once(self, cast, town):
        for _again in range(2):
            cannot_come(town["mine"], by=actor(cast.ye))
        assert len(db.session.scalars(select(ReplacementSearch)).all()) == 1
        assert len(db.session.scalars(select(Message).filter_by(kind="shift_gap")).all()) == 3

    def test_nobody_is_looked_for_while_enough_come(self, cast, town):
        with transaction():
            assign(db.session.get_one(Opening, town["opening"]), town["Hua"], 2)
        cannot_come(town["mine"], by=actor(cast.ye))
        assert db.session.scalars(select(ReplacementSearch)).all() == []

    def test_nobody_says_it_for_somebody_else_but_staff_of_the_place(self, cast, town):
        with pytest.raises(CannotChange, match="unknown"):
            cannot_come(town["mine"], by=actor(town["Hua"]))
        cannot_come(town["mine"], by=Actor(cast.director, {Role.DIRECTOR: frozenset({cast.village})}))
        assert db.session.get_one(Assignment, town["mine"]).state == "cancelled"

    def test_a_little_late_is_told_once_and_only_near_the_hour(self, cast, town):
        with pytest.raises(CannotChange, match="too_early"):
            come_late(town["mine"], by=actor(cast.ye))
        soon(town, 1)
        for _again in range(2):
            come_late(town["mine"], by=actor(cast.ye))
        assert len(db.session.scalars(select(Message).filter_by(kind="shift_late")).all()) == 3
        assert db.session.get_one(Assignment, town["mine"]).state == "accepted"


class TestWaves:
    """Three at a time."""

    def test_three_are_asked_and_have_until_the_next_wave(self, cast, town):
        cannot_come(town["mine"], by=actor(cast.ye))
        assert go_on(search().id) == 3
        assert {wave for wave, _state in asked().values()} == {1}
        assert cast.ye not in asked()
        assert town["Mei"] not in asked()
        assert told("replacement_asked") == {account_of(one) for one in asked()}
        assert search().next_at == max(row.answer_by for row in db.session.scalars(select(ReplacementAsk)))

    def test_the_programme_says_how_many_at_once(self, cast, town, monkeypatch):
        rules = replacements.rota_rules_of(replacements.version_in_force())
        monkeypatch.setattr(replacements, "rota_rules_of", lambda _version: type(rules)(rules.programme, ask_at_once=2))
        cannot_come(town["mine"], by=actor(cast.ye))
        assert go_on(search().id) == 2

    def test_before_its_time_nothing_more_is_asked(self, cast, town):
        cannot_come(town["mine"], by=actor(cast.ye))
        go_on(search().id)
        assert go_on(search().id) == 0
        assert len(asked()) == 3

    def test_nobody_answered_so_the_next_wave_is_asked_then_nobody_is_left(self, cast, town):
        cannot_come(town["mine"], by=actor(cast.ye))
        for number in (3, 2):
            assert go_on(search().id) == number
            with transaction():
                search().next_at = now()
        assert go_on(search().id) == 0
        assert search().state == "exhausted"
        assert told("replacement_none") == {cast.director, cast.coordinator, cast.second_coordinator}

    def test_when_all_said_no_the_next_are_asked_at_once(self, cast, town):
        cannot_come(town["mine"], by=actor(cast.ye))
        go_on(search().id)
        for one in list(asked()):
            assert reply(ask_of(one), yes=False, reason="times", by=actor(one)) == "no"
        assert search().next_at <= now()
        assert go_on(search().id) == 2

    def test_who_said_no_is_not_asked_again_for_it(self, cast, town):
        cannot_come(town["mine"], by=actor(cast.ye))
        go_on(search().id)
        first = next(iter(asked()))
        reply(ask_of(first), yes=False, by=actor(first))
        opening = db.session.get_one(Opening, town["opening"])
        assert first not in [one.supporter_id for one in ranking(opening)]

    def test_whoever_was_asked_longest_ago_comes_first(self, cast, town):
        with transaction():
            later = shift_on(wednesday(2), cast.centre).openings[0]
            for one, days in ((town["Hua"], 1), (town["Lan"], 30)):
                row = ReplacementAsk(
                    opening_id=later.id, supporter_id=one, answer_by=now(), created_at=now() - timedelta(days=days)
                )
                db.session.add(row)
        cannot_come(town["mine"], by=actor(cast.ye))
        opening = db.session.get_one(Opening, town["opening"])
        order = [one.supporter_id for one in ranking(opening)]
        assert set(order[:3]) == {town["Qiu"], town["Xia"], town["Tao"]}
        assert order[3:] == [town["Lan"], town["Hua"]]

    def test_within_24_hours_everybody_who_waits_is_asked_first(self, cast, town):
        with transaction():
            opening = db.session.get_one(Opening, town["opening"])
            opening.most = 2
        soon(town)
        waiting = [town[name] for name in ("Hua", "Lan", "Qiu", "Xia")]
        for one in waiting:
            join_standby(town["opening"], by=actor(one))
        cannot_come(town["mine"], by=actor(cast.ye))
        assert go_on(search().id) == 4
        assert set(asked()) == set(waiting)

    def test_earlier_the_first_who_waits_gets_the_place_and_nobody_is_asked(self, cast, town):
        with transaction():
            db.session.get_one(Opening, town["opening"]).most = 2
        join_standby(town["opening"], by=actor(town["Xia"]))
        cannot_come(town["mine"], by=actor(cast.ye))
        assert go_on(search().id) == 0
        assert search().state == "filled"
        assert asked() == {}
        assert told("standby_called") == {account_of(town["Xia"])}

    def test_people_no_message_reaches_are_left_for_a_call(self, cast, town):
        with transaction():
            for name in ("Hua", "Lan", "Qiu"):
                db.session.get_one(Account, account_of(town[name])).disabled_at = now()
        cannot_come(town["mine"], by=actor(cast.ye))
        go_on(search().id)
        assert set(asked()) == {town["Xia"], town["Tao"]}

    def test_a_shift_that_has_begun_ends_the_search(self, cast, town):
        cannot_come(town["mine"], by=actor(cast.ye))
        soon(town, -0.5)
        assert go_on(search().id) == 0
        assert search().state == "over"

    def test_staff_may_stop_it_and_those_asked_hear(self, cast, town):
        cannot_come(town["mine"], by=actor(cast.ye))
        go_on(search().id)
        stop_search(search().id, by=Actor(cast.coordinator, {Role.COORDINATOR: frozenset()}))
        assert (search().state, search().stopped_by) == ("stopped", cast.coordinator)
        assert {state for _wave, state in asked().values()} == {"withdrawn"}
        assert told("replacement_filled") == {account_of(one) for one in asked()}

    def test_the_timetable_rings_for_what_is_due(self, cast, town, monkeypatch):
        rung = []
        monkeypatch.setattr(replacements, "ring", lambda name, row_id: rung.append((name, row_id)) or True)
        cannot_come(town["mine"], by=actor(cast.ye))
        assert ring_due() == 1
        assert ("replacements.ask", search().id) in rung


class TestReply:
    """From the message's link."""

    @pytest.fixture
    def three(self, cast, town) -> list[int]:
        cannot_come(town["mine"], by=actor(cast.ye))
        go_on(search().id)
        return list(asked())

    def test_the_first_yes_wins_and_the_rest_are_told(self, cast, town, three):
        first, second, third = three
        assert reply(ask_of(second), yes=True, by=actor(second)) == "yes"
        made = db.session.scalar(select(Assignment).filter_by(opening_id=town["opening"], supporter_id=second))
        assert (made.state, made.how) == ("accepted", "replacement")
        assert asked() == {first: (1, "filled"), second: (1, "yes"), third: (1, "filled")}
        assert told("replacement_filled") == {account_of(first), account_of(third)}
        assert told("replacement_found") == {cast.director, cast.coordinator, cast.second_coordinator}
        assert search().state == "filled"
        assert reply(ask_of(first), yes=True, by=actor(first)) == "filled"
        assert reply(ask_of(second), yes=True, by=actor(second)) == "yes"

    def test_a_no_needs_no_reason_and_may_have_one(self, three):
        for one, reason in zip(three, ("", "too_far", "overloaded"), strict=True):
            assert reply(ask_of(one), yes=False, reason=reason, by=actor(one)) == "no"
        assert {row.reason for row in db.session.scalars(select(ReplacementAsk))} == {"", "too_far", "overloaded"}

    def test_a_no_stays_a_no(self, three):
        reply(ask_of(three[0]), yes=False, by=actor(three[0]))
        with pytest.raises(CannotReply, match="answered"):
            reply(ask_of(three[0]), yes=True, by=actor(three[0]))

    def test_nobody_answers_for_somebody_else(self, three):
        with pytest.raises(CannotReply, match="unknown"):
            reply(ask_of(three[0]), yes=True, by=actor(three[1]))

    def test_a_rule_of_today_speaks_against_a_late_yes(self, cast, town, three):
        with transaction():
            db.session.get_one(Supporter, three[0]).windows = []
        with pytest.raises(CannotReply, match="unfit"):
            reply(ask_of(three[0]), yes=True, by=actor(three[0]))
        assert asked()[three[0]] == (1, AskState.ASKED)

    def test_a_strange_reason_is_refused(self, three):
        with pytest.raises(CannotReply, match="reason"):
            reply(ask_of(three[0]), yes=False, reason="moon", by=actor(three[0]))


def test_a_wave_has_a_quarter_of_the_time_left_and_ends_before_the_shift():
    assert answer_by(now() + timedelta(minutes=30)) <= now() + LEAST_WAIT
    assert answer_by(now() + timedelta(minutes=10)) <= now() + timedelta(minutes=10)
    assert answer_by(now() + timedelta(days=20)) <= now() + timedelta(hours=34)
