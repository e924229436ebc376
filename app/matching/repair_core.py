"""The small exact core of a repair: one yes or no per seat and person, the musts as rows, solved with HiGHS.

Meeting hours are not rows: an answer whose hours do not fit is forbidden and the core is solved again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.matching.candidates import SEAT_WISHES, needs_speaker
from app.matching.problem import Pair
from app.matching.programme import Wish
from app.matching.repair_rows import INFINITE, ZeroOnes
from app.matching.repair_seats import Neighbourhood, Seat, hours_for

NO_HOURS = 200
"""Answers without hours that are forbidden one after another before the search gives up on an answer."""


@dataclass(frozen=True, slots=True)
class Arc:
    """Somebody in a seat; `stays` when they stand there already."""

    seat: int
    who: int
    minutes: int
    speaks: bool
    scores: tuple[int, ...]
    stays: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What a core answers: who joins whom, with their hours, which standing pairs leave, who is disturbed."""

    joins: tuple[Pair, ...]
    leaves: tuple[Pair, ...]
    disturbed: tuple[str, ...]
    weight: int


class Core:
    """A repair as a programme of zeros and ones over one neighbourhood."""

    def __init__(self, near: Neighbourhood) -> None:
        self.near, self.problem, self.columns = near, near.problem, near.columns
        self.arcs = [arc for index, seat in enumerate(near.seats) for arc in self._arcs(index, seat)]
        self._rows, self._no_hours = ZeroOnes(), ZeroOnes()
        self._givers = sorted({arc.who for arc in self.arcs if arc.stays})
        self._full = {who for who in self._givers if self._is_full(who)}
        self._size = len(self.arcs)
        self._moved_row = {who: self._new() for who in self._givers}
        self._of_who: dict[int, list[int]] = defaultdict(list)
        self._of_seat: dict[int, list[int]] = defaultdict(list)
        self._of_child: dict[int, list[int]] = defaultdict(list)
        for number, arc in enumerate(self.arcs):
            self._of_who[arc.who].append(number)
            self._of_seat[arc.seat].append(number)
            self._of_child[near.seats[arc.seat].child].append(number)
        self._seats()
        for who, mine in self._of_who.items():
            self._load(who, mine)
        for child, mine in self._of_child.items():
            self._circle(child, mine)
        self.weight = [0] * len(self.arcs)
        for number, arc in enumerate(self.arcs):
            if near.seats[arc.seat].stands is None:
                self.weight[number] = self._weight(near.seats[arc.seat])

    def solve(self, most_disturbed: int, *, other_than: Iterable[Answer] = (), at_least: int = 0) -> Answer | None:
        """Fill as much weight of gaps as possible, disturbing as few as that takes, never more than `most_disturbed`.

        `other_than`: answers that share at most half of their new pairs with this one. None: only leaving all as it
        is would be left, or nothing fills `at_least` that weight.
        """
        people = self._people()
        rows = self._rows.copy()
        rows.add({number: weight for number, weight in enumerate(self.weight) if weight}, at_least, INFINITE)
        rows.add(people, -INFINITE, most_disturbed - self._all_stay)
        self._whole_givers(rows, most_disturbed)
        for other in other_than:
            there = {(pair.child, pair.role, pair.supporter) for pair in other.joins}
            same = {number: 1 for number in range(len(self.arcs)) if self._key(number) in there}
            rows.add(same, -INFINITE, len(there) // 2)
        factor = most_disturbed + len(self._givers) + len(self.near.seats) + 1
        aim = np.zeros(self._size)
        aim[: len(self.weight)] = [-float(factor * weight) for weight in self.weight]
        for number, cost in people.items():
            aim[number] += cost
        first = self._with_hours(aim, rows)
        if first is None:
            return None
        answer = self._best_by_wishes(first, rows)
        return answer if answer.weight else None

    def _arcs(self, index: int, seat: Seat) -> list[Arc]:
        offers = seat.offers
        found = [
            Arc(index, int(who), int(offers.minutes[at]), bool(offers.speaks[at]),
                tuple(int(score) for score in offers.scores[:, at]), stays=False)
            for at, who in enumerate(offers.who)
        ]  # fmt: skip
        if seat.stands is not None:
            child, role = self.problem.children[seat.child], self.problem.programme.roles[seat.role]
            row = self.columns.row_of[seat.stands.supporter]
            minutes = int(self.near.standing.weekly(child, role, np.array([row]))[0])
            spoken = set(self.problem.supporters[row].languages)
            found.append(Arc(index, row, minutes, bool(spoken & set(child.guardian_languages)), (), stays=True))
        return found

    def _weight(self, seat: Seat) -> int:
        return self.problem.programme.rhythm_weights.of(self.problem.children[seat.child].rhythm)

    def _new(self) -> int:
        self._size += 1
        return self._size - 1

    def _seats(self) -> None:
        """A gap takes one person at most, a standing seat keeps somebody; a child loses one of their people at most."""
        losing: dict[int, list[int]] = defaultdict(list)
        for index, seat in enumerate(self.near.seats):
            mine = self._of_seat.get(index, [])
            self._rows.add(dict.fromkeys(mine, 1), -INFINITE if seat.stands is None else 1, 1)
            losing[seat.child] += [n for n in mine if self.arcs[n].stays]
        for stays in losing.values():
            if len(stays) > 1:
                self._rows.add(dict.fromkeys(stays, 1), len(stays) - 1, INFINITE)
        for number, arc in enumerate(self.arcs):
            if arc.stays:
                self._rows.add({number: 1, self._moved_row[arc.who]: 1}, 1, INFINITE)
        self._all_stay = sum(arc.stays for arc in self.arcs)

    def _people(self) -> dict[int, int]:
        """How many are disturbed: everybody who gives a child up, and every child given up (less a constant)."""
        told = dict.fromkeys(self._moved_row.values(), 1)
        return told | {number: -1 for number, arc in enumerate(self.arcs) if arc.stays}

    def _whole_givers(self, rows: ZeroOnes, most: int) -> None:
        """What whole numbers keep anyway; without it fractions move a little of everybody, and the search takes seconds.

        A giver is one of the `most` people, so at most the others are children it gives up. Where somebody with no
        place left takes moved children, it gives as many up in turn: k of them, on either side of their moves, leave
        room for `most - 2 - k` children there, and k is half of `most - 2` at most. A full giver takes a gap only by
        giving somebody up.
        """
        takes, sends = self._into_full(rows)
        others, chains = max(most - 1, 0), max(most - 2, 0) // 2
        for who, gives in self._moved_row.items():
            stays = [n for n in self._of_who[who] if self.arcs[n].stays]
            rows.add(dict.fromkeys(stays, 1) | {gives: others}, len(stays), INFINITE)
            for handed_on in (takes[who], sends[who]):
                row = dict.fromkeys(stays, chains) | dict.fromkeys(handed_on, -chains - 1) | {gives: chains * others}
                if handed_on:
                    rows.add(row, chains * len(stays), INFINITE)

    def _into_full(self, rows: ZeroOnes) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """The moves to givers with no place left, by who takes and by who gives; gaps bind them at once."""
        takes: dict[int, list[int]] = defaultdict(list)
        sends: dict[int, list[int]] = defaultdict(list)
        for number, arc in enumerate(self.arcs):
            stands = self.near.seats[arc.seat].stands
            if arc.stays or arc.who not in self._full:
                continue
            if stands is None:
                rows.add({number: 1, self._moved_row[arc.who]: -1}, -INFINITE, 0)
            else:
                takes[arc.who].append(number)
                sends[self.columns.row_of[stands.supporter]].append(number)
        return takes, sends

    def _is_full(self, who: int) -> bool:
        columns = self.columns
        places = max(columns.caseload[who], columns.sibling_caseload[who])
        return bool(self.near.standing.count[who] + columns.elsewhere[who] >= places)

    def _load(self, who: int, mine: list[int]) -> None:
        """Caseload and weekly minutes of one supporter; more children when all are of one household."""
        columns, fixed = self.columns, self.near.fixed
        stays = [n for n in mine if self.arcs[n].stays]
        minutes = max(int(columns.weekly_minutes[who] - fixed.minutes[who]), sum(self.arcs[n].minutes for n in stays))
        self._rows.add({n: self.arcs[n].minutes for n in mine}, -INFINITE, minutes)
        there = int(fixed.count[who] + columns.elsewhere[who])
        usual = max(int(columns.caseload[who]) - there, 0)
        family = max(int(columns.sibling_caseload[who]) - there, 0)
        row = dict.fromkeys(mine, 1)
        if family > usual and not columns.elsewhere[who]:
            for household, theirs in self._households(who, mine).items():
                if household is None:
                    continue
                only = self._new()
                row[only] = usual - family
                for number in set(mine) - set(theirs):
                    self._rows.add({number: 1, only: 1}, -INFINITE, 1)
        self._rows.add(row, -INFINITE, max(usual, len(stays)) if self.near.overfull[who] else usual)

    def _households(self, who: int, mine: list[int]) -> dict[str | None, list[int]]:
        """The arcs of one supporter by household, for households that could be the only one they stand beside."""
        found: dict[str | None, list[int]] = defaultdict(list)
        for number in mine:
            found[self.problem.children[self.near.seats[self.arcs[number].seat].child].household].append(number)
        there = {child.household for child in self.near.fixed.children_of.get(who, [])}
        return {household: theirs for household, theirs in found.items() if there <= {household}}

    def _circle(self, child_row: int, mine: list[int]) -> None:
        """Nobody twice in one circle, and in a full one somebody who speaks the guardian's language."""
        faces: dict[int, list[int]] = defaultdict(list)
        for number in mine:
            faces[self.arcs[number].who].append(number)
        for same in faces.values():
            if len(same) > 1:
                self._rows.add(dict.fromkeys(same, 1), -INFINITE, 1)
        child = self.problem.children[child_row]
        fixed = self.near.fixed.circle.get(child.id, [])
        seats = [seat for seat in self.near.seats if seat.child == child_row]
        wanted = sum(count for _role, count in self.problem.seats(child))
        languages = {word for pair in fixed for word in self.problem.supporter_by_id[pair.supporter].languages}
        if not needs_speaker(self.columns, child) or languages & set(child.guardian_languages):
            return
        if len(fixed) + len(seats) < wanted:
            return
        gaps = [n for n in mine if self.near.seats[self.arcs[n].seat].stands is None]
        row = dict.fromkeys(gaps, 1)
        for number in mine:
            if self.arcs[number].speaks:
                row[number] = row.get(number, 0) - 1
        self._rows.add(row, -INFINITE, sum(seat.stands is None for seat in seats) - 1)

    def _key(self, number: int) -> tuple[str, str, str]:
        arc = self.arcs[number]
        seat = self.near.seats[arc.seat]
        roles = self.problem.programme.roles
        return self.problem.children[seat.child].id, roles[seat.role].code, self.problem.supporters[arc.who].id

    def _best_by_wishes(self, first: NDArray[np.int64], rows: ZeroOnes) -> Answer:
        """Of all answers that move the same pairs and fill as much, the best by the programme's wishes in order."""
        still = {arc.seat for number, arc in enumerate(self.arcs) if arc.stays and first[number]}
        held = rows.with_settled(
            {n: int(first[n]) for n, arc in enumerate(self.arcs) if arc.stays or arc.seat in still}
        )
        filled = {n: weight for n, weight in enumerate(self.weight) if weight}
        held.add(filled, sum(weight * int(first[n]) for n, weight in filled.items()), INFINITE)
        best = first
        for wish in self.problem.programme.wishes:
            if wish is Wish.FILLED or wish not in SEAT_WISHES:
                continue
            place = SEAT_WISHES.index(wish)
            open_arcs = ((n, arc) for n, arc in enumerate(self.arcs) if n not in held.settled)
            scores = {n: arc.scores[place] for n, arc in open_arcs if arc.scores[place]}
            if not scores:
                continue
            aim = np.zeros(self._size)
            for number, score in scores.items():
                aim[number] = -float(score)
            found = self._with_hours(aim, held)
            best = best if found is None else found
            held.add(scores, sum(score * int(best[n]) for n, score in scores.items()), INFINITE)
        return self._answer(best)

    def _with_hours(self, aim: NDArray[np.float64], rows: ZeroOnes) -> NDArray[np.int64] | None:
        """The best choice for which every new weekly meeting finds an hour."""
        for _attempt in range(NO_HOURS):
            solution = rows.solve(aim, self._no_hours)
            if solution is None:
                return None
            joins, _leaves = self._moves(solution)
            gone = self._gone(solution)
            standing = [pair for pair in self.problem.existing if pair not in gone]
            hours = hours_for(self.problem, standing, joins)
            if isinstance(hours, dict):
                return solution
            self._forbid(solution, hours)
        return None

    def _forbid(self, solution: NDArray[np.int64], together: list[Pair]) -> None:
        """These new pairs cannot stand together beside what their children and supporters keep."""
        keys = {(pair.child, pair.role, pair.supporter) for pair in together}
        children, people = {pair.child for pair in together}, {pair.supporter for pair in together}
        row = {}
        for number, arc in enumerate(self.arcs):
            child, _role, supporter = key = self._key(number)
            kept = arc.stays and (child in children or supporter in people)
            if solution[number] and (key in keys or kept):
                row[number] = 1
        self._no_hours.add(row, -INFINITE, len(row) - 1)

    def _gone(self, solution: NDArray[np.int64]) -> set[Pair]:
        left = [arc.seat for number, arc in enumerate(self.arcs) if arc.stays and not solution[number]]
        return {pair for seat in left if (pair := self.near.seats[seat].stands) is not None}

    def _moves(self, solution: NDArray[np.int64]) -> tuple[list[Pair], list[Pair]]:
        joins = [Pair(*self._key(n)) for n, arc in enumerate(self.arcs) if solution[n] and not arc.stays]
        return sorted(joins, key=_by_name), sorted(self._gone(solution), key=_by_name)

    def _answer(self, solution: NDArray[np.int64]) -> Answer:
        joins, leaves = self._moves(solution)
        standing = [pair for pair in self.problem.existing if pair not in leaves]
        hours = hours_for(self.problem, standing, joins)
        assert isinstance(hours, dict)
        dated = tuple(Pair(p.child, p.role, p.supporter, hours.get(p)) for p in joins)
        people = {pair.child for pair in leaves} | {pair.supporter for pair in leaves}
        weight = sum(weight * int(solution[n]) for n, weight in enumerate(self.weight) if weight)
        return Answer(dated, tuple(leaves), tuple(sorted(people)), weight)


def _by_name(pair: Pair) -> tuple[str, str, str]:
    return pair.child, pair.role, pair.supporter
