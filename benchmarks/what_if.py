"""What would it take in a solved county: seconds of the ladder for a child, a township and all, and of where to recruit."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import click

from app.matching import Plan, Problem, load_problem, load_solution
from app.matching.relaxations import Around
from app.models.what_ifs import Question
from app.queries.what_ifs import Matter, search
from benchmarks.reading import peak_megabytes

_VILLAGE = 3
"""Letters of a sample county's village codes after those of its township."""


@dataclass(frozen=True)
class Answered:
    """One question: processor seconds, seconds by the clock, changes tried, and what was found."""

    cpu: float
    wall: float
    tried: int
    found: dict[str, Any]

    @property
    def unproven(self) -> int:
        """Rungs of the ladder whose gain might be exceeded."""
        return sum(not gain["proven"] for gain in self.found.get("ladder", []))

    def figures(self) -> dict[str, Any]:
        """What is printed of it."""
        figures = {"cpu": round(self.cpu, 1), "seconds": round(self.wall, 1), "tried": self.tried}
        return {**figures, "open": self.found["open"], "unproven": self.unproven} if "open" in self.found else figures


class Questions:
    """A solved county that is asked."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self._problem, self._plan = problem, plan
        self._open = Counter[str]()
        for child, _role, count in Around(problem, plan).open_seats:
            self._open[child] += count

    def ask(self, question: Question, children: frozenset[str] | None, child: str | None = None) -> Answered:
        """Have one question answered as a worker does."""
        tried: list[int] = []
        wall, cpu = perf_counter(), process_time()
        found = search(Matter(question, self._problem, self._plan, children, child), tried.append)
        return Answered(process_time() - cpu, perf_counter() - wall, len(tried), found)

    def some_children(self, number: int) -> list[str]:
        """So many of the children with an open place, spread over all of them."""
        lacking = [child.id for child in self._problem.children if self._open[child.id]]
        return lacking[:: max(1, len(lacking) // number)][:number]

    def township(self) -> tuple[str, frozenset[str]]:
        """The township with most open places, and its children."""
        most = Counter[str]()
        for child in self._problem.children:
            most[child.place[:-_VILLAGE]] += self._open[child.id]
        ((township, _open),) = most.most_common(1)
        return township, frozenset(c.id for c in self._problem.children if c.place.startswith(township))


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("plan", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--children", type=click.IntRange(min=1), default=10, show_default=True, help="Ask about so many.")
@click.option("--of-all/--no-of-all", default=True, show_default=True, help="Ask about the whole round too.")
def what_if(file: Path, plan: Path, children: int, of_all: bool) -> None:
    """What would it take, FILE solved as PLAN says; reading is not counted. Townships as sample counties code them."""
    questions = Questions(
        load_problem(file.read_text(encoding="utf-8")), load_solution(plan.read_text(encoding="utf-8")).plan
    )
    asked = [questions.ask(Question.LIMITS, frozenset({one}), one) for one in questions.some_children(children)]
    if not asked:
        raise click.ClickException("No child of this plan lacks anybody, so nothing can be asked. Give another plan.")
    township, theirs = questions.township()
    figures: dict[str, Any] = {
        "instance": file.stem,
        "children_asked": len(asked),
        "child_cpu_mean": round(sum(one.cpu for one in asked) / len(asked), 1),
        "child_cpu_slowest": round(max(one.cpu for one in asked), 1),
        "child_seconds_slowest": round(max(one.wall for one in asked), 1),
        "township": {"code": township, **questions.ask(Question.LIMITS, theirs).figures()},
        "township_recruiting": questions.ask(Question.PLACES, theirs).figures(),
    }
    if of_all:
        figures["all"] = questions.ask(Question.LIMITS, None).figures()
        figures["all_recruiting"] = questions.ask(Question.PLACES, None).figures()
    click.echo(json.dumps({**figures, "peak_mb": peak_megabytes()}))
