"""The reader of shift-scheduling instances, the mapping onto a rota, and the counting of answers."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from app.scheduling.rota import check, solve
from benchmarks.shifts import BadInstance, as_answer, as_problem, constant, read
from benchmarks.shifts_count import cost_of, violations
from tests.benchmarks.three_nurses import TEXT

INSTANCE = read(TEXT)
NOBODY = {code: [""] * 7 for code in INSTANCE.staff}


def test_the_sections_are_read():
    assert (INSTANCE.days, list(INSTANCE.kinds), list(INSTANCE.staff)) == (7, ["E", "L"], ["Ana", "Bea", "Cid"])
    assert INSTANCE.kinds["L"].never_before == ("E",)
    assert INSTANCE.staff["Ana"].most_of_kind == {"E": 7, "L": 2}
    assert (INSTANCE.staff["Ana"].most_minutes, INSTANCE.staff["Ana"].least_minutes) == (2400, 960)
    assert INSTANCE.days_off == {"Ana": (0,), "Bea": ()}
    assert INSTANCE.cover[1, "L"] == (1, 50, 2)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SECTION_HORIZON\nseven", "line 2"),
        ("SECTION_HORIZON\n7\nSECTION_SHIFTS\nE", "line 4"),
        ("7", "before any section"),
        ("", "SECTION_HORIZON is missing"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(text, told):
    with pytest.raises(BadInstance, match=told):
        read(text)


def test_a_roster_of_nobody_costs_all_cover_and_requests():
    assert cost_of(INSTANCE, NOBODY) == constant(INSTANCE) == 353


def test_the_solver_of_the_rota_solves_it_and_its_cost_is_the_instances():
    problem = as_problem(INSTANCE, "three nurses")
    outcome = solve(problem, iterations=10)
    roster = as_answer(INSTANCE, outcome.rota.assignments)
    assert check(problem, outcome) == []
    assert violations(INSTANCE, roster) == []
    assert cost_of(INSTANCE, roster) == constant(INSTANCE) - outcome.wishes[0].value
    assert constant(INSTANCE) - outcome.wishes[0].bound <= cost_of(INSTANCE, roster) == 0


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (["E", "E", "", "", "", "", ""], "a day off"),
        (["", "E", "", "", "E", "E", ""], "weekends"),
        (["", "E", "", "E", "E", "", ""], "only 1 days in a row"),
        (["", "E", "E", "", "E", "E", ""], "only 1 days off"),
        (["", "L", "E", "", "", "", ""], "E after L"),
        (["", "E", "E", "E", "E", "", ""], "4 days in a row"),
        (["", "L", "L", "L", "", "", ""], "3 shifts L"),
        (["", "E", "", "", "", "", ""], "480 minutes"),
    ],
)
def test_a_planted_violation_is_counted(row, fault):
    assert any(fault in told for told in violations(INSTANCE, NOBODY | {"Ana": row}))


def test_the_command_prints_one_line_and_writes_the_answer(tmp_path):
    file, out = tmp_path / "Tiny.txt", tmp_path / "answer.json"
    file.write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks", "shifts", str(file), "--iterations", "5", "--out", str(out)]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert (told["instance"], told["objective"], told["violations"]) == ("Tiny", 0, 0)
    assert len(json.loads(out.read_text(encoding="utf-8"))["roster"]["Ana"]) == 7


@pytest.mark.parametrize("peer", ["shifts_cp_sat", "shifts_highs"])
def test_the_peers_agree_on_the_best_cost(peer, tmp_path):
    file = tmp_path / "Tiny.txt"
    file.write_text(TEXT, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        f"benchmarks.peers.{peer}",
        str(file),
        "--seconds",
        "20",
        "--out",
        str(tmp_path / "a.json"),
    ]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    assert (told["objective"], told["bound"], told["violations"]) == (0, 0, 0)
