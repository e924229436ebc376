"""What every benchmark command shares: reading a file or ending with one sentence, and what the run took."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import click

from benchmarks.shifts import BadInstance, Instance, read


def read_instance(file: Path) -> Instance:
    """Read an instance or end with one sentence."""
    try:
        return read(file.read_text(encoding="utf-8-sig"))
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
