"""Each must and each wish of a solver is one file with one test file of its own, and is on the list."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.matching import Wish, rules
from app.matching.rules import PAIR_MUSTS, PLAN_MUSTS

ROOT = Path(__file__).parents[2]
RULES = sorted(path.stem for path in (ROOT / "app/matching/rules").glob("*.py") if path.stem != "__init__")
TESTS = sorted(path.stem for path in (ROOT / "tests/matching/rules").glob("test_*.py"))
BINDING = "must_pinned"


def test_every_rule_file_has_its_test_file_and_every_test_file_its_rule():
    assert [f"test_{rule}" for rule in RULES] == TESTS


@pytest.mark.parametrize("rule", RULES)
def test_a_rules_test_asks_that_rule(rule):
    told = (ROOT / f"tests/matching/rules/test_{rule}.py").read_text(encoding="utf-8")
    imported = [line for line in told.splitlines() if line.startswith("from app.matching.rules")]
    assert any(rule in line for line in imported), f"test_{rule}.py does not ask {rule}"
    assert "def test_" in told


def test_every_must_is_a_file_named_must_and_on_the_list_and_every_wish_a_file_named_wish():
    listed = {must.allowed.__module__.rpartition(".")[2] for must in (*PAIR_MUSTS, *PLAN_MUSTS)}
    assert {rule for rule in RULES if rule.startswith("must_")} == listed | {BINDING}
    assert {rule for rule in RULES if rule.startswith("wish_")} == {f"wish_{wish.value}" for wish in Wish}
    assert rules.__doc__
