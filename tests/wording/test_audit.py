"""Everything the audit records has words: who reads it sees no codes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import app
from app.models.assignments import How
from app.models.concerns import StepKind
from app.models.supporters import SupporterState
from app.operations.disclosures import SEALED
from app.wording.audit import ACTIONS, SUBJECTS, action_words, subject_words
from app.wording.exports import WHAT

WRITERS = {"record", "audit_line", "trace", "_trace"}
ACTION = re.compile(r"[a-z_]+\.[a-z_]+|export|sign_in")
#: actions put together from a code
COMPOSED = (
    {f"assignment.{how}" for how in How if how != How.ROUND}
    | {f"concern.{kind}" for kind in StepKind}
    | {f"supporter.{state}" for state in SupporterState}
    | {f"child.{what}" for what in SEALED}
    | {f"{kind}.{done}" for kind in ("child", "supporter") for done in ("merged", "erased")}
)


def written() -> Iterator[ast.Call]:
    """Every call in the house that writes a line of the audit."""
    for path in Path(app.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in WRITERS:
                yield node


def test_every_action_has_words():
    literals = {
        part.value
        for call in written()
        for argument in call.args
        for part in ast.walk(argument)
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and ACTION.fullmatch(part.value)
    }
    assert len(literals) > 60
    assert (literals | COMPOSED) - ACTIONS.keys() == set()


def test_every_subject_has_words():
    subjects = {
        call.args[2].value
        for call in written()
        if len(call.args) > 2 and isinstance(call.args[2], ast.Constant) and call.func.id in ("record", "audit_line")
    }
    assert len(subjects) > 10
    assert subjects - SUBJECTS.keys() == set()


def test_lists_taken_out_are_named_and_a_code_of_an_older_version_is_shown_as_it_stands(house):
    assert subject_words("children") == str(WHAT["children"])
    assert (action_words("older.code"), subject_words("older")) == ("older.code", "older")
