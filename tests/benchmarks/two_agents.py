"""A tiny generalised assignment instance of our own: the cheapest agent of every job together exceed a capacity."""

from __future__ import annotations

TEXT = """2 4
4 3 6 5
7 4 6 9
3 5 4 4
4 5 3 6
8 9
"""
BEST = 21
"""Jobs 0 and 3 to agent 0 (7 of 8), jobs 1 and 2 to agent 1 (8 of 9): 4 + 5 + 4 + 6."""
