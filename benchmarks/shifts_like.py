"""Makes instances of the family of Curtois and Qu of any size: many people, many kinds of shift, limits on kinds.

Everybody first gets a roster nobody sees; cover, limits and requests are drawn around these, so a good answer exists.
Public figures of the family's larger instances were the model: of 120 people and 18 kinds, about three limits in ten
bar a kind and a third restrict one.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

WEEK = 7
_BARRED, _LIMITED = 0.29, 0.35
"""Chances that somebody never does a kind of shift, or only so often."""
_WEIGHTS = (1, 2, 3)
SCARCITY, _PARTS = 4, 14
"""Of so many kinds of shift a day, how many ask for one person more than the unseen rosters give; one asks for one fewer."""
_UNDER, _OVER = 100, 1


def write_instance(people: int, kinds: int, days: int, seed: int, scarcity: int = SCARCITY) -> str:
    """The text of an instance; the same seed and scarcity give the same text."""
    draw = random.Random(seed)
    more = (0,) * (_PARTS - 1 - scarcity) + (1,) * scarcity + (-1,)
    shifts = [(f"k{number:02d}", draw.choice((360, 480, 480, 600))) for number in range(kinds)]
    names = [name for name, _ in shifts]
    # a kind stands for a start of the day: an early one may not follow a much later one
    never_before = {name: names[: max(0, number - kinds // 3)] for number, name in enumerate(names)}
    staff = [_Member(draw, f"p{number:03d}", dict(shifts), never_before, days) for number in range(people)]
    lines = ["SECTION_HORIZON", str(days), "", "SECTION_SHIFTS"]
    lines += [f"{name},{minutes},{'|'.join(never_before[name])}" for name, minutes in shifts]
    lines += ["", "SECTION_STAFF", *(member.limits() for member in staff)]
    lines += ["", "SECTION_DAYS_OFF", *(member.days_off() for member in staff)]
    on, off = [], []
    for member in staff:
        on += list(member.requests(wished=True))
        off += list(member.requests(wished=False))
    lines += ["", "SECTION_SHIFT_ON_REQUESTS", *on, "", "SECTION_SHIFT_OFF_REQUESTS", *off, "", "SECTION_COVER"]
    for day in range(days):
        for name in names:
            there = sum(member.roster[day] == name for member in staff)
            wanted = max(0, there + draw.choice(more))
            lines.append(f"{day},{name},{wanted},{_UNDER},{_OVER}")
    return "\n".join(lines) + "\n"


class _Member:
    """One of the staff, with a roster nobody sees."""

    def __init__(
        self, draw: random.Random, code: str, minutes: dict[str, int], never_before: dict[str, list[str]], days: int
    ) -> None:
        self.draw, self.code, self.minutes, self.days = draw, code, minutes, days
        chances = {kind: draw.random() for kind in minutes}
        self.allowed = [kind for kind in minutes if chances[kind] >= _BARRED] or [draw.choice(list(minutes))]
        self.limited = {kind for kind in self.allowed if chances[kind] < _BARRED + _LIMITED}
        self.most_run, self.least_off, self.weekends = draw.choice((5, 5, 6)), draw.choice((2, 2, 3)), days // 14
        self.roster = self._roster(never_before)
        self.worked = sum(minutes[kind] for kind in self.roster if kind)

    def _roster(self, never_before: dict[str, list[str]]) -> list[str]:
        roster, weekends = [""] * self.days, set[int]()
        day = self.draw.randrange(3)
        while day < self.days:
            before = ""
            for _ in range(self.draw.randint(2, self.most_run)):
                if day == self.days or not self._weekend_left(day, weekends):
                    break
                may_follow = [kind for kind in self.allowed if kind not in never_before.get(before, ())]
                before = roster[day] = self.draw.choice(may_follow or [before])
                day += 1
            day += self.least_off + self.draw.choice((0, 0, 1))
        return roster

    def _weekend_left(self, day: int, weekends: set[int]) -> bool:
        if day % WEEK >= 5:
            if day // WEEK not in weekends and len(weekends) == self.weekends:
                return False
            weekends.add(day // WEEK)
        return True

    def limits(self) -> str:
        most = {
            kind: 0 if kind not in self.allowed else self._most(kind) if kind in self.limited else self.days
            for kind in self.minutes
        }
        kinds = "|".join(f"{kind}={number}" for kind, number in most.items())
        least = max(0, self.worked - 480)
        return f"{self.code},{kinds},{self.worked + 480},{least},{self.most_run},1,{self.least_off},{self.weekends}"

    def _most(self, kind: str) -> int:
        return self.roster.count(kind) + self.draw.choice((0, 1, 2))

    def days_off(self) -> str:
        free = [day for day, kind in enumerate(self.roster) if not kind]
        return ",".join([self.code, *(str(day) for day in sorted(self.draw.sample(free, min(2, len(free)))))])

    def requests(self, *, wished: bool) -> Iterator[str]:
        """Lines of requests; most, but not all, agree with the roster nobody sees."""
        for day, kind in enumerate(self.roster):
            if self.draw.random() < 0.15:
                fits = self.draw.random() < 0.9
                asked = kind if fits == wished else self.draw.choice(self.allowed)
                if asked and not (fits and not wished and asked == kind):
                    yield f"{self.code},{day},{asked},{self.draw.choice(_WEIGHTS)}"
