"""The most that can be added beside everybody who stands, found by trying everything: for figures of what it would take.

Complete circles count first, then filled places, both by rhythm, as in every round. For a handful of open places.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.database import db
from app.models.children import Child
from app.models.supporters import Supporter
from tests.rule_book import STEPS, RuleBook, Stands

WEIGHTS = {1: 8, 2: 4, 3: 2, 4: 1}
#: steps that look at who stands, and so are asked again after each addition
BESIDE = STEPS[STEPS.index("other_role") :]


@dataclass
class Best:
    """The best found: weights of complete circles and of filled places, who was added, and how many are complete."""

    worth: tuple[int, int]
    added: tuple[Stands, ...]
    complete: int


def best_additions(book: RuleBook, children: list[Child]) -> Best:
    """Return the best that can be added to the open places of these children."""
    seats = [seat for child in children for seat in open_seats(book, child)]
    able = {seat: candidates(book, *seat) for seat in set(seats)}
    seats = sorted((seat for seat in seats if able[seat]), key=lambda seat: len(able[seat]))
    best = Best((0, 0), (), 0)

    def climb(now: RuleBook, place: int, added: tuple[Stands, ...]) -> None:
        nonlocal best
        here = worth(now, added)
        if here.worth > best.worth:
            best = here
        left = seats[place:]
        most = (
            here.worth[0] + sum(WEIGHTS[rhythm_of(child)] for child in {child for child, _ in left}),
            here.worth[1] + sum(WEIGHTS[rhythm_of(child)] for child, _ in left),
        )
        if not left or most <= best.worth:
            return
        child, role = db.session.get_one(Child, left[0][0]), left[0][1]
        for one in able[left[0]]:
            if all(now.holds(step, child, role, one) for step in BESIDE):
                weekly = now.roles[role]["weekly_slot"]
                for start in now.free_starts(child, role, one) if weekly else [None]:
                    more = Stands(child.id, role, one.id, start)
                    climb(now.with_one(more), place + 1, (*added, more))
        climb(now, place + 1, added)

    climb(book, 0, ())
    return best


def open_seats(book: RuleBook, child: Child) -> list[tuple[int, str]]:
    """Return a child's open places as (child, role), one for each."""
    filled = [one.role for one in book.beside(child)]
    return [
        (child.id, role) for role, count in book.places_of(child).items() for _ in range(count - filled.count(role))
    ]


def candidates(book: RuleBook, child_id: int, role: str) -> list[Supporter]:
    """Return who may stand beside a child whoever else does, the nearest first."""
    child = db.session.get_one(Child, child_id)
    alone = sorted(STEPS[: STEPS.index("other_role")], key=("travel", "gender", "windows").__contains__, reverse=True)
    able = [one for one in book.holders(role) if all(book.holds(step, child, role, one) for step in alone)]
    return sorted(able, key=lambda one: book.minutes(one, child, role))


def worth(book: RuleBook, added: tuple[Stands, ...]) -> Best:
    """Return what additions are worth."""
    touched = [db.session.get_one(Child, child_id) for child_id in {one.child for one in added}]
    whole = [child for child in touched if not open_seats(book, child)]
    filled = sum(WEIGHTS[rhythm_of(one.child)] for one in added)
    return Best((sum(WEIGHTS[child.rhythm] for child in whole), filled), added, len(whole))


def rhythm_of(child_id: int) -> int:
    """Return a child's rhythm."""
    return db.session.get_one(Child, child_id).rhythm
