"""The ticker runs what is due, and one entry's failure is not the others'."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.jobs.timetable import HOUR, MINUTE, TIMETABLE, Entry
from app.running.ticker import Ticker

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


def break_down() -> None:
    raise RuntimeError("an invented failure")


def test_an_entry_runs_at_the_first_tick_and_again_after_its_time(house, clock):
    runs = []
    ticker = Ticker([Entry("count", MINUTE, lambda: runs.append(clock.time))], clock)
    for seconds in (0, 1, 59, 60, 61, 125):
        clock.time = NOON + timedelta(seconds=seconds)
        ticker.tick()
    assert runs == [NOON, NOON + timedelta(seconds=60), NOON + timedelta(seconds=125)]


def test_two_tickers_run_an_entry_once(house, clock):
    runs = []
    entries = [Entry("count", MINUTE, lambda: runs.append(clock.time))]
    first, second = Ticker(entries, clock), Ticker(entries, clock)
    first.tick()
    second.tick()
    assert runs == [NOON]


def test_a_failing_entry_is_told_and_does_not_keep_the_next_from_running(house, clock, caplog):
    runs = []
    ticker = Ticker([Entry("fail", MINUTE, break_down), Entry("count", MINUTE, lambda: runs.append(1))], clock)
    assert ticker.tick() == ["count"]
    assert "'fail' failed" in caplog.text
    assert "an invented failure" in caplog.text


def test_every_entry_of_the_timetable_runs_on_an_empty_county(house):
    names = [entry.name for entry in TIMETABLE]
    assert Ticker().tick() == names
    assert len(set(names)) == len(names)
    assert all(
        len(name) <= 60 and timedelta() < entry.every <= 24 * HOUR for name, entry in zip(names, TIMETABLE, strict=True)
    )
