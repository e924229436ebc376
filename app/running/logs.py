"""What the long-running processes say, and where: on their error stream, one line each, with the time."""

from __future__ import annotations

import logging

#: libraries that talk about themselves
TALKATIVE = ("alembic", "waitress.queue", "numba")


def speak() -> None:
    """Set up logging for a process of its own."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
