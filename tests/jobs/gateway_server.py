"""A chat or SMS gateway of a few lines: a web server that keeps what it is given, or refuses it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class GatewayServer:
    """What a test sees of the server."""

    port: int
    #: statuses of the next answers; 200 when there are none left
    statuses: list[int] = field(default_factory=list)
    #: body of every answer
    body: bytes = b"{}"
    #: (path, JSON) of everything taken or refused
    heard: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def group(self) -> str:
        """The server as a group's gateway."""
        return f"json://127.0.0.1:{self.port}/robot"

    @property
    def sms(self) -> str:
        """The server as an SMS gateway."""
        return f"json://127.0.0.1:{self.port}/sms/{{to}}"

    @property
    def texts(self) -> list[str]:
        """Return the texts it heard."""
        return [told["message"] for _, told in self.heard]


@contextmanager
def gateway_server(*statuses: int) -> Iterator[GatewayServer]:
    """Run a gateway while the block lasts; it answers `statuses`, then 200."""
    seen: list[GatewayServer] = []

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told = self.rfile.read(int(self.headers["Content-Length"]))
            server = seen[0]
            server.heard.append((self.path, json.loads(told)))
            self.send_response(server.statuses.pop(0) if server.statuses else 200)
            self.end_headers()
            self.wfile.write(server.body)

        def log_message(self, *words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as web:
        seen.append(GatewayServer(web.server_address[1], list(statuses)))
        thread = threading.Thread(target=web.serve_forever, daemon=True)
        thread.start()
        try:
            yield seen[0]
        finally:
            web.shutdown()
            thread.join()
