"""A stop is obeyed while a linear programme runs, which nobody can interrupt."""

from __future__ import annotations

from threading import Event
from types import ModuleType

import pytest

from app.matching import check, solve
from app.matching.engine import level_rows, relaxation
from app.planning.outcome import Status
from app.planning.watch import Limit, Watch
from tests.matching.counties import a_round, any_problem, bo, lan, mei

#: seconds after which a test that hangs fails
LONG = 30


class HeldUp:
    """A linear programme that takes until it is released."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, module: ModuleType) -> None:
        self.begun, self.released, self.ended = Event(), Event(), Event()
        solve_for_long = module.linprog

        def linprog(*args, **options):
            self.begun.set()
            self.released.wait(LONG)
            self.ended.set()
            return solve_for_long(*args, **options)

        monkeypatch.setattr(module, "linprog", linprog)

    def still_runs(self) -> bool:
        """Whether it had begun and not ended; it ends now."""
        running = self.begun.is_set() and not self.ended.is_set()
        self.released.set()
        return running


def test_a_run_stopped_within_a_linear_programme_ends_before_it(monkeypatch):
    programme = HeldUp(monkeypatch, relaxation)
    problem = a_round((lan(), bo()), (mei(),))
    outcome = solve(problem, stop=programme.begun.is_set)
    assert programme.still_runs()
    assert outcome.status is Status.STOPPED
    assert check(problem, outcome) == []


def test_a_stop_while_later_wishes_are_bounded_is_obeyed_too(monkeypatch):
    programme = HeldUp(monkeypatch, level_rows)
    problem = any_problem(77, most_children=20, most_supporters=24)
    outcome = solve(problem, iterations=1, stop=programme.begun.is_set)
    assert programme.still_runs()
    assert check(problem, outcome) == []


def test_work_that_ends_in_time_gives_its_answer():
    assert Limit(Watch(None, None, None), 1.0).unless_over(lambda: 7) == 7


def test_a_fault_of_the_work_is_the_callers():
    def breaks() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Limit(Watch(None, None, None), 1.0).unless_over(breaks)


def test_work_is_left_when_the_time_is_up():
    released = Event()
    limit = Limit(Watch(0, None, None), 1.0)
    assert limit.unless_over(lambda: released.wait(LONG)) is None
    assert limit.struck
    released.set()


def test_the_stop_button_is_asked_for_between_two_reports():
    asked: list[int] = []
    watch = Watch(None, None, lambda: asked.append(1) is None and len(asked) >= 3)
    assert [watch.tick() for _ in range(4)] == [False, False, True, True]
