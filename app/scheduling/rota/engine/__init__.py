"""The compiled search behind `solver.solve`: rosters of one person, prices of openings, columns, dives. Loads numba."""
