"""Malformed files are refused with the JSON path of the fault; the shipped schemas describe what is written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import app.matching
from app.matching import Pair, Wish, dump_problem, dump_solution, load_problem, load_solution, solve
from app.planning.refusals import Refusal
from app.solving import SENTENCES, in_words
from tests.matching.counties import a_round, any_problem, bo, lan, mei

FOLDER = Path(app.matching.__file__).parent


def changed(*path: str | int, to: Any) -> str:
    """A good problem as JSON with one value changed (or removed, where `to` is the ellipsis)."""
    problem = a_round((lan(), bo()), (mei(),), existing=(Pair("lan", "volunteer", "mei"),))
    document = json.loads(dump_problem(problem))
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
        ("[]", "$", "wrong_type"),
        (changed("format", to="rota"), "$.format", "not_one_of"),
        (changed("version", to=3), "$.version", "wrong_version"),
        (changed("version", to=0), "$.version", "wrong_version"),
        (
            changed("children", 0, "waiting", to=[{"role": "baker", "days": 3}]),
            "$.children[0].waiting[0].role",
            "unknown_id",
        ),
        (
            changed("children", 0, "waiting", to=[{"role": "volunteer", "days": -1}]),
            "$.children[0].waiting[0].days",
            "out_of_range",
        ),
        (changed("round_start", to="1 September"), "$.round_start", "bad_date"),
        (changed("children", to=...), "$.children", "missing"),
        (changed("children", 1, "age", to=40), "$.children[1].age", "out_of_range"),
        (changed("children", 1, "age", to="8"), "$.children[1].age", "wrong_type"),
        (changed("children", 1, "age", to=True), "$.children[1].age", "wrong_type"),
        (changed("children", 1, "rhythm", to="R5"), "$.children[1].rhythm", "not_one_of"),
        (changed("children", 1, "id", to="lan"), "$.children[1].id", "duplicate_id"),
        (changed("children", 0, "place", to="moon"), "$.children[0].place", "unknown_id"),
        (changed("children", 0, "name", to="Lan"), "$.children[0].name", "unknown_field"),
        (changed("children", 0, "windows", 0, "end", to=3), "$.children[0].windows[0].end", "out_of_range"),
        (
            changed("children", 0, "windows", to=[{"start": 5, "end": 9}, {"start": 8, "end": 12}]),
            "$.children[0].windows[1]",
            "overlapping_spans",
        ),
        (changed("supporters", 0, "base", to="moon"), "$.supporters[0].base", "unknown_id"),
        (changed("supporters", 0, "vetted_until", to="soon"), "$.supporters[0].vetted_until", "bad_date"),
        (changed("supporters", 0, "refused", to=[7]), "$.supporters[0].refused[0]", "wrong_type"),
        (changed("existing", 0, "role", to="baker"), "$.existing[0].role", "unknown_id"),
        (changed("programme", "roles", to=[]), "$.programme.roles", "empty"),
        (changed("programme", "roles", 0, "count", to=0), "$.programme.roles[0].count", "out_of_range"),
        (changed("programme", "wishes", 2, to="luck"), "$.programme.wishes[2]", "not_one_of"),
        (changed("programme", "wishes", 2, to="complete"), "$.programme.wishes[2]", "duplicate_id"),
        (changed("travel", "road_factor", to=0.5), "$.travel.road_factor", "out_of_range"),
        (changed("places", 0, "lat", to=None), "$.places[0].lat", "missing"),
    ],
)
def test_a_fault_is_refused_with_its_path_and_a_remedy(text, path, code):
    with pytest.raises(Refusal) as caught:
        load_problem(text)
    assert (caught.value.path, caught.value.code) == (path, code)
    assert in_words(caught.value).startswith(path)
    assert code in SENTENCES


def test_what_is_written_fits_the_shipped_schemas():
    problem_schema = json.loads((FOLDER / "circles.schema.json").read_text(encoding="utf-8"))
    solution_schema = json.loads((FOLDER / "circles-solution.schema.json").read_text(encoding="utf-8"))
    for seed in range(30):
        jsonschema.validate(json.loads(dump_problem(any_problem(seed))), problem_schema)
    outcome = solve(a_round((lan(),), (mei(),)), iterations=1)
    jsonschema.validate(json.loads(dump_solution(outcome)), solution_schema)


def test_the_schema_refuses_what_the_reader_refuses():
    schema = json.loads((FOLDER / "circles.schema.json").read_text(encoding="utf-8"))
    for text in (changed("children", 1, "age", to=40), changed("children", 0, "name", to="Lan")):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(text), schema)


def test_files_written_before_probation_was_known_are_read_as_without():
    written = json.loads(dump_problem(a_round((lan(),), (mei(), mei(id="new", probation=True)))))
    assert [person.get("probation") for person in written["supporters"]] == [None, True]
    assert [person.probation for person in load_problem(json.dumps(written)).supporters] == [False, True]
    earlier = (FOLDER / "two_children.json").read_text(encoding="utf-8")
    assert "probation" not in earlier
    assert not any(person.probation for person in load_problem(earlier).supporters)


def test_an_answer_for_another_format_is_refused():
    with pytest.raises(Refusal) as caught:
        load_solution(changed("name", to="x"))
    assert caught.value.path == "$.format"


def test_a_problem_of_version_1_reads_as_one_in_which_nobody_waits():
    written = json.loads(dump_problem(a_round((lan(),), (mei(),))))
    assert written["version"] == 2
    del written["programme"]["wishes"]
    later = load_problem(json.dumps(written))
    assert Wish.WAITING in later.programme.wishes
    earlier = load_problem(json.dumps(written | {"version": 1}))
    assert earlier.programme.wishes == tuple(wish for wish in Wish if wish is not Wish.WAITING)
    assert earlier.children == later.children
