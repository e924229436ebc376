"""What the long-running processes say, and where: on their error stream, one line each, with the time."""

from __future__ import annotations

import logging

#: libraries that talk about themselves; the waiting line of a web server moves all day
LEVELS = {"alembic": logging.WARNING, "numba": logging.WARNING, "waitress.queue": logging.ERROR}


def worth_reading(record: logging.LogRecord) -> bool:
    """Say no to the tidying that every idle worker reports every five seconds."""
    return "cleaning" not in str(record.msg)


def speak() -> None:
    """Set up logging for a process of its own."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(levelname)s %(message)s")
    for name, level in LEVELS.items():
        logging.getLogger(name).setLevel(level)
    logging.getLogger("rq.worker").addFilter(worth_reading)
