"""The command line every peer on sparse circles has: the county is drawn from its seed, as for the product's solver."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import click
import numpy as np
from numpy.typing import NDArray

from app.matching.pools import Answer, Pool, check
from app.matching.pools.model import Model, as_model
from benchmarks.reading import cpu_seconds, peak_megabytes
from benchmarks.sparse import county, role_pool


@dataclass(frozen=True)
class Found:
    """The columns chosen, if any were, and the value no plan exceeds as far as the solver knows."""

    columns: NDArray[np.int64] | None
    bound: float


def peer(solve: Callable[[Pool, Model, float, int], Found]) -> None:
    """Run a peer on one role of a drawn county; drawing it and building the model are not part of its seconds."""

    @click.command()
    @click.option("--children", type=click.IntRange(min=1), required=True)
    @click.option("--hours", is_flag=True)
    @click.option("--siblings", is_flag=True)
    @click.option("--windows", is_flag=True)
    @click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
    @click.option("--seconds", type=click.FloatRange(min=1), required=True)
    @click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
    def command(
        children: int, hours: bool, siblings: bool, windows: bool, seed: int, seconds: float, workers: int
    ) -> None:
        pool = role_pool(county(children, seed, siblings), 0, hours=hours, windows=windows)
        model = as_model(pool, np.arange(pool.arcs))
        begun, processor = perf_counter(), cpu_seconds()
        found = solve(pool, model, seconds, workers)
        figures = {
            **counted(pool, model, found),
            "seconds": round(perf_counter() - begun, 2),
            "cpu_seconds": round(cpu_seconds() - processor, 1),
            "peak_mb": peak_megabytes(),
        }
        click.echo(json.dumps(figures))

    command()


def counted(pool: Pool, model: Model, found: Found) -> dict[str, Any]:
    """Value, children left open and violations, counted from the pool alone by the checker of pools."""
    bound = math.floor(found.bound + 1e-6) if math.isfinite(found.bound) else None
    if found.columns is None:
        return {"value": None, "bound": bound, "open": None, "violations": None}
    child = model.child[found.columns]
    arc, window = np.full(pool.children, -1, dtype=np.int64), np.full(pool.children, -1, dtype=np.int8)
    arc[child], window[child] = model.arc[found.columns], model.window[found.columns]
    cost = pool.empty_cost - round(float(model.value[found.columns].sum()))
    twice = len(child) - len(np.unique(child))
    return {
        "value": pool.empty_cost - cost,
        "bound": bound,
        "open": int(pool.size[arc < 0].sum()),
        "violations": twice + len(check(pool, Answer(arc, cost, cost, window))),
    }
