"""Whom a child or guardian asks for: who said it and when, what overtakes it, what is traced."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from app import matching
from app.actors import Actor
from app.clock import today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.children import Child, SupporterWish
from app.models.programmes import ProgrammeVersion
from app.models.rounds import Placement
from app.models.supporters import Supporter, SupporterState
from app.models.traces import Change, Disclosure
from app.operations.children import ChildRefused
from app.operations.erasure import erase_child, erase_supporter
from app.operations.exclusions import keep_apart, lift_exclusion
from app.operations.proposals import proposal
from app.operations.samples.matches import add_supporter_wishes
from app.operations.supporter_wishes import wish_for, withdraw_wish
from app.queries.children import exclusions_of, wished_supporters
from app.queries.snapshots import snapshot
from tests.cast import Cast
from tests.programmes import programme_version
from tests.servers.databases import both_databases

BY = Actor(None, {Role.COORDINATOR: frozenset()})


def wished(child_id: int) -> list[tuple[int, str]]:
    """Whom the child asks for, and who said so."""
    return [(supporter.id, wish.asked_by) for wish, supporter in wished_supporters(child_id)]


@both_databases
def test_a_wish_is_noted_with_who_said_it_and_when_and_taken_back(cast: Cast) -> None:
    yesterday = today() - timedelta(days=1)
    wish_for(cast.xiaoman, cast.ye, "guardian", yesterday, by=BY)
    assert wished(cast.xiaoman) == [(cast.ye, "guardian")]
    row = db.session.query(SupporterWish).one()
    assert row.asked_on == yesterday
    withdraw_wish(row.id, by=BY)
    withdraw_wish(row.id, by=BY)
    assert wished(cast.xiaoman) == []
    code = db.session.get_one(Supporter, cast.ye).public_id
    assert [change.fields for change in db.session.query(Change).order_by(Change.id)] == [
        {"supporter_wish": [None, code]},
        {"supporter_wish": [code, None]},
    ]
    assert [(line.action, line.detail) for line in db.session.query(Disclosure).order_by(Disclosure.id)] == [
        ("wish.noted", "guardian"),
        ("wish.withdrawn", "guardian"),
    ]


def test_a_wish_said_again_is_one_wish_with_the_newer_word(cast: Cast) -> None:
    wish_for(cast.xiaoman, cast.ye, "guardian", today() - timedelta(days=9), by=BY)
    withdraw_wish(db.session.query(SupporterWish).one().id, by=BY)
    wish_for(cast.xiaoman, cast.ye, "child", today(), by=BY)
    assert wished(cast.xiaoman) == [(cast.ye, "child")]
    assert db.session.query(SupporterWish).one().asked_on == today()


@pytest.mark.parametrize(
    ("asked_by", "days", "fault"),
    [("coordinator", 0, ("asked_by", "unknown")), ("child", 1, ("asked_on", "future"))],
)
def test_whose_wish_it_cannot_be_and_when_it_cannot_have_been_said(cast: Cast, asked_by, days, fault) -> None:
    with pytest.raises(ChildRefused) as refused:
        wish_for(cast.xiaoman, cast.ye, asked_by, today() + timedelta(days=days), by=BY)
    assert (refused.value.field, refused.value.code) == fault
    assert db.session.query(SupporterWish).count() == 0


def test_nobody_asks_for_somebody_who_left(cast: Cast) -> None:
    with transaction():
        db.session.get_one(Supporter, cast.ye).state = SupporterState.LEFT
    with pytest.raises(ChildRefused) as refused:
        wish_for(cast.xiaoman, cast.ye, "child", today(), by=BY)
    assert refused.value.code == "gone"


def test_an_exclusion_ends_the_wish_and_stands_before_a_new_one(cast: Cast) -> None:
    wish_for(cast.xiaoman, cast.ye, "child", today(), by=BY)
    keep_apart(cast.xiaoman, cast.ye, "guardian", by=BY)
    assert wished(cast.xiaoman) == []
    with pytest.raises(ChildRefused) as refused:
        wish_for(cast.xiaoman, cast.ye, "child", today(), by=BY)
    assert refused.value.code == "apart"
    ((exclusion, _),) = exclusions_of(cast.xiaoman)
    lift_exclusion(exclusion.id, by=BY)
    wish_for(cast.xiaoman, cast.ye, "child", today(), by=BY)
    assert wished(cast.xiaoman) == [(cast.ye, "child")]


@both_databases
def test_erasing_either_of_the_two_forgets_the_wish(cast: Cast) -> None:
    wish_for(cast.xiaoman, cast.ye, "child", today(), by=BY)
    wish_for(cast.bailu, cast.ye, "child", today(), by=BY)
    erase_child(cast.xiaoman, by=BY)
    assert [wish.child_id for wish in db.session.query(SupporterWish)] == [cast.bailu]
    erase_supporter(cast.ye, by=BY)
    assert db.session.query(SupporterWish).count() == 0
    assert db.session.get_one(Child, cast.bailu).erased_at is None


def test_a_round_follows_the_wish_and_says_so(cast: Cast) -> None:
    wish_for(cast.xiaoman, cast.ye, "child", today(), by=BY)
    version = db.session.get_one(ProgrammeVersion, programme_version())
    facts = snapshot(version, Child.id == cast.xiaoman, "wished")
    rows, _ = proposal(1, facts, matching.solve(facts.problem, iterations=1))
    (volunteer,) = [row for row in rows if isinstance(row, Placement) and row.role == "volunteer"]
    assert volunteer.supporter_id == cast.ye
    assert {"code": "asked"} in volunteer.reasons


def test_a_sample_county_tells_whom_its_children_ask_for(cast: Cast) -> None:
    children = [SimpleNamespace(code="xiaoman", asks_for=("ye",)), SimpleNamespace(code="bailu", asks_for=())]
    county = SimpleNamespace(children=children, today=today())
    with transaction():
        add_supporter_wishes(county, {"xiaoman": cast.xiaoman, "bailu": cast.bailu}, {"ye": cast.ye})
    assert wished(cast.xiaoman) == [(cast.ye, "child")]
    assert wished(cast.bailu) == []
