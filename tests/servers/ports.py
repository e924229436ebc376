"""A port of this machine that nobody else is given while a test holds it."""

from __future__ import annotations

import socket


def reserved() -> tuple[socket.socket, int]:
    """Return a held port: only who asks for it by number, as a server does, gets it. Close the socket to give it back.

    A bound socket that does not listen keeps the port from everybody who takes any free one, and lets in a server
    that says SO_REUSEADDR, as ours and PostgreSQL do.
    """
    held = socket.socket()
    held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    held.bind(("127.0.0.1", 0))
    return held, int(held.getsockname()[1])
