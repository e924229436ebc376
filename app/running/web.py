"""The web server of `care run`: waitress on the socket the supervisor has opened."""

from __future__ import annotations

import signal
import socket
from types import FrameType

import waitress

from app import create_app
from app.queries import calendars
from app.running.catalogues import compile_texts
from app.running.logs import speak

#: Requests served at the same time.
THREADS = 8


def serve(number: int) -> None:
    """Serve on the inherited socket with this file number until SIGTERM; open requests are finished."""
    speak()
    compile_texts()
    signal.signal(signal.SIGTERM, _leave)
    calendars.warm_up()
    listening = socket.socket(fileno=number)
    waitress.serve(create_app(), sockets=[listening], threads=THREADS, ident=None, clear_untrusted_proxy_headers=True)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    # waitress ends its open requests and returns when it meets SystemExit
    raise SystemExit
