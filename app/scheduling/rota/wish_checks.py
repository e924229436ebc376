"""For the checker: every wish counted over a rota, from the problem alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction
from math import ceil

from app.planning.availability import Preference
from app.scheduling.rota.day_checks import PersonDays, Ways
from app.scheduling.rota.people import MINUTES_A_DAY
from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.programme import Wish
from app.scheduling.rota.shift_checks import complete
from app.scheduling.rota.shifts import Assignment, Shift


class WishCount:
    """The wishes of one problem counted over some assignments. `ways` and `offers` are shared to spare work.

    `offers`: quarter-hours by person, filled as they are asked for.
    """

    def __init__(
        self, problem: RotaProblem, assignments: Iterable[Assignment], ways: Ways, offers: dict[str, int]
    ) -> None:
        self.problem, self._offers = problem, offers
        self.assignments = tuple(assignments)
        self.on: dict[str, list[str]] = defaultdict(list)
        theirs: dict[str, list[Assignment]] = defaultdict(list)
        for assignment in self.assignments:
            self.on[assignment.opening].append(assignment.person)
            theirs[assignment.person].append(assignment)
        self._days = [PersonDays(problem, person, theirs[person.id], ways) for person in problem.people]

    def value(self, wish: Wish) -> int:
        """One wish; more is better."""
        counts: dict[Wish, Callable[[], int]] = {
            Wish.HELD: lambda: sum(s.urgency for s in self.problem.shifts if self._held(s)),
            Wish.EVEN: self._even,
            Wish.FILL: self._fill,
            Wish.LEAST_SHIFTS: self._least_shifts,
            Wish.ASKED: self._asked,
            Wish.FAIR_SHARE: lambda: -sum(map(self._share_cost, self._days)),
            Wish.FAMILIAR: self._familiar,
            Wish.TRAVEL: lambda: -sum(days.load(s) - s.minutes for days in self._days for s, _ in days.work),
            Wish.FEW_CHANGES: lambda: len(set(self.assignments) & set(self.problem.standing)),
        }
        return counts[wish]()

    def _held(self, shift: Shift) -> bool:
        return complete(self.problem, shift, self.on)

    def _even(self) -> int:
        fallen_out = Counter(s.place for s in self.problem.shifts if s.place is not None and not self._held(s))
        return -sum(sum(range(1, missing + 1)) for missing in fallen_out.values())

    def _fill(self) -> int:
        total = 0
        for opening in self.problem.openings:
            urgency = self.problem.shift_by_id[opening.shift].urgency
            weight = urgency if opening.under_weight is None else opening.under_weight
            for place in range(1, len(self.on[opening.id]) + 1):
                if place <= opening.least:
                    total += 10 * weight
                elif place <= opening.wanted:
                    total += weight
                else:
                    total -= opening.over_weight
        return total

    def _least_shifts(self) -> int:
        return -sum(max(0, days.person.limits.least_shifts - len(days.work)) for days in self._days)

    def _asked(self) -> int:
        total = 0
        for days in self._days:
            for shift, opening in days.work:
                for key in (opening.id, shift.id):
                    total += days.person.asked.get(key, 0) - days.person.disliked.get(key, 0)
                total += _covered(days, shift, Preference.PREFER) == shift.minutes
                total -= _covered(days, shift, Preference.RATHER_NOT) > 0
        return total

    def _familiar(self) -> int:
        total = 0
        for days in self._days:
            for shift, _ in days.work:
                total += sum(days.person.familiar.get(key, 0) for key in {shift.place, shift.series} if key)
        return total

    def _share_cost(self, days: PersonDays) -> int:
        if days.person.id not in self._offers:
            self._offers[days.person.id] = _offered(days)
        offered = self._offers[days.person.id]
        if not offered:
            return 0
        burden = min(offered, _quarters(days.person.burden_before))
        burden += sum(_quarters(days.load(shift)) for shift, _ in days.work)
        return int((1000 * burden // offered) ** 2 // 10)


def _covered(days: PersonDays, shift: Shift, preference: Preference) -> int:
    """Minutes of the shift inside spans of that preference."""
    minutes: set[int] = set()
    for span in days.spans_near(shift):
        if span.preference is preference:
            first = max(shift.begins, span.day * MINUTES_A_DAY + span.start)
            minutes |= set(range(first, min(shift.ends, span.day * MINUTES_A_DAY + span.end)))
    return len(minutes)


def _offered(days: PersonDays) -> int:
    """Quarter-hours: the time covered by shifts somebody may take, at the dearest rate of burden to minutes."""
    problem = days.problem
    possible = [
        shift for shift in problem.shifts if any(days.may_take(shift, o) for o in problem.openings_of[shift.id])
    ]
    covered, reached = 0, 0
    for shift in sorted(possible, key=lambda s: s.begins):
        covered += max(0, shift.ends - max(reached, shift.begins))
        reached = max(reached, shift.ends)
    rate = max((Fraction(_quarters(days.load(s)), s.minutes) for s in possible), default=Fraction(0))
    return ceil(rate * covered)


def _quarters(minutes: int) -> int:
    return (minutes + 14) // 15
