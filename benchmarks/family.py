"""What a family of public instances needs to be measured: a reader, a counter, and the line of JSON a run prints."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Generic, TypeVar

import click

from benchmarks import gap_count, shifts, shifts_count
from benchmarks.gap import Assignment, read_gap
from benchmarks.reading import cpu_seconds, peak_megabytes, read_with, write_answer
from benchmarks.shifts_count import Roster

Instance = TypeVar("Instance")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Family(Generic[Instance, Answer]):
    """`name` is the word an answer stands under in its file; costs and violations are counted from the instance alone."""

    name: str
    read: Callable[[str], Instance]
    cost_of: Callable[[Instance, Answer], int]
    violations: Callable[[Instance, Answer], list[str]]


SHIFTS: Family[shifts.Instance, Roster] = Family("roster", shifts.read, shifts_count.cost_of, shifts_count.violations)
GAP: Family[Assignment, list[int]] = Family("agent_of_job", read_gap, gap_count.cost_of, gap_count.violations)


class Run(Generic[Instance, Answer]):
    """One run on a file of a family, timed from the moment the file is opened; ends with one sentence if it cannot be."""

    def __init__(self, family: Family[Instance, Answer], file: Path) -> None:
        self._start, self._family, self._name = perf_counter(), family, file.stem
        self.instance = read_with(family.read, file)

    @property
    def seconds(self) -> float:
        """Since the run began."""
        return perf_counter() - self._start

    def end(self, answer: Answer | None, bound: float, out: Path) -> None:
        """Write the answer if there is one, and print what was counted."""
        family = self._family
        if answer is not None:
            write_answer(out, {family.name: answer})
        figures: dict[str, Any] = {
            "instance": self._name,
            "objective": family.cost_of(self.instance, answer) if answer is not None else None,
            "bound": math.ceil(bound - 1e-6) if math.isfinite(bound) else None,
            "seconds": round(self.seconds, 1),
            "cpu_seconds": round(cpu_seconds(), 1),
            "peak_mb": peak_megabytes(),
            "violations": len(family.violations(self.instance, answer)) if answer is not None else None,
        }
        click.echo(json.dumps(figures))
