"""A try-out of changed limits is solved like a round, compared, and never published."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from app.actors import SYSTEM, Actor
from app.database import db, transaction
from app.jobs.rounds import solve_round
from app.matching import dump_programme, load_programme
from app.models.accounts import Role
from app.models.matches import Match
from app.models.messages import Message
from app.models.programmes import ProgrammeVersion
from app.models.rounds import Placement, Round
from app.operations import reviews
from app.operations.programmes import ProgrammeRefused, close
from app.operations.publication import publish
from app.operations.rounds import IllegalMove, NotAskable, ask_round, move
from app.operations.tryouts import try_rules
from app.planning.refusals import Refusal
from tests.programmes import programme_version


@pytest.fixture
def version(cast) -> int:
    return programme_version()


def now(version: int) -> ProgrammeVersion:
    """The version as it stands; a solved round closes the session that held it before."""
    return db.session.get_one(ProgrammeVersion, version)


def organizer(cast) -> Actor:
    return Actor(cast.organizer, {Role.ORGANIZER: frozenset()})


def nearer(version: int) -> dict[str, object]:
    """The same programme with every way limited to one minute."""
    rules = load_programme(now(version).rules)
    return dump_programme(replace(rules, roles=tuple(replace(role, travel_limit=1) for role in rules.roles)))


def tried(cast, version: int, key: str = "press") -> int:
    return try_rules(now(version).programme_id, nearer(version), request_key=key, by=organizer(cast), seconds=20)


def solved(cast, version: int) -> Round:
    round_id = tried(cast, version)
    solve_round(round_id)
    db.session.rollback()
    return db.session.get_one(Round, round_id)


def test_it_is_solved_by_the_rules_tried_and_saves_none_of_them(cast, version):
    real = ask_round(request_key="real", by=SYSTEM, programme_version_id=version, seconds=20)
    solve_round(real)
    this = solved(cast, version)
    assert (this.state, this.trial) == ("proposed", True)
    assert this.outcome["filled"] < db.session.get_one(Round, real).outcome["filled"]
    versions = db.session.scalars(select(ProgrammeVersion)).all()
    assert [one.number for one in versions] == [1]
    assert load_programme(versions[0].rules).roles[0].travel_limit > 1


@pytest.mark.parametrize("step", [publish, reviews.accept_rest, reviews.reviewed_round])
def test_no_operation_reviews_or_publishes_it(cast, version, step):
    this = solved(cast, version)
    with pytest.raises(reviews.TryOut) as refused, transaction():
        step(this.id, **({} if step is reviews.reviewed_round else {"by": SYSTEM}))
    assert refused.value.code == "try_out"
    assert db.session.scalars(select(Match)).all() == []
    assert db.session.get_one(Round, this.id).state == "proposed"


@pytest.mark.parametrize(
    "step", [reviews.accept, reviews.decline, reviews.undecide, reviews.pin, reviews.unpin, reviews.keep_apart]
)
def test_none_of_its_pairs_is_decided_of(cast, version, step):
    round_id = try_rules(
        now(version).programme_id, now(version).rules, request_key="as it is", by=organizer(cast), seconds=20
    )
    solve_round(round_id)
    placement = db.session.scalars(select(Placement).filter_by(round_id=round_id)).first()
    with pytest.raises(reviews.TryOut):
        step(placement.id, by=SYSTEM)


def test_it_is_not_solved_again_as_a_round_one_could_publish(cast, version):
    this = solved(cast, version)
    with pytest.raises(reviews.TryOut):
        reviews.solve_again(this.id, request_key="again", by=SYSTEM)


def test_the_state_machine_knows_no_way_to_publish_it(cast, version):
    this = solved(cast, version)
    with pytest.raises(IllegalMove), transaction():
        move(db.session.get_one(Round, this.id), "published")


def test_the_database_itself_refuses_to_call_it_published(cast, version):
    this = solved(cast, version)
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(update(Round).where(Round.id == this.id).values(state="published"))


def test_its_asker_is_told_where_to_look(cast, version):
    this = solved(cast, version)
    told = db.session.scalars(select(Message).filter_by(account_id=cast.organizer, kind="tryout_ready")).one()
    assert told.path == f"/programme/{now(version).programme.public_id}/tryouts/{this.public_id}"


def test_pressing_twice_or_trying_the_same_again_makes_one(cast, version):
    first = tried(cast, version)
    assert tried(cast, version) == first
    assert tried(cast, version, "another press") == first


def test_a_real_round_does_not_wait_behind_a_try_out(cast, version):
    first = tried(cast, version)
    assert ask_round(request_key="real", by=SYSTEM, programme_version_id=version) != first


def test_who_is_no_organizer_a_closed_programme_and_nonsense_are_refused(cast, version):
    coordinator = Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})
    with pytest.raises(NotAskable):
        try_rules(now(version).programme_id, now(version).rules, request_key="no", by=coordinator)
    with pytest.raises(Refusal):
        try_rules(now(version).programme_id, {"code": "x"}, request_key="no", by=SYSTEM)
    with transaction():
        now(version).programme.current = False
    close(now(version).programme.code, by=SYSTEM)
    with pytest.raises(ProgrammeRefused):
        try_rules(now(version).programme_id, now(version).rules, request_key="no", by=SYSTEM)
