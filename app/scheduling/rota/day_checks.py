"""For the checker: everything that binds one person, recounted from their shifts one after another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import pairwise

from app.planning.reasons import Reason, reason
from app.planning.travel import Mode
from app.scheduling.rota.people import MINUTES_A_DAY, FreeSpan, Person
from app.scheduling.rota.problem import Exclusion, RotaProblem
from app.scheduling.rota.shifts import Assignment, Opening, Shift


class Ways:
    """Minutes from place to place, each worked out once. A trip measured one way is good both ways."""

    def __init__(self, problem: RotaProblem) -> None:
        self._problem = problem
        self._known: dict[tuple[str, str, Mode], int] = {}
        for trip in problem.travel.measured:
            self._known[trip.origin, trip.destination, trip.mode] = trip.minutes
        for (origin, destination, mode), minutes in list(self._known.items()):
            self._known.setdefault((destination, origin, mode), minutes)

    def minutes(self, here: str | None, there: str | None, mode: Mode) -> int:
        """Minutes one way; 0 within one place and from or to nowhere in particular."""
        if here is None or there is None or here == there:
            return 0
        if (here, there, mode) not in self._known:
            points = self._problem.point_of
            self._known[here, there, mode] = self._problem.travel.minutes(points[here], points[there], mode)
        return self._known[here, there, mode]


class PersonDays:
    """One person's assignments, recounted. What only frozen ones break is not told."""

    def __init__(self, problem: RotaProblem, person: Person, assignments: Iterable[Assignment], ways: Ways) -> None:
        self.problem = problem
        self.person = person
        self._ways = ways
        openings = [problem.opening_by_id[assignment.opening] for assignment in assignments]
        self.work = sorted(((problem.shift_by_id[o.shift], o) for o in openings), key=lambda w: (w[0].begins, w[1].id))

    @property
    def minutes(self) -> int:
        """Minutes of the whole rota: shifts with their ways, and busy spans."""
        return sum(self.load(shift) for shift, _ in self.work) + sum(busy.minutes for busy in self.person.busy)

    def violations(self) -> Iterator[Reason]:
        """All musts this person's days break."""
        for shift, opening in self.work:
            if not self._frozen(shift):
                for code in (*self._broken_open(shift, opening), *self._broken_beside_busy(shift)):
                    yield reason(code, person=self.person.id, opening=opening.id)
        for earlier, later in self._close_pairs():
            if not (self._frozen(earlier) and self._frozen(later)):
                for code in self._broken_together(earlier, later):
                    yield reason(code, person=self.person.id, shift=earlier.id, other=later.id)
        yield from self._sums()
        yield from self._runs()

    def may_take(self, shift: Shift, opening: Opening) -> bool:
        """Whether this person may come there at all, whatever else they do."""
        return next(self._broken_open(shift, opening), None) is None

    def _broken_open(self, shift: Shift, opening: Opening) -> Iterator[str]:
        person = self.person
        if opening.licences and not set(opening.licences) & set(person.licences):
            yield "licence"
        if person.valid_until is None or self.problem.date_of(shift.day) > person.valid_until:
            yield "validity"
        if not set(opening.skills) <= set(person.skills):
            yield "skills"
        if opening.id in person.refused or self._excluded(shift, opening):
            yield "permitted"
        if self._way(person.base, shift.place) > person.travel_limit:
            yield "travel_limit"
        if not self._free(shift):
            yield "available"

    def _broken_beside_busy(self, shift: Shift) -> list[str]:
        found = set()
        for busy in self.person.busy:
            if busy.begins < shift.ends and shift.begins < busy.ends:
                found.add("one_place")
            elif busy.begins >= shift.ends:
                if self._late(shift.ends, busy.begins, busy.day, shift.place, busy.place):
                    found.add("travel_between")
            elif self._late(busy.ends, shift.begins, shift.day, busy.place, shift.place):
                found.add("travel_between")
        return sorted(found)

    def _broken_together(self, earlier: Shift, later: Shift) -> list[str]:
        limits, found = self.person.limits, []
        if later.begins < earlier.ends:
            found.append("one_place")
        elif self._late(earlier.ends, later.begins, later.day, earlier.place, later.place):
            found.append("travel_between")
        if earlier.day < later.day and later.begins - earlier.ends < limits.rest_minutes:
            found.append("rest")
        barred = limits.not_after.get(earlier.activity, frozenset())
        if later.day == earlier.day + 1 and later.activity in barred:
            found.append("successors")
        return found

    def _close_pairs(self) -> Iterator[tuple[Shift, Shift]]:
        """Pairs near enough to disturb each other, the earlier one first."""
        reach = max(2 * MINUTES_A_DAY, self.person.limits.rest_minutes)
        for index, (earlier, _) in enumerate(self.work):
            for later, _ in self.work[index + 1 :]:
                if later.begins >= earlier.ends + reach:
                    break
                yield earlier, later

    def _sums(self) -> Iterator[Reason]:
        limits, new = self.person.limits, [shift for shift, _ in self.work if not self._frozen(shift)]
        by_day: Counter[int] = Counter()
        by_week: Counter[int] = Counter()
        for shift, _ in self.work:
            by_day[shift.day] += self.load(shift)
            by_week[self._week(shift.day)] += self.load(shift)
        for busy in self.person.busy:
            by_day[busy.day] += busy.minutes
            by_week[self._week(busy.day)] += busy.minutes
        days, weeks = {shift.day for shift in new}, {self._week(shift.day) for shift in new}
        shifts_by_week = Counter(self._week(shift.day) for shift, _ in self.work)
        by_activity = Counter(shift.activity for shift, _ in self.work)
        weekends = {self._week(s.day) for s, _ in self.work if self.problem.date_of(s.day).weekday() >= 5}
        new_weekends = [s for s in new if self.problem.date_of(s.day).weekday() >= 5]
        yield from self._above("minutes_a_day", limits.minutes_a_day, {d: by_day[d] for d in days})
        yield from self._above("minutes_a_week", limits.minutes_a_week, {w: by_week[w] for w in weeks})
        yield from self._above("shifts_a_week", limits.shifts_a_week, {w: shifts_by_week[w] for w in weeks})
        for code in {shift.activity for shift in new}:
            yield from self._above("per_activity", limits.most_per_activity.get(code), {0: by_activity[code]})
        if new:
            yield from self._above("minutes_in_rota", limits.most_minutes, {0: self.minutes})
            yield from self._above("shifts", limits.most_shifts, {0: len(self.work)})
        if new_weekends:
            yield from self._above("weekends", limits.most_weekends, {0: len(weekends)})

    def _above(self, code: str, most: int | None, found: dict[int, int]) -> Iterator[Reason]:
        for where, there in sorted(found.items()):
            if most is not None and there > most:
                yield reason(code, person=self.person.id, at=where, there=there, most=most)

    def _runs(self) -> Iterator[Reason]:
        """Runs of worked days and of days off; days from 0 to the last, edges excused from least lengths."""
        limits, last = self.person.limits, self.problem.days - 1
        worked = sorted({shift.day for shift, _ in self.work})
        new = {shift.day for shift, _ in self.work if not self._frozen(shift)}
        runs: list[list[int]] = []
        for day in worked:
            if runs and runs[-1][-1] == day - 1:
                runs[-1].append(day)
            else:
                runs.append([day])
        for run in runs:
            if new & set(run):
                if limits.most_days_in_a_row is not None and len(run) > limits.most_days_in_a_row:
                    yield self._run_broken("days_in_a_row", run[0], len(run), most=limits.most_days_in_a_row)
                if run[0] > 0 and run[-1] < last and len(run) < limits.least_days_in_a_row:
                    yield self._run_broken("days_in_a_row", run[0], len(run), least=limits.least_days_in_a_row)
        for before, after in pairwise(runs):
            off = after[0] - before[-1] - 1
            if off < limits.least_days_off and new & {*before, *after}:
                yield self._run_broken("days_off", before[-1] + 1, off, least=limits.least_days_off)

    def _run_broken(self, code: str, day: int, there: int, **limit: int) -> Reason:
        return reason(code, person=self.person.id, day=day, there=there, **limit)

    def _free(self, shift: Shift) -> bool:
        """Walk through the shift: from its first minute, each span that holds the minute leads to its own end."""
        spans = [(s.day * MINUTES_A_DAY + s.start, s.day * MINUTES_A_DAY + s.end) for s in self.spans_near(shift)]
        minute = shift.begins
        while minute < shift.ends:
            reached = max((end for begin, end in spans if begin <= minute < end), default=minute)
            if reached == minute:
                return False
            minute = reached
        return True

    def spans_near(self, shift: Shift) -> list[FreeSpan]:
        """The free spans that can touch a shift: of its day, the day before and the day after."""
        return [span for day in (shift.day - 1, shift.day, shift.day + 1) for span in self._spans_of.get(day, ())]

    @cached_property
    def _spans_of(self) -> dict[int, list[FreeSpan]]:
        found: dict[int, list[FreeSpan]] = {}
        for span in self.person.free:
            found.setdefault(span.day, []).append(span)
        return found

    def _excluded(self, shift: Shift, opening: Opening) -> bool:
        return any(
            exclusion.opening == opening.id or (exclusion.place is not None and exclusion.place == shift.place)
            for exclusion in self._exclusions
        )

    @cached_property
    def _exclusions(self) -> list[Exclusion]:
        return [exclusion for exclusion in self.problem.exclusions if exclusion.person == self.person.id]

    def _late(self, end: int, begin: int, day: int, here: str | None, there: str | None) -> bool:
        """Whether the way does not fit between an end and a begin of the same day (an end after midnight included)."""
        if self.person.base is None or (end - 1) // MINUTES_A_DAY < day:
            return False
        return begin - end < self._way(here, there)

    def load(self, shift: Shift) -> int:
        """Minutes a shift takes of this person: its own and the way there and back."""
        return shift.minutes + 2 * self._way(self.person.base, shift.place)

    def _way(self, here: str | None, there: str | None) -> int:
        return self._ways.minutes(here, there, self.person.mode)

    def _week(self, day: int) -> int:
        return (self.problem.start.weekday() + day) // 7

    def _frozen(self, shift: Shift) -> bool:
        return shift.day < self.problem.freeze_until
