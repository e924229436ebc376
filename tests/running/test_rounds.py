"""`care rounds export N` and `care rounds replay N`."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from app.actors import SYSTEM
from app.config import Settings
from app.database import db, transaction
from app.jobs.rounds import solve_round
from app.models.rounds import Round
from app.operations.rounds import ask_round
from app.running.refusals import CannotRun
from app.running.rounds import rounds
from tests.programmes import programme_version


@pytest.fixture
def solved(cast, settings, monkeypatch) -> int:
    monkeypatch.setattr(Settings, "from_environment", staticmethod(lambda **_changes: settings))
    round_id = ask_round(request_key="one", by=SYSTEM, programme_version_id=programme_version(), seconds=20)
    solve_round(round_id)
    db.session.remove()
    return round_id


def care(*arguments: str):
    return CliRunner().invoke(rounds, arguments)


def test_an_exported_round_holds_problem_settings_and_outcome(solved):
    document = json.loads(care("export", str(solved)).output)
    assert (document["format"], document["settings"]["seed"]) == ("care-circle/round", 1)
    assert len(document["problem"]["children"]) == 3
    assert "Invented" not in json.dumps(document)


def test_a_replay_gives_the_same_plan(solved):
    answer = care("replay", str(solved))
    assert answer.exit_code == 0
    assert json.loads(answer.output)["same"] is True


def test_a_replay_of_another_plan_says_so(solved):
    with transaction():
        db.session.get_one(Round, solved).plan_hash = "0" * 64
    db.session.remove()
    assert care("replay", str(solved)).exit_code == 1


def test_an_unknown_round_is_named(solved):
    fault = care("export", "999").exception
    assert isinstance(fault, CannotRun)
    assert "There is no round 999" in str(fault)
