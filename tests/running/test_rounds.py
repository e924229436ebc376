"""`care rounds export N` and `care rounds replay N`."""

from __future__ import annotations

import json
from pathlib import Path

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


@pytest.fixture
def file(solved, tmp_path) -> Path:
    written = tmp_path / "round.json"
    assert care("export", str(solved), "--out", str(written)).exit_code == 0
    return written


def changed(file: Path, **changes) -> Path:
    """The same file with some of its fields changed."""
    file.write_text(json.dumps(json.loads(file.read_text(encoding="utf-8")) | changes), encoding="utf-8")
    return file


def test_a_file_replays_without_the_database_it_came_from(file, monkeypatch):
    def nowhere(**_changes):
        raise AssertionError("no settings are needed for a file")

    monkeypatch.setattr(Settings, "from_environment", staticmethod(nowhere))
    answer = care("replay", str(file))
    assert answer.exit_code == 0
    assert json.loads(answer.stdout)["same"] is True


def test_an_exported_round_tells_the_steps_of_every_stage(file):
    outcome = json.loads(file.read_text(encoding="utf-8"))["outcome"]
    assert set(outcome["effort"]) == {"descent", "relaxation", "gentle 0", "strict 0", "cores 0", "whole"}
    assert outcome["effort"]["strict 0"] > 0
    assert outcome["versions"]["numpy"]


def test_another_plan_under_other_versions_names_them(file):
    outcome = json.loads(file.read_text(encoding="utf-8"))["outcome"]
    outcome["versions"]["numpy"] = "1.0"
    answer = care("replay", str(changed(file, plan_hash="0" * 64, outcome=outcome)))
    assert answer.exit_code == 1
    assert "numpy 1.0 there" in answer.stderr


def test_another_plan_of_a_cut_round_without_steps_says_that_the_clock_decided(file):
    outcome = json.loads(file.read_text(encoding="utf-8"))["outcome"]
    del outcome["effort"]
    answer = care("replay", str(changed(file, plan_hash="0" * 64, outcome=outcome | {"status": "stopped"})))
    assert answer.exit_code == 1
    assert "The clock ended this search" in answer.stderr


def test_another_plan_for_no_reason_is_called_a_fault(file):
    answer = care("replay", str(changed(file, plan_hash="0" * 64)))
    assert answer.exit_code == 1
    assert "fault of the program" in answer.stderr


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"version": 9}, "$.version is version 9"),
        ({"kind": "visits"}, "$.kind is 'visits'"),
        ({"settings": {"seconds": 5}}, "$.settings.seed is missing"),
        ({"problem": {"format": "care-circle/circles"}}, "in $.problem, "),
        ({"name": "Lan"}, "$.name is not a field of this format"),
    ],
)
def test_a_file_that_is_no_round_is_refused_with_the_place(file, changes, told):
    answer = care("replay", str(changed(file, **changes)))
    assert answer.exit_code == 2
    assert told in answer.stderr


def test_a_file_that_is_not_there_is_refused(tmp_path):
    answer = care("replay", str(tmp_path / "none.json"))
    assert answer.exit_code == 2
    assert "cannot be read" in answer.stderr


def test_an_unknown_round_is_named(solved):
    fault = care("export", "999").exception
    assert isinstance(fault, CannotRun)
    assert "There is no round 999" in str(fault)
