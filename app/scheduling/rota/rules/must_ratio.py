"""Adults to children: fewer adults lower the safe number of children; they never break the rule.

Source: CPSU, one adult to 6, 8 or 10 children by age, always at least two adults (domain.md 1.6)."""

from __future__ import annotations

from app.scheduling.rota.shifts import Shift


def safe_children(shift: Shift, adults: int) -> int:
    """How many children may come when so many adults do; none below the adults the shift asks for."""
    if adults < shift.adults or (shift.children and not adults):
        return 0
    return shift.children if shift.ratio is None else min(shift.children, adults * shift.ratio)
