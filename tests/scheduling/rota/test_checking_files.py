"""`care check rota` on files; what is written tells how each shift stands and why places are open."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from app.scheduling.rota import dump_problem
from app.solving import KINDS, check, solve
from tests.scheduling.rota.seeded import told
from tests.scheduling.rota.small import on, opening, person, rota, shift

CLASS = shift("class", children=20, ratio=8)
PROBLEM = rota(((CLASS, opening(CLASS, least=2, wanted=3)),), (person("anna"), person("bo")))


@pytest.fixture
def files(tmp_path):
    problem, answer = tmp_path / "rota.json", tmp_path / "answer.json"
    problem.write_text(dump_problem(PROBLEM), encoding="utf-8")
    answer.write_text(KINDS["rota"].written(PROBLEM, told(PROBLEM, on(anna="class", bo="class"))), encoding="utf-8")
    return problem, answer


def test_a_sound_answer_has_no_violation(files):
    run = CliRunner().invoke(check, ["rota", *map(str, files)])
    assert (run.exit_code, run.output) == (0, "No violation found.\n")


def test_a_planted_violation_is_printed_and_ends_with_1(files):
    answer = files[1]
    answer.write_text(
        answer.read_text(encoding="utf-8").replace('"person": "bo"', '"person": "ghost"'), encoding="utf-8"
    )
    run = CliRunner().invoke(check, ["rota", *map(str, files)])
    assert (run.exit_code, run.output) == (1, "unknown_person: person=ghost opening=class.o\n")


def test_the_answer_tells_safe_numbers_and_open_places(files):
    document = json.loads(files[1].read_text(encoding="utf-8"))
    assert document["shifts"] == [{"shift": "class", "held": True, "adults": 2, "safe_children": 16}]
    (place,) = document["open"]
    assert (place["opening"], place["needed"], place["useful"], place["bite"]) == ("class.o", 0, 1, "one_place")


def test_a_bad_file_gets_one_sentence_and_exit_2(files, tmp_path):
    files[0].write_text(dump_problem(PROBLEM).replace('"ratio": 8', '"ratio": 0'), encoding="utf-8")
    run = CliRunner().invoke(solve, ["rota", str(files[0]), "--out", str(tmp_path / "x.json")])
    assert run.exit_code == 2
    assert "$.shifts[0].ratio is 0. Write a number from 1 to 1000." in run.output
