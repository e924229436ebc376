"""The command line every peer has; it prints the same line as the product's own commands."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic

import click

from benchmarks.family import Answer, Family, Instance, Run


@dataclass(frozen=True)
class Found(Generic[Answer]):
    """An answer, if there is one, and the bound the solver claims."""

    answer: Answer | None
    bound: float


def peer(family: Family[Instance, Answer], solve: Callable[[Instance, float, int], Found[Answer]]) -> None:
    """Run a peer on a file of this family from the command line."""

    @click.command()
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--seconds", type=click.FloatRange(min=1), required=True)
    @click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
    @click.option("--out", type=click.Path(path_type=Path), required=True)
    def command(file: Path, seconds: float, workers: int, out: Path) -> None:
        run = Run(family, file)
        found = solve(run.instance, seconds, workers)
        run.end(found.answer, found.bound, out)

    command()
