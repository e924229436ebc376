"""Additions one child after another: what a part gets at least that is too large for the best to be found in its time."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from app.matching.additions.dominated import worth_alone
from app.matching.additions.offers import Offer, open_seats, starts_of
from app.matching.candidates import circle_weight
from app.matching.columns import Asked, Bools
from app.matching.problem import Pair
from app.matching.rules import PLAN_MUSTS
from app.matching.standing import Standing


def add_in_turn(standing: Standing, offers: list[Offer]) -> tuple[Pair, ...]:
    """Pairs that break no must together: those whose circles weigh most come first, each seat takes its best offer left."""
    here, columns, problem = standing.copy(), standing.columns, standing.columns.problem
    of_seat: dict[tuple[int, int], list[Offer]] = defaultdict(list)
    for offer in offers:
        of_seat[offer.child, offer.role].append(offer)
    rows = sorted({offer.child for offer in offers})
    rows.sort(key=lambda row: circle_weight(columns, problem.children[row]), reverse=True)
    pairs = []
    for row in rows:
        for role, count in open_seats(standing, problem.children[row]):
            some = sorted(of_seat[row, role], key=lambda offer: worth_alone(standing, offer), reverse=True)
            for _seat in range(count):
                pair = _first_allowed(here, some)
                if pair is None:
                    break
                here.add(pair)
                pairs.append(pair)
    return tuple(pairs)


def _first_allowed(here: Standing, offers: list[Offer]) -> Pair | None:
    """The first of these offers, all of one seat, that no must speaks against by now."""
    if not offers:
        return None
    problem = here.columns.problem
    child, role = problem.children[offers[0].child], problem.programme.roles[offers[0].role]
    asked = Asked(here.columns, child, role, np.array([offer.supporter for offer in offers]))
    allowed: Bools = np.ones(len(offers), dtype=bool)
    for must in PLAN_MUSTS:
        allowed &= must.allowed(asked, here)
    found = np.flatnonzero(allowed)
    if not len(found):
        return None
    who = offers[found[0]].supporter
    starts = starts_of(here, child, role.code, who) if role.weekly_slot else 0
    hour = (starts & -starts).bit_length() - 1 if starts else None
    return Pair(child.id, role.code, problem.supporters[who].id, hour)
