"""Supporters' records: edits with a history, moves with consequences, contacts with a trace."""

from __future__ import annotations

import pytest
from sqlalchemy.orm.exc import StaleDataError

from app.actors import Actor
from app.database import db, transaction
from app.models.accounts import Account, OpenSession, Role
from app.models.children import Child
from app.models.matches import Match, MatchState
from app.models.messages import Message
from app.models.supporters import Supporter, SupporterState
from app.models.traces import Change, Disclosure
from app.operations.sessions import open_session
from app.operations.supporters import (
    CannotMove,
    PhoneTaken,
    add_supporter,
    edit_supporter,
    move_supporter,
    phone_hash,
    reveal_contact,
)
from app.queries.search import matching_ids
from tests.cast import Cast, live_match


def coordinator(cast: Cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


def supporter(cast: Cast) -> Supporter:
    return db.session.get_one(Supporter, cast.ye)


def edit(cast: Cast, version: int | None = None, **values) -> None:
    edit_supporter(cast.ye, values, version=version, by=coordinator(cast))


def move(cast: Cast, state: SupporterState, who: str = "ye") -> int:
    return move_supporter(getattr(cast, who), state, version=None, by=coordinator(cast))


def test_an_edit_keeps_what_was_before(cast: Cast) -> None:
    edit(cast, caseload=3, interests=["chess"])
    assert supporter(cast).caseload == 3
    change = db.session.query(Change).one()
    assert change.fields == {"caseload": [2, 3], "interests": [["football"], ["chess"]]}
    assert change.by == cast.coordinator


def test_an_edit_over_somebody_elses_is_refused(cast: Cast) -> None:
    version = supporter(cast).version
    edit(cast, version, caseload=3)
    with pytest.raises(StaleDataError):
        edit(cast, version, caseload=4)
    assert supporter(cast).caseload == 3


def test_state_and_hours_are_not_edited_in_passing(cast: Cast) -> None:
    with pytest.raises(ValueError, match="state"):
        edit(cast, state="active")


def test_a_new_phone_moves_the_sign_in_and_ends_the_open_ones(cast: Cast) -> None:
    person = add_supporter(VALUES | {"base_id": cast.village}, by=coordinator(cast))
    account = db.session.query(Account).filter_by(supporter_id=person.id).one()
    open_session(account.id)
    edit_supporter(person.id, {"phone": "198 0000 0002"}, version=None, by=coordinator(cast))
    assert db.session.get_one(Account, account.id).handle == "19800000002"
    assert db.session.query(OpenSession).filter_by(account_id=account.id).one().ended_at is not None
    assert list(db.session.scalars(matching_ids("supporter", "19800000002"))) == [person.id]
    assert db.session.query(Disclosure).filter_by(action="supporter.phone").count() == 1


VALUES = {"kind": "volunteer", "name": "钟越", "phone": "199 0000 0077", "gender": "female", "birth_year": 1988}


def test_a_phone_belongs_to_one_person(cast: Cast) -> None:
    add_supporter(VALUES | {"base_id": cast.village}, by=coordinator(cast))
    with pytest.raises(PhoneTaken):
        add_supporter(VALUES | {"base_id": cast.village, "phone": "+86 199-0000-0077"}, by=coordinator(cast))
    with pytest.raises(PhoneTaken):
        edit(cast, phone="19900000077")
    assert supporter(cast).phone == "19900000000"


def test_a_new_person_is_an_applicant_who_is_found_by_sound_and_can_sign_in(cast: Cast) -> None:
    person = add_supporter(VALUES | {"base_id": cast.village}, by=coordinator(cast))
    assert person.state == "applicant"
    assert list(db.session.scalars(matching_ids("supporter", "zhongyue"))) == [person.id]
    account = db.session.query(Account).filter_by(supporter_id=person.id).one()
    assert account.handle_hash == phone_hash("19900000077")


def test_a_pause_withdraws_offers_and_coming_back_restores_the_right(cast: Cast) -> None:
    with transaction():
        live_match(db.session.get_one(Child, cast.xiaoman), supporter(cast))
        live_match(db.session.get_one(Child, cast.bailu), supporter(cast), state=MatchState.OFFERED)
    assert move(cast, SupporterState.PAUSED) == 1
    assert dict(db.session.query(Match.child_id, Match.state).all()) == {cast.xiaoman: "live", cast.bailu: "withdrawn"}
    move(cast, SupporterState.ACTIVE)
    assert supporter(cast).state == "active"


def test_whoever_leaves_stands_beside_nobody(cast: Cast) -> None:
    with transaction():
        live_match(db.session.get_one(Child, cast.xiaoman), supporter(cast))
    assert move(cast, SupporterState.LEFT) == 1
    match = db.session.query(Match).one()
    assert (match.state, match.end_reason) == ("ended", "wish_supporter")


def test_a_declined_applicant_is_told_and_leaves_a_trace(cast: Cast) -> None:
    move(cast, SupporterState.DECLINED, "zhou")
    assert db.session.query(Message).filter_by(account_id=cast.zhou_account).one().kind == "application_declined"
    assert db.session.query(Disclosure).one().action == "supporter.declined"


@pytest.mark.parametrize(
    ("who", "state"),
    [("zhou", "active"), ("zhou", "paused"), ("ye", "declined"), ("ye", "applicant"), ("ye", "active")],
)
def test_moves_that_make_no_sense_are_refused(cast: Cast, who: str, state: str) -> None:
    with pytest.raises(CannotMove):
        move(cast, SupporterState(state), who)


def test_a_look_at_the_contact_is_noted_with_it(cast: Cast) -> None:
    assert reveal_contact(cast.ye, by=coordinator(cast)) == ("19900000000", "")
    line = db.session.query(Disclosure).one()
    assert (line.action, line.account_id, line.subject_id) == (
        "supporter.contact", cast.coordinator, supporter(cast).public_id,
    )  # fmt: skip
