"""``python -m benchmarks gap``: a generalised assignment instance on the engine of the pools."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from time import perf_counter

import click

from benchmarks.gap import as_agents, as_pool, read_gap
from benchmarks.gap_count import cost_of, violations
from benchmarks.gap_like import FAMILIES, make_gap, write_gap
from benchmarks.reading import cpu_seconds, peak_megabytes, read_with, write_answer


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--seconds", type=click.FloatRange(min=1), help="How long to search; without it, by nodes.")
@click.option("--nodes", type=click.IntRange(min=1), help="Tries for each job: the same number gives the same answer.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Threads side by side.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the search's random choices."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the answer goes, as JSON.")
def gap(file: Path, seconds: float | None, nodes: int | None, workers: int, seed: int, out: Path) -> None:
    """A generalised assignment instance: every job to one agent, as cheaply as their capacities allow."""
    start = perf_counter()
    instance = read_with(read_gap, file)
    pool = as_pool(instance)
    engine = importlib.import_module("app.matching.pools.solver")  # loading the compiled search counts as well
    left = None if seconds is None else max(0.5, seconds - (perf_counter() - start) - 0.5)
    answer = engine.solve_pool(pool, seconds=left, nodes=nodes, workers=workers, seed=seed).answer
    agents = as_agents(instance, answer.arc)
    write_answer(out, {"agent_of_job": agents})
    figures = {
        "instance": file.stem,
        "objective": cost_of(instance, agents),
        "bound": answer.bound,
        "seconds": round(perf_counter() - start, 1),
        "cpu_seconds": round(cpu_seconds(), 1),
        "peak_mb": peak_megabytes(),
        "violations": len(violations(instance, agents)),
    }
    click.echo(json.dumps(figures))


@click.command()
@click.option("--family", type=click.Choice(list(FAMILIES)), default="d", show_default=True)
@click.option("--agents", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--jobs", type=click.IntRange(1, 100_000), default=100, show_default=True)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of everything drawn.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the instance goes.")
def gap_like(family: str, agents: int, jobs: int, seed: int, out: Path) -> None:
    """Write a generalised assignment instance of a family of the literature, of any size."""
    try:
        out.write_text(write_gap(make_gap(family, agents, jobs, seed)), encoding="utf-8")
    except OSError as fault:
        raise click.ClickException(f"{out} cannot be written: {fault}. Choose another place with --out.") from None
