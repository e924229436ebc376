"""``python -m benchmarks sparse-compare``: one table of ours beside the peers on invented counties, and a picture of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from benchmarks.bars import write_bars

OURS = "care circle"
OPTIMUM = "optimum"
PEERS = {
    OPTIMUM: "benchmarks.peers.sparse_optimum",
    "CP-SAT": "benchmarks.peers.sparse_cp_sat",
    "HiGHS": "benchmarks.peers.sparse_highs",
    "greedy": "benchmarks.peers.sparse_greedy",
}
KINDS = {
    "caseloads": [],
    "hours": ["--hours"],
    "hours, siblings, windows": ["--hours", "--siblings", "--windows"],
}
_LONGER = 300
"""Seconds a run may take beyond its limit, for drawing the county and building a model, before it counts as failed."""


@click.command()
@click.option("--children", default="157,2000,10000", show_default=True, help="Sizes, separated by commas.")
@click.option("--seconds", type=click.FloatRange(min=1), default=60, show_default=True, help="For each run.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the counties.")
@click.option("--plot", type=click.Path(path_type=Path), help="Where a picture of what is lost goes, as SVG.")
def sparse_compare(children: str, seconds: float, workers: int, seed: int, plot: Path | None) -> None:
    """Solve one role of drawn counties one after the other, by every solver, and print a table."""
    solvers = [OURS, *(name for name in PEERS if name != OPTIMUM)]
    click.echo("| children, what binds | flow optimum or LP bound | " + " | ".join(solvers) + " |")
    click.echo("|---" * (2 + len(solvers)) + "|")
    names, found = [], {solver: {} for solver in solvers}  # type: ignore[var-annotated]
    for size in _sizes(children):
        for kind, flags in KINDS.items():
            names.append(f"{size:,}, {kind}")
            told = {solver: _run(solver, size, flags, seconds, workers, seed) for solver in (*PEERS, OURS)}
            ceiling = best_bound(told)
            for solver in solvers:
                found[solver][names[-1]] = lost(told[solver], ceiling)
            cells = [_cell(told[solver], found[solver][names[-1]]) for solver in solvers]
            click.echo(f"| {names[-1]} | {_optimum(told[OPTIMUM])} | " + " | ".join(cells) + " |")
    if plot is not None:
        write_bars(plot, "Value lost against the best bound, per cent", names, found)


def _sizes(told: str) -> list[int]:
    try:
        sizes = [int(word) for word in told.split(",")]
    except ValueError:
        sizes = []
    if not sizes or min(sizes) < 1:
        raise click.BadParameter(
            f"{told!r} are not whole numbers above 0, separated by commas", param_hint="--children"
        )
    return sizes


def best_bound(told: dict[str, dict[str, Any]]) -> int | None:
    """The least of all bounds of one county: nobody's plan is worth more."""
    bounds = [figures["bound"] for figures in told.values() if figures.get("bound") is not None]
    return min(bounds) if bounds else None


def lost(figures: dict[str, Any], ceiling: int | None) -> float | None:
    """The value lost against the bound, per cent; None without a sound plan."""
    if figures.get("value") is None or figures["violations"] or not ceiling:
        return None
    return 100 * (ceiling - float(figures["value"])) / ceiling


def _run(solver: str, size: int, flags: list[str], seconds: float, workers: int, seed: int) -> dict[str, Any]:
    """The line of JSON a solver prints; empty when it failed."""
    module = ["benchmarks", "sparse"] if solver == OURS else [PEERS[solver]]
    command = [
        sys.executable, "-m", *module, "--children", str(size), *flags, "--seconds", str(seconds),
        "--workers", str(workers), "--seed", str(seed),
    ]  # fmt: skip
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + _LONGER)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return {}
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return {**told, **told["roles"][0]} if solver == OURS else told


def _optimum(told: dict[str, Any]) -> str:
    if not told:
        return "failed"
    return f"{told['bound']} ({'flow' if told['value'] is not None else 'LP bound'}, {told['seconds']} s)"


def _cell(told: dict[str, Any], far: float | None) -> str:
    """One cell: what is lost, how many stay open, and what the run took."""
    if not told:
        return "failed"
    if told["value"] is None:
        return "none"
    if told["violations"]:
        return f"{told['violations']} violations"
    proof = ", proven" if told["bound"] == told["value"] else ""
    shown = "" if far is None else f"{far:.3f} %"
    return f"{shown} ({told['open']} open{proof}, {told['seconds']} s, {told['peak_mb']} MB)"
