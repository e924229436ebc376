"""What differs between rounds of different kinds, as a table: what is read, who solves, how the answer is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from app.models.rounds import Round, RoundKind
from app.operations.proposals import plan_hash, proposal
from app.operations.rota_proposals import plan_hash as rota_hash
from app.operations.rota_proposals import proposal as rota_proposal
from app.queries.rota_snapshots import RotaSnapshot, rota_snapshot_of
from app.queries.snapshots import Snapshot, snapshot_of


@dataclass(frozen=True)
class Kind:
    """One kind of round. The rest (claim, lease, progress, stop, check, hand-over) is the same for all."""

    #: pure package that solves it: its face has solve, check, dump_problem and load_problem
    package: str
    #: rows → problem, with the way back to the rows
    snapshot: Callable[[Round], Any]
    #: failure code when there is nothing to plan, else ""
    missing: Callable[[Any], str]
    #: does the answer hold anything worth keeping after a stop?
    planned: Callable[[Any], bool]
    #: (round id, snapshot, answer) → rows, and what the outcome tells of them
    proposal: Callable[[int, Any, Any], tuple[list[Any], dict[str, Any]]]
    #: the same for the same plan, and only for it
    plan_hash: Callable[[Any], str]
    #: whether its solver counts its steps and can repeat a run that the clock cut
    repeats: bool = False

    def solver(self) -> Any:
        """Return the face of the package that solves it."""
        return import_module(self.package)


def no_children(snapshot: Snapshot) -> str:
    """Say that nobody is there to find company for."""
    return "" if snapshot.problem.children else "nobody"


def no_shifts(snapshot: RotaSnapshot) -> str:
    """Say that no shift is planned in the span."""
    frozen = snapshot.problem.freeze_until
    return "" if any(shift.day >= frozen for shift in snapshot.problem.shifts) else "no_shifts"


KINDS: dict[str, Kind] = {
    RoundKind.CIRCLES: Kind(
        package="app.matching",
        snapshot=snapshot_of,
        missing=no_children,
        planned=lambda outcome: bool(outcome.plan.pairs),
        proposal=proposal,
        plan_hash=plan_hash,
        repeats=True,
    ),
    RoundKind.ROTA: Kind(
        package="app.scheduling.rota",
        snapshot=rota_snapshot_of,
        missing=no_shifts,
        planned=lambda outcome: bool(outcome.rota.assignments),
        proposal=rota_proposal,
        plan_hash=rota_hash,
    ),
}
