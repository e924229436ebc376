"""Where a search may begin when a rota stands already: what people do today, as far as they may go on doing it."""

from __future__ import annotations

import numpy as np

from app.scheduling.rota.engine.arrays import OFF, Int32
from app.scheduling.rota.engine.compile import Compiled
from app.scheduling.rota.engine.handover import keeps_rules


def standing_rosters(compiled: Compiled) -> Int32 | None:
    """Everybody's roster as it stands; days off for those who may not keep all of theirs. None where nothing stands."""
    columns, choices = compiled.columns, compiled.choices
    if not columns.problem.standing:
        return None
    length = len(compiled.days.week)
    cells: dict[tuple[int, int], set[int]] = {}
    for assignment in columns.problem.standing:
        person, opening = columns.person_row.get(assignment.person), columns.opening_row.get(assignment.opening)
        if person is not None and opening is not None:
            cells.setdefault((person, int(columns.day[columns.shift_of[opening]])), set()).add(opening)
    rosters = np.full((columns.shape[0], length), OFF, np.int32)
    lost = np.zeros(columns.shape[0], dtype=np.bool_)
    for (person, day), openings in cells.items():
        cell = person * length + day
        first, last = (choices.first_choice[compiled.staff.first_group[row]] for row in (cell, cell + 1))
        for choice in range(first, last):
            held = choices.openings[choices.first_opening[choice] : choices.first_opening[choice + 1]]
            if set(held.tolist()) == openings:
                rosters[person, day] = choice
        lost[person] |= rosters[person, day] == OFF
    staff, choices = compiled.uncounted
    for kept in np.flatnonzero(~lost):
        lost[kept] = not keeps_rules(
            staff, choices, compiled.days, int(kept), compiled.may_rest, compiled.allowed, rosters[kept]
        )
    rosters[lost] = OFF
    return rosters
