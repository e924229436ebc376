"""The job with the real rota solver: from the cast's rows to a proposal that publishes, replays and feeds the next."""

from __future__ import annotations

import zlib
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.actors import SYSTEM, Actor
from app.database import db, transaction
from app.jobs.round_kinds import KINDS
from app.jobs.rounds import solve_round
from app.models.accounts import Role
from app.models.assignments import Assignment, AssignmentState
from app.models.rotas import RotaPlacement, ShortHanded
from app.models.rounds import Round
from app.operations import rota_reviews
from app.operations.rota_publication import publish
from app.operations.rounds import Span, ask_round
from app.operations.shift_answers import answer_shift
from app.running.rounds import document
from app.scheduling import rota
from tests.programmes import programme_version
from tests.rotas import companions, shift_on, wednesday

# The first solve of a fresh checkout compiles the solver's loops, which takes a while.

#: iterations of a solve: on the clock the solver looks about for seconds, however small the rota
STEPS = 4


@pytest.fixture
def ji(cast) -> Actor:
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


@pytest.fixture
def people(cast) -> list[int]:
    with transaction():
        shift_on(wednesday(), cast.centre)
        shift_on(wednesday(2), cast.centre)
        return companions(cast, "Song Yinghe", "Lei Zhiyao", "Wu Anning")


@pytest.fixture
def version(cast) -> int:
    return programme_version()


def solved(version: int, key: str = "rota", days: int = 14, iterations: int | None = STEPS) -> Round:
    span = Span(wednesday() - timedelta(days=2), days)
    limits = {"seconds": 60, "iterations": iterations}
    return outcome_of(ask_round(request_key=key, by=SYSTEM, programme_version_id=version, span=span, **limits))


def outcome_of(round_id: int) -> Round:
    solve_round(round_id)
    db.session.rollback()
    return db.session.get_one(Round, round_id, populate_existing=True)


def seats(round_id: int) -> set[tuple[int, int]]:
    rows = db.session.scalars(select(RotaPlacement).filter_by(round_id=round_id))
    return {(row.shift_id, row.supporter_id) for row in rows if row.change != "ended"}


def test_a_rota_is_proposed_published_and_kept_by_the_next(cast, version, people, ji):
    first = solved(version, iterations=None)  # on the clock, as a coordinator asks
    assert (first.state, first.failure) == ("proposed", "")
    assert (first.outcome["filled"], first.outcome["wanted"], first.outcome["shifts"]) == (4, 4, 2)
    assert [wish["code"] for wish in first.outcome["wishes"]][:3] == ["held", "even", "fill"]
    proposed = seats(first.id)
    assert publish(first.id, by=ji).conflicts == 0
    assert {(row.shift_id, row.supporter_id) for row in db.session.scalars(select(Assignment))} == proposed
    again = solved(version, "next")
    assert seats(again.id) == proposed
    assert again.outcome["comparison"] == {"kept": 4, "new": 0, "ended": 0, "open": 0, "closed": 0}


def test_who_said_no_is_not_proposed_again(cast, version, people, ji):
    first = solved(version)
    publish(first.id, by=ji)
    offer = db.session.scalars(select(Assignment).order_by(Assignment.id)).first()
    no = (offer.shift_id, offer.supporter_id)
    answer_shift(offer.id, yes=False, reason="times", by=Actor(None, {}, supporter_id=offer.supporter_id))
    assert db.session.get_one(Assignment, offer.id).state == AssignmentState.DECLINED
    assert no not in seats(solved(version, "next").id)


def test_without_enough_people_the_shift_is_short_handed_and_the_funnel_says_where(cast, version):
    with transaction():
        # Nobody of the cast is free on Thursdays.
        shift = shift_on(wednesday() + timedelta(days=1), cast.centre).id
    this = solved(version)
    assert (this.state, this.outcome["filled"]) == ("proposed", 0)
    short = db.session.scalar(select(ShortHanded).filter_by(shift_id=shift))
    assert (short.missing, short.missing_least, short.closed, short.safe_children) == (2, 2, True, 0)
    assert short.funnel[0] == {"must": "holders", "left": 3}
    assert short.bite == "available"


def test_days_without_any_shift_say_so(cast, version):
    this = solved(version)
    assert (this.state, this.failure) == ("failed", "no_shifts")


def test_solving_again_keeps_what_was_chosen_and_leaves_out_what_was_declined(cast, version, people, ji):
    first = solved(version).id
    rows = db.session.scalars(select(RotaPlacement).filter_by(round_id=first).order_by(RotaPlacement.id)).all()
    declined, pinned = (rows[0].shift_id, rows[0].supporter_id), (rows[-1].shift_id, rows[-1].supporter_id)
    rota_reviews.decline(rows[0].id, by=ji)
    rota_reviews.pin(rows[-1].id, by=ji)
    again = outcome_of(rota_reviews.solve_again(first, request_key="again", by=ji))
    assert again.state == "proposed"
    assert declined not in seats(again.id)
    assert pinned in seats(again.id)
    assert db.session.scalar(select(RotaPlacement.pinned).filter_by(round_id=again.id, shift_id=pinned[0], supporter_id=pinned[1]))  # fmt: skip
    assert db.session.get_one(Round, first).state == "discarded"


def test_what_was_solved_is_kept_without_names_and_gives_the_same_rota(version, people):
    this = solved(version)
    text = zlib.decompress(this.problem).decode()
    for secret in ("Song", "Yinghe", "Wenzhou", "19900000000"):
        assert secret not in text
    kind = KINDS["rota"]
    outcome = rota.solve(kind.solver().load_problem(text), iterations=STEPS, workers=1, seed=1)
    assert kind.plan_hash(outcome) == this.plan_hash
    assert document(this)["kind"] == "rota"
    assert document(this)["problem"]["shifts"]


def test_a_planted_violation_is_caught_by_the_checker(cast, version, people, monkeypatch):
    honest = rota.solve

    def cheating(problem, **options):
        outcome = honest(problem, **options)
        somebody = outcome.rota.assignments[0]
        twice = next(person.id for person in problem.people if not person.free)
        planted = rota.Rota((*outcome.rota.assignments, rota.Assignment(twice, somebody.opening)))
        return rota.RotaOutcome(outcome.status, planted, outcome.wishes, outcome.wanted, outcome.filled)

    with transaction():
        companions(cast, "Zhou Never", windows=[])
    monkeypatch.setattr(rota, "solve", cheating)
    assert solved(version).failure == "rule_broken"


@pytest.mark.parametrize("keeps", [True, False])
def test_who_asks_says_whether_what_stands_stays_and_nobody_is_wanted_beyond_what_a_shift_wants(version, people, keeps):
    span = Span(wednesday() - timedelta(days=2), 7, keeps=keeps)
    asked = ask_round(request_key=f"keeps {keeps}", by=SYSTEM, programme_version_id=version, span=span)
    problem = KINDS["rota"].snapshot(db.session.get_one(Round, asked)).problem
    wishes = [wish.value for wish in problem.programme.wishes]
    assert (wishes.index("few_changes") < wishes.index("asked")) == keeps
    assert all(one.over_weight == problem.under_weight(one) > 0 for one in problem.openings)
