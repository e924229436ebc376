"""`care rounds export N` and `care rounds replay N`."""

from __future__ import annotations

import json
import sys
import zlib
from pathlib import Path
from typing import Any

import click

from app import create_app
from app.actors import SYSTEM
from app.config import Settings
from app.database import db
from app.jobs.round_kinds import KINDS
from app.models.rounds import Round
from app.operations.traces import record
from app.running.commands import data_option
from app.running.refusals import CannotRun

FORMAT, VERSION = "care-circle/round", 1


@click.group()
def rounds() -> None:
    """Write a round down, or repeat it."""


@rounds.command()
@click.argument("number", type=int)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="File to write (default: the screen).")
@data_option
def export(number: int, out: Path | None) -> None:
    """Write round NUMBER as JSON: its problem (pseudonyms only), settings, versions and outcome."""
    with create_app(Settings.from_environment()).app_context():
        text = json.dumps(document(kept_round(number)), ensure_ascii=False, indent=1)
        record(SYSTEM, "export", "round", kept_round(number).public_id)
    if out is None:
        click.echo(text)
    else:
        out.write_text(text + "\n")
        click.echo(f"{out}: round {number}.")


@rounds.command()
@click.argument("number", type=int)
@data_option
def replay(number: int) -> None:
    """Solve round NUMBER again with its own problem and settings; exit 1 when the plan is another one."""
    with create_app(Settings.from_environment()).app_context():
        this = kept_round(number)
        if not this.plan_hash:
            raise CannotRun(f"Round {number} has no plan to compare with: it is {this.state}.")
        kind = KINDS[this.kind]
        problem = kind.solver().load_problem(problem_text(this))
        before, seed, workers = this.plan_hash, this.seed, this.workers
        limit = {"seconds": this.seconds} if this.iterations is None else {"iterations": this.iterations}
        db.session.remove()
    outcome = kind.solver().solve(problem, **limit, seed=seed, workers=workers)
    now = kind.plan_hash(outcome)
    click.echo(json.dumps({"round": number, "same": now == before, "plan_hash": before, "replayed": now}))
    if now != before:
        sys.exit(1)


def kept_round(number: int) -> Round:
    """Return the round of that number with a kept problem; raise CannotRun."""
    this = db.session.get(Round, number)
    if this is None:
        raise CannotRun(f"There is no round {number}: the number stands on its page.")
    if this.problem is None:
        raise CannotRun(f"Round {number} was never solved: it is {this.state}.")
    return this


def problem_text(this: Round) -> str:
    """Return the problem a round solved, in the JSON form of its kind."""
    return zlib.decompress(this.problem or b"").decode()


def document(this: Round) -> dict[str, Any]:
    """Return a round as JSON values."""
    return {
        "format": FORMAT,
        "version": VERSION,
        "round": this.id,
        "kind": this.kind,
        "state": this.state,
        "asked_at": this.created_at.isoformat(),
        "programme_version": this.programme_version.number,
        "settings": {
            "seconds": this.seconds,
            "iterations": this.iterations,
            "seed": this.seed,
            "workers": this.workers,
        },
        "plan_hash": this.plan_hash,
        "outcome": this.outcome,
        "problem": json.loads(problem_text(this)),
    }
