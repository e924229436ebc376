"""From a solver's answer to rows: placements with their reasons, open places with their funnels, the comparison."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from app.matching import CirclesOutcome, Explainer, NearMiss, Opening, Pair, Plan, wish_values
from app.models.rounds import OpenRole, Placement
from app.planning.reasons import Reason
from app.queries.snapshots import Snapshot

#: reasons a seat is shown with; the way there is always one of them
MOST_REASONS = 3


def plan_hash(outcome: CirclesOutcome) -> str:
    """Return a hash that is the same for the same pairs at the same hours, and only for them."""
    lines = sorted(f"{pair.child} {pair.role} {pair.supporter} {pair.slot}" for pair in outcome.plan.pairs)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def proposal(
    round_id: int, snapshot: Snapshot, outcome: CirclesOutcome
) -> tuple[list[Placement | OpenRole], dict[str, Any]]:
    """Return the rows of a proposal, and what the round's outcome tells of it.

    `comparison` counts pairs that are kept, new (replaced ones among them) and places still open; `displaced` lists the
    matches of today that the plan does not hold, `overruled` the pins that had to give way, `standing` counts the wishes
    of today.
    """
    explainer = Explainer(snapshot.problem, outcome.plan)
    seats = Seats(snapshot, outcome.plan)
    placements = [placement_of(round_id, snapshot, explainer, pair, seats) for pair in outcome.plan.pairs]
    empty = [open_role_of(round_id, snapshot, opening, seats) for opening in explainer.openings()]
    held = {(pair.child, pair.role, pair.supporter) for pair in outcome.plan.pairs}
    displaced = [
        (child, role, match)
        for (child, role, who), match in snapshot.standing.items()
        if (child, role, who) not in held
    ] + snapshot.stranded
    filled = {(one.child_id, one.role, one.seat) for one in placements}
    replaced = sum((snapshot.children[child], role, match.seat) in filled for child, role, match in displaced)
    kept = sum(one.change == "kept" for one in placements)
    told = {
        "comparison": {"kept": kept, "new": len(placements) - kept, "replaced": replaced, "open": len(empty)},
        "displaced": sorted(match.id for _, _, match in displaced),
        "children": len(snapshot.problem.children),
        "standing": wish_values(snapshot.problem, standing_today(snapshot)),
        "overruled": [
            {"child": one.pin.child, "role": one.pin.role, "supporter": one.pin.supporter, "must": one.must}
            for one in outcome.plan.overruled
            if (one.pin.child, one.pin.role, one.pin.supporter) not in snapshot.guarded
        ],
    }
    return [*placements, *empty], told


def standing_today(snapshot: Snapshot) -> tuple[Pair, ...]:
    """Return the pairs that really stand; a problem may count an earlier proposal's as standing too."""
    there = snapshot.standing
    return tuple(pair for pair in snapshot.problem.existing if (pair.child, pair.role, pair.supporter) in there)


class Seats:
    """Numbers the seats of a role: a kept pair keeps the seat it has, the others take the lowest that is free."""

    def __init__(self, snapshot: Snapshot, plan: Plan) -> None:
        self._standing = snapshot.standing
        kept: defaultdict[tuple[str, str], set[int]] = defaultdict(set)
        for pair in plan.pairs:
            match = snapshot.standing.get((pair.child, pair.role, pair.supporter))
            if match is not None:
                kept[pair.child, pair.role].add(match.seat)
        self._taken = kept

    def of(self, pair: Pair) -> int:
        """Return the seat of a pair."""
        match = self._standing.get((pair.child, pair.role, pair.supporter))
        return match.seat if match is not None else self.next(pair.child, pair.role)

    def next(self, child: str, role: str) -> int:
        """Take the lowest free seat."""
        taken = self._taken[child, role]
        number = next(number for number in range(len(taken) + 1) if number not in taken)
        taken.add(number)
        return number


def placement_of(round_id: int, snapshot: Snapshot, explainer: Explainer, pair: Pair, seats: Seats) -> Placement:
    """Return the row of one proposed pair."""
    standing = snapshot.standing.get((pair.child, pair.role, pair.supporter))
    untrue = {"keep"} if standing is None else set[str]()
    if (pair.child, pair.role, pair.supporter) in snapshot.guarded:
        untrue.add("pinned")  # no coordinator did
    reasons = [reason for reason in explainer.reasons(pair) if reason.code not in untrue]
    way = next(reason for reason in reasons if reason.code == "travel")
    return Placement(
        round_id=round_id,
        child_id=snapshot.children[pair.child],
        role=pair.role,
        seat=seats.of(pair),
        supporter_id=snapshot.supporters[pair.supporter],
        minutes=int(way.fact("minutes")),
        # Whoever stands there today keeps the hour; a solver may have moved it to make room.
        half_hour=standing.half_hour if standing else pair.slot,
        reasons=[kept_reason(reason) for reason in chosen(reasons, way)],
        change="kept" if standing else "new",
    )


def chosen(reasons: list[Reason], way: Reason) -> Iterator[Reason]:
    """Return the reasons worth telling: the first of the programme's wishes, and the way there."""
    others = [reason for reason in reasons if reason.code not in ("travel", "windows")]
    yield from others[: MOST_REASONS - 1]
    yield way


def kept_reason(reason: Reason) -> dict[str, Any]:
    """Return a reason as a row keeps it."""
    return {"code": reason.code, **dict(reason.facts)}


def open_role_of(round_id: int, snapshot: Snapshot, opening: Opening, seats: Seats) -> OpenRole:
    """Return the row of one place that stays empty."""
    return OpenRole(
        round_id=round_id,
        child_id=snapshot.children[opening.child],
        role=opening.role,
        seat=seats.next(opening.child, opening.role),
        funnel=[{"must": step.code, "left": step.left} for step in opening.funnel],
        bite=opening.bite or "",
        near_misses=[near_miss_of(miss) for miss in opening.near_misses],
    )


def near_miss_of(miss: NearMiss) -> dict[str, Any]:
    """Return a near miss with the numbers of the must it fails."""
    return {"supporter": miss.supporter, "must": miss.must, "minutes": miss.travel_minutes, **dict(miss.facts)}
