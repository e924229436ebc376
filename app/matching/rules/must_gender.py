"""H7: the county's gender policy; by default girls of ten and older get a woman as volunteer."""

from __future__ import annotations

import numpy as np

from app.matching.columns import Asked, Bools
from app.planning.people import Gender


def allowed(asked: Asked) -> Bools:
    """Those of the gender every rule that speaks of this child and role asks for."""
    fits = np.ones(len(asked.who), dtype=bool)
    for rule in asked.columns.problem.programme.gender_rules:
        speaks = asked.role.code in rule.roles and asked.child.gender is rule.child and asked.child.age >= rule.from_age
        if speaks:
            fits &= asked.columns.female[asked.who] == (rule.supporter is Gender.FEMALE)
    return fits
