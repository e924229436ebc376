"""Pins: what somebody pinned is kept, unless a must forbids it; then the must wins and the pin is named."""

from __future__ import annotations

from app.scheduling.rota.plan import Rota
from app.scheduling.rota.problem import RotaProblem
from app.scheduling.rota.shifts import Assignment


def lost(problem: RotaProblem, rota: Rota) -> tuple[Assignment, ...]:
    """Pins that are neither kept nor told to be overruled."""
    there = {*rota.assignments, *(overruled.pin for overruled in rota.overruled)}
    return tuple(pin for pin in problem.pins if pin not in there)
