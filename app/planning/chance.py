"""Random numbers of the compiled kernels: one word of state, so that the same seed draws the same numbers everywhere."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

Word = NDArray[np.uint64]
"""The state of a generator."""


@njit(cache=True, nogil=True)
def draw(state: Any) -> float:
    """The next number in [0, 1) of the xorshift generator whose word stands in `state[0]` (Marsaglia 2003)."""
    word = state[0]
    word ^= word << np.uint64(13)
    word ^= word >> np.uint64(7)
    word ^= word << np.uint64(17)
    state[0] = word
    return float(word >> np.uint64(11)) / 9007199254740992.0


def word_of(*seeds: int) -> Word:
    """The state that belongs to these seeds; never zero, which would stay zero."""
    words = np.random.SeedSequence([abs(seed) for seed in seeds]).generate_state(1, dtype=np.uint64)
    return np.array([words[0] | np.uint64(1)], dtype=np.uint64)
