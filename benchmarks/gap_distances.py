"""How far answers to generalised assignment instances lie from the best there is, and what that comes to for each family."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Told = dict[str, Any]
"""The line a solver printed; empty when it failed."""


def reference(known: int | None, told: Iterable[Told]) -> int | None:
    """What costs are measured against: the best known cost, else the best bound anybody proved, if anybody did.

    A bound above a sound answer is nobody's proof; then that answer is the reference.
    """
    if known is not None:
        return known
    lines = [line for line in told if line]
    bounds = [int(line["bound"]) for line in lines if line.get("bound") is not None]
    costs = [int(line["objective"]) for line in lines if sound(line)]
    return min([max(bounds), *costs]) if bounds else None


def sound(told: Told) -> bool:
    """Whether there is an answer and it breaks no rule."""
    return told.get("objective") is not None and not told["violations"]


def distance(told: Told, best: int | None) -> float | None:
    """How far a cost lies above the best, per cent; None without a sound answer."""
    if not sound(told) or not best:
        return None
    return 100 * (float(told["objective"]) - best) / best


def family(name: str) -> str:
    """`d` of d20100, `gap` of gap1-0."""
    letters = re.match(r"[a-z]+", name)
    return letters.group() if letters else name


def summary(found: Mapping[str, Mapping[str, Told]], far: Mapping[str, Mapping[str, float | None]]) -> Iterator[str]:
    """A table of what each solver reached on each family and on all: answers, mean and worst distance, proofs."""
    families: dict[str, list[str]] = {}
    for name in found:
        families.setdefault(family(name), []).append(name)
    yield ""
    yield "| family | " + " | ".join(far) + " |"
    yield "|---" * (1 + len(far)) + "|"
    for letter, names in [*sorted(families.items()), ("all", list(found))]:
        yield f"| {letter} | " + " | ".join(_reached(solver, names, found, far) for solver in far) + " |"


def _reached(
    solver: str, names: list[str], found: Mapping[str, Mapping[str, Told]],
    far: Mapping[str, Mapping[str, float | None]],
) -> str:  # fmt: skip
    reached = [value for name in names if (value := far[solver].get(name)) is not None]
    if not reached:
        return f"0 of {len(names)}"
    lines = [found[name][solver] for name in names]
    proven = sum(sound(line) and line["bound"] == line["objective"] for line in lines)
    mean, worst = sum(reached) / len(reached), max(reached)
    return f"{len(reached)} of {len(names)}, mean {mean:.3f} %, worst {worst:.3f} %, {proven} proven"
