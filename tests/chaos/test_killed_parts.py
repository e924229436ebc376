"""Real workers on a real queue solve a round's districts; one is killed, and its district is solved again."""

from __future__ import annotations

import zlib

import pytest
from flask import current_app
from sqlalchemy import update

from app import matching
from app.actors import SYSTEM
from app.database import db, transaction
from app.jobs.round_parts import gather
from app.jobs.signs_of_life import SignsOfLife
from app.matching import districts
from app.models.round_parts import RoundPart
from app.operations.database_time import seconds_from_now
from app.operations.round_leases import claim
from app.operations.round_parts import PARTS, answers, spread, standing
from app.operations.rounds import ask_round
from app.queries.snapshots import snapshot_of
from tests.chaos.ground import round_now
from tests.districts import three_villages
from tests.programmes import programme_version
from tests.servers.processes import wait_until

pytestmark = pytest.mark.processes


def lease_of_busy_parts_runs_out() -> None:
    """Let the time of a lease pass: the worker gave no sign of life."""
    with transaction():
        db.session.execute(
            update(RoundPart).where(RoundPart.state == "solving").values(lease_until=seconds_from_now(-1))
        )


def test_a_killed_workers_district_is_solved_again_and_the_answers_are_the_same(processes, cast, monkeypatch):
    monkeypatch.setattr(districts, "MOST_SEATS", 25)
    monkeypatch.setattr(districts, "DISTRICT_SEATS", 25)
    three_villages(cast)
    round_id = ask_round(request_key="first", by=SYSTEM, programme_version_id=programme_version(), iterations=2, seed=3)
    claimed = claim(round_id)
    problem = snapshot_of(round_now(round_id)).problem
    cut = matching.cut(problem)
    spread(claimed, [zlib.compress(matching.dump_problem(one).encode()) for one in cut], None)
    worker = processes.start_worker()
    wait_until(lambda: standing(round_id).busy or standing(round_id).solved, "the start of a district")
    worker.kill_horse()
    lease_of_busy_parts_runs_out()
    PARTS.end_dead()
    PARTS.ring_waiting()
    with SignsOfLife(current_app._get_current_object(), claimed) as life:
        gather(round_id, len(cut), life)
    found = answers(round_id)
    alone = [matching.solve_district(one, number, iterations=2, seed=3) for number, one in enumerate(cut)]
    assert [matching.load_answer(zlib.decompress(found[number]).decode()) for number in range(len(cut))] == alone
