"""``python -m benchmarks gap``: a generalised assignment instance on the engine of the pools."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from benchmarks.family import GAP, Run
from benchmarks.gap import as_agents, as_pool
from benchmarks.gap_like import FAMILIES, make_gap, write_gap


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
    run = Run(GAP, file)
    pool = as_pool(run.instance)
    engine = importlib.import_module("app.matching.pools.solver")  # loading the compiled search counts as well
    left = None if seconds is None else max(0.5, seconds - run.seconds - 0.5)
    answer = engine.solve_pool(pool, seconds=left, nodes=nodes, workers=workers, seed=seed).answer
    run.end(as_agents(run.instance, answer.arc), answer.bound, out)


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
