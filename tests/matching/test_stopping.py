"""A stop is obeyed while a linear programme runs, which nobody can interrupt."""

from __future__ import annotations

from threading import Event

import pytest

from app.matching import check, solve
from app.matching.engine import level_rows, relaxation
from app.planning.outcome import Status
from app.planning.watch import Limit, Watch
from tests.matching.counties import a_round, any_problem, bo, lan, mei

#: seconds after which a test that hangs fails
LONG = 30


def test_a_run_stopped_within_a_linear_programme_ends_before_it(monkeypatch):
    begun, released, ended = Event(), Event(), Event()
    solve_for_long = relaxation.linprog

    def linprog(*args, **options):
        begun.set()
        released.wait(LONG)
        ended.set()
        return solve_for_long(*args, **options)

    monkeypatch.setattr(relaxation, "linprog", linprog)
    problem = a_round((lan(), bo()), (mei(),))
    outcome = solve(problem, stop=begun.is_set)
    still_running = not ended.is_set()
    released.set()
    assert still_running
    assert outcome.status is Status.STOPPED
    assert check(problem, outcome) == []


def test_a_stop_while_later_wishes_are_bounded_is_obeyed_too(monkeypatch):
    begun, released, ended = Event(), Event(), Event()
    solve_for_long = level_rows.linprog

    def linprog(*args, **options):
        begun.set()
        released.wait(LONG)
        ended.set()
        return solve_for_long(*args, **options)

    monkeypatch.setattr(level_rows, "linprog", linprog)
    problem = any_problem(77, most_children=20, most_supporters=24)
    outcome = solve(problem, iterations=1, stop=begun.is_set)
    still_running = begun.is_set() and not ended.is_set()
    released.set()
    assert still_running
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
