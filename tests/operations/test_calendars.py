"""Declared days and the school year."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.actors import Actor
from app.database import db
from app.models.accounts import Role
from app.models.calendars import DeclaredDay, Season
from app.models.traces import Disclosure
from app.operations.calendars import (
    CalendarRefused,
    Declared,
    declare_days,
    drop_season,
    forget_day,
    read_list,
    set_season,
)
from app.queries.calendars import holiday_name, is_workday

BY = Actor(None, {Role.ORGANIZER: frozenset()})

LIST = """\ufeff日期,类型,名称
2027-02-05,放假,除夕
2027/2/6;off;"Spring Festival"

2027年2月20日，上班
"""


def test_lists_are_read_as_people_write_them() -> None:
    days, faults = read_list(LIST)
    assert faults == []
    assert days == [
        Declared(date(2027, 2, 5), False, "除夕"),
        Declared(date(2027, 2, 6), False, "Spring Festival"),
        Declared(date(2027, 2, 20), True, ""),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("5 February,off", "no_day"),
        ("2027-02-30,off", "no_day"),
        ("2027-02-06", "no_word"),
        ("2027-02-06,maybe", "no_word"),
        ("2027-02-05,work", "twice"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(line: str, code: str) -> None:
    _days, faults = read_list(f"2027-02-05,off\n{line}")
    assert [(fault.line, fault.code) for fault in faults] == [(2, code)]


def test_a_list_that_is_too_long_is_not_read_in_part() -> None:
    days, faults = read_list("2027-02-05,off\n" * 401)
    assert (days, [fault.code for fault in faults]) == ([], ["too_long"])


def test_declared_days_count_and_can_be_taken_back(house: Flask) -> None:
    days, _faults = read_list(LIST)
    assert declare_days(days, by=BY) == 3
    assert declare_days(days, by=BY) == 0
    assert is_workday(date(2027, 2, 20))
    assert holiday_name(date(2027, 2, 5)) == "除夕"
    assert declare_days([Declared(date(2027, 2, 20), False, "雪")], by=BY) == 1
    assert db.session.query(DeclaredDay).count() == 3
    forget_day(date(2027, 2, 20), by=BY)
    assert holiday_name(date(2027, 2, 20)) == ""
    assert [row.action for row in db.session.query(Disclosure)] == ["calendar.declared"] * 2 + ["calendar.forgotten"]


def term(first: date, last: date, kind: str = "term") -> dict:
    return {"kind": kind, "name": "Autumn term", "first_day": first, "last_day": last}


def test_two_terms_do_not_overlap_but_exams_lie_in_one(house: Flask) -> None:
    autumn = set_season(term(date(2026, 9, 1), date(2027, 1, 20)), by=BY)
    set_season(term(date(2027, 1, 10), date(2027, 1, 16), "exams"), by=BY)
    with pytest.raises(CalendarRefused, match="overlaps"):
        set_season(term(date(2027, 1, 20), date(2027, 2, 1)), by=BY)
    with pytest.raises(CalendarRefused, match="before_first"):
        set_season(term(date(2027, 3, 1), date(2027, 2, 1)), by=BY)
    set_season(term(date(2026, 9, 1), date(2027, 1, 22)), by=BY, season_id=autumn)
    assert db.session.get_one(Season, autumn).last_day == date(2027, 1, 22)
    drop_season(autumn, by=BY)
    assert db.session.query(Season).count() == 1
