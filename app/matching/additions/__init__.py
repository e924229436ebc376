"""A round in which who stands stays: only open seats are filled, the best way there is (docs/decisions/0007).

Loads OR-Tools: import it inside a solver, never from the package's face.
"""

from __future__ import annotations

from app.matching.additions.filling import Filled, fill_open_seats

__all__ = ["Filled", "fill_open_seats"]
