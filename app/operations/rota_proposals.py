"""From a rota solver's answer to rows: placements with their reasons, short-handed openings, the comparison with today."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from app.models.rotas import RotaPlacement, ShortHanded
from app.operations.proposals import kept_reason
from app.planning.reasons import Reason
from app.queries.rota_snapshots import RotaSnapshot
from app.scheduling.rota import Assignment, Explainer, NearMiss, OpenPlace, RotaOutcome, ShiftState

#: reasons a placement is shown with; the way there is always one of them
MOST_REASONS = 4


def plan_hash(outcome: RotaOutcome) -> str:
    """Return a hash that is the same for the same people on the same openings, and only for them."""
    lines = sorted(f"{one.person} {one.opening}" for one in outcome.rota.assignments)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def proposal(
    round_id: int, snapshot: RotaSnapshot, outcome: RotaOutcome
) -> tuple[list[RotaPlacement | ShortHanded], dict[str, Any]]:
    """Return the rows of a proposal, and what the round's outcome tells of it.

    `comparison` counts assignments kept, new and ended, places still open and shifts that cannot start; `overruled` the
    pins that had to give way, `unplannable` the shifts that ask for more adults than they have places. `wanted` and
    `filled` are the places of the rota's own days; the solver's own sums hold the frozen week before, too.
    """
    explainer = Explainer(snapshot.problem, outcome.rota.assignments)
    plan = [one for one in outcome.rota.assignments if not frozen(snapshot, one)]
    placements = [placement_of(round_id, snapshot, explainer, one) for one in plan]
    there = {(one.person, one.opening) for one in outcome.rota.assignments}
    ended = [
        ending_of(round_id, snapshot, explainer, Assignment(*key))
        for key in snapshot.standing
        if key not in there and not frozen(snapshot, Assignment(*key))
    ]
    states = {state.shift: state for state in explainer.shifts()}
    short = [short_handed_of(round_id, snapshot, place, states[place.shift]) for place in explainer.open_places()]
    kept = sum(one.change == "kept" for one in placements)
    first = snapshot.problem.freeze_until
    told = {
        "comparison": {
            "kept": kept,
            "new": len(placements) - kept,
            "ended": len(ended),
            "open": sum(one.missing for one in short),
            "closed": len({one.shift_id for one in short if one.closed}),
        },
        **places_of(snapshot, plan),
        "shifts": sum(shift.day >= first for shift in snapshot.problem.shifts),
        "people": len({one.person for one in plan}),
        "unplannable": snapshot.unplannable,
        "stranded": snapshot.stranded,
        "overruled": [
            {"person": one.pin.person, "opening": one.pin.opening, "must": one.must} for one in outcome.rota.overruled
        ],
    }
    return [*placements, *ended, *short], told


def places_of(snapshot: RotaSnapshot, plan: list[Assignment]) -> dict[str, int]:
    """Return how many places the rota's own shifts want, and how many of them have someone."""
    problem, there = snapshot.problem, Counter(one.opening for one in plan)
    own = [one for one in problem.openings if problem.shift_by_id[one.shift].day >= problem.freeze_until]
    return {
        "wanted": sum(one.wanted for one in own),
        "filled": sum(min(one.wanted, there[one.id]) for one in own),
    }


def frozen(snapshot: RotaSnapshot, seat: Assignment) -> bool:
    """Say whether a seat lies before the rota's first day: it is part of the sums, not of the proposal."""
    return snapshot.problem.shift_of(seat.opening).day < snapshot.problem.freeze_until


def placement_of(round_id: int, snapshot: RotaSnapshot, explainer: Explainer, seat: Assignment) -> RotaPlacement:
    """Return the row of one proposed assignment."""
    stands = (seat.person, seat.opening) in snapshot.standing
    row = row_of(round_id, snapshot, explainer, seat)
    row.change = "kept" if stands else "new"
    # Solving again, an earlier proposal counts as standing for the solver; nobody has heard of it yet.
    row.reasons = [one for one in row.reasons if stands or one["code"] != "kept"]
    return row


def ending_of(round_id: int, snapshot: RotaSnapshot, explainer: Explainer, seat: Assignment) -> RotaPlacement:
    """Return the row of somebody who stands there today and is not needed any more."""
    row = row_of(round_id, snapshot, explainer, seat)
    row.change, row.reasons = "ended", [one for one in row.reasons if one["code"] == "travel"]
    return row


def row_of(round_id: int, snapshot: RotaSnapshot, explainer: Explainer, seat: Assignment) -> RotaPlacement:
    """Return what every row of an assignment holds."""
    reasons = explainer.reasons(seat)
    return RotaPlacement(
        round_id=round_id,
        opening_id=snapshot.openings[seat.opening],
        shift_id=snapshot.shifts[snapshot.problem.shift_of(seat.opening).id],
        supporter_id=snapshot.supporters[seat.person],
        minutes=int(next(one for one in reasons if one.code == "travel").fact("minutes")),
        reasons=[kept_reason(one) for one in chosen(reasons)],
        pinned=any(one.code == "pinned" for one in reasons),
    )


def chosen(reasons: tuple[Reason, ...]) -> list[Reason]:
    """Return the reasons worth telling: the first of the programme's wishes, and the way there."""
    way = next(one for one in reasons if one.code == "travel")
    others = [one for one in reasons if one.code not in ("travel", "fair_share", "pinned")]
    return [*others[: MOST_REASONS - 1], way]


def short_handed_of(round_id: int, snapshot: RotaSnapshot, place: OpenPlace, state: ShiftState) -> ShortHanded:
    """Return the row of one opening that lacks people."""
    shift = snapshot.problem.shift_by_id[place.shift]
    return ShortHanded(
        round_id=round_id,
        opening_id=snapshot.openings[place.opening],
        shift_id=snapshot.shifts[place.shift],
        missing=place.needed + place.useful,
        missing_least=place.needed,
        closed=not state.held,
        safe_children=state.safe_children if shift.children and (shift.ratio is not None or not state.held) else None,
        funnel=[{"must": step.code, "left": step.left} for step in place.funnel],
        bite=place.bite or "",
        near_misses=[near_miss_of(snapshot, miss) for miss in place.near_misses],
    )


def near_miss_of(snapshot: RotaSnapshot, miss: NearMiss) -> dict[str, Any]:
    """Return a near miss with the numbers of the must it fails."""
    person = snapshot.problem.person_by_id[miss.person]
    told: dict[str, Any] = {"supporter": miss.person, "must": miss.must, "minutes": miss.travel_minutes}
    if miss.must == "travel_limit":
        told["limit"] = person.travel_limit
    if miss.must == "validity" and person.valid_until:
        told["until"] = person.valid_until.isoformat()
    return told
