"""One role as a pool: children who want one supporter each, supporters with places and minutes to give.

The part of a circles problem that is large and simple. `arrays` says what a pool is, `checker` recounts an answer,
`solver` finds one: exactly by flow where only places bind, by prices and chains where minutes, siblings or meeting
times do. This face loads no solver.
"""

from app.matching.pools.arrays import Answer, Pool, make_pool
from app.matching.pools.checker import Fault, check, cost_of

__all__ = ["Answer", "Fault", "Pool", "check", "cost_of", "make_pool"]
