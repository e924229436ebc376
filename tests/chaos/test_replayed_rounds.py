"""A round solved by a real worker, exported, and solved again by a process that knows the file alone."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.actors import SYSTEM
from app.database import db, transaction
from app.models.children import Child
from app.models.rounds import Round
from app.operations.rounds import ask_round
from tests.cast import child, supporter
from tests.chaos.ground import is_at, round_now, sixty_children
from tests.servers.processes import LONGEST_WAIT, ROOT, Processes, wait_until

pytestmark = pytest.mark.processes


def solved(processes: Processes, version: int, seconds: int) -> Round:
    """Ask, and wait until a worker has proposed."""
    round_id = ask_round(request_key="one", by=SYSTEM, programme_version_id=version, seconds=seconds)
    processes.start_worker()
    wait_until(lambda: is_at(round_id, "proposed", "failed"), "the end of the round", 2 * LONGEST_WAIT)
    assert round_now(round_id).state == "proposed"
    return round_now(round_id)


def exported(processes: Processes, this: Round, tmp_path: Path) -> Path:
    """Write the round to a file with the real command."""
    file = tmp_path / "round.json"
    done = care(processes.environment, "rounds", "export", str(this.id), "--out", str(file))
    assert done.returncode == 0, done.stderr
    return file


def care(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "app.commands", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def elsewhere(processes: Processes, tmp_path: Path) -> dict[str, str]:
    """The environment of another machine: no database, no queue, no keys."""
    away = ("CARE_DATA", "DATABASE_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEY")
    kept = {name: value for name, value in processes.environment.items() if name not in away}
    return {**kept, "CARE_DATA": str(tmp_path / "nowhere")}


def test_a_whole_round_gives_the_same_plan_in_another_process(cast, processes, tmp_path):
    this = solved(processes, sixty_children(cast), 60)
    assert this.outcome["status"] != "stopped"
    file = exported(processes, this, tmp_path)
    assert "Invented" not in file.read_text(encoding="utf-8")
    again = care(elsewhere(processes, tmp_path), "rounds", "replay", str(file))
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout)["replayed"] == this.plan_hash
    assert care(processes.environment, "rounds", "replay", str(this.id)).returncode == 0


def test_a_round_cut_short_by_its_clock_gives_the_same_plan_too(cast, processes, tmp_path):
    version = sixty_children(cast)
    with transaction():
        xiaoman = db.session.get_one(Child, cast.xiaoman)
        for number in range(100, 400):
            child("hanlu", number, xiaoman.village, xiaoman.meeting_place, rhythm=1 + number % 4)
        for number in range(100):
            supporter(f"More volunteers {number}", "volunteer", xiaoman.village)
    this = solved(processes, version, 2)
    assert this.outcome["status"] == "stopped"
    file = exported(processes, this, tmp_path)
    again = care(elsewhere(processes, tmp_path), "rounds", "replay", str(file))
    assert again.returncode == 0, again.stderr
    assert json.loads(again.stdout) == {
        "round": this.id,
        "same": True,
        "plan_hash": this.plan_hash,
        "replayed": this.plan_hash,
    }
