"""A mail server of a few lines that keeps what it is given, or refuses it."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class MailServer(socketserver.ThreadingTCPServer):
    """Speaks enough SMTP for one letter at a time."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, refuse: str = "") -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        #: an SMTP answer to RCPT TO or DATA, e.g. "RCPT 550 no such user"
        self.refuse = refuse
        self.letters: list[str] = []

    @property
    def url(self) -> str:
        """The server's address."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    """One sender."""

    server: MailServer

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 here")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].split(":")[0].upper()
            if self.server.refuse.startswith(verb) and verb:
                self.say(self.server.refuse.removeprefix(verb).strip())
            elif verb == "QUIT":
                self.say("221 bye")
                return
            elif verb == "DATA":
                self.say("354 go on")
                self.server.letters.append("".join(iter(lambda: self.rfile.readline().decode(), ".\r\n")))
                self.say("250 kept")
            else:
                self.say("250 yes")


@contextmanager
def mail_server(refuse: str = "") -> Iterator[MailServer]:
    """Run a mail server while the block lasts."""
    with MailServer(refuse) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
