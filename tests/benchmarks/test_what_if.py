"""What is measured of "what would it take?" is what a worker would answer."""

from __future__ import annotations

from app.matching import Plan
from app.models.what_ifs import Question
from benchmarks.what_if import Questions
from tests.matching.counties import a_round, bo, lan, mei


def test_a_question_is_counted_with_what_it_tried_and_left_unproven():
    questions = Questions(a_round((lan(), bo()), (mei(),)), Plan(()))
    assert questions.some_children(1) == ["lan"]
    assert questions.township() == ("vill", frozenset({"lan", "bo"}))
    figures = questions.ask(Question.LIMITS, None).figures()
    assert (figures["open"], figures["unproven"]) == (2, 0)
    # as it is, two longer ways, one child more each, seven evenings, a car, and one more person in the village
    assert figures["tried"] >= 1 + 2 + 1 + 7 + 1
