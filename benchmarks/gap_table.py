"""``python -m benchmarks gap-compare``: one table of ours beside the peers on generalised assignment, and a picture of it."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from app.matching.pools.tight_prices import capacity_prices
from benchmarks.dots import write_dots
from benchmarks.gap import as_pool, read_gap
from benchmarks.gap_distances import Told, distance, family, reference, summary
from benchmarks.reading import read_with

OURS = "care circle"
PEERS = {
    "CP-SAT": "benchmarks.peers.gap_cp_sat",
    "HiGHS": "benchmarks.peers.gap_highs",
    "greedy": "benchmarks.peers.gap_greedy",
}
_LONGER = 60
"""Seconds a run may take beyond its limit before it counts as failed."""
_NAMED = re.compile(r"([a-e]\d{4,}|gap\d+-)")
"""How instances are called; whatever else lies in the folder is none."""


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--seconds", type=click.FloatRange(min=1), default=60, show_default=True, help="For each run.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@click.option("--only", default="", help="Instances by name, separated by commas; all of the folder if empty.")
@click.option("--peers/--no-peers", default=True, help="Whether plain CP-SAT, HiGHS and greedy run beside ours.")
@click.option("--plot", type=click.Path(path_type=Path), help="Where a picture of the distances goes, as SVG.")
@click.option(
    "--results",
    type=click.Path(path_type=Path),
    help="A file that takes every run as it ends, one line each; what stands there of the same seconds, workers and seed "
    "is not run again.",
)
def gap_compare(
    folder: Path, seconds: float, workers: int, seed: int, only: str, peers: bool, plot: Path | None,
    results: Path | None,
) -> None:  # fmt: skip
    """Solve the generalised assignment instances in FOLDER one after the other and print a table."""
    files = _files(folder, [name for name in only.split(",") if name])
    if not files:
        click.echo(f"{folder}: no instances there, left out", err=True)
        return
    known = best_known(folder)
    runs = Runs(seconds, workers, seed, results)
    solvers = [OURS, *(PEERS if peers else ())]
    click.echo("| instance | best known | LP bound | " + " | ".join(solvers) + " |")
    click.echo("|---" * (3 + len(solvers)) + "|")
    found: dict[str, dict[str, Told]] = {}
    far: dict[str, dict[str, float | None]] = {solver: {} for solver in solvers}
    for file in files:
        told = found[file.stem] = {solver: runs.of(solver, file) for solver in solvers}
        best = reference(known.get(file.stem), told.values())
        for solver in solvers:
            far[solver][file.stem] = distance(told[solver], best)
        cells = [_cell(told[solver], far[solver][file.stem]) for solver in solvers]
        click.echo(f"| {file.stem} | {known.get(file.stem, '')} | {_lp_bound(file)} | " + " | ".join(cells) + " |")
        if plot is not None:
            write_dots(plot, _title(known, found), list(found), far)
    for line in summary(found, far):
        click.echo(line)


def _title(known: dict[str, int], names: Iterable[str]) -> str:
    if all(name in known for name in names):
        return "Distance to the best known cost, per cent"
    return "Distance to the best known cost, or to the best bound where none is known, per cent"


def _files(folder: Path, names: list[str]) -> list[Path]:
    """The instances by family and size; those asked for and absent are named."""
    paths = folder.iterdir() if folder.is_dir() else ()
    there = [path for path in paths if path.is_file() and path.suffix in ("", ".txt") and _NAMED.match(path.stem)]
    for name in names:
        if name not in {path.stem for path in there}:
            click.echo(f"{name}: not in {folder}, left out", err=True)
    chosen = [path for path in there if not names or path.stem in names]
    return sorted(chosen, key=lambda path: (family(path.stem), len(path.stem), path.stem))


def best_known(folder: Path) -> dict[str, int]:
    """The best known costs of `best_known.csv`, where that file is and tells one."""
    path = folder / "best_known.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as rows:
        told = ((row.get("instance"), row.get("best_known") or "") for row in csv.DictReader(rows))
        return {name: int(cost) for name, cost in told if name and cost.strip().isdigit()}


def _lp_bound(file: Path) -> str:
    try:
        return f"{capacity_prices(as_pool(read_with(read_gap, file)))[0]:.1f}"
    except click.ClickException:
        return "unreadable"


class Runs:
    """Solvers in processes of their own, and the file that keeps what they told."""

    def __init__(self, seconds: float, workers: int, seed: int, results: Path | None) -> None:
        self._limits = {"seconds_each": seconds, "workers": workers, "seed": seed}
        self._results = results
        self._kept = dict(_kept(results, self._limits)) if results is not None and results.exists() else {}

    def of(self, solver: str, file: Path) -> Told:
        """What a solver tells of an instance: from the file if it is there and did not fail, else by a run."""
        kept = self._kept.get((solver, file.stem))
        if kept:
            return kept
        told = self._run(solver, file)
        if self._results is not None:
            self._keep(self._results, {"solver": solver, "name": file.stem, **self._limits, "told": told})
        return told

    def _keep(self, results: Path, line: dict[str, Any]) -> None:
        """Write a line, below one that a stop cut short."""
        try:
            cut = results.exists() and not results.read_text(encoding="utf-8").endswith("\n")
            with results.open("a", encoding="utf-8") as rows:
                rows.write("\n" * cut + json.dumps(line) + "\n")
        except OSError as fault:
            why = f"{results} cannot be written: {fault}. Choose another place with --results."
            raise click.ClickException(why) from None

    def _run(self, solver: str, file: Path) -> Told:
        """The line of JSON a solver prints; empty when it failed, which is said."""
        seconds, workers, seed = self._limits.values()
        with tempfile.TemporaryDirectory() as room:
            module = ["benchmarks", "gap"] if solver == OURS else [PEERS[solver]]
            command = [
                sys.executable, "-m", *module, str(file), "--seconds", str(seconds), "--workers", str(workers),
                *(["--seed", str(seed)] if solver == OURS else []), "--out", str(Path(room) / "answer.json"),
            ]  # fmt: skip
            try:
                ended = subprocess.run(command, capture_output=True, text=True, check=True, timeout=seconds + _LONGER)
                told: Told = json.loads(ended.stdout.splitlines()[-1])
            except (subprocess.SubprocessError, OSError, ValueError, IndexError) as fault:
                click.echo(f"{file.stem}, {solver}: {_why(fault)}", err=True)
                return {}
        return told


def _kept(results: Path, limits: dict[str, Any]) -> Iterable[tuple[tuple[str, str], Told]]:
    """The runs of these limits in a file of results; a line cut short by a stop is passed over."""
    for line in results.read_text(encoding="utf-8").splitlines():
        try:
            row = json.loads(line)
            if all(row[name] == value for name, value in limits.items()):
                yield (row["solver"], row["name"]), row["told"]
        except (ValueError, KeyError, TypeError):
            continue


def _why(fault: Exception) -> str:
    """The last line a failed process said, or what else went wrong."""
    said = (getattr(fault, "stderr", None) or "") if isinstance(fault, subprocess.CalledProcessError) else ""
    return said.strip().splitlines()[-1] if said.strip() else str(fault)


def _cell(told: Told, far: float | None) -> str:
    """One cell: the cost, how far it is, its bound, and what the run took."""
    if not told:
        return "failed"
    if told["objective"] is None:
        return "none" if told["bound"] is None else f"none (bound {told['bound']})"
    if told["violations"]:
        return f"{told['violations']} violations"
    proof = "proven" if told["bound"] == told["objective"] else f"bound {told['bound']}"
    shown = "" if far is None else f" {far:+.3f} %"
    return f"{told['objective']}{shown} ({proof}, {told['cpu_seconds']} cpu s)"
