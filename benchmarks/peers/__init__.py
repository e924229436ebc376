"""Plain models of the same instances on well-known solvers, to compare with."""
