"""`care rounds export N` and `care rounds replay N`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from app import create_app
from app.actors import SYSTEM
from app.config import Settings
from app.database import db
from app.jobs.round_kinds import KINDS
from app.jobs.rounds import versions
from app.models.rounds import Round
from app.operations.traces import record
from app.planning.refusals import Refusal
from app.running.commands import data_option
from app.running.refusals import CannotRun
from app.running.round_files import Solved, document, read_solved, solved_of
from app.solving import BadFile, in_words


@click.group()
def rounds() -> None:
    """Write a round down, or repeat it."""


@rounds.command()
@click.argument("number", type=int)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write (default: the screen).")
@data_option
def export(number: int, out: Path | None) -> None:
    """Write round NUMBER as JSON: its problem (pseudonyms only), settings, versions, effort, outcome and plan hash."""
    with create_app(Settings.from_environment()).app_context():
        this = kept_round(number)
        text = json.dumps(document(this), ensure_ascii=False, indent=1)
        record(SYSTEM, "export", "round", this.public_id)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text + "\n", encoding="utf-8")
        click.echo(f"{out}: round {number}.")


@rounds.command()
@click.argument("which", metavar="NUMBER_OR_FILE")
@data_option
def replay(which: str) -> None:
    """Solve a round again from its own problem and settings, by its NUMBER here or from an exported FILE.

    Exit 0 when the plan is the same; exit 1, with a sentence that names the reason, when it is another one. A round that
    the clock cut is repeated step by step, so it may take longer than its seconds here.
    """
    solved = solved_here(int(which)) if which.isdecimal() else read_solved(Path(which))
    if not solved.plan_hash:
        raise CannotRun(f"Round {solved.number} has no plan to compare with.")
    now = plan_hash_of(solved, which)
    same = now == solved.plan_hash
    told = {"round": solved.number, "same": same, "plan_hash": solved.plan_hash, "replayed": now}
    click.echo(json.dumps(told))
    if not same:
        click.echo(f"care: {why_different(solved, versions())}", err=True)
        sys.exit(1)


def solved_here(number: int) -> Solved:
    """Return what a round of this installation solved; raise CannotRun."""
    with create_app(Settings.from_environment()).app_context():
        solved = solved_of(kept_round(number))
        db.session.remove()
    return solved


def kept_round(number: int) -> Round:
    """Return the round of that number; raise CannotRun."""
    this = db.session.get(Round, number)
    if this is None:
        raise CannotRun(f"There is no round {number}: the number stands on its page.")
    return this


def plan_hash_of(solved: Solved, which: str) -> str:
    """Solve again and return the hash of the plan; raise BadFile when the problem is none."""
    if solved.kind not in KINDS:
        raise BadFile(f"{which}: $.kind is {solved.kind!r}. Write one of: {', '.join(KINDS)}.")
    kind = KINDS[solved.kind]
    try:
        problem = kind.solver().load_problem(solved.problem)
    except Refusal as refusal:
        raise BadFile(f"{which}: in $.problem, {in_words(refusal)}") from None
    repeat = {"repeat": solved.effort} if kind.repeats and solved.effort is not None else {}
    outcome = kind.solver().solve(problem, seconds=solved.seconds, seed=solved.seed, workers=solved.workers, **repeat)
    return kind.plan_hash(outcome)


def why_different(solved: Solved, here: dict[str, str]) -> str:
    """Say why a replay gave another plan, as far as it can be known."""
    other = [
        f"{name} {there} there, {here.get(name, 'none')} here"
        for name, there in solved.versions.items()
        if here.get(name) != there
    ]
    if other:
        return f"The plan is another one. The versions differ: {'; '.join(other)}. Replay it with the same versions."
    if solved.effort is None and (solved.cut or not KINDS[solved.kind].repeats):
        return (
            "The plan is another one. The clock ended this search and the steps it had done were not kept, "
            "so how far it comes depends on the machine."
        )
    return (
        "The plan is another one although versions, problem and steps are the same: either the file was changed, or this "
        "is a fault of the program. Keep the file and tell whoever maintains it."
    )
