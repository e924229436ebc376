"""The faces of the pure packages load nothing that does things, and no solver: a web process must start fast."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
#: what a pure package's face must not bring along
HEAVY_OR_DOING = {"flask", "sqlalchemy", "redis", "rq", "ortools", "numba", "scipy", "app.database", "app.clock"}


@pytest.mark.parametrize("package", ["app.planning", "app.matching", "app.scheduling", "app.samples", "app.imports"])
def test_a_fresh_interpreter_loads_a_pure_package_without(package):
    program = f"import sys, {package}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert HEAVY_OR_DOING & set(loaded.split()) == set()


def test_the_console_command_shows_its_help_without_flask_or_a_solver():
    program = (
        "import sys; from app.commands import care; care.main(['--help'], standalone_mode=False); print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert HEAVY_OR_DOING & set(loaded.split()) == set()
