"""Solve one round: claim, read, solve, check, propose. Runs in a worker; may be killed at any moment."""

from __future__ import annotations

import logging
import platform
import resource
import sys
import zlib
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from flask import current_app

from app.database import db
from app.jobs.leased import carry_through
from app.jobs.round_kinds import KINDS, Kind
from app.jobs.signs_of_life import SignsOfLife
from app.models.rounds import Round
from app.operations.round_leases import Claim, claim, fail, finish_stopped, keep_problem, propose
from app.operations.rounds import ROUNDS

log = logging.getLogger(__name__)

#: share of a round's seconds that is left for checking and writing down
CHECKING = 0.06
#: what a replay has to match
PACKAGES = ("care-circle", "ortools", "numpy", "scipy", "numba")


def solve_round(round_id: int) -> None:
    """Work on a round if it waits for a worker; every way this can end is written to the row, or the lease runs out."""
    claimed = claim(round_id)
    if claimed is None:
        log.info("Round %d is not waiting.", round_id)
        return
    life = SignsOfLife(current_app._get_current_object(), claimed)  # type: ignore[attr-defined]
    carry_through(ROUNDS, claimed, life, lambda: work_on(claimed, life))


def work_on(claimed: Claim, life: SignsOfLife) -> None:
    """Read, solve, check and propose; raise Fenced when the round is no longer this worker's."""
    this = db.session.get_one(Round, claimed.round_id)
    kind = KINDS[this.kind]
    snapshot = kind.snapshot(this)
    missing = kind.missing(snapshot)
    if missing:
        fail(claimed, missing)
        return
    solver = kind.solver()
    packed = zlib.compress(solver.dump_problem(snapshot.problem).encode(), 6)
    keep_problem(claimed, packed, {"versions": versions(), "limits": limits(claimed)})
    # No connection is held while the solver works: it would block migrations and age in the pool.
    db.session.remove()
    reading = life.stage("solving")
    outcome = solver.solve(
        snapshot.problem,
        seconds=max(1.0, (1 - CHECKING) * claimed.seconds - reading),
        workers=claimed.workers,
        seed=claimed.seed,
        progress=life.listen,
        stop=life.stop_asked,
    )
    life.stage("checking")
    violations = solver.check(snapshot.problem, outcome)
    if violations:
        log.error("Round %d: the solver broke %d rules, first: %s", claimed.round_id, len(violations), violations[0])
        fail(claimed, "rule_broken")
    elif life.stop_asked() and not kind.planned(outcome):
        finish_stopped(claimed)
    else:
        hand_over(claimed, kind, snapshot, outcome, life)


def hand_over(claimed: Claim, kind: Kind, snapshot: Any, outcome: Any, life: SignsOfLife) -> None:
    """Write the proposal with its reasons."""
    rows, told_of_plan = kind.proposal(claimed.round_id, snapshot, outcome)
    life.stage("proposed")
    told = life.told()
    result = {
        **summary(outcome),
        **told_of_plan,
        "versions": versions(),
        "limits": limits(claimed),
        **({"effort": dict(outcome.effort)} if kind.repeats else {}),
        "stages": told["stages"],
        "stopped": life.stop_asked(),
        "peak_mb": peak_mb(),
    }
    propose(claimed, rows, result, kind.plan_hash(outcome))


def summary(outcome: Any) -> dict[str, Any]:
    """Return a solver's answer without its plan, as the row keeps it."""
    return {
        "status": outcome.status.value,
        "wanted": outcome.wanted,
        "filled": outcome.filled,
        "gap": outcome.gap,
        "wishes": [
            {"code": wish.code, "value": wish.value, "bound": wish.bound, "empty": wish.empty}
            for wish in outcome.wishes
        ],
    }


def limits(claimed: Claim) -> dict[str, int]:
    """Return what the solver was allowed."""
    return {"seconds": claimed.seconds, "seed": claimed.seed, "workers": claimed.workers}


def versions() -> dict[str, str]:
    """Return the versions of code and libraries that decide what a plan looks like."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:  # the product itself may run from its folder, uninstalled
            found[name] = "0"
    return found


def peak_mb() -> int:
    """Return the most memory this process held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)
