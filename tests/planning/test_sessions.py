"""Which dates a pattern gives, and why others are left out."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.planning.activity_documents import (
    DutyNeed,
    read_duties,
    read_patterns,
    write_duties,
    write_patterns,
)
from app.planning.refusals import Refusal
from app.planning.sessions import Bounds, Day, Pattern, Session, date_sessions

#: a Monday
FIRST = date(2026, 11, 2)
WEEKDAYS = Pattern(tuple(Session(day, 990, 1110) for day in range(5)))
SATURDAY = Pattern((Session(5, 540, 690), Session(5, 840, 1020)))


def days(count: int, **facts: object) -> list[Day]:
    return [Day(FIRST + timedelta(days=number), **facts) for number in range(count)]


def held(patterns, shown, bounds=None):
    return [(one.day.day, one.start, one.end) for one in date_sessions(patterns, shown, bounds).held]


def left_out(patterns, shown, bounds=None):
    return [(one.day.day, one.reason) for one in date_sessions(patterns, shown, bounds).skipped]


def test_a_pattern_gives_its_weekdays():
    assert [day for day, *_ in held({"term": WEEKDAYS}, days(14))] == [2, 3, 4, 5, 6, 9, 10, 11, 12, 13]


def test_the_third_saturday_is_the_one_between_15_and_21():
    monthly = Pattern((Session(5, 540, 690, (3,)),))
    assert [day for day, *_ in held({"term": monthly}, days(28))] == [21]


def test_a_holiday_is_left_out_unless_the_activity_is_held_then():
    shown = [Day(FIRST, holiday=True), Day(FIRST + timedelta(days=1))]
    assert left_out({"term": WEEKDAYS}, shown) == [(2, "holiday")]
    assert len(held({"term": Pattern(WEEKDAYS.sessions, holidays=True)}, shown)) == 2


def test_a_part_of_the_year_without_hours_is_left_out_by_its_name():
    assert left_out({"term": WEEKDAYS}, [Day(FIRST, part="exams")]) == [(2, "exams")]


def test_each_part_of_the_year_has_its_own_hours():
    patterns = {"term": WEEKDAYS, "summer": Pattern((Session(1, 840, 1020),))}
    assert held(patterns, days(3, part="summer")) == [(3, 840, 1020)]


def test_a_saturday_on_which_people_work_is_a_school_day():
    saturday = Day(FIRST + timedelta(days=5), make_up=True)
    assert held({"term": Pattern(WEEKDAYS.sessions, ((990, 1110),))}, [saturday]) == [(7, 990, 1110)]
    closed = {"term": Pattern(SATURDAY.sessions, ())}
    assert left_out(closed, [saturday]) == [(7, "make_up"), (7, "make_up")]
    assert held({"term": SATURDAY}, [saturday]) == [(7, 540, 690), (7, 840, 1020)]


def test_a_class_begins_when_school_lets_out():
    bounds = Bounds(school_out=(1020, 1020, 1020, 1020, 900, None, None))
    assert held({"term": WEEKDAYS}, days(5), bounds)[3:] == [(5, 1020, 1110), (6, 990, 1110)]
    late = Bounds(school_out=(1090,) * 5 + (None, None))
    assert left_out({"term": WEEKDAYS}, days(1), late) == [(2, "school_out")]


def test_outside_the_term_no_school_lets_out():
    bounds = Bounds(school_out=(1020,) * 5 + (None, None))
    assert held({"summer": WEEKDAYS}, days(1, part="summer"), bounds) == [(2, 990, 1110)]


def test_a_session_ends_before_the_boarding_bus_or_begins_after_it():
    friday = Pattern((Session(4, 720, 900),))
    shown = [Day(FIRST + timedelta(days=4))]
    assert held({"term": friday}, shown, Bounds(buses=((4, 780, 870),))) == [(6, 720, 780)]
    assert held({"term": friday}, shown, Bounds(buses=((4, 720, 800),))) == [(6, 800, 900)]
    assert left_out({"term": friday}, shown, Bounds(buses=((4, 700, 880),))) == [(6, "bus")]


def test_children_who_walk_are_home_before_dark():
    shown = [Day(FIRST, sunset=1072)]
    assert held({"term": WEEKDAYS}, shown, Bounds(walk_home=20)) == [(2, 990, 1050)]
    assert held({"term": WEEKDAYS}, shown, Bounds(walk_home=None)) == [(2, 990, 1110)]
    assert left_out({"term": WEEKDAYS}, shown, Bounds(walk_home=60)) == [(2, "dark")]


def test_what_the_dark_leaves_less_than_half_of_is_left_out_and_named():
    drawing = {"term": Pattern((Session(0, 960, 1080),))}
    walk = Bounds(school_out=(975,) + (None,) * 6, walk_home=20)
    assert left_out(drawing, [Day(FIRST, sunset=1030)], walk) == [(2, "dark")]
    assert held(drawing, [Day(FIRST, sunset=1055)], walk) == [(2, 975, 1035)]
    late = Bounds(school_out=(1035,) + (None,) * 6, walk_home=20)
    assert held(drawing, [Day(FIRST, sunset=1200)], late) == [(2, 1035, 1080)]


def test_what_shortened_a_session_is_told():
    bounds = Bounds(school_out=(1000,) * 5 + (None, None), walk_home=10)
    (dated,) = date_sessions({"term": WEEKDAYS}, [Day(FIRST, sunset=1090)], bounds).held
    assert (dated.start, dated.end, dated.planned_start, dated.cuts) == (1000, 1080, 990, ("school_out", "dark"))


def test_where_no_children_come_only_the_calendar_counts():
    assert held({"term": WEEKDAYS}, days(1, sunset=900), None) == [(2, 990, 1110)]


def test_sessions_that_overlap_in_the_same_week_are_refused():
    with pytest.raises(Refusal, match="overlapping_sessions"):
        Pattern((Session(5, 540, 690), Session(5, 600, 700)))
    Pattern((Session(5, 540, 690, (1,)), Session(5, 600, 700, (2,))))


def test_patterns_and_duties_are_read_back_as_written():
    patterns = {"term": Pattern(WEEKDAYS.sessions, ((990, 1110),)), "summer": SATURDAY}
    duties = (DutyNeed("lead", 1, 1, 1, ("teacher",)), DutyNeed("companion", 1, 2, 4, (), ("drawing",)))
    assert read_patterns(write_patterns(patterns)) == patterns
    assert read_duties(write_duties(duties)) == duties


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"term": {"sessions": [{"weekday": 7, "start": 540, "end": 600}]}}, "$.term.sessions[0].weekday"),
        ({"term": {"sessions": [{"weekday": 1, "start": 540, "end": 560}]}}, "$.term.sessions[0].end"),
        ({"term": {"sessions": [{"weekday": 1, "start": 540, "end": 600, "weeks": ["1"]}]}}, "$.term.sessions[0].weeks[0]"),
        ({"term": {"hours": []}}, "$.term.hours"),
        ([], "$"),
    ],
)  # fmt: skip
def test_a_pattern_that_makes_no_sense_is_refused_with_its_place(document, path):
    with pytest.raises(Refusal) as refusal:
        read_patterns(document)
    assert refusal.value.path == path


@pytest.mark.parametrize(
    ("changed", "path"),
    [({"least": 3}, "$[0].wanted"), ({"most": 1}, "$[0].most"), ({"least": -1}, "$[0].least")],
)
def test_headcounts_that_contradict_each_other_are_refused(changed, path):
    need = {"duty": "companion", "least": 1, "wanted": 2, "most": 3, **changed}
    with pytest.raises(Refusal) as refusal:
        read_duties([need])
    assert refusal.value.path == path


def test_one_duty_stands_once():
    need = {"duty": "companion", "least": 1, "wanted": 2, "most": 3}
    with pytest.raises(Refusal, match="duplicate"):
        read_duties([need, need])
