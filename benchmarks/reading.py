"""What every benchmark command shares: reading a file or ending with one sentence, and what the run took."""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from benchmarks.shifts import BadInstance, Instance, read

Found = TypeVar("Found")


def read_instance(file: Path) -> Instance:
    """Read a shift-scheduling instance or end with one sentence."""
    return read_with(read, file)


def read_with(reader: Callable[[str], Found], file: Path) -> Found:
    """Read any instance or end with one sentence."""
    try:
        return reader(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as fault:
        raise click.ClickException(f"{file} cannot be read: {fault}. Check the path.") from None
    except BadInstance as fault:
        raise click.ClickException(f"{file}: {fault}") from None


def cpu_seconds() -> float:
    """Processor seconds of this process and of those it waited for."""
    mine, theirs = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return mine.ru_utime + mine.ru_stime + theirs.ru_utime + theirs.ru_stime


def peak_megabytes() -> int:
    """Peak memory of this process; the system counts kilobytes on Linux and bytes on macOS."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10))


def write_answer(out: Path, answer: dict[str, Any]) -> None:
    """Write an answer as JSON or end with one sentence."""
    try:
        out.write_text(json.dumps(answer, ensure_ascii=False), encoding="utf-8")
    except OSError as fault:
        raise click.ClickException(f"{out} cannot be written: {fault}. Choose another place with --out.") from None
