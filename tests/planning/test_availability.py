"""Half-hours of a week, and the meetings that fit into them."""

from __future__ import annotations

import pytest

from app.planning.availability import Availability, Preference, Span, availability_of, common_windows, meeting_starts
from app.planning.refusals import Refusal


def test_a_span_outside_the_week_is_refused():
    for start, end in ((-1, 3), (336, 337), (5, 5), (5, 337)):
        with pytest.raises(Refusal) as caught:
            Span(start, end)
        assert caught.value.code == "out_of_range"


def test_spans_may_touch_but_not_overlap():
    assert Availability((Span(4, 8), Span(0, 4))).mask == 0b11111111
    with pytest.raises(Refusal) as caught:
        Availability((Span(0, 4), Span(3, 8)))
    assert (caught.value.code, caught.value.path) == ("overlapping_spans", "[1]")


def test_preferences_keep_their_own_hours():
    week = Availability((Span(0, 2, Preference.PREFER), Span(2, 3, Preference.RATHER_NOT), Span(3, 4)))
    assert (week.mask, week.preferred_mask, week.reluctant_mask) == (0b1111, 0b11, 0b100)


def test_single_half_hours_join_into_spans():
    assert availability_of([7, 3, 4]).spans == (Span(3, 5), Span(7, 8))


@pytest.mark.parametrize(("half_hours", "windows"), [(2, 0), (3, 1), (5, 1), (6, 2), (9, 3)])
def test_windows_count_meetings_one_after_another(half_hours, windows):
    mask = Span(10, 10 + half_hours).mask
    assert common_windows(mask, mask) == windows


def test_a_meeting_never_runs_past_midnight():
    across = Span(46, 50).mask
    assert common_windows(across, across) == 0
    assert meeting_starts(across) == 0
    assert meeting_starts(Span(45, 50).mask) == 1 << 45


def test_starts_leave_room_for_the_whole_meeting():
    assert meeting_starts(Span(10, 14).mask) == (1 << 10) | (1 << 11)
