"""The reader of generalised assignment instances, the mapping onto a pool, counted answers, and proofs that hold."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from click.testing import CliRunner

from app.matching.pools.solver import Rung, solve_pool
from benchmarks.__main__ import benchmarks
from benchmarks.dots import dots
from benchmarks.gap import as_agents, as_pool, read_gap
from benchmarks.gap_count import cost_of, violations
from benchmarks.gap_distances import distance, reference, summary
from benchmarks.gap_like import make_gap, write_gap
from benchmarks.gap_table import OURS, Runs, best_known
from benchmarks.shifts import BadInstance
from tests.benchmarks.two_agents import AGENTS, BEST, TEXT
from tests.matching.pools.tiny import least_cost

INSTANCE = read_gap(TEXT)


def test_costs_uses_and_capacities_are_read():
    assert (INSTANCE.agents, INSTANCE.jobs) == (2, 4)
    assert INSTANCE.cost.tolist() == [[4, 3, 6, 5], [7, 4, 6, 9]]
    assert INSTANCE.use.tolist() == [[3, 5, 4, 4], [4, 5, 3, 6]]
    assert INSTANCE.capacity.tolist() == [8, 9]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "must begin with the numbers"),
        ("2 0", "both at least 1"),
        ("1 1 five 2 3", "only whole numbers"),
        ("1 1 5 2", "need 5 numbers, but 4 are there"),
        ("1 1 5 -2 3", "number 4 is below 0"),
    ],
)
def test_what_does_not_fit_is_named(text, told):
    with pytest.raises(BadInstance, match=told):
        read_gap(text)


def test_the_pools_engine_takes_its_tight_rung_and_proves_the_best_answer():
    outcome = solve_pool(as_pool(INSTANCE), nodes=300_000)
    agents = as_agents(INSTANCE, outcome.answer.arc)
    assert (outcome.rung, outcome.answer.cost, outcome.answer.bound) == (Rung.TIGHT, BEST, BEST)
    assert (agents, cost_of(INSTANCE, agents), violations(INSTANCE, agents)) == (AGENTS, BEST, [])


@pytest.mark.parametrize(
    ("agents", "fault"),
    [
        ([0, 0, 0, 0], "agent 0 gives 16 of 8"),
        ([0, 1, 1, -1], "job 3 has no agent"),
        ([0, 1, 1, 2], "job 3 has no agent"),
        ([0, 1, 1], "3 jobs are answered, 4 were asked"),
    ],
)
def test_a_planted_violation_is_counted(agents, fault):
    assert fault in violations(INSTANCE, agents)


@pytest.mark.parametrize("family", "abcde")
def test_a_made_instance_is_read_back_and_the_same_seed_gives_it_again(family):
    made = make_gap(family, 3, 12, 5)
    back = read_gap(write_gap(made))
    assert all(np.array_equal(one, other) for one, other in zip(made, back, strict=True))
    assert write_gap(make_gap(family, 3, 12, 5)) == write_gap(made) != write_gap(make_gap(family, 3, 12, 6))


def test_the_command_prints_one_line_and_writes_the_answer(tmp_path):
    file, out = tmp_path / "tiny", tmp_path / "answer.json"
    file.write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks", "gap", str(file), "--nodes", "300000", "--out", str(out)]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert (told["instance"], told["objective"], told["bound"], told["violations"]) == ("tiny", BEST, BEST, 0)
    assert json.loads(out.read_text(encoding="utf-8")) == {"agent_of_job": AGENTS}


@pytest.mark.parametrize("peer", ["gap_cp_sat", "gap_highs"])
def test_the_peers_agree_on_the_best_cost(peer, tmp_path):
    file = tmp_path / "tiny"
    file.write_text(TEXT, encoding="utf-8")
    out = str(tmp_path / "a.json")
    command = [sys.executable, "-m", f"benchmarks.peers.{peer}", str(file), "--seconds", "20", "--out", out]
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[-1])
    assert (told["objective"], told["bound"], told["violations"]) == (BEST, BEST, 0)


def test_the_comparison_names_what_is_absent_and_leaves_it_out(tmp_path):
    told = CliRunner().invoke(benchmarks, ["gap-compare", str(tmp_path), "--only", "d20200"])
    assert told.exit_code == 0
    assert f"d20200: not in {tmp_path}, left out" in told.output
    assert "no instances there" in told.output


def test_a_distance_is_told_only_of_a_sound_answer():
    assert distance({"objective": 202, "violations": 0}, 200) == 1.0
    assert distance({"objective": 202, "violations": 1}, 200) is None
    assert distance({"objective": None, "violations": None}, 200) is None
    assert distance({}, 200) is None


def test_the_picture_says_every_name_and_value_and_marks_a_distance_of_nothing():
    drawn = dots("Distance & more", ["d20200", "a05100"], {"ours": {"d20200": 0.25, "a05100": 0.0}, "greedy": {}})
    assert drawn.startswith("<svg")
    for told in ("Distance &amp; more", "d20200", "0.250", "none", "greedy", "<title>a05100, ours: 0.000 %</title>"):
        assert told in drawn


def line(objective, bound, violations=0):
    return {"objective": objective, "bound": bound, "violations": violations, "cpu_seconds": 1.0}


def test_without_a_best_known_cost_distances_are_from_the_best_bound_anybody_proved():
    told = [line(205, 200), line(210, 190), {}, line(None, None)]
    assert reference(None, told) == 200
    assert reference(199, told) == 199
    assert reference(None, [line(205, 206)]) == 205
    assert reference(None, [{}]) is None


def test_the_summary_tells_means_worst_and_proofs_of_each_family():
    found = {
        "d20100": {"ours": line(202, 200), "theirs": {}},
        "d20200": {"ours": line(404, 404), "theirs": line(404, 390)},
        "e05100": {"ours": line(300, 300), "theirs": line(None, None, None)},
    }
    far = {"ours": {"d20100": 1.0, "d20200": 0.0, "e05100": 0.0}, "theirs": {"d20200": 0.0}}
    told = list(summary(found, far))
    assert told[3:] == [
        "| d | 2 of 2, mean 0.500 %, worst 1.000 %, 1 proven | 1 of 2, mean 0.000 %, worst 0.000 %, 0 proven |",
        "| e | 1 of 1, mean 0.000 %, worst 0.000 %, 1 proven | 0 of 1 |",
        "| all | 3 of 3, mean 0.333 %, worst 1.000 %, 2 proven | 1 of 3, mean 0.000 %, worst 0.000 %, 0 proven |",
    ]


def test_a_run_that_was_kept_is_not_run_again_and_one_that_failed_is(tmp_path, monkeypatch):
    file, results = tmp_path / "d20100", tmp_path / "results.jsonl"
    asked = []

    def answer(self, solver, file):
        asked.append(solver)
        return line(202, 200) if solver == OURS else {}

    monkeypatch.setattr(Runs, "_run", answer)
    for _ in range(2):
        runs = Runs(60.0, 2, 0, results)
        assert [runs.of(solver, file) for solver in (OURS, "HiGHS")] == [line(202, 200), {}]
    assert asked == [OURS, "HiGHS", "HiGHS"]
    assert Runs(30.0, 2, 0, results).of(OURS, file) == line(202, 200)
    assert asked[-1] == OURS
    results.write_text(results.read_text(encoding="utf-8")[:-9], encoding="utf-8")  # stopped while it was written
    for _ in range(2):
        assert Runs(30.0, 2, 0, results).of(OURS, file) == line(202, 200)
    assert asked[3:] == [OURS, OURS]


def test_a_solver_that_fails_is_told_and_the_others_go_on(tmp_path):
    (tmp_path / "d20100").write_text("2 2 1 2", encoding="utf-8")
    told = CliRunner().invoke(benchmarks, ["gap-compare", str(tmp_path), "--seconds", "1"])
    assert told.exit_code == 0
    assert "| d20100 |  | unreadable | failed | failed | failed | failed |" in told.output
    assert "d20100, HiGHS: Error" in told.output
    assert "| d | 0 of 1 | 0 of 1 | 0 of 1 | 0 of 1 |" in told.output


def test_best_known_costs_may_be_missing(tmp_path):
    assert best_known(tmp_path) == {}
    (tmp_path / "best_known.csv").write_text("instance,best_known\nd20100,6185\nd30100,\n", encoding="utf-8")
    assert best_known(tmp_path) == {"d20100": 6185}


SIZES = [(5, 30), (8, 60), (12, 60), (15, 100), (20, 60), (30, 200), (40, 100)]


@pytest.mark.parametrize("family", "abcde")
@pytest.mark.parametrize(("agents", "jobs"), SIZES)
def test_the_shortest_run_finds_a_plan_on_every_family_and_size(family, agents, jobs):
    outcome = solve_pool(as_pool(make_gap(family, agents, jobs, 11)), nodes=1)
    assert outcome.rung is Rung.TIGHT
    assert outcome.answer.bound <= outcome.answer.cost


@pytest.mark.parametrize("family", "abcde")
@pytest.mark.parametrize(("agents", "jobs", "seed"), [(3, 18, 1), (4, 20, 2), (5, 24, 3), (6, 15, 4)])
def test_what_is_called_proven_is_the_optimum_of_highs(family, agents, jobs, seed):
    pool = as_pool(make_gap(family, agents, jobs, seed))
    answer, optimum = solve_pool(pool, nodes=300_000).answer, least_cost(pool)
    assert (answer.cost, answer.bound) == (optimum, optimum)
