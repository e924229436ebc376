"""``python -m benchmarks gap-compare``: one table of ours beside the peers on generalised assignment, and a picture of it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

from app.matching.pools.tight_prices import capacity_prices
from benchmarks.bars import write_bars
from benchmarks.gap import as_pool, read_gap
from benchmarks.reading import read_with

OURS = "care circle"
PEERS = {
    "CP-SAT": "benchmarks.peers.gap_cp_sat",
    "HiGHS": "benchmarks.peers.gap_highs",
    "greedy": "benchmarks.peers.gap_greedy",
}
_LONGER = 60
"""Seconds a run may take beyond its limit before it counts as failed."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--seconds", type=click.FloatRange(min=1), default=60, show_default=True, help="For each run.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--only", default="", help="Instances by name, separated by commas; all of the folder if empty.")
@click.option("--peers/--no-peers", default=True, help="Whether plain CP-SAT, HiGHS and greedy run beside ours.")
@click.option("--plot", type=click.Path(path_type=Path), help="Where a picture of the distances goes, as SVG.")
def gap_compare(
    folder: Path, seconds: float, workers: int, seed: int, only: str, peers: bool, plot: Path | None
) -> None:
    """Solve the generalised assignment instances in FOLDER one after the other and print a table."""
    files = _files(folder, [name for name in only.split(",") if name])
    if not files:
        click.echo(f"{folder}: no instances there, left out", err=True)
        return
    known = best_known(folder)
    solvers = [OURS, *(PEERS if peers else ())]
    click.echo("| instance | best known | LP bound | " + " | ".join(solvers) + " |")
    click.echo("|---" * (3 + len(solvers)) + "|")
    found: dict[str, dict[str, float | None]] = {solver: {} for solver in solvers}
    for file in files:
        told = {solver: _run(solver, file, seconds, workers, seed) for solver in solvers}
        best = known.get(file.stem)
        for solver, figures in told.items():
            found[solver][file.stem] = distance(figures, best if best is not None else told[OURS].get("bound"))
        cells = [_cell(told[solver], found[solver][file.stem]) for solver in solvers]
        shown = "" if best is None else best
        click.echo(f"| {file.stem} | {shown} | {_lp_bound(file):.1f} | " + " | ".join(cells) + " |")
    for solver in solvers:
        reached = [far for far in found[solver].values() if far is not None]
        if reached:
            mean, worst = sum(reached) / len(reached), max(reached)
            click.echo(f"{solver}: {len(reached)} of {len(files)} answered, mean {mean:.3f} %, worst {worst:.3f} %")
    if plot is not None:
        write_bars(plot, "Distance to the best known cost, per cent", [file.stem for file in files], found)


def _files(folder: Path, names: list[str]) -> list[Path]:
    """The instances, shortest name first; those asked for and absent are named."""
    paths = folder.iterdir() if folder.is_dir() else ()
    there = [path for path in paths if path.is_file() and path.suffix in ("", ".txt") and path.stem[:1] in "abcdeg"]
    for name in names:
        if name not in {path.stem for path in there}:
            click.echo(f"{name}: not in {folder}, left out", err=True)
    chosen = [path for path in there if not names or path.stem in names]
    return sorted(chosen, key=lambda path: (len(path.stem), path.stem))


def best_known(folder: Path) -> dict[str, int]:
    """The best known costs of `best_known.csv`, where that file is."""
    path = folder / "best_known.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as rows:
        return {row["instance"]: int(row["best_known"]) for row in csv.DictReader(rows)}


def distance(figures: dict[str, Any], best: float | None) -> float | None:
    """How far a cost lies above the best known, per cent; None without a sound answer."""
    if figures.get("objective") is None or figures["violations"] or not best:
        return None
    return 100 * (float(figures["objective"]) - best) / best


def _lp_bound(file: Path) -> float:
    return capacity_prices(as_pool(read_with(read_gap, file)))[0]


def _run(solver: str, file: Path, seconds: float, workers: int, seed: int) -> dict[str, Any]:
    """The line of JSON a solver prints; empty when it failed."""
    with tempfile.TemporaryDirectory() as room:
        module = ["benchmarks", "gap"] if solver == OURS else [PEERS[solver]]
        command = [
            sys.executable, "-m", *module, str(file), "--seconds", str(seconds), "--workers", str(workers),
            *(["--seed", str(seed)] if solver == OURS else []), "--out", str(Path(room) / "answer.json"),
        ]  # fmt: skip
        try:
            ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + _LONGER)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
            return {}
    told: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    return told


def _cell(told: dict[str, Any], far: float | None) -> str:
    """One cell: the cost, how far it is, its bound, and what the run took."""
    if not told:
        return "failed"
    if told["objective"] is None:
        return f"none (bound {told['bound']})"
    if told["violations"]:
        return f"{told['violations']} violations"
    proof = "proven" if told["bound"] == told["objective"] else f"bound {told['bound']}"
    shown = "" if far is None else f" {far:+.3f} %"
    return f"{told['objective']}{shown} ({proof}, {told['cpu_seconds']} cpu s)"
