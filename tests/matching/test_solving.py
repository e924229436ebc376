"""`care solve` and `care check` on files."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from app.matching import dump_problem
from app.solving import check, solve, solving
from tests.matching.counties import a_round, bo, lan, mei

PROBLEM = a_round((lan(), bo()), (mei(),))


@pytest.fixture
def problem_file(tmp_path):
    path = tmp_path / "circles.json"
    path.write_text(dump_problem(PROBLEM), encoding="utf-8")
    return path


def test_solving_prints_one_line_of_figures_and_checking_finds_nothing(problem_file, tmp_path):
    out = tmp_path / "solution.json"
    run = CliRunner().invoke(solve, ["circles", str(problem_file), "--out", str(out), "--iterations", "1"])
    assert run.exit_code == 0
    figures = json.loads(run.output)
    assert list(figures) == [
        "status", "objective", "bound", "gap", "wanted", "filled", "seconds", "peak_mb", "wishes",
    ]  # fmt: skip
    assert (figures["wanted"], figures["filled"], figures["gap"]) == (2, 1, 0)
    (opening,) = json.loads(out.read_text(encoding="utf-8"))["open"]
    assert (opening["child"], opening["bite"]) == ("bo", "caseload")
    checked = CliRunner().invoke(check, ["circles", str(problem_file), str(out)])
    assert checked.exit_code == 0


def test_the_same_iterations_write_the_same_file(problem_file, tmp_path):
    for name in ("one", "two"):
        CliRunner().invoke(
            solving, ["solve", "circles", str(problem_file), "--out", str(tmp_path / name), "--iterations", "2"]
        )
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_planted_violation_is_printed_and_ends_with_1(problem_file, tmp_path):
    out = tmp_path / "solution.json"
    CliRunner().invoke(solve, ["circles", str(problem_file), "--out", str(out), "--iterations", "1"])
    out.write_text(out.read_text(encoding="utf-8").replace('"slot": 257', '"slot": 3'), encoding="utf-8")
    run = CliRunner().invoke(check, ["circles", str(problem_file), str(out)])
    assert run.exit_code == 1
    assert "slot_outside: child=lan role=volunteer supporter=mei" in run.output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "$ is not JSON (line 1"),
        (
            dump_problem(PROBLEM).replace('"age": 8', '"age": 80'),
            "$.children[1].age is 80. Write a number from 0 to 18.",
        ),
    ],
)
def test_a_bad_file_gets_one_sentence_and_exit_2(text, told, tmp_path):
    path, out = tmp_path / "bad.json", tmp_path / "out.json"
    path.write_text(text, encoding="utf-8")
    run = CliRunner().invoke(solve, ["circles", str(path), "--out", str(out)])
    assert run.exit_code == 2
    assert told in run.output
    assert "Traceback" not in run.output
    assert not out.exists()


def test_a_missing_file_and_a_missing_folder_are_told(problem_file, tmp_path):
    missing = CliRunner().invoke(solve, ["circles", str(tmp_path / "no.json"), "--out", str(tmp_path / "x.json")])
    assert (missing.exit_code, "cannot be read" in missing.output) == (2, True)
    nowhere = CliRunner().invoke(
        solve, ["circles", str(problem_file), "--out", str(tmp_path / "no" / "x.json"), "--iterations", "0"]
    )
    assert (nowhere.exit_code, "cannot be written" in nowhere.output) == (2, True)
