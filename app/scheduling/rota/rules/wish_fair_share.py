"""Wish: a fair share. Each person's burden (hours and ways) relative to what they offered; the square of it is the cost.

What somebody offered are the hours in which a shift lies that they may take, counted at their dearest ways. So a full
offer fully used is a share of 1000 per mille, and whoever cuts their offer to one shift makes that shift cost the whole
range from 0 to 1000, which is never less than it cost before: offering little wins nothing. The proof stands in
docs/decisions/0004. What was carried in earlier months counts up to one more full offer."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.columns import Bools, Columns, Ints
from app.scheduling.rota.standing import Standing

QUARTER = 15
"""Burden is counted in quarters of an hour, each assignment rounded up."""


def burden(columns: Columns) -> Ints:
    """Quarters of an hour each shift burdens each person with, the way there and back included."""
    return -(-columns.load // QUARTER)


def offered(columns: Columns, takeable: Bools) -> Ints:
    """Quarters of an hour each person offered. `takeable`: per person and shift, whether they may take it at all."""
    order = np.argsort(columns.begins, kind="stable")
    begins, ends, minutes = columns.begins[order], columns.ends[order], columns.minutes[order]
    weights = burden(columns)[:, order]
    found = np.zeros(len(takeable), dtype=np.int64)
    for row, mask in enumerate(takeable[:, order]):
        if mask.any():
            latest = np.maximum.accumulate(np.concatenate(([0], ends[mask])))[:-1]
            covered = int(np.maximum(0, ends[mask] - np.maximum(begins[mask], latest)).sum())
            found[row] = max(
                -(-int(w) * covered // int(m)) for w, m in zip(weights[row, mask], minutes[mask], strict=True)
            )
    return found


def before(columns: Columns, offers: Ints) -> Ints:
    """Quarters of an hour carried earlier, at most one full offer."""
    carried = np.array([-(-person.burden_before // QUARTER) for person in columns.problem.people], dtype=np.int64)
    return np.minimum(carried, offers)


def cost(share: int) -> int:
    """What a share costs, in per mille of the offer."""
    return share**2 // 10


def shares(standing: Standing, takeable: Bools) -> Ints:
    """Each person's share, in per mille of their offer; 0 for those who could offer nothing."""
    columns = standing.columns
    offers = offered(columns, takeable)
    carried = before(columns, offers)
    np.add.at(carried, standing.who, burden(columns)[standing.who, standing.shift])
    return np.where(offers > 0, 1000 * carried // np.maximum(1, offers), 0)


def value(standing: Standing, takeable: Bools) -> int:
    """Minus what all shares cost."""
    return -sum(cost(int(share)) for share in shares(standing, takeable))
