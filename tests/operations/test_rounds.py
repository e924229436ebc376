"""Asking for a round, and the only moves a round makes."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from app.actors import Actor
from app.database import db, transaction
from app.models.accounts import Role
from app.models.rounds import MOVES, Round, RoundState
from app.operations import round_leases
from app.operations.rounds import IllegalMove, NotAskable, ask_round, ask_stop, discard
from tests.programmes import programme_version
from tests.servers.databases import both_databases

COUNTY = {Role.COORDINATOR: frozenset()}


@pytest.fixture
def ji(cast) -> Actor:
    return Actor(cast.coordinator, COUNTY)


@pytest.fixture
def version(house) -> int:
    return programme_version()


def standing_at(state: RoundState, version: int) -> int:
    with transaction():
        this = Round(request_key=f"key-{state}", programme_version_id=version, state=state)
        db.session.add(this)
        db.session.flush()
        return this.id


def test_a_round_waits_in_the_queue_with_what_was_asked(ji, version):
    round_id = ask_round(request_key="one", by=ji, programme_version_id=version, seconds=20, seed=7)
    this = db.session.get_one(Round, round_id)
    assert (this.state, this.seconds, this.seed, this.asked_by) == ("queued", 20, 7, ji.account_id)
    assert this.rung_at is not None


def test_pressing_the_button_again_gives_the_same_round(ji, version):
    asked = {ask_round(request_key="one", by=ji, programme_version_id=version) for _ in range(20)}
    assert len(asked) == 1


def test_a_second_round_for_a_scope_under_way_is_the_first_one(cast, ji, version):
    first = ask_round(request_key="one", by=ji, programme_version_id=version)
    second = ask_round(request_key="two", by=ji, programme_version_id=version)
    township = ask_round(request_key="three", by=ji, programme_version_id=version, scope_id=cast.township)
    assert first == second != township


def test_when_the_first_is_over_the_scope_is_free_again(ji, version):
    first = ask_round(request_key="one", by=ji, programme_version_id=version)
    ask_stop(first, by=ji)
    assert ask_round(request_key="two", by=ji, programme_version_id=version) != first


@both_databases
@pytest.mark.parametrize("same_form", [True, False], ids=["one form", "a form each"])
def test_twenty_requests_at_once_make_one_round(house, cast, version, same_form):
    ji = Actor(cast.coordinator, COUNTY)
    db.session.remove()
    together, asked, faults = threading.Barrier(20), [], []

    def press(number: int) -> None:
        with house.app_context():
            together.wait()
            try:
                key = "one" if same_form else f"form {number}"
                asked.append(ask_round(request_key=key, by=ji, programme_version_id=version))
            except Exception as fault:
                faults.append(fault)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
    assert len(asked) == 20
    assert len(set(asked)) == 1
    assert len(db.session.scalars(select(Round.id)).all()) == 1


@pytest.mark.parametrize("seconds", [0, 601])
def test_seconds_out_of_reach_are_refused(ji, version, seconds):
    with pytest.raises(NotAskable, match="seconds"):
        ask_round(request_key="one", by=ji, programme_version_id=version, seconds=seconds)


def test_a_township_coordinator_asks_for_the_own_township_only(cast, version):
    here = Actor(cast.coordinator, {Role.COORDINATOR: frozenset({cast.township})})
    with pytest.raises(NotAskable, match="scope"):
        ask_round(request_key="county", by=here, programme_version_id=version)
    assert ask_round(request_key="township", by=here, programme_version_id=version, scope_id=cast.township)


def test_stopping_a_waiting_round_ends_it_and_a_solving_one_is_told(ji, version):
    waiting = ask_round(request_key="one", by=ji, programme_version_id=version)
    ask_stop(waiting, by=ji)
    assert db.session.get_one(Round, waiting).state == "stopped"
    solving = ask_round(request_key="two", by=ji, programme_version_id=version)
    claimed = round_leases.claim(solving)
    ask_stop(solving, by=ji)
    assert db.session.get_one(Round, solving).state == "solving"
    assert round_leases.look(claimed)


@pytest.mark.parametrize("state", [state for state in RoundState if state not in ("queued", "solving")])
def test_a_round_that_is_over_cannot_be_stopped(ji, version, state):
    with pytest.raises(IllegalMove):
        ask_stop(standing_at(state, version), by=ji)


@pytest.mark.parametrize("state", [state for state in RoundState if state != "proposed"])
def test_only_a_proposal_is_discarded(ji, version, state):
    with pytest.raises(IllegalMove):
        discard(standing_at(state, version), by=ji)


def test_a_discarded_proposal_is_over(ji, version):
    round_id = standing_at(RoundState.PROPOSED, version)
    discard(round_id, by=ji)
    assert db.session.get_one(Round, round_id).state == "discarded"


def test_what_is_over_makes_no_move():
    assert all(not MOVES[state] for state in ("published", "failed", "stopped", "discarded"))
