"""Recounts an answer from the problem alone, sharing nothing with rules or search, and returns every violation."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise

from app.matching.plan import CirclesOutcome, OverruledPin, Plan
from app.matching.problem import Child, Pair, Problem, SecondAdult, Supporter
from app.matching.programme import CircleRole, Rhythm, Wish
from app.planning.availability import common_windows
from app.planning.capacity import weekly_minutes
from app.planning.outcome import Status
from app.planning.reasons import Reason, reason

Violation = Reason


def check(problem: Problem, outcome: CirclesOutcome) -> list[Violation]:
    """All violations of musts and all figures that are not what the plan says; empty when the answer is sound."""
    recount = _Recount(problem, outcome)
    strange = list(recount.strange_pairs())
    if strange:
        return strange
    return [
        *recount.pair_musts(),
        *recount.circles(),
        *recount.loads(),
        *recount.slots(),
        *recount.pins(),
        *recount.figures(),
    ]


def wish_values(problem: Problem, pairs: tuple[Pair, ...]) -> dict[str, int]:
    """What these pairs are worth to each wish of the programme, by the wish's code and in the programme's order."""
    recount = _Recount(problem, CirclesOutcome(Status.FEASIBLE, Plan(pairs), (), 0, len(pairs)))
    return {wish.value: recount.value(wish) for wish in problem.programme.wishes}


class _Recount:
    def __init__(self, problem: Problem, outcome: CirclesOutcome) -> None:
        self.problem = problem
        self.outcome = outcome
        self.pairs = outcome.plan.pairs
        self.roles = {role.code: role for role in problem.programme.roles}

    def strange_pairs(self) -> Iterator[Violation]:
        for pair in self.pairs:
            facts = _names(pair)
            if pair.child not in self.problem.child_by_id:
                yield reason("unknown_child", **facts)
            elif pair.supporter not in self.problem.supporter_by_id:
                yield reason("unknown_supporter", **facts)
            elif pair.role not in self.roles:
                yield reason("unknown_role", **facts)

    def pair_musts(self) -> Iterator[Violation]:
        for pair in self.pairs:
            for code in self.broken_by(pair):
                yield reason(code, **_names(pair))

    def broken_by(self, pair: Pair) -> list[str]:
        """The codes of all musts this pair breaks by itself."""
        child, supporter = self.problem.child_by_id[pair.child], self.problem.supporter_by_id[pair.supporter]
        role = self.roles[pair.role]
        minutes = self.travel(child, supporter)
        held = {
            "role": child.needs(role) and supporter.kind in role.kinds,
            "validity": self._valid(supporter),
            "licence": role.licence is None or role.licence in supporter.licences,
            "travel": minutes <= supporter.travel_limit and minutes <= role.travel_limit,
            "exclusion": not self._excluded(child, supporter),
            "consent": child.consent and supporter.id not in child.refused and child.id not in supporter.refused,
            "gender": self._right_gender(child, supporter, role),
            "second_adult": child.second_adult is not None,
            "probation": not supporter.probation or child.second_adult not in (None, SecondAdult.GUARDIAN),
            "stay": supporter.stays_until is None or supporter.stays_until >= self._stay_day,
            "windows": not role.weekly_slot or self._windows(child, supporter) >= role.minimum_windows,
        }
        return [code for code, holds in held.items() if not holds]

    def circles(self) -> Iterator[Violation]:
        """Seats, nobody twice in one circle, and the guardian's language in every full circle."""
        for child in self.problem.children:
            circle = self._of_child.get(child.id, [])
            for role in self.roles.values():
                there = sum(pair.role == role.code for pair in circle)
                wanted = role.count if child.needs(role) else 0
                if there > wanted:
                    yield reason("seats", child=child.id, role=role.code, there=there, wanted=wanted)
            faces = [pair.supporter for pair in circle]
            for supporter in sorted({face for face in faces if faces.count(face) > 1}):
                yield reason("other_role", child=child.id, supporter=supporter)
            if self._full(child) and not self._understood(child, faces):
                yield reason("language", child=child.id)

    def loads(self) -> Iterator[Violation]:
        """Caseloads and weekly minutes."""
        for supporter in self.problem.supporters:
            mine = self._of_supporter.get(supporter.id, [])
            if not mine:
                continue
            most = self._most_children(supporter, mine)
            if len(mine) + supporter.elsewhere > most:
                yield reason("caseload", supporter=supporter.id, there=len(mine) + supporter.elsewhere, most=most)
            minutes = sum(self._minutes(pair) for pair in mine)
            if minutes > supporter.weekly_minutes:
                yield reason("minutes", supporter=supporter.id, there=minutes, most=supporter.weekly_minutes)

    def slots(self) -> Iterator[Violation]:
        """Every weekly meeting inside hours both are free, at the hour the pair has today; nobody in two at once."""
        length = self.problem.programme.meeting_half_hours
        for pair in self.pairs:
            weekly = self.roles[pair.role].weekly_slot
            if weekly and pair.slot is None:
                yield reason("slot_missing", **_names(pair))
            elif not weekly and pair.slot is not None:
                yield reason("slot_unexpected", **_names(pair))
            elif pair.slot is not None and not self._inside(pair, length):
                yield reason("slot_outside", **_names(pair), slot=pair.slot)
            elif pair.slot is not None:
                today = self._hours_today.get((pair.child, pair.role, pair.supporter), pair.slot)
                if today != pair.slot:
                    yield reason("slot_moved", **_names(pair), slot=pair.slot, today=today)
        for kind, groups in (("child", self._of_child), ("supporter", self._of_supporter)):
            for who, pairs in groups.items():
                starts = sorted(pair.slot for pair in pairs if pair.slot is not None)
                for earlier, later in pairwise(starts):
                    if later < earlier + length:
                        yield reason("slot_clash", who=who, side=kind, slot=later)

    def pins(self) -> Iterator[Violation]:
        """Every pin is in the plan, or an overruled one that really breaks a must."""
        there = {(pair.child, pair.role, pair.supporter) for pair in self.pairs}
        overruled = {(o.pin.child, o.pin.role, o.pin.supporter): o for o in self.outcome.plan.overruled}
        for pin in self.problem.pins:
            key = (pin.child, pin.role, pin.supporter)
            if key in overruled:
                if not self._rightly_overruled(overruled[key]):
                    yield reason("pin_wrongly_overruled", **_names(pin), must=overruled[key].must)
            elif key not in there:
                yield reason("pin_lost", **_names(pin))

    def figures(self) -> Iterator[Violation]:
        """Counts and wish values as told, and no value above its bound."""
        wanted = sum(count for child in self.problem.children for _, count in self.problem.seats(child))
        for name, told, counted in (
            ("wanted", self.outcome.wanted, wanted),
            ("filled", self.outcome.filled, len(self.pairs)),
        ):
            if told != counted:
                yield reason("figure", name=name, told=told, counted=counted)
        told_wishes = [wish.code for wish in self.outcome.wishes]
        if told_wishes != [wish.value for wish in self.problem.programme.wishes]:
            yield reason("wishes", told=",".join(told_wishes))
            return
        for result in self.outcome.wishes:
            counted = self.value(Wish(result.code))
            if result.value != counted:
                yield reason("figure", name=result.code, told=result.value, counted=counted)
            if result.bound < counted:
                yield reason("bound", name=result.code, bound=result.bound, counted=counted)

    def value(self, wish: Wish) -> int:
        """One wish counted over the plan."""
        if wish is Wish.COMPLETE:
            return sum(self._weight(child) for child in self.problem.children if self._full(child))
        if wish is Wish.SIBLINGS:
            return self._siblings()
        if wish is Wish.BALANCE:
            return sum(self._balance(supporter) for supporter in self.problem.supporters)
        return sum(self._pair_value(wish, pair) for pair in self.pairs)

    def _pair_value(self, wish: Wish, pair: Pair) -> int:
        child, supporter = self.problem.child_by_id[pair.child], self.problem.supporter_by_id[pair.supporter]
        role = self.roles[pair.role]
        if wish is Wish.FILLED:
            return self._weight(child)
        if wish is Wish.KEEP:
            return int((pair.child, pair.role, pair.supporter) in self._standing)
        if wish is Wish.WAITING:
            standing = (pair.child, pair.role, pair.supporter) in self._standing
            return 0 if standing else _steps_waited(child, role)
        if wish is Wish.TRAVEL:
            return role.travel_limit - self.travel(child, supporter)
        if wish is Wish.ASKED:
            named = int(supporter.id in child.wishes.supporters)
            return named + int(role.weekly_slot and child.wishes.gender is supporter.gender)
        if not role.weekly_slot:
            return 0
        if wish is Wish.WINDOWS:
            return int(self._windows(child, supporter) >= self.problem.programme.enough_windows)
        if wish is Wish.INTERESTS:
            return min(3, len(set(child.interests) & set(supporter.interests)))
        if wish is Wish.EXPERIENCE:
            high = child.rhythm in (Rhythm.R1, Rhythm.R2) and supporter.experience >= 12
            return self._weight(child) if high else 0
        return int(3 <= supporter.age - child.age <= 50)

    def _siblings(self) -> int:
        groups: dict[tuple[str, str, str], int] = {}
        for pair in self.pairs:
            household = self.problem.child_by_id[pair.child].household
            if household and self.roles[pair.role].weekly_slot:
                key = (household, pair.role, pair.supporter)
                groups[key] = groups.get(key, 0) + 1
        return sum(count - 1 for count in groups.values())

    def _balance(self, supporter: Supporter) -> int:
        caseload = self.problem.caseload(supporter)
        first = supporter.elsewhere
        counts = range(first, first + len(self._of_supporter.get(supporter.id, [])))
        return sum(max(0, 10 * (caseload - already) // caseload) for already in counts) if caseload else 0

    def travel(self, child: Child, supporter: Supporter) -> int:
        """Minutes one way from the supporter's base to the child's meeting place."""
        for origin, destination in ((supporter.base, child.place), (child.place, supporter.base)):
            measured = self._measured.get((origin, destination, supporter.mode.value))
            if measured is not None:
                return measured
        points = self.problem.point_of
        return self.problem.travel.minutes(points[supporter.base], points[child.place], supporter.mode)

    def _minutes(self, pair: Pair) -> int:
        child, supporter = self.problem.child_by_id[pair.child], self.problem.supporter_by_id[pair.supporter]
        meetings = self.roles[pair.role].meetings_per_year.of(child.rhythm)
        return weekly_minutes(meetings, self.travel(child, supporter), self.problem.programme.meeting_minutes)

    def _most_children(self, supporter: Supporter, mine: list[Pair]) -> int:
        households = {self.problem.child_by_id[pair.child].household for pair in mine}
        alone = len(households) == 1 and None not in households and not supporter.elsewhere
        return self.problem.sibling_caseload(supporter) if alone else self.problem.caseload(supporter)

    def _valid(self, supporter: Supporter) -> bool:
        needed = self.problem.round_start + timedelta(days=self.problem.programme.valid_days)
        ends = (supporter.vetted_until, supporter.trained_until, supporter.insured_until, supporter.code_until)
        return all(end is not None and end >= needed for end in ends)

    def _excluded(self, child: Child, supporter: Supporter) -> bool:
        if supporter.household is not None and supporter.household == child.household:
            return True
        for excluded in self._exclusions.get(child.id, ()):
            other = self.problem.supporter_by_id[excluded]
            if excluded == supporter.id or (other.household is not None and other.household == supporter.household):
                return True
        return False

    def _right_gender(self, child: Child, supporter: Supporter, role: CircleRole) -> bool:
        for rule in self.problem.programme.gender_rules:
            speaks = role.code in rule.roles and child.gender is rule.child and child.age >= rule.from_age
            if speaks and supporter.gender is not rule.supporter:
                return False
        return True

    def _windows(self, child: Child, supporter: Supporter) -> int:
        return common_windows(child.windows.mask, supporter.windows.mask, self.problem.programme.meeting_half_hours)

    def _inside(self, pair: Pair, length: int) -> bool:
        assert pair.slot is not None
        child, supporter = self.problem.child_by_id[pair.child], self.problem.supporter_by_id[pair.supporter]
        meeting = ((1 << length) - 1) << pair.slot
        free = child.windows.mask & supporter.windows.mask
        return pair.slot % 48 + length <= 48 and meeting & free == meeting

    def _full(self, child: Child) -> bool:
        seats = self.problem.seats(child)
        circle = self._of_child.get(child.id, [])
        return bool(seats) and all(sum(p.role == role.code for p in circle) >= count for role, count in seats)

    def _understood(self, child: Child, faces: list[str]) -> bool:
        if not self.problem.programme.guardian_language or not child.guardian_languages:
            return True
        spoken = {language for face in faces for language in self.problem.supporter_by_id[face].languages}
        return bool(spoken & set(child.guardian_languages))

    def _weight(self, child: Child) -> int:
        return self.problem.programme.rhythm_weights.of(child.rhythm)

    def _rightly_overruled(self, overruled: OverruledPin) -> bool:
        """A pair must is broken by the pin alone, a plan must by the pin on top of the pins that were kept."""
        pin = overruled.pin
        if self.broken_by(pin):
            return overruled.must in self.broken_by(pin)
        mine = [*self._kept_pins.get(("supporter", pin.supporter), []), pin]
        circle = self._kept_pins.get(("child", pin.child), [])
        supporter, child = self.problem.supporter_by_id[pin.supporter], self.problem.child_by_id[pin.child]
        if overruled.must == "caseload":
            return len(mine) + supporter.elsewhere > self._most_children(supporter, mine)
        if overruled.must == "minutes":
            return sum(self._minutes(p) for p in mine) > supporter.weekly_minutes
        if overruled.must == "seats":
            return sum(p.role == pin.role for p in circle) >= self.roles[pin.role].count
        if overruled.must == "other_role":
            return any(p.supporter == pin.supporter for p in circle)
        if overruled.must == "language":
            return not self._understood(child, [p.supporter for p in circle] + [pin.supporter])
        return overruled.must == "slot" and self.roles[pin.role].weekly_slot and len(mine) + len(circle) > 1

    @cached_property
    def _kept_pins(self) -> dict[tuple[str, str], list[Pair]]:
        """The pins that were not overruled, of each child and of each supporter."""
        overruled = {one.pin for one in self.outcome.plan.overruled}
        groups: dict[tuple[str, str], list[Pair]] = {}
        for pin in self.problem.pins:
            if pin not in overruled:
                groups.setdefault(("child", pin.child), []).append(pin)
                groups.setdefault(("supporter", pin.supporter), []).append(pin)
        return groups

    @cached_property
    def _stay_day(self) -> date:
        months = self.problem.round_start.month - 1 + self.problem.programme.stay_months
        year, month = self.problem.round_start.year + months // 12, months % 12 + 1
        return date(year, month, min(self.problem.round_start.day, monthrange(year, month)[1]))

    @cached_property
    def _of_child(self) -> dict[str, list[Pair]]:
        groups: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            groups.setdefault(pair.child, []).append(pair)
        return groups

    @cached_property
    def _of_supporter(self) -> dict[str, list[Pair]]:
        groups: dict[str, list[Pair]] = {}
        for pair in self.pairs:
            groups.setdefault(pair.supporter, []).append(pair)
        return groups

    @cached_property
    def _hours_today(self) -> dict[tuple[str, str, str], int]:
        """The hours standing pairs keep when they stay: still possible, and of two that clash the first listed one."""
        length = self.problem.programme.meeting_half_hours
        hours: dict[tuple[str, str, str], int] = {}
        held: dict[tuple[str, str], list[int]] = {}
        for pair in (*self.problem.pins, *self.problem.existing):
            key = (pair.child, pair.role, pair.supporter)
            if pair.slot is None or key in hours or not self.roles[pair.role].weekly_slot:
                continue
            sides = (("child", pair.child), ("supporter", pair.supporter))
            clash = any(abs(other - pair.slot) < length for side in sides for other in held.get(side, ()))
            if self._inside(pair, length) and not clash:
                hours[key] = pair.slot
                for side in sides:
                    held.setdefault(side, []).append(pair.slot)
        return hours

    @cached_property
    def _standing(self) -> set[tuple[str, str, str]]:
        return {(pair.child, pair.role, pair.supporter) for pair in self.problem.existing}

    @cached_property
    def _exclusions(self) -> dict[str, list[str]]:
        groups: dict[str, list[str]] = {}
        for exclusion in self.problem.exclusions:
            groups.setdefault(exclusion.child, []).append(exclusion.supporter)
        return groups

    @cached_property
    def _measured(self) -> dict[tuple[str, str, str], int]:
        return {(t.origin, t.destination, t.mode.value): t.minutes for t in self.problem.travel.measured}


def _steps_waited(child: Child, role: CircleRole) -> int:
    """One step for each day of the first 28, for each full week to day 364, for each full four weeks after; 100 at most."""
    days = sum(one.days for one in child.waiting if one.role == role.code)
    first, later = min(days, 28), max(0, min(days, 364) - 28)
    return min(100, first + later // 7 + max(0, days - 364) // 28)


def _names(pair: Pair) -> dict[str, str]:
    return {"child": pair.child, "role": pair.role, "supporter": pair.supporter}
