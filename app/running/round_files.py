"""A round as a file: all that is needed to solve it again on another machine, without a name in it."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.models.rounds import Round
from app.planning.documents import Record, parse, read_header, read_record
from app.planning.refusals import Refusal
from app.running.refusals import CannotRun
from app.solving import BadFile, in_words

FORMAT, VERSION = "care-circle/round", 1


@dataclass(frozen=True)
class Solved:
    """What was solved, with what, and which plan came of it."""

    number: int
    kind: str
    #: the problem in the JSON form of its kind
    problem: str
    seconds: int
    seed: int
    workers: int
    plan_hash: str
    versions: dict[str, str] = field(default_factory=dict)
    #: steps of each stage the plan depends on (planning.watch); None: not kept when this round was solved
    effort: dict[str, int] | None = None
    #: whether the clock or somebody ended the search
    cut: bool = False


def solved_of(this: Round) -> Solved:
    """Return a round's kept problem with what it was solved with; raise CannotRun when it was never solved."""
    if this.problem is None:
        raise CannotRun(f"Round {this.id} was never solved: it is {this.state}.")
    outcome = this.outcome
    return Solved(
        number=this.id,
        kind=this.kind,
        problem=zlib.decompress(this.problem).decode(),
        seconds=this.seconds,
        seed=this.seed,
        workers=this.workers,
        plan_hash=this.plan_hash,
        versions=outcome.get("versions", {}),
        effort=outcome.get("effort"),
        cut=outcome.get("status") == "stopped",
    )


def document(this: Round) -> dict[str, Any]:
    """Return a round as JSON values; raise CannotRun when it was never solved."""
    solved = solved_of(this)
    return {
        "format": FORMAT,
        "version": VERSION,
        "round": this.id,
        "kind": this.kind,
        "state": this.state,
        "asked_at": this.created_at.isoformat(),
        "programme_version": this.programme_version.number,
        "settings": {"seconds": this.seconds, "seed": this.seed, "workers": this.workers},
        "plan_hash": this.plan_hash,
        "outcome": this.outcome,
        "problem": json.loads(solved.problem),
    }


def read_solved(path: Path) -> Solved:
    """Return what a file written by `care rounds export` holds; raise BadFile with place and remedy."""
    try:
        return read_record(parse(path.read_text(encoding="utf-8-sig")), "$", _solved)
    except Refusal as refusal:
        raise BadFile(f"{path}: {in_words(refusal)}") from None
    except UnicodeDecodeError:
        raise BadFile(f"{path}: is not UTF-8 text. Save it as UTF-8.") from None
    except OSError as fault:
        raise BadFile(f"{path}: cannot be read ({fault.strerror}). Check the path.") from None


def _solved(record: Record) -> Solved:
    read_header(record, FORMAT, VERSION)
    for name in ("state", "asked_at"):
        record.text(name)
    record.whole("programme_version")
    seconds, seed, workers = record.record("settings", _settings)
    versions, effort, cut = record.record("outcome", _outcome)
    return Solved(
        number=record.whole("round"),
        kind=record.text("kind"),
        problem=record.record("problem", _as_text),
        seconds=seconds,
        seed=seed,
        workers=workers,
        plan_hash=record.text("plan_hash"),
        versions=versions,
        effort=effort,
        cut=cut,
    )


def _settings(record: Record) -> tuple[int, int, int]:
    return record.whole("seconds"), record.whole("seed"), record.whole("workers")


def _outcome(record: Record) -> tuple[dict[str, str], dict[str, int] | None, bool]:
    """What a replay needs of the outcome; the rest is for readers."""
    versions = record.record("versions", _versions) if record.has("versions") else {}
    effort = record.record("effort", _effort) if record.has("effort") else None
    cut = record.text("status", "") == "stopped"
    record.skip()
    return versions, effort, cut


def _versions(record: Record) -> dict[str, str]:
    return {name: record.text(name) for name in record.names()}


def _effort(record: Record) -> dict[str, int]:
    return {name: record.whole(name) for name in record.names()}


def _as_text(record: Record) -> str:
    record.skip()
    return json.dumps(record.fields())
