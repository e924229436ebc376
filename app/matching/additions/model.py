"""The musts of one part as constraints, and each wish as a sum over the offers taken (`exact` goes through them)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ortools.sat.python import cp_model

from app.matching.additions.offers import Offer, open_seats
from app.matching.candidates import SEAT_WISHES, circle_weight, needs_speaker
from app.matching.problem import Child, Pair
from app.matching.programme import CircleRole, Wish
from app.matching.rules import wish_balance
from app.matching.standing import Standing

Parts = Sequence[tuple[cp_model.IntVar, int]]


@dataclass(frozen=True, slots=True)
class Term:
    """What one wish adds up: coefficients by variable, never below 0 in sum and never above `most`."""

    parts: Parts
    most: int


class PartModel:
    """Which offers of one part are taken, and when they meet; what was found last is held for what comes after."""

    def __init__(self, standing: Standing, offers: list[Offer]) -> None:
        self.standing, self.columns, self.offers = standing, standing.columns, offers
        self.problem = standing.columns.problem
        self.model = cp_model.CpModel()
        self.taken = [self.model.new_bool_var(f"pair{number}") for number in range(len(offers))]
        self.starts: dict[int, cp_model.IntVar] = {}
        self.of_child = self._grouped(lambda offer: offer.child)
        self.of_supporter = self._grouped(lambda offer: offer.supporter)
        self.open = {row: open_seats(standing, self._child(row)) for row in self.of_child}
        self.chosen: list[int] = []
        self.hours: list[int | None] = []
        self._seats_and_faces()
        self._languages()
        for row, numbers in self.of_supporter.items():
            self._places(row, numbers)
            left = int(self.columns.weekly_minutes[row] - standing.minutes[row])
            self.model.add(self._sum((self.taken[n], offers[n].minutes) for n in numbers) <= left)
        self._hours()

    def suggest(self, pairs: Iterable[Pair]) -> None:
        """Begin the search at these pairs."""
        hours = {(pair.child, pair.role, pair.supporter): pair.slot for pair in pairs}
        for number, offer in enumerate(self.offers):
            key = self._key(offer)
            self.model.add_hint(self.taken[number], key in hours)
            hour = hours.get(key)
            if hour is not None and number in self.starts:
                self.model.add_hint(self.starts[number], hour)

    def step(self, solver: cp_model.CpSolver, parts: Parts) -> cp_model.CpSolverStatus | None:
        """Make the sum as large as can be found and hold it from now on; None where nothing was found."""
        goal = self._sum(parts)
        self.model.maximize(goal)
        status = solver.solve(self.model)
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        self._remember(solver)
        self.model.add(goal >= round(solver.objective_value))
        return status

    def hold(self, pairs: Iterable[Pair]) -> None:
        """These pairs are taken, whatever else."""
        held = {(pair.child, pair.role, pair.supporter) for pair in pairs}
        for number, offer in enumerate(self.offers):
            if self._key(offer) in held:
                self.model.add(self.taken[number] == 1)

    def pairs(self) -> Iterable[Pair]:
        """The pairs chosen last."""
        for number, start in zip(self.chosen, self.hours, strict=True):
            yield Pair(*self._key(self.offers[number]), start)

    def _remember(self, solver: cp_model.CpSolver) -> None:
        self.chosen = [number for number, taken in enumerate(self.taken) if solver.boolean_value(taken)]
        self.hours = [
            solver.value(self.starts[number]) if number in self.starts else _first(self.offers[number].starts)
            for number in self.chosen
        ]
        self.model.clear_hints()  # type: ignore[no-untyped-call]
        for number, taken in enumerate(self.taken):
            self.model.add_hint(taken, number in self.chosen)

    def _seats_and_faces(self) -> None:
        for row, numbers in self.of_child.items():
            for role, count in self.open[row]:
                mine = [self.taken[n] for n in numbers if self.offers[n].role == role]
                self.model.add(sum(mine) <= count)
            faces: dict[int, list[cp_model.IntVar]] = defaultdict(list)
            for n in numbers:
                faces[self.offers[n].supporter].append(self.taken[n])
            for same in faces.values():
                if len(same) > 1:
                    self.model.add_at_most_one(same)

    def _languages(self) -> None:
        """H8: without a speaker in the circle, one seat stays open unless somebody added speaks."""
        for row, numbers in self.of_child.items():
            child = self._child(row)
            circle = self.standing.circle.get(child.id, [])
            spoken = {word for pair in circle for word in self.problem.supporter_by_id[pair.supporter].languages}
            if needs_speaker(self.columns, child) and not spoken & set(child.guardian_languages):
                others = [self.taken[n] for n in numbers if not self.offers[n].speaks]
                speakers = [self.taken[n] for n in numbers if self.offers[n].speaks]
                seats = sum(count for _, count in self.open[row])
                # seats all taken and no speaker among them: sum(others) == seats
                self.model.add(sum(others) <= seats - 1 + sum(speakers))

    def _places(self, row: int, numbers: list[int]) -> None:
        """H3, with the further places for brothers and sisters where all children are of one household."""
        room, more = self._room(row)
        further: list[cp_model.IntVar] = []
        if more > room and not self.columns.elsewhere[row]:
            homes = {self._child(self.offers[n].child).household for n in numbers} - {None}
            standing = {child.household for child in self.standing.children_of.get(row, [])}
            for home in sorted(str(home) for home in homes if standing <= {home}):
                only = self.model.new_bool_var(f"only-{row}-{home}")
                further.append(only)
                for n in numbers:
                    if self._child(self.offers[n].child).household != home:
                        self.model.add_implication(only, self.taken[n].negated())
                # all children of one household, or none: two such marks at once would need two households
        self.model.add(sum(self.taken[n] for n in numbers) <= room + (more - room) * sum(further))

    def _room(self, row: int) -> tuple[int, int]:
        """How many children more somebody can take, and how many where all are of one household."""
        there = int(self.standing.count[row] + self.columns.elsewhere[row])
        room = max(0, int(self.columns.caseload[row]) - there)
        return room, max(room, int(self.columns.sibling_caseload[row]) - there)

    def _hours(self) -> None:
        """Weekly meetings of one person never overlap; hours are chosen only where somebody may get two of them."""
        length = self.problem.programme.meeting_half_hours
        weekly = {n for n, offer in enumerate(self.offers) if self._role(offer).weekly_slot}
        for group in (*self.of_child.values(), *self.of_supporter.values()):
            both = [n for n in group if n in weekly]
            if len(both) < 2 or self._one_at_most(both):
                continue
            spans: list[cp_model.IntervalVar] = []
            for n in both:
                if n not in self.starts:
                    domain = cp_model.Domain.from_values(_bits(self.offers[n].starts))
                    self.starts[n] = self.model.new_int_var_from_domain(domain, f"start{n}")
                spans.append(
                    self.model.new_optional_fixed_size_interval_var(
                        self.starts[n], length, self.taken[n], f"meeting{n}-{len(spans)}"
                    )
                )
            self.model.add_no_overlap(spans)

    def _one_at_most(self, numbers: list[int]) -> bool:
        """Whether these offers, all of one child, are for a single seat."""
        seats = {(self.offers[n].child, self.offers[n].role) for n in numbers}
        if len(seats) > 1:
            return False
        ((child, role),) = seats
        return dict(self.open[child])[role] == 1

    def terms(self) -> Iterable[Term]:
        """The wishes in order, and at last as many pairs as can be."""
        for wish in self.problem.programme.wishes:
            if wish is Wish.COMPLETE:
                yield self._complete()
            elif wish is Wish.SIBLINGS:
                yield self._siblings()
            elif wish is Wish.BALANCE:
                yield self._balance()
            else:
                yield self._scored(SEAT_WISHES.index(wish))
        yield Term(tuple((taken, 1) for taken in self.taken), len(self.taken))

    def _complete(self) -> Term:
        parts = []
        for row, numbers in self.of_child.items():
            seats = sum(count for _, count in self.open[row])
            full = self.model.new_bool_var(f"full{row}")
            self.model.add(sum(self.taken[n] for n in numbers) >= seats * full)
            parts.append((full, circle_weight(self.columns, self._child(row))))
        return Term(tuple(parts), sum(weight for _, weight in parts))

    def _scored(self, wish: int) -> Term:
        most = 0
        for row, numbers in self.of_child.items():
            for role, count in self.open[row]:
                scores = sorted(self.offers[n].scores[wish] for n in numbers if self.offers[n].role == role)
                most += sum(scores[-count:])
        return Term(tuple((t, o.scores[wish]) for t, o in zip(self.taken, self.offers, strict=True)), most)

    def _siblings(self) -> Term:
        groups: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        for number, offer in enumerate(self.offers):
            home = self._child(offer.child).household
            if home and self._role(offer).weekly_slot:
                groups[home, offer.role, offer.supporter].append(number)
        parts: list[tuple[cp_model.IntVar, int]] = []
        most = 0
        for (home, role, row), numbers in groups.items():
            together = self._stands_in(home, role, row)
            if len(numbers) == 1 and not together:
                continue
            parts += [(self.taken[n], 1) for n in numbers]
            most += len(numbers)
            if not together:
                anybody = self.model.new_bool_var(f"family{row}-{home}-{role}")
                for n in numbers:
                    self.model.add_implication(self.taken[n], anybody)
                # nobody of the household, nothing to take off
                self.model.add(sum(self.taken[n] for n in numbers) >= anybody)
                parts.append((anybody, -1))
        return Term(tuple(parts), most)

    def _stands_in(self, home: str, role: int, row: int) -> bool:
        """Whether the supporter stands beside a child of this household in this role."""
        code, who = self.problem.programme.roles[role].code, self.problem.supporters[row].id
        return any(
            child.household == home
            and any(pair.supporter == who and pair.role == code for pair in self.standing.circle[child.id])
            for child in self.standing.children_of.get(row, [])
        )

    def _balance(self) -> Term:
        parts, most = [], 0
        for row, numbers in self.of_supporter.items():
            there = int(self.standing.count[row] + self.columns.elsewhere[row])
            most_more = min(len(numbers), self._room(row)[1])
            steps = [wish_balance.gain(int(self.columns.caseload[row]), there + n) for n in range(most_more)]
            units = [self.model.new_bool_var(f"load{row}-{n}") for n in range(len(steps))]
            self.model.add(sum(units) == sum(self.taken[n] for n in numbers))
            for earlier, later in pairwise(units):
                self.model.add_implication(later, earlier)
            parts += list(zip(units, steps, strict=True))
            most += sum(steps)
        return Term(tuple(parts), most)

    def _key(self, offer: Offer) -> tuple[str, str, str]:
        return self._child(offer.child).id, self._role(offer).code, self.problem.supporters[offer.supporter].id

    def _child(self, row: int) -> Child:
        return self.problem.children[row]

    def _role(self, offer: Offer) -> CircleRole:
        return self.problem.programme.roles[offer.role]

    def _grouped(self, key: Callable[[Offer], Hashable]) -> dict[int, list[int]]:
        groups: dict[int, list[int]] = {}
        for number, offer in enumerate(self.offers):
            groups.setdefault(key(offer), []).append(number)  # type: ignore[arg-type]
        return groups

    @staticmethod
    def _sum(parts: Iterable[tuple[cp_model.IntVar, int]]) -> cp_model.LinearExprT:
        listed = [(variable, factor) for variable, factor in parts if factor]
        return cp_model.LinearExpr.weighted_sum([v for v, _ in listed], [f for _, f in listed])


def _bits(mask: int) -> list[int]:
    return [bit for bit in range(mask.bit_length()) if mask >> bit & 1]


def _first(mask: int) -> int | None:
    return (mask & -mask).bit_length() - 1 if mask else None
