"""The people of a rota problem: when they are free and busy on which dates, what binds them. Records: `rota_records`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from app.clock import local, monday, today
from app.planning.availability import HALF_HOURS_A_DAY, Preference, runs_of
from app.planning.people import Gender
from app.planning.travel import Mode
from app.queries.calendars import Calendar
from app.queries.evidence_dates import EvidenceDates
from app.queries.hours import availability, mask_of
from app.queries.rota_rules import RotaRules
from app.queries.vetting import LICENSED
from app.scheduling.rota.people import LATEST_END, BusySpan, FreeSpan, Person

#: from this age on somebody counts as an adult; younger ones help, as a third
ADULT_AGE = 18
#: the most a place can be familiar: who came ten times is no more a stranger than who came forty
MOST_FAMILIAR = 10
#: index of a make-up workday among the seven weekdays: people come when they can on every workday
MAKE_UP = 7


@dataclass(frozen=True)
class Stretch:
    """The days of a problem: from a Monday a week before the `first` day to the Sunday after the `last`."""

    start: date
    first: date
    last: date

    @property
    def end(self) -> date:
        """The day after the problem's last."""
        return monday(self.last) + timedelta(weeks=1)

    @property
    def days(self) -> int:
        """How many days the problem has."""
        return (self.end - self.start).days

    def day_of(self, day: date) -> int:
        """Return a date as the problem counts it."""
        return (day - self.start).days

    def span(self, starts_at: datetime, ends_at: datetime) -> tuple[int, int, int]:
        """Return day, first and last minute of that day."""
        here = local(starts_at)
        start = here.hour * 60 + here.minute
        length = int((ends_at - starts_at).total_seconds() // 60)
        return self.day_of(here.date()), start, min(start + max(1, length), LATEST_END)


@dataclass
class Wishes:
    """What one supporter said of shifts."""

    asked: dict[str, int] = field(default_factory=dict)
    disliked: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


@dataclass
class People:
    """The people of a problem while it is built."""

    stretch: Stretch
    rules: RotaRules
    rows: dict[int, Any]
    dates: dict[int, EvidenceDates]
    calendar: Calendar
    spots: dict[int, Any]
    away: defaultdict[int, list[tuple[date, date]]]
    #: who was read; None: everybody active
    only: Collection[int] | None = None
    #: who asks for a shift themselves
    willing: int | None = None
    spans: defaultdict[int, list[BusySpan]] = field(default_factory=lambda: defaultdict(list))
    #: minutes a week of pairs that meet by appointment, or have not answered yet
    undated: Counter[int] = field(default_factory=Counter)
    wishes: defaultdict[int, Wishes] = field(default_factory=lambda: defaultdict(Wishes))
    familiar: defaultdict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    burden: Counter[int] = field(default_factory=Counter)

    #: spans many people offer alike: made, and refused when strange, once
    free: dict[tuple[int, int, int, Preference], FreeSpan] = field(default_factory=dict)

    def __post_init__(self) -> None:
        days = [self.stretch.start + timedelta(days=number) for number in range(self.stretch.days)]
        #: the problem's days with the kind of hours people offer on them
        self.kinds = [(day, MAKE_UP if self.calendar.is_make_up(day) else day.weekday()) for day in days]
        self.codes = {row.id: row.public_id for row in self.rows.values()}
        self.ids = {code: row_id for row_id, code in self.codes.items()}

    def busy(self, supporter_id: int, span: BusySpan) -> None:
        """Note that somebody is taken."""
        self.spans[supporter_id].append(span)

    def built(self, known: Collection[str]) -> Iterator[Person]:
        """Yield the people as the problem knows them; `known`: places and series it has shifts of."""
        for row in self.rows.values():
            licences, valid_until = papers_of(row.kind, self.dates.get(row.id), self.stretch)
            wishes = self.wishes[row.id]
            left = max(0, row.weekly_minutes - self.undated[row.id])
            yield Person(
                id=row.public_id,
                base=self.spots[row.base_id].code,
                mode=Mode(row.mode),
                travel_limit=row.travel_limit,
                gender=Gender(row.gender),
                adult=row.birth_year <= today().year - ADULT_AGE,
                newcomer=row.probation,
                first_aider=row.first_aid_until is not None and row.first_aid_until >= self.stretch.last,
                licences=licences,
                skills=tuple(row.skills),
                valid_until=valid_until,
                free=tuple(self._free(row)),
                busy=tuple(self.spans[row.id]),
                limits=self.rules.limits(left),
                asked=wishes.asked,
                disliked=wishes.disliked,
                refused=tuple(dict.fromkeys(wishes.refused)),
                familiar={
                    key: min(count, MOST_FAMILIAR) for key, count in self.familiar[row.id].items() if key in known
                },
                burden_before=self.burden[row.id],
            )

    def _free(self, row: Any) -> Iterator[FreeSpan]:
        """Yield the dated hours somebody offered: their week, without the days away and after the day they leave."""
        weekly = hours_by_weekday(tuple(map(tuple, row.windows)))
        away = self.away[row.id]
        for number, (day, kind) in enumerate(self.kinds):
            if row.stays_until is not None and day > row.stays_until:
                return
            if any(first <= day <= last for first, last in away):
                continue
            for hours in weekly[kind]:
                yield self.free.get((number, *hours)) or self.free.setdefault(
                    (number, *hours), FreeSpan(number, *hours)
                )


@lru_cache(maxsize=4096)
def hours_by_weekday(windows: tuple[tuple[Any, ...], ...]) -> tuple[tuple[tuple[int, int, Preference], ...], ...]:
    """Return the minutes offered on each weekday, and on a make-up workday (those offered on every workday).

    Kept between questions: each page about a shift asks it for everybody, and weeks seldom change.
    """
    found: list[list[tuple[int, int, Preference]]] = [[] for _ in range(8)]
    whole = (1 << HALF_HOURS_A_DAY) - 1
    for span in availability(map(list, windows)).spans:
        for weekday in range(7):
            mask = span.mask >> (weekday * HALF_HOURS_A_DAY) & whole
            found[weekday].extend((30 * start, 30 * end, span.preference) for start, end in runs_of(mask))
    every, offered = whole, mask_of(map(list, windows))
    for weekday in range(5):
        every &= offered >> (weekday * HALF_HOURS_A_DAY)
    found[MAKE_UP] = [(30 * start, 30 * end, Preference.CAN) for start, end in runs_of(every)]
    return tuple(map(tuple, found))


def papers_of(kind: str, dates: EvidenceDates | None, stretch: Stretch) -> tuple[tuple[str, ...], date | None]:
    """Return the licences that last through a stretch, and the last day on which everything needed holds."""
    if dates is None:
        return (), None
    needed = [dates.vetted, dates.trained, dates.insured, dates.code]
    if kind in LICENSED:
        needed.append(max(dates.licences.values(), default=None))
        licences = tuple(sorted(dates.licences))
    else:
        licences = tuple(sorted(name for name, until in dates.licences.items() if until >= stretch.last))
    known = [day for day in needed if day is not None]
    return licences, min(known) if len(known) == len(needed) else None
