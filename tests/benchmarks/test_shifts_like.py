"""Instances that are made: the same seed gives the same text, and a sound roster of everybody exists."""

from __future__ import annotations

from click.testing import CliRunner

from app.scheduling import rota
from benchmarks.__main__ import benchmarks
from benchmarks.shifts import as_answer, as_problem, read
from benchmarks.shifts_count import violations
from benchmarks.shifts_like import write_instance


def test_an_instance_has_the_size_asked_for_and_the_same_seed_gives_it_again(tmp_path):
    paths = [tmp_path / name for name in ("one.txt", "again.txt")]
    for path in paths:
        told = ["shifts-like", "--people", "7", "--kinds", "3", "--days", "14", "--seed", "5", "--out", str(path)]
        assert CliRunner().invoke(benchmarks, told).exit_code == 0
    assert paths[0].read_text() == paths[1].read_text() != write_instance(7, 3, 14, 6)
    instance = read(paths[0].read_text())
    assert (len(instance.staff), len(instance.kinds), instance.days) == (7, 3, 14)


def test_everybody_can_be_planned_within_all_limits():
    instance = read(write_instance(10, 4, 14, 1))
    outcome = rota.solve(as_problem(instance, "made"), iterations=1)
    assert violations(instance, as_answer(instance, outcome.rota.assignments)) == []
    assert not outcome.rota.below_least


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    told = CliRunner().invoke(benchmarks, ["shifts-like", "--out", str(tmp_path / "none" / "a.txt")])
    assert told.exit_code == 1
    assert "Choose another place with --out." in told.output
