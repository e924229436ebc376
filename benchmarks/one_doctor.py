"""One supporter with many children leaves a solved county: how long a repair takes, and what it touches."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter, process_time

import click

from app.matching import Problem, load_problem, load_solution
from app.matching.changes import SupporterGone
from app.matching.repair import USUAL_BUDGET, Repairs, repairs


@dataclass(frozen=True)
class OneGone:
    """One supporter left: processor seconds and seconds by the clock of the repair, and what it proposes.

    `changed`: the roles of all pairs that come or go; `covered`, `named`: seats the fullest proposal fills, and those
    told with the smallest change that would.
    """

    supporter: str
    cpu: float
    wall: float
    changed: frozenset[str]
    covered: int
    named: int


def everyone_full(problem: Problem, kinds: tuple[str, ...]) -> Problem:
    """The same problem in which supporters of these kinds have places for whom they stand beside, and no more."""
    load = Counter(pair.supporter for pair in problem.existing)
    supporters = tuple(
        replace(one, caseload=max(1, load[one.id]), sibling_caseload=None) if one.kind in kinds else one
        for one in problem.supporters
    )
    return replace(problem, supporters=supporters)


def leave_one_by_one(problem: Problem, role: str, children: int, most: int | None = None) -> list[OneGone]:
    """Repair the county for each supporter who stands beside exactly so many children in this role, each by itself."""
    load = Counter(pair.supporter for pair in problem.existing if pair.role == role)
    leaving = [one for one, count in load.most_common() if count == children]
    return [_gone(problem, one) for one in leaving[:most]]


def _gone(problem: Problem, supporter: str) -> OneGone:
    wall, cpu = perf_counter(), process_time()
    found = repairs(problem, [SupporterGone(supporter)], budget=USUAL_BUDGET)
    wall, cpu = perf_counter() - wall, process_time() - cpu
    return OneGone(supporter, cpu, wall, _roles(found), _covered(found), len(found.uncovered))


def _roles(found: Repairs) -> frozenset[str]:
    return frozenset(pair.role for one in found.proposals for pair in (*one.joins, *one.leaves))


def _covered(found: Repairs) -> int:
    return len(found.changed.gaps) - min(
        (len(one.left_open) for one in found.proposals), default=len(found.changed.gaps)
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("plan", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--role", default="doctor", show_default=True, help="In which the one who leaves stands beside them.")
@click.option(
    "--children", type=click.IntRange(min=1), default=15, show_default=True, help="How many they stand beside."
)
@click.option("--most", type=click.IntRange(min=1), help="Only so many of those who do, each by itself.")
@click.option("--full", multiple=True, metavar="KIND", help="Supporters of this kind have no place left.")
def one_doctor(file: Path, plan: Path, role: str, children: int, most: int | None, full: tuple[str, ...]) -> None:
    """A repair for each supporter with so many children, FILE solved as PLAN says; reading is not counted."""
    problem = load_problem(file.read_text(encoding="utf-8"))
    standing = replace(problem, existing=load_solution(plan.read_text(encoding="utf-8")).plan.pairs)
    gone = leave_one_by_one(everyone_full(standing, full), role, children, most)
    if not gone:
        raise click.ClickException(f"Nobody stands beside {children} children as {role}. Give another --children.")
    figures = {
        "instance": file.stem,
        "left": len(gone),
        "roles_changed": sorted(frozenset().union(*(one.changed for one in gone))),
        "covered": sum(one.covered for one in gone),
        "named": sum(one.named for one in gone),
        "cpu_mean": round(sum(one.cpu for one in gone) / len(gone), 2),
        "cpu_slowest": round(max(one.cpu for one in gone), 2),
        "seconds_mean": round(sum(one.wall for one in gone) / len(gone), 2),
        "seconds_slowest": round(max(one.wall for one in gone), 2),
    }
    click.echo(json.dumps(figures))
