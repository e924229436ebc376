"""A tiny generalised assignment instance of our own: the cheapest agents of all jobs together exceed a capacity."""

from __future__ import annotations

TEXT = """2 4
4 3 6 5
7 4 6 9
3 5 4 4
4 5 3 6
8 9
"""
BEST = 19
"""Jobs 0 and 3 to agent 0, which gives 7 of 8, jobs 1 and 2 to agent 1, which gives 8 of 9: 4 + 5 + 4 + 6."""
AGENTS = [0, 1, 1, 0]
