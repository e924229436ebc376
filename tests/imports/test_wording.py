"""Everything an import can find wrong has a sentence in both languages that its numbers fit into."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from flask import Flask

from app.imports import Problem, read_import
from app.languages import init_app, speak
from app.wording.imports import PROBLEMS, problem_place, problem_sentence
from tests.imports.making import CHILD_HEADINGS, KNOWN, child, xlsx
from tests.imports.test_malformed_files import MALFORMED

SOURCE = Path(__file__).parents[2] / "app" / "imports"
RAISING = {"FileFault", "CellFault", "Problem", "_problem", "Doubt"}


def codes_in_use() -> set[str]:
    """First words of every call that names a problem, and the table of duplicates."""
    codes = set()
    for path in SOURCE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in RAISING and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    codes.add(str(first.value))
            elif isinstance(node, ast.Constant) and re.fullmatch(r"same_\w+_twice", str(node.value)):
                codes.add(str(node.value))
    return codes


def test_every_code_has_a_sentence_and_every_sentence_a_code() -> None:
    assert codes_in_use() == set(PROBLEMS)
    assert len(PROBLEMS) > 60


def test_the_chinese_sentences_ask_for_the_same_numbers() -> None:
    path = SOURCE.parent / "translations" / "zh" / "LC_MESSAGES" / "imports.po"
    with path.open("rb") as file:
        catalog = read_po(file, locale="zh")
    chinese = {str(message.id): str(message.string) for message in catalog if message.id}
    for code, sentence in PROBLEMS.items():
        english = sentence._args[0]
        holes = [sorted(re.findall(r"%\((\w+)\)s", text)) for text in (english, chinese[english])]
        assert holes[0] == holes[1], code


@pytest.fixture
def app() -> Flask:
    """An application that can speak, and nothing else."""
    speaking = Flask("app")
    init_app(speaking)
    return speaking


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_problem_of_a_malformed_file_can_be_said(app: Flask, language: str) -> None:
    with app.test_request_context():
        speak(language)
        for make, _code in MALFORMED.values():
            for problem in read_import(make(), "x", KNOWN).problems:
                assert "%(" not in problem_sentence(problem)


def test_a_problem_is_said_with_its_place_and_remedy(app: Flask) -> None:
    reading = read_import(xlsx([CHILD_HEADINGS, child(联系电话="1990000123")]), "c.xlsx", KNOWN)
    (problem,) = reading.errors
    with app.test_request_context():
        speak("en")
        assert problem_place(problem) == "Sheet “花名册” · row 2 · column “联系电话”"
        assert problem_sentence(problem) == "The phone number has 10 digits, 1 too few. Ask for it again."
        speak("zh")
        assert problem_sentence(problem) == "电话号码只有 10 位，少了 1 位。请重新核实。"


def test_a_problem_of_the_whole_file_has_no_place(app: Flask) -> None:
    with app.test_request_context():
        assert problem_place(Problem("file_empty")) == ""
