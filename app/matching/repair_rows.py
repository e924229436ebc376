"""Rows of a programme of zeros and ones, solved with HiGHS."""

from __future__ import annotations

import warnings

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

INFINITE = float("inf")


class ZeroOnes:
    """Rows of a programme of zeros and ones, bounded below and above."""

    def __init__(self) -> None:
        self.rows: list[tuple[dict[int, int], float, float]] = []
        self.settled: dict[int, int] = {}

    def copy(self) -> ZeroOnes:
        """The same rows, to be added to."""
        new = ZeroOnes()
        new.rows, new.settled = list(self.rows), dict(self.settled)
        return new

    def with_settled(self, settled: dict[int, int]) -> ZeroOnes:
        """The same rows with some of the zeros and ones settled: they count as what they are and leave the rows."""
        new = ZeroOnes()
        new.settled = self.settled | settled
        for row, least, most in self.rows:
            told = sum(value * settled[column] for column, value in row.items() if column in settled)
            open_ones = {column: value for column, value in row.items() if column not in settled}
            new.add(open_ones, least - told, most - told)
        return new

    def add(self, row: dict[int, int], least: float, most: float) -> None:
        """One more row: `least` <= sum <= `most`."""
        if row:
            self.rows.append((row, float(least), float(most)))

    def solve(self, aim: NDArray[np.float64], more: ZeroOnes) -> NDArray[np.int64] | None:
        """Zeros and ones of the least aim that these rows and `more` allow; None when there are none."""
        rows = self.rows + (more.with_settled(self.settled).rows if self.settled else more.rows)
        named = {column for row, _l, _m in rows for column in row} | set(map(int, np.flatnonzero(aim)))
        used = sorted(named - self.settled.keys())
        chosen = np.zeros(len(aim), dtype=np.int64)
        for column, value in self.settled.items():
            chosen[column] = value
        if not used:
            return chosen
        place = {column: index for index, column in enumerate(used)}
        data = [value for row, _l, _m in rows for value in row.values()]
        columns = [place[column] for row, _l, _m in rows for column in row]
        ends = np.cumsum([0, *(len(row) for row, _l, _m in rows)])
        table = csr_array((data, columns, ends), shape=(len(rows), len(used)), dtype=float)
        bounds = LinearConstraint(table, [least for _r, least, _m in rows], [most for _r, _l, most in rows])
        ones = np.ones(len(used))
        with warnings.catch_warnings():
            # HiGHS is silent only with an option that scipy hands on, but warns of
            warnings.simplefilter("ignore", RuntimeWarning)
            # its presolve takes seconds where few of many may move, and the rows are tight without it
            options = {"mip_rel_gap": 0.0, "output_flag": False, "presolve": False}
            found = milp(aim[used], constraints=bounds, integrality=ones, bounds=Bounds(0, 1), options=options)
        if found.x is None:
            return None
        chosen[used] = np.round(found.x).astype(np.int64)
        return chosen
