"""Parts of the school year, and days the county declares holidays or make-up workdays."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.actors import Actor
from app.database import db, transaction
from app.models.calendars import DeclaredDay, Season, SeasonKind
from app.operations.traces import apply_fields, record, record_change

#: longest list that is read at once; a year's list has about forty days
MOST_LINES = 400
#: 2027-02-05, 2027/2/5, 2027.2.5, 2027年2月5日
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
WORKING = frozenset({"work", "workday", "上班", "上班日", "补班", "调休上班", "班"})
FREE = frozenset({"off", "holiday", "rest", "放假", "休", "休假", "假", "假日"})
HEADINGS = frozenset({"day", "date", "日期", "日子"})


class CalendarRefused(Exception):
    """A part of the year or a day cannot be written so; `field` says where, `code` what is wrong."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


@dataclass(frozen=True)
class Declared:
    """A line of a list that can be used."""

    day: date
    workday: bool
    name: str


@dataclass(frozen=True)
class Fault:
    """A line of a list that cannot be used: its number, its text and a code of what is wrong."""

    line: int
    text: str
    code: str


def read_list(text: str) -> tuple[list[Declared], list[Fault]]:
    """Read a pasted list or CSV: a day, off or work, a name; separated by commas, tabs or semicolons.

    A heading and empty lines are passed over. A day twice is a fault, and so is a list that is too long.
    """
    found: dict[date, Declared] = {}
    faults: list[Fault] = []
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) > MOST_LINES:
        return [], [Fault(MOST_LINES + 1, "", "too_long")]
    for number, line in enumerate(lines, 1):
        cells = [cell.strip().strip('"') for cell in re.split(r"[,\t;，；]", line)]
        if not any(cells) or cells[0].lower() in HEADINGS:
            continue
        try:
            declared = _line(cells)
            if declared.day in found:
                raise CalendarRefused("day", "twice")
        except CalendarRefused as refused:
            faults.append(Fault(number, line[:80], refused.code))
        else:
            found[declared.day] = declared
    return sorted(found.values(), key=lambda declared: declared.day), faults


def _line(cells: list[str]) -> Declared:
    said = DAY.fullmatch(cells[0])
    if said is None:
        raise CalendarRefused("day", "no_day")
    try:
        day = date(*(int(part) for part in said.groups()))
    except ValueError:
        raise CalendarRefused("day", "no_day") from None
    word = cells[1].lower() if len(cells) > 1 else ""
    if word not in WORKING | FREE:
        raise CalendarRefused("workday", "no_word")
    return Declared(day, word in WORKING, cells[2][:80] if len(cells) > 2 else "")


def declare_days(days: Iterable[Declared], *, by: Actor) -> int:
    """Write declared days, each in place of what was declared for it before; return how many changed."""
    with transaction():
        days = list(days)
        known = {
            row.day: row
            for row in db.session.scalars(select(DeclaredDay).where(DeclaredDay.day.in_([one.day for one in days])))
        }
        changed = 0
        for one in days:
            row = known.get(one.day)
            if row is None:
                db.session.add(DeclaredDay(day=one.day, workday=one.workday, name=one.name))
                changed += 1
            elif apply_fields(row, {"workday": one.workday, "name": one.name}):
                changed += 1
        if changed:
            record(by, "calendar.declared", detail=str(changed))
        return changed


def forget_day(day: date, *, by: Actor) -> None:
    """Take a declaration back: the published calendar counts again."""
    with transaction():
        row = db.session.scalar(select(DeclaredDay).where(DeclaredDay.day == day))
        if row is not None:
            db.session.delete(row)
            record(by, "calendar.forgotten", detail=day.isoformat())


def set_season(values: dict[str, Any], *, by: Actor, season_id: int | None = None) -> int:
    """Add a part of the school year, or change one; return the row's id. Raise CalendarRefused.

    `values`: kind, name, first_day and last_day (both included). Two of one kind do not overlap.
    """
    if values["kind"] not in tuple(SeasonKind):
        raise CalendarRefused("kind", "unknown")
    if values["first_day"] > values["last_day"]:
        raise CalendarRefused("last_day", "before_first")
    with transaction():
        twin = db.session.scalar(
            select(Season).where(
                Season.kind == values["kind"],
                Season.first_day <= values["last_day"],
                Season.last_day >= values["first_day"],
                Season.id != (season_id or 0),
            )
        )
        if twin is not None:
            raise CalendarRefused("first_day", "overlaps")
        season = db.session.get_one(Season, season_id) if season_id else Season()
        changed = apply_fields(season, values)
        db.session.add(season)
        db.session.flush()
        record_change(by, "season", season.public_id, changed)
        return season.id


def drop_season(season_id: int, *, by: Actor) -> None:
    """Take a part of the school year out of the calendar."""
    with transaction():
        season = db.session.get_one(Season, season_id)
        record_change(by, "season", season.public_id, {"name": [season.name, None]})
        db.session.delete(season)
