"""A worker like worker.py whose jobs stand still where $HOLD_AT says, until the file $GATE is there.

$HOLD_AT is a stage of the work, which has just begun then, or a state that was just written and is not yet committed. The
file $HELD says that a job stands there. So a kill falls into the middle of the work, on a fast machine and on a slow one.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from app.jobs.signs_of_life import SignsOfLife
from app.operations.leases import Leases


def held(told: Callable[..., Any], what: Callable[..., str | None]) -> Callable[..., Any]:
    """Return what tells of a stage or state so that it stands still after the one of $HOLD_AT."""

    @wraps(told)
    def tell(*arguments: Any, **values: Any) -> Any:
        answer = told(*arguments, **values)
        if what(*arguments, **values) == os.environ["HOLD_AT"]:
            Path(os.environ["HELD"]).touch()
            while not Path(os.environ["GATE"]).exists():
                time.sleep(0.01)
        return answer

    return tell


SignsOfLife.stage = held(SignsOfLife.stage, lambda _life, name: name)  # type: ignore[method-assign]
Leases.extend = held(Leases.extend, lambda *_claimed, **values: values.get("stage"))  # type: ignore[method-assign]
Leases.write = held(Leases.write, lambda *_claimed, **values: values.get("state"))  # type: ignore[method-assign]

if __name__ == "__main__":
    from app.running.worker import main

    main()
