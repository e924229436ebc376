"""Public benchmarks on the product's own solvers."""
