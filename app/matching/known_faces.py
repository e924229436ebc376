"""No child loses everybody it knows in one round: of those who stand beside it, one who can stay does stay.

A must of the round, held by a pin: the search begins with it, the checker recounts it, a must about the pair itself
still wins. A relationship (a weekly hour) is held before one of duty, then whoever is named first in `existing`.
"""

from __future__ import annotations

from collections.abc import Collection

from app.matching.columns import Columns
from app.matching.problem import Pair, Problem
from app.matching.rules import PAIR_MUSTS
from app.matching.rules.must_pinned import broken_alone


def known_faces(problem: Problem, known: Collection[Pair]) -> tuple[Pair, ...]:
    """One pair to pin for every child who has somebody in `known` and no pin among them.

    Of `problem.existing`, those in `known` count: people the child has met. Who breaks a must today cannot stay.
    """
    columns = Columns(problem)
    held = {(pin.child, pin.supporter) for pin in problem.pins}
    met = set(known)
    done = {pair.child for pair in met if (pair.child, pair.supporter) in held}
    weekly = {role.code for role in problem.programme.roles if role.weekly_slot}
    found = []
    for pair in sorted((p for p in problem.existing if p in met), key=lambda pair: pair.role not in weekly):
        if pair.child not in done and broken_alone(columns, pair, PAIR_MUSTS) is None:
            done.add(pair.child)
            found.append(pair)
    return tuple(found)
