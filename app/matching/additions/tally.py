"""Wishes counted over a plan of pairs, and the most they can come to when open seats are filled."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np

from app.matching.additions.offers import Offer, offers, open_seats
from app.matching.candidates import SEAT_WISHES, circle_weight
from app.matching.columns import Asked, Columns
from app.matching.plan import Plan
from app.matching.programme import Wish
from app.matching.rules import PAIR_WISHES, wish_balance, wish_siblings
from app.matching.standing import Standing


def tally(columns: Columns, plan: Plan) -> dict[Wish, int]:
    """The value of every wish of the programme."""
    problem = columns.problem
    values = dict.fromkeys(problem.programme.wishes, 0)
    standing = Standing(columns, plan)
    families: Counter[tuple[str, str, str]] = Counter()
    for pair in plan.pairs:
        child, role = problem.child_by_id[pair.child], problem.programme.role(pair.role)
        asked = Asked(columns, child, role, np.array([columns.row_of[pair.supporter]]))
        for wish, score in PAIR_WISHES.items():
            if wish in values:
                values[wish] += int(score(asked)[0])
        if child.household and role.weekly_slot:
            families[child.household, pair.role, pair.supporter] += 1
    if Wish.COMPLETE in values:
        values[Wish.COMPLETE] = sum(
            circle_weight(columns, child)
            for child in problem.children
            if problem.seats(child) and not open_seats(standing, child)
        )
    if Wish.SIBLINGS in values:
        values[Wish.SIBLINGS] = sum(wish_siblings.value(count) for count in families.values())
    if Wish.BALANCE in values:
        values[Wish.BALANCE] = sum(
            wish_balance.gain(int(columns.caseload[row]), int(columns.elsewhere[row]) + already)
            for row in np.flatnonzero(standing.count)
            for already in range(int(standing.count[row]))
        )
    return values


def most(standing: Standing) -> dict[Wish, int]:
    """What no filling of the open seats can exceed: every seat with its best offer, every possible circle complete."""
    columns = standing.columns
    pairs = tuple(pair for circle in standing.circle.values() for pair in circle)
    values = tally(columns, Plan(pairs))
    found: dict[int, list[Offer]] = defaultdict(list)
    for offer in offers(standing):
        found[offer.child].append(offer)
    for row, listed in found.items():
        child = columns.problem.children[row]
        seats = open_seats(standing, child)
        by_role = {role: [offer for offer in listed if offer.role == role] for role, _ in seats}
        fillable = sum(min(count, len(by_role[role])) for role, count in seats)
        for wish in values:
            if wish is Wish.COMPLETE:
                values[wish] += circle_weight(columns, child) * (fillable == sum(count for _, count in seats))
            elif wish is Wish.SIBLINGS:
                values[wish] += fillable
            elif wish is Wish.BALANCE:
                values[wish] += wish_balance.STEPS * fillable
            else:
                scores = SEAT_WISHES.index(wish)
                for role, count in seats:
                    values[wish] += sum(sorted(offer.scores[scores] for offer in by_role[role])[-count:])
    return values
