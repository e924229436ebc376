"""The command line of the peers on generalised assignment, and the line of JSON they print."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import click

from benchmarks.gap import Assignment, read_gap
from benchmarks.gap_count import cost_of, violations
from benchmarks.reading import cpu_seconds, peak_megabytes, read_with, write_answer


@dataclass(frozen=True)
class Assigned:
    """The agent of every job, if the solver has an answer, and the bound it claims."""

    agents: list[int] | None
    bound: float


def gap_peer(solve: Callable[[Assignment, float, int], Assigned]) -> None:
    """Run a peer from the command line."""

    @click.command()
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--seconds", type=click.FloatRange(min=1), required=True)
    @click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
    @click.option("--out", type=click.Path(path_type=Path), required=True)
    def command(file: Path, seconds: float, workers: int, out: Path) -> None:
        start = perf_counter()
        instance = read_with(read_gap, file)
        found = solve(instance, seconds, workers)
        if found.agents is not None:
            write_answer(out, {"agent_of_job": found.agents})
        figures = {
            "instance": file.stem,
            "objective": None if found.agents is None else cost_of(instance, found.agents),
            "bound": math.ceil(found.bound - 1e-6) if math.isfinite(found.bound) else None,
            "seconds": round(perf_counter() - start, 1),
            "cpu_seconds": round(cpu_seconds(), 1),
            "peak_mb": peak_megabytes(),
            "violations": None if found.agents is None else len(violations(instance, found.agents)),
        }
        click.echo(json.dumps(figures))

    command()
