"""``python -m benchmarks compare``: one table of ours beside the peers, each run in a process of its own."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from benchmarks.reading import read_instance
from benchmarks.shifts_count import cost_of, violations

OURS = "care circle"
PEERS = {"CP-SAT": "benchmarks.peers.shifts_cp_sat", "HiGHS": "benchmarks.peers.shifts_highs"}


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--seconds", type=click.FloatRange(min=1), default=60, show_default=True, help="For each run.")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--only", default="", help="Instances by name, separated by commas; all of the folder if empty.")
@click.option("--peers/--no-peers", default=True, help="Whether plain CP-SAT and HiGHS run beside ours.")
@click.option("--timefold", default="", help="A command that takes FILE, seconds and OUT and writes the same answer.")
def compare(folder: Path, seconds: float, workers: int, only: str, peers: bool, timefold: str) -> None:
    """Solve the shift instances in FOLDER one after the other and print a table."""
    names = [name for name in only.split(",") if name]
    found = (
        sorted(folder.glob("Instance*.txt"), key=lambda path: (len(path.stem), path.stem)) if folder.is_dir() else []
    )
    files = [path for path in found if not names or path.stem in names]
    for name in names:
        if name not in {path.stem for path in files}:
            click.echo(f"{name}: not in {folder}, left out", err=True)
    if not files:
        click.echo(f"{folder}: no instances there, left out", err=True)
        return
    best = _best_known(folder)
    solvers = [OURS, *(PEERS if peers else ()), *(("Timefold",) if timefold else ())]
    click.echo("| instance | best known | " + " | ".join(solvers) + " |")
    click.echo("|---" * (2 + len(solvers)) + "|")
    for file in files:
        cells = [_run(solver, file, seconds, workers, timefold) for solver in solvers]
        click.echo(f"| {file.stem} | {best.get(file.stem, '')} | " + " | ".join(cells) + " |")


def _run(solver: str, file: Path, seconds: float, workers: int, timefold: str) -> str:
    """One cell: the cost, its bound, and what the run took."""
    with tempfile.TemporaryDirectory() as room:
        out = Path(room) / "answer.json"
        if solver == "Timefold":
            return _outsider(file, seconds, out, timefold)
        module = ["benchmarks", "shifts"] if solver == OURS else [PEERS[solver]]
        command = [
            sys.executable,
            "-m",
            *module,
            str(file),
            "--seconds",
            str(seconds),
            "--workers",
            str(workers),
            "--out",
            str(out),
        ]
        ended = subprocess.run(command, capture_output=True, text=True, check=False)
        if ended.returncode:
            return "failed"
        told = json.loads(ended.stdout.splitlines()[-1])
    if told["objective"] is None:
        return f"none (bound {told['bound']})"
    broken = f", {told['violations']} violations" if told["violations"] else ""
    return f"{told['objective']} (bound {told['bound']}, {told['cpu_seconds']} cpu s, {told['peak_mb']} MB{broken})"


def _outsider(file: Path, seconds: float, out: Path, command: str) -> str:
    """A solver that is not part of this project: its answer is counted here, its bound is unknown."""
    ended = subprocess.run(
        [*command.split(), str(file), str(seconds), str(out)], capture_output=True, text=True, check=False
    )
    if ended.returncode or not out.exists():
        return "failed"
    instance, roster = read_instance(file), json.loads(out.read_text(encoding="utf-8"))["roster"]
    broken = violations(instance, roster)
    return f"{cost_of(instance, roster)}" + (f" ({len(broken)} violations)" if broken else "")


def _best_known(folder: Path) -> dict[str, str]:
    path = folder / "best_known.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8") as rows:
        return {row["instance"]: row["best_known"] for row in csv.DictReader(rows)}
