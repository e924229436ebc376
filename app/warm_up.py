"""Compile the solvers' inner loops once, at installation: ``python -m app.warm_up``.

numba keeps the machine code beside the source, so no round ever waits for a compiler. A package takes part by
having a function ``compile_kernels()`` in one of the modules below.
"""

from __future__ import annotations

import importlib
import sys
import time

#: Modules with compiled inner loops; each offers ``compile_kernels()``.
KERNELS: tuple[str, ...] = ("app.matching.solver", "app.matching.pools.solver", "app.scheduling.rota.solver")


def main() -> None:
    """Compile every kernel and say how long each module took."""
    for name in KERNELS:
        started = time.perf_counter()
        importlib.import_module(name).compile_kernels()
        sys.stderr.write(f"  {name}: {time.perf_counter() - started:.1f} s\n")


if __name__ == "__main__":
    main()
