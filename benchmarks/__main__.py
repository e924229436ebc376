"""``python -m benchmarks``: the product's own solvers on public instances. See benchmarks/README.md."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from time import perf_counter

import click

from app.matching import load_problem
from app.scheduling import rota
from benchmarks import county_command, gap_command, gap_table, one_doctor, sparse_table, table, what_if
from benchmarks.family import SHIFTS, Run
from benchmarks.reading import cpu_seconds, peak_megabytes
from benchmarks.shifts import as_answer, as_problem, constant
from benchmarks.shifts_like import SCARCITY, write_instance
from benchmarks.turnover import Lived, Turnover, sample_of, simulate


@click.group()
def benchmarks() -> None:
    """Solve public instances with the product's own solvers and print one line of JSON each."""


@benchmarks.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--seconds", type=click.FloatRange(min=1), help="How long to search; without it, by iterations.")
@click.option("--iterations", type=click.IntRange(min=0), help="Neighbourhoods: the same number gives the same answer.")
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Searches side by side, two at most."
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the search's random choices."
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the answer goes, as JSON.")
def shifts(file: Path, seconds: float | None, iterations: int | None, workers: int, seed: int, out: Path) -> None:
    """A shift-scheduling instance of Curtois and Qu."""
    run = Run(SHIFTS, file)
    problem = as_problem(run.instance, file.stem)
    importlib.import_module("app.scheduling.rota.solver")  # loading the compiled search counts as well
    left = None if seconds is None else max(0.5, seconds - run.seconds)
    outcome = rota.solve(problem, seconds=left, iterations=iterations, workers=workers, seed=seed)
    (wish,) = outcome.wishes
    run.end(as_answer(run.instance, outcome.rota.assignments), constant(run.instance) - wish.bound, out)


@benchmarks.command()
@click.option("--people", type=click.IntRange(1, 1000), default=120, show_default=True, help="How many may be asked.")
@click.option("--kinds", type=click.IntRange(1, 60), default=18, show_default=True, help="Kinds of shift a day.")
@click.option("--days", type=click.IntRange(14, 364), default=28, show_default=True, help="Days, from a Monday.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of everything drawn.")
@click.option(
    "--scarcity",
    type=click.IntRange(0, 13),
    default=SCARCITY,
    show_default=True,
    help="Kinds of 14 short of one person.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the instance goes.")
def shifts_like(people: int, kinds: int, days: int, seed: int, scarcity: int, out: Path) -> None:
    """Write a shift-scheduling instance of the same family, of any size."""
    try:
        out.write_text(write_instance(people, kinds, days, seed, scarcity), encoding="utf-8")
    except OSError as fault:
        raise click.ClickException(f"{out} cannot be written: {fault}. Choose another place with --out.") from None


@benchmarks.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--children", type=click.IntRange(min=1), default=40, show_default=True, help="The first so many of them."
)
@click.option("--rounds", type=click.IntRange(1, 60), default=6, show_default=True, help="Months to live through.")
@click.option("--percent", type=click.IntRange(1, 50), default=10, show_default=True, help="Who leaves each month.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of who leaves and who comes.")
@click.option("--iterations", type=click.IntRange(min=0), default=2, show_default=True, help="Search rounds afresh.")
@click.option("--seconds", type=click.FloatRange(min=1), help="For each round afresh; may end it earlier.")
def turnover(
    file: Path, children: int, rounds: int, percent: int, seed: int, iterations: int, seconds: float | None
) -> None:
    """Circles kept and repaired against circles planned afresh while supporters come and go."""
    start = perf_counter()
    problem = sample_of(load_problem(file.read_text(encoding="utf-8")), children)
    found = simulate(problem, rounds=rounds, percent=percent, seed=seed, iterations=iterations, seconds=seconds)
    per_child = {name: round(lived.interruptions / found.children, 3) for name, lived in _ways(found).items()}
    figures = {
        "instance": file.stem,
        "children": found.children,
        "supporters": found.supporters,
        "rounds": found.rounds,
        "left": found.leavers,
        "interruptions_per_child": per_child,
        "factor": round(found.factor, 2),
        **{name: vars(lived) for name, lived in _ways(found).items()},
        "seconds": round(perf_counter() - start, 1),
    }
    click.echo(json.dumps(figures))


def _ways(found: Turnover) -> dict[str, Lived]:
    return {"ours": found.ours, "afresh": found.afresh}


@benchmarks.command()
@click.option("--children", type=click.IntRange(1, 10_000_000), required=True, help="How many children.")
@click.option("--roles", type=click.IntRange(1, 8), default=1, show_default=True, help="Roles, one pool after another.")
@click.option("--hours", is_flag=True, help="Supporters have weekly hours besides a caseload.")
@click.option("--siblings", is_flag=True, help="One child in six has a sibling who gets the same supporter.")
@click.option("--windows", is_flag=True, help="Every pair needs a weekly meeting time of its own.")
@click.option("--seconds", type=click.FloatRange(min=1), help="For each role, its candidates included.")
@click.option("--nodes", type=click.IntRange(min=1), help="Work a child instead: the same number gives the same plan.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Threads.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of county and search.")
def sparse(
    children: int, roles: int, hours: bool, siblings: bool, windows: bool,
    seconds: float | None, nodes: int | None, workers: int, seed: int,
) -> None:  # fmt: skip
    """Invented circles of any size, at the density of real counties."""
    engine = importlib.import_module("benchmarks.sparse")
    engine.compile_kernels()  # installed once; not part of any round
    begun = cpu_seconds()
    figures = engine.solve_roles(
        children, roles, engine.Kinds(hours, siblings, windows),
        seconds=seconds, nodes=nodes, workers=workers, seed=seed,
    )  # fmt: skip
    click.echo(json.dumps({**figures, "cpu_seconds": round(cpu_seconds() - begun, 1), "peak_mb": peak_megabytes()}))


for command in (
    county_command.county,
    table.compare,
    gap_command.gap,
    gap_command.gap_like,
    gap_table.gap_compare,
    sparse_table.sparse_compare,
    one_doctor.one_doctor,
    what_if.what_if,
):
    benchmarks.add_command(command)

if __name__ == "__main__":
    benchmarks(prog_name="python -m benchmarks")
