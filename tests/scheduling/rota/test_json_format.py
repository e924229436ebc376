"""Malformed files are refused with the JSON path of the fault; the shipped schemas describe what is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import app.scheduling.rota
from app.planning.refusals import Refusal
from app.scheduling.rota import dump_problem, dump_programme, dump_solution, load_problem, load_programme, load_solution
from app.solving import SENTENCES, in_words
from tests.scheduling.rota.seeded import any_problem, some_rota, told

FOLDER = Path(app.scheduling.rota.__file__).parent
TINY = (FOLDER / "two_centres.json").read_text(encoding="utf-8")


def schema(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def changed(*path: str | int, to: Any) -> str:
    """The tiny problem with one value changed (or removed, where `to` is the ellipsis)."""
    document = json.loads(TINY)
    target = document
    for step in path[:-1]:
        target = target[step]
    if to is ...:
        del target[path[-1]]
    else:
        target[path[-1]] = to
    return json.dumps(document)


@pytest.mark.parametrize(
    ("text", "path", "code"),
    [
        ("{", "$", "not_json"),
        (changed("format", to="care-circle/circles"), "$.format", "not_one_of"),
        (changed("version", to=2), "$.version", "wrong_version"),
        (changed("start", to="Saturday"), "$.start", "bad_date"),
        (changed("days", to=0), "$.days", "out_of_range"),
        (changed("freeze_until", to=8), "$.freeze_until", "out_of_range"),
        (changed("people", to=...), "$.people", "missing"),
        (changed("programme", "wishes", 1, to="luck"), "$.programme.wishes[1]", "not_one_of"),
        (changed("programme", "shift_musts", 1, to="two_adults"), "$.programme.shift_musts[1]", "duplicate_id"),
        (changed("shifts", 0, "day", to=7), "$.shifts[0].day", "out_of_range"),
        (changed("shifts", 0, "end", to=540), "$.shifts[0].end", "out_of_range"),
        (changed("shifts", 0, "place", to="moon"), "$.shifts[0].place", "unknown_id"),
        (changed("shifts", 0, "colour", to="red"), "$.shifts[0].colour", "unknown_field"),
        (changed("shifts", 0, "least_adults", to=4), "$.shifts[0].least_adults", "out_of_range"),
        (changed("shifts", 1, "id", to="sat-class"), "$.shifts[1].id", "duplicate_id"),
        (changed("openings", 0, "shift", to="monday"), "$.openings[0].shift", "unknown_id"),
        (changed("openings", 0, "id", to="sat-talk"), "$.openings[0].id", "duplicate_id"),
        (changed("openings", 0, "least", to=4), "$.openings[0].least", "out_of_range"),
        (changed("people", 0, "base", to="moon"), "$.people[0].base", "unknown_id"),
        (changed("people", 0, "gender", to="?"), "$.people[0].gender", "not_one_of"),
        (changed("people", 0, "asked", to={"monday": 1}), "$.people[0].asked.monday", "unknown_id"),
        (changed("people", 0, "asked", to={"sat-class": 0}), "$.people[0].asked.sat-class", "out_of_range"),
        (changed("people", 0, "familiar", to={"moon": 1}), "$.people[0].familiar.moon", "unknown_id"),
        (changed("people", 0, "free", 1, "start", to="8"), "$.people[0].free[1].start", "wrong_type"),
        (changed("people", 0, "free", 1, "day", to=7), "$.people[0].free[1].day", "out_of_range"),
        (changed("people", 0, "free", 1, "day", to=5), "$.people[0].free[1]", "overlapping_spans"),
        (changed("people", 1, "limits", "most_shifts", to=-1), "$.people[1].limits.most_shifts", "out_of_range"),
        (changed("people", 1, "limits", "least_shifts", to=2), "$.people[1].limits.least_shifts", "out_of_range"),
        (changed("people", 4, "busy", 0, "place", to="moon"), "$.people[4].busy[0].place", "unknown_id"),
        (changed("people", 0, "refused", to=["moon"]), "$.people[0].refused[0]", "unknown_id"),
        (changed("exclusions", 0, "opening", to="sat-talk.counsellor"), "$.exclusions[0].opening", "one_of_two"),
        (changed("exclusions", 0, "person", to="ghost"), "$.exclusions[0].person", "unknown_id"),
        (changed("pins", to=[{"person": "mei", "opening": "x"}]), "$.pins[0].opening", "unknown_id"),
        (changed("apart", to=[{"one": "mei", "other": "mei"}]), "$.apart[0].other", "duplicate_id"),
        (changed("together", to=[{"one": "mei", "other": "ghost"}]), "$.together[0].other", "unknown_id"),
    ],
)
def test_a_fault_is_refused_with_its_path_and_a_remedy(text, path, code):
    with pytest.raises(Refusal) as caught:
        load_problem(text)
    assert (caught.value.path, caught.value.code) == (path, code)
    assert in_words(caught.value).startswith(path)
    assert code in SENTENCES


def test_the_tiny_example_fits_its_schema_and_reads_back():
    jsonschema.validate(json.loads(TINY), schema("rota.schema.json"))
    assert dump_problem(load_problem(TINY)) == TINY


def test_what_is_written_is_read_back_equal_and_fits_the_shipped_schemas():
    for seed in range(60):
        problem = any_problem(seed)
        outcome = told(problem, some_rota(problem, seed))
        written, answered = dump_problem(problem), dump_solution(outcome)
        assert load_problem(written) == problem
        assert load_solution(answered) == outcome
        jsonschema.validate(json.loads(written), schema("rota.schema.json"))
        jsonschema.validate(json.loads(answered), schema("rota-solution.schema.json"))


def test_a_programme_is_read_back_equal():
    programme = load_problem(TINY).programme
    assert load_programme(dump_programme(programme)) == programme


def test_the_schema_refuses_what_the_reader_refuses():
    for text in (changed("shifts", 0, "urgency", to=0), changed("shifts", 0, "name", to="Lan")):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(text), schema("rota.schema.json"))


def test_a_circles_answer_is_no_rota():
    with pytest.raises(Refusal) as caught:
        load_solution('{"format": "care-circle/circles-solution", "version": 1}')
    assert caught.value.path == "$.format"
