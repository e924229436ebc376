"""Seeded draws: the same seed gives the same people, whatever else is generated before or after.

Each topic has a stream of its own. Shares are met exactly (largest remainder) rather than on average, so that
a county of 1,260 really has its 3 % in the closest rhythm.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def stream(seed: int, *topic: str) -> np.random.Generator:
    """A generator for one topic of one county; independent of all other topics."""
    return np.random.default_rng([seed, *(zlib.crc32(word.encode()) for word in topic)])


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Split `total` into whole parts proportional to `weights` (largest remainder; ties to the earlier one)."""
    whole = float(sum(weights))
    exact = [total * w / whole for w in weights]
    parts = [int(x) for x in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: total - sum(parts)]:
        parts[i] += 1
    return parts


def dealt(rng: np.random.Generator, total: int, shares: Mapping[T, float]) -> list[T]:
    """`total` values in random order, each as often as its share says."""
    values = list(shares)
    counts = apportion(total, [shares[v] for v in values])
    deck = [v for v, n in zip(values, counts, strict=True) for _ in range(n)]
    return [deck[i] for i in rng.permutation(total)]


def marked(rng: np.random.Generator, total: int, share: float) -> list[bool]:
    """`total` flags in random order, of which `share` are set."""
    return dealt(rng, total, {True: share, False: 1.0 - share})


def some(rng: np.random.Generator, pool: Sequence[T], fewest: int, most: int) -> tuple[T, ...]:
    """Between `fewest` and `most` different members of `pool`, in the pool's order."""
    count = int(rng.integers(fewest, most + 1))
    return tuple(pool[i] for i in sorted(rng.permutation(len(pool))[:count].tolist()))


def one(rng: np.random.Generator, pool: Sequence[T]) -> T:
    """One member of `pool`."""
    return pool[int(rng.integers(len(pool)))]
