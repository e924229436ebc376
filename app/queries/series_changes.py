"""What a change of a series would do to its dated shifts, before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.clock import local, midnight, now, today
from app.database import db
from app.models.activities import ActivitySeries, Shift, ShiftState
from app.models.assignments import Assignment, AssignmentState
from app.models.places import Place
from app.planning.activity_documents import DutyNeed, read_duties
from app.planning.sessions import Dated, Skipped
from app.queries.activities import dates_of, moment_at
from app.queries.shift_fit import Engagements, Moved, engagements, misfit
from app.queries.shifts import TAKEN_OUT, people_on


@dataclass
class ShiftChange:
    """One shift and what becomes of it; `dated` is None when it goes, `shift` when it is new and never was there."""

    shift: Shift | None
    dated: Dated | None
    after: Moved | None = None
    stay: list[Assignment] = field(default_factory=list)
    #: who leaves, with a code of app.wording.activities.MISFITS
    leave: list[tuple[Assignment, str]] = field(default_factory=list)

    @property
    def is_moved(self) -> bool:
        """Whether the time or the place changes."""
        shift, after = self.shift, self.after
        return (
            shift is not None
            and after is not None
            and (shift.starts_at, shift.ends_at, shift.place_id) != (after.starts_at, after.ends_at, after.place.id)
        )


@dataclass
class SeriesChanges:
    """What a change would do from a day on."""

    moved: list[ShiftChange] = field(default_factory=list)
    gone: list[ShiftChange] = field(default_factory=list)
    new: list[ShiftChange] = field(default_factory=list)
    #: only headcounts or what is needed changes, or nothing
    kept: list[ShiftChange] = field(default_factory=list)
    #: changed or called off by hand before: left as they are
    by_hand: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    #: public id of the series that goes on so: another than before where earlier dates keep what they have
    goes_on: str = ""

    @property
    def all(self) -> list[ShiftChange]:
        """Every shift that is touched."""
        return [*self.moved, *self.gone, *self.new, *self.kept]

    @property
    def leaving(self) -> list[tuple[Assignment, str]]:
        """Who cannot stay on a shift that is held."""
        return [pair for change in (*self.moved, *self.kept) for pair in change.leave]

    @property
    def told(self) -> int:
        """How many people hear of it."""
        people = {one.supporter_id for change in (*self.moved, *self.gone) for one in change.stay}
        return len(people | {one.supporter_id for one, _ in self.leaving})

    @property
    def any(self) -> bool:
        """Whether a date comes, goes or moves."""
        return bool(self.moved or self.gone or self.new)


def series_changes(series: ActivitySeries, planned: ActivitySeries, place: Place, since: date) -> SeriesChanges:
    """Return what becomes of the shifts of `series` from `since` on when it goes on as `planned` at `place`.

    `planned` need not be in the database. What has begun stays; so does what was changed by hand. Compared are the
    days that have shifts; later ones follow the new pattern as they come into view.
    """
    since, until = max(since, today()), series.dated_until or today() - timedelta(days=1)
    dates = dates_of(planned, place, since, until)
    duties = read_duties(planned.duties)
    found = SeriesChanges(skipped=dates.skipped)
    shifts = dated_shifts(series.id, since)
    fresh: dict[date, list[Dated]] = defaultdict(list)
    for held in dates.held:
        if moment_at(held.day, held.start) > now():
            fresh[held.day].append(held)
    people = _people([shift for shift in shifts if is_free(shift)])
    known = _known(shifts, people, until)
    for day, here in _by_day(shifts).items():
        for shift, dated in pairs(here, fresh.pop(day, [])):
            _sort(found, shift, dated, place, duties, people, known)
    for coming in sorted(fresh):
        found.new += [ShiftChange(None, one, moved(one, place, duties)) for one in fresh[coming]]
    return found


def has_earlier(series: ActivitySeries, since: date) -> bool:
    """Say whether a series gives coming dates before `since`, which a change from that day on leaves as they are."""
    if since <= max(today(), series.first_day):
        return False
    beyond = series.dated_until is None or series.dated_until < since
    return beyond or any(local(shift.planned_for).date() < since for shift in dated_shifts(series.id, today()))


def dated_shifts(series_id: int, since: date) -> list[Shift]:
    """Return the shifts of a series from a day on that have not begun, called off or not, in order."""
    query = (
        select(Shift)
        .where(
            Shift.series_id == series_id,
            Shift.starts_at >= midnight(since),
            Shift.starts_at > now(),
            Shift.state.in_((ShiftState.PLANNED, ShiftState.CANCELLED)),
        )
        .options(selectinload(Shift.openings), joinedload(Shift.place))
        .order_by(Shift.planned_for, Shift.id)
    )
    return list(db.session.scalars(query))


def is_free(shift: Shift) -> bool:
    """Say whether a change of the series may touch a shift: one that an earlier change took out may come back."""
    return not shift.by_hand and (shift.state == ShiftState.PLANNED or shift.reason == TAKEN_OUT)


def pairs(shifts: list[Shift], dates: list[Dated]) -> Iterator[tuple[Shift | None, Dated | None]]:
    """Pair the shifts of a day with its new dates, those of the nearest hours first; what is left over stands alone.

    A session that moves from 16:30 to 17:00 so stays the same shift with the same people.
    """
    near = sorted(
        (abs(shift.planned_for - moment_at(dated.day, dated.planned_start)), here, there)
        for here, shift in enumerate(shifts)
        for there, dated in enumerate(dates)
    )
    old, new = set(range(len(shifts))), set(range(len(dates)))
    for _distance, here, there in near:
        if here in old and there in new:
            old.remove(here)
            new.remove(there)
            yield shifts[here], dates[there]
    yield from ((shifts[here], None) for here in sorted(old))
    yield from ((None, dates[there]) for there in sorted(new))


def moved(dated: Dated, place: Place, duties: tuple[DutyNeed, ...]) -> Moved:
    """Return a dated session as what a shift becomes."""
    return Moved(moment_at(dated.day, dated.start), moment_at(dated.day, dated.end), place, duties)


def _by_day(shifts: Iterable[Shift]) -> dict[date, list[Shift]]:
    days: dict[date, list[Shift]] = defaultdict(list)
    for shift in shifts:
        days[local(shift.planned_for).date()].append(shift)
    return days


def _people(shifts: list[Shift]) -> dict[int, list[Assignment]]:
    found: dict[int, list[Assignment]] = defaultdict(list)
    for assignment in people_on(shift.id for shift in shifts):
        found[assignment.shift_id].append(assignment)
    return found


def _known(shifts: list[Shift], people: dict[int, list[Assignment]], until: date) -> Engagements:
    if not people:
        return Engagements()
    supporters = [one.supporter_id for some in people.values() for one in some]
    last: datetime = max(shifts[-1].ends_at, midnight(until)) + timedelta(days=2)
    return engagements(supporters, shifts[0].starts_at - timedelta(days=1), last)


def _sort(
    found: SeriesChanges,
    shift: Shift | None,
    dated: Dated | None,
    place: Place,
    duties: tuple[DutyNeed, ...],
    people: dict[int, list[Assignment]],
    known: Engagements,
) -> None:
    after = moved(dated, place, duties) if dated else None
    if shift is None:
        found.new.append(ShiftChange(None, dated, after))
    elif not is_free(shift):
        found.by_hand += 1
    elif shift.state == ShiftState.CANCELLED:
        if after is not None:
            found.new.append(ShiftChange(shift, dated, after))
    elif after is None:
        found.gone.append(ShiftChange(shift, None, stay=people[shift.id]))
    else:
        stay, leave = who_stays(people[shift.id], after, known)
        change = ShiftChange(shift, dated, after, stay, leave)
        (found.moved if change.is_moved else found.kept).append(change)


def who_stays(
    people: list[Assignment], after: Moved, known: Engagements
) -> tuple[list[Assignment], list[tuple[Assignment, str]]]:
    """Return who stays on a shift that changes, and who leaves and why.

    Where there are fewer places than people, those who said yes stay before those only asked, then the earlier ones.
    """
    leave = [(one, code) for one in people if (code := misfit(one, after, known))]
    going = {one.id for one, _ in leave}
    stay: list[Assignment] = []
    for need in after.duties:
        here = [one for one in people if one.opening.duty == need.duty and one.id not in going]
        here.sort(key=lambda one: (one.state != AssignmentState.ACCEPTED, one.id))
        stay += here[: need.most]
        leave += [(one, "full") for one in here[need.most :]]
    return stay, leave
