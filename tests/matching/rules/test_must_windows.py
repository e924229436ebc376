"""Common windows: a place in the week for the meeting."""

from __future__ import annotations

from dataclasses import replace

from app.matching.rules import must_windows
from app.planning.availability import Availability, Span
from tests.matching.counties import OFFICER, SATURDAY_MORNING, SUNDAY_MORNING, VOLUNTEER, a_round, lan, mei, officer
from tests.matching.rules.asking import answer

TWO = (replace(VOLUNTEER, minimum_windows=2),)


def test_officers_meet_by_arrangement():
    assert answer(must_windows.allowed, a_round((lan(),), (officer(),), (OFFICER,)))


def test_who_is_free_on_another_day_has_no_common_window():
    assert not answer(must_windows.allowed, a_round((lan(),), (mei(windows=SUNDAY_MORNING),)))


def test_an_hour_in_common_is_too_short_for_a_meeting():
    hour = Availability((Span(5 * 48 + 21, 5 * 48 + 30),))  # common with Saturday morning: 10:30-11:30
    assert not answer(must_windows.allowed, a_round((lan(),), (mei(windows=hour),)))


def test_exactly_one_meeting_is_enough_where_one_is_asked():
    ninety = Availability((Span(5 * 48 + 20, 5 * 48 + 30),))
    assert answer(must_windows.allowed, a_round((lan(),), (mei(windows=ninety),)))
    assert not answer(must_windows.allowed, a_round((lan(),), (mei(windows=ninety),), TWO))


def test_a_morning_of_three_hours_counts_two_windows():
    assert answer(must_windows.allowed, a_round((lan(windows=SATURDAY_MORNING),), (mei(),), TWO))
