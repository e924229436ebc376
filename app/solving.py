"""`care solve` and `care check`: problem files in, solution files and one line of JSON out. Knows no Flask."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, TypeVar

import click

from app import matching
from app.matching import CirclesOutcome
from app.planning.reasons import Reason
from app.planning.refusals import Refusal
from app.scheduling import rota
from app.scheduling.rota import RotaOutcome

Read = TypeVar("Read")
Outcome = CirclesOutcome | RotaOutcome


@dataclass(frozen=True, slots=True)
class Kind:
    """What the files of one kind of round are read, solved, written and checked with."""

    load_problem: Callable[[str], Any]
    load_solution: Callable[[str], Any]
    solve: Callable[..., Outcome]
    written: Callable[[Any, Any], str]
    check: Callable[[Any, Any], list[Reason]]


def _circles_written(problem: matching.Problem, outcome: CirclesOutcome) -> str:
    openings = matching.Explainer(problem, outcome.plan).openings()
    return matching.dump_solution(outcome, [asdict(opening) for opening in openings])


def _rota_written(problem: rota.RotaProblem, outcome: RotaOutcome) -> str:
    explainer = rota.Explainer(problem, outcome.rota.assignments)
    shifts, places = explainer.shifts(), explainer.open_places()
    return rota.dump_solution(outcome, [asdict(shift) for shift in shifts], [asdict(place) for place in places])


KINDS = {
    "circles": Kind(matching.load_problem, matching.load_solution, matching.solve, _circles_written, matching.check),
    "rota": Kind(rota.load_problem, rota.load_solution, rota.solve, _rota_written, rota.check),
}

#: fault code: (what is wrong, what to do), filled with the refusal's facts
SENTENCES = {
    "not_json": ("is not JSON (line {line}, column {column})", "Repair the text there."),
    "missing": ("is missing", "Add it; docs/formats.md tells what it holds."),
    "unknown_field": ("is not a field of this format", "Remove it or correct its spelling."),
    "wrong_type": ("is {found}, not {wanted}", "Write a value of that type."),
    "wrong_version": ("is version {found}, this program reads version {wanted}", "Write the file again."),
    "bad_date": ("is {found!r}, not a date", "Write it like 2026-09-01."),
    "not_one_of": ("is {found!r}", "Write one of: {wanted}."),
    "out_of_range": ("is {found}", "Write a number from {least} to {most}."),
    "duplicate_id": ("repeats {found!r}", "Keep it once."),
    "unknown_id": ("names {found!r}, which is not in the file", "Correct the name or add what it means."),
    "empty": ("is empty", "Give at least one."),
    "overlapping_spans": (
        "begins at {found}, before the span before it ends",
        "Begin at {least} or later, or join them.",
    ),
    "one_of_two": ("stands beside {wanted} or both are missing", "Write exactly one of the two."),
    "exclusive_and_shared": (
        "names {found!r}, a kind that also fills a shared role",
        "Let the kind fill only one sort.",
    ),
}


class BadFile(click.ClickException):
    """A file that cannot be used: one sentence, exit 2."""

    exit_code = 2


def solve_file(
    kind: str,
    problem_path: Path,
    out: Path,
    seconds: float | None = None,
    iterations: int | None = None,
    workers: int = 1,
    seed: int = 0,
) -> dict[str, Any]:
    """Solve a problem file of this kind, write the solution whole or not at all, and return the figures of the run."""
    files = _kind(kind)
    start = perf_counter()
    problem = _read(problem_path, files.load_problem)
    outcome = files.solve(problem, seconds=seconds, iterations=iterations, workers=workers, seed=seed)
    _write_whole(out, files.written(problem, outcome))
    return _figures(outcome, perf_counter() - start)


def check_file(kind: str, problem_path: Path, solution_path: Path) -> list[str]:
    """Every violation of a solution file of this kind, one line each."""
    files = _kind(kind)
    problem = _read(problem_path, files.load_problem)
    outcome = _read(solution_path, files.load_solution)
    return [
        f"{found.code}: " + " ".join(f"{name}={value}" for name, value in found.facts)
        for found in files.check(problem, outcome)
    ]


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise BadFile(f"{kind}: not a kind of problem this program solves. Choose one of: {', '.join(KINDS)}.")
    return KINDS[kind]


def _figures(outcome: Outcome, seconds: float) -> dict[str, Any]:
    deciding = outcome.deciding_wish
    return {
        "status": outcome.status.value,
        "objective": deciding.value if deciding else 0,
        "bound": deciding.bound if deciding else 0,
        "gap": outcome.gap,
        "wanted": outcome.wanted,
        "filled": outcome.filled,
        "seconds": round(seconds, 2),
        "peak_mb": round(_peak_megabytes()),
        "wishes": [{"name": wish.code, "value": wish.value, "bound": wish.bound} for wish in outcome.wishes],
    }


def _read(path: Path, load: Callable[[str], Read]) -> Read:
    try:
        return load(path.read_text(encoding="utf-8-sig"))
    except Refusal as refusal:
        raise BadFile(f"{path}: {in_words(refusal)}") from None
    except UnicodeDecodeError:
        raise BadFile(f"{path}: is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as fault:
        raise BadFile(f"{path}: cannot be read ({fault.strerror}). Check the path.") from None


def in_words(refusal: Refusal) -> str:
    """One sentence: where, what is wrong, what to do."""
    wrong, remedy = SENTENCES[refusal.code]
    facts = {
        name: ", ".join(map(str, fact)) if isinstance(fact, list) else fact for name, fact in refusal.facts.items()
    }
    return f"{refusal.path or '$'} {wrong}. {remedy}".format(**facts)


def _write_whole(path: Path, text: str) -> None:
    """Write beside and rename, so that a broken run leaves no half file."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(path)
    except OSError as fault:
        beside.unlink(missing_ok=True)
        raise BadFile(f"{path}: cannot be written ({fault.strerror}). Choose another place with --out.") from None


def _peak_megabytes() -> float:
    """Peak memory of this process; the system counts kilobytes on Linux and bytes on macOS."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("problem", type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Where the solution goes.")
@click.option(
    "--seconds", type=click.FloatRange(min=0), help="End earlier after so long; the plan then depends on speed."
)
@click.option("--iterations", type=click.IntRange(min=0), help="Search rounds: the same number gives the same plan.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Searches side by side.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of the search's random choices."
)
def solve(
    kind: str, problem: Path, out: Path, seconds: float | None, iterations: int | None, workers: int, seed: int
) -> None:
    """Solve a problem file and print one line of JSON about the run."""
    click.echo(json.dumps(solve_file(kind, problem, out, seconds, iterations, workers, seed)))


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("problem", type=click.Path(path_type=Path))
@click.argument("solution", type=click.Path(path_type=Path))
def check(kind: str, problem: Path, solution: Path) -> None:
    """Recount a solution without the solver; print every violation and exit 1 if there is one."""
    violations = check_file(kind, problem, solution)
    for line in violations:
        click.echo(line)
    if violations:
        sys.exit(1)
    click.echo("No violation found.")


@click.group()
def solving() -> None:
    """Solve and check problem files."""


solving.add_command(solve)
solving.add_command(check)

if __name__ == "__main__":
    solving()
