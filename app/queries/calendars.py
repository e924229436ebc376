"""Is this a workday, a holiday, which part of the school year? The library's calendar, the county's own days on top."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

import holidays
from flask_babel import get_locale
from sqlalchemy import select

from app.clock import today
from app.database import db
from app.models.calendars import DeclaredDay, Season

FRIDAY = 4


@lru_cache(maxsize=64)
def _published(year: int, language: str) -> holidays.HolidayBase:
    return holidays.country_holidays("CN", years=year, language=language)


def warm_up() -> None:
    """Load the library with this year's days (it reads every country's): no visitor and no job is to wait for that."""
    published_workday(today())


def published_name(day: date, language: str) -> str:
    """Return the library's name of a holiday in `language` ("zh" or "en"), or ""."""
    return str(_published(day.year, "zh_CN" if language == "zh" else "en_US").get(day) or "")


def published_workday(day: date) -> bool:
    """Say whether the library takes a day for a workday: make-up workdays (调休) are, as far as it knows the year."""
    return _published(day.year, "zh_CN").is_working_day(day)


def spring_festival(year: int) -> date:
    """Return the first day of the Chinese new year in a year, as the library knows it."""
    names = _published(year, "en_US").items()
    return min(day for day, name in names if "(Spring Festival)" in name and day.year == year)


@dataclass(frozen=True)
class Calendar:
    """What is known of the days of a stretch of time, read once."""

    declared: dict[date, DeclaredDay] = field(default_factory=dict)
    seasons: tuple[Season, ...] = ()

    def is_workday(self, day: date) -> bool:
        """Say whether people work on `day`: what the county declared counts before the library."""
        known = self.declared.get(day)
        return published_workday(day) if known is None else known.workday

    def is_make_up(self, day: date) -> bool:
        """Say whether `day` is a Saturday or Sunday on which people work (调休上班日)."""
        return day.weekday() > FRIDAY and self.is_workday(day)

    def holiday_name(self, day: date) -> str:
        """Return the name of the holiday, or "": an ordinary weekend has none."""
        known = self.declared.get(day)
        language = "zh" if str(get_locale() or "zh").startswith("zh") else "en"
        if known is None:
            return published_name(day, language)
        return "" if known.workday else known.name or published_name(day, language)

    def in_holiday(self, day: date) -> bool:
        """Say whether `day` is off as part of a holiday: the named day itself, or the days off joined to it.

        The State Council's holidays always run on through the weekends beside them.
        """
        return not self.is_workday(day) and any(
            bool(self.holiday_name(other)) for way in (-1, 1) for other in self._days_off(day, way)
        )

    def _days_off(self, day: date, way: int) -> Iterator[date]:
        while not self.is_workday(day):
            yield day
            day += timedelta(days=way)

    def season_of(self, day: date) -> Season | None:
        """Return the part of the school year; where two overlap (exams in a term) the shorter one."""
        around = [season for season in self.seasons if season.first_day <= day <= season.last_day]
        return min(around, key=lambda season: season.last_day - season.first_day, default=None)


def calendar(first: date, last: date) -> Calendar:
    """Return what is known of the days from `first` to `last`, both included (two questions to the database)."""
    declared = db.session.scalars(select(DeclaredDay).where(DeclaredDay.day.between(first, last)))
    seasons = db.session.scalars(select(Season).where(Season.first_day <= last, Season.last_day >= first))
    return Calendar({row.day: row for row in declared}, tuple(seasons))


def is_workday(day: date) -> bool:
    """Say whether people work on `day`."""
    return calendar(day, day).is_workday(day)


def holiday_name(day: date) -> str:
    """Return the name of the holiday on `day`, or ""."""
    return calendar(day, day).holiday_name(day)


def season_of(day: date) -> Season | None:
    """Return the part of the school year `day` lies in."""
    return calendar(day, day).season_of(day)
