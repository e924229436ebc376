"""The command line every peer has, and the line of JSON it prints: the same fields as the product's own."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import click

from benchmarks.reading import cpu_seconds, peak_megabytes, read_instance
from benchmarks.shifts import Instance
from benchmarks.shifts_count import Roster, cost_of, violations


@dataclass(frozen=True)
class Found:
    """A roster, if there is one, and the bound the solver claims."""

    roster: Roster | None
    bound: float


def peer(solve: Callable[[Instance, float, int], Found]) -> None:
    """Run a peer from the command line."""

    @click.command()
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--seconds", type=click.FloatRange(min=1), required=True)
    @click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
    @click.option("--out", type=click.Path(path_type=Path), required=True)
    def command(file: Path, seconds: float, workers: int, out: Path) -> None:
        start = perf_counter()
        instance = read_instance(file)
        found = solve(instance, seconds, workers)
        if found.roster is not None:
            out.write_text(json.dumps({"roster": found.roster}, ensure_ascii=False), encoding="utf-8")
        figures = {
            "instance": file.stem,
            "objective": None if found.roster is None else cost_of(instance, found.roster),
            "bound": math.ceil(found.bound - 1e-6) if math.isfinite(found.bound) else None,
            "seconds": round(perf_counter() - start, 1),
            "cpu_seconds": round(cpu_seconds(), 1),
            "peak_mb": peak_megabytes(),
            "violations": None if found.roster is None else len(violations(instance, found.roster)),
        }
        click.echo(json.dumps(figures))

    command()
