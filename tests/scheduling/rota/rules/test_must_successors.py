"""What may not follow on the next day."""

from __future__ import annotations

from app.scheduling.rota.rules import must_successors as must
from tests.scheduling.rota.small import may, on, person, rota, shift

SHIFTS = (
    shift("late", activity="late"), shift("early", day=1, activity="early"),
    shift("early2", day=2, activity="early"), shift("late1", day=1, activity="late"),
)  # fmt: skip


def test_the_next_day_only_and_in_that_order():
    problem = rota(SHIFTS, (person("anna", {"not_after": {"late": frozenset({"early"})}}), person("bo")))
    assert not may(must, problem, "anna", "early", on(anna="late"))
    assert not may(must, problem, "anna", "late", on(anna="early"))
    assert may(must, problem, "anna", "early2", on(anna="late"))
    assert may(must, problem, "anna", "late1", on(anna="late"))
    assert may(must, problem, "bo", "early", on(bo="late"))
