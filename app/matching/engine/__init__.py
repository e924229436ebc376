"""The compiled search behind `solver.solve`: arrays, prices, chains and meeting slots. Loads numba."""
