"""Run a program of the house at another time: `python tests/servers/elsewhen.py MOMENT SCRIPT|-m MODULE [ARGUMENT …]`.

The clock of the program and of what it forks shows MOMENT (ISO, with zone) at the start and goes on from there.
"""

from __future__ import annotations

import runpy
import sys
from datetime import datetime
from pathlib import Path

import time_machine


def main(moment: str, *command: str) -> None:
    """Run the command as `python COMMAND` would, at that moment."""
    # what `python COMMAND` finds beside it; this file's folder is none of its business
    sys.path[0] = str(Path.cwd())
    with time_machine.travel(datetime.fromisoformat(moment)):
        if command[0] == "-m":
            sys.argv = list(command[1:])
            runpy.run_module(command[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = list(command)
            runpy.run_path(command[0], run_name="__main__")


if __name__ == "__main__":
    main(*sys.argv[1:])
