"""Workdays, holidays and parts of the school year."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.database import db, transaction
from app.languages import speak
from app.models.calendars import DeclaredDay, Season, SeasonKind
from app.queries.calendars import calendar, holiday_name, is_workday, season_of, spring_festival

NATIONAL_DAY = date(2026, 10, 1)
#: the Saturday that makes up for 7 October 2026 (State Council list for 2026)
MAKE_UP = date(2026, 10, 10)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 11, 23), True),
        (date(2026, 11, 22), False),
        (NATIONAL_DAY, False),
        (MAKE_UP, True),
        (date(2026, 10, 11), False),
    ],
)
def test_the_published_calendar_knows_make_up_workdays(house: Flask, day: date, works: bool) -> None:
    assert is_workday(day) is works


def test_a_holiday_has_its_name_in_the_readers_language(house: Flask) -> None:
    assert holiday_name(NATIONAL_DAY) == "国庆节"
    speak("en")
    assert holiday_name(NATIONAL_DAY) == "National Day"
    assert holiday_name(date(2026, 11, 23)) == ""


def test_what_the_county_declares_counts_before_the_published_calendar(house: Flask) -> None:
    third_of_third = date(2027, 4, 9)
    with transaction():
        db.session.add(DeclaredDay(day=third_of_third, workday=False, name="三月三"))
        db.session.add(DeclaredDay(day=MAKE_UP, workday=False))
        db.session.add(DeclaredDay(day=date(2027, 4, 11), workday=True))
    assert not is_workday(third_of_third)
    assert holiday_name(third_of_third) == "三月三"
    assert not is_workday(MAKE_UP)
    spring = calendar(date(2027, 4, 1), date(2027, 4, 30))
    assert spring.is_make_up(date(2027, 4, 11))
    assert not spring.is_make_up(third_of_third)
    assert spring.holiday_name(date(2027, 4, 11)) == ""


def test_exams_within_a_term_are_exams(house: Flask) -> None:
    with transaction():
        for kind, first, last in (
            (SeasonKind.TERM, date(2026, 9, 1), date(2027, 1, 20)),
            (SeasonKind.EXAMS, date(2027, 1, 10), date(2027, 1, 16)),
        ):
            db.session.add(Season(kind=kind, name=kind, first_day=first, last_day=last))
    assert season_of(date(2026, 9, 1)).kind == SeasonKind.TERM
    assert season_of(date(2027, 1, 16)).kind == SeasonKind.EXAMS
    assert season_of(date(2027, 1, 17)).kind == SeasonKind.TERM
    assert season_of(date(2027, 1, 21)) is None


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2027, 1, 1), True),
        # the weekend beside New Year's Day belongs to the holiday, the next one does not
        (date(2027, 1, 3), True),
        (date(2027, 1, 9), False),
        (MAKE_UP, False),
        (date(2026, 10, 4), True),
        (date(2026, 11, 23), False),
    ],
)
def test_a_holiday_runs_on_through_the_weekends_beside_it(house: Flask, day: date, off: bool) -> None:
    assert calendar(day, day).in_holiday(day) is off


def test_the_library_knows_the_chinese_new_year() -> None:
    assert spring_festival(2027) == date(2027, 2, 6)
    assert spring_festival(2028) == date(2028, 1, 26)
