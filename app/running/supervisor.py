"""`care run`: one process that prepares the database, starts everything else, keeps it running and stops it in order."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from app.config import Settings
from app.running import valkey
from app.running.folder import DataFolder
from app.running.processes import Child, die_with_parent, stop_together
from app.running.refusals import CannotRun

#: Seconds the web server may take to answer for the first time.
WEB_SECONDS = 180.0
#: Seconds each of web server, workers, ticker and queue may take to stop; then a running job is ended, and taken up at
#: the next start.
STOP_SECONDS = 30.0
#: Seconds between two looks at the children.
LOOK_SECONDS = 0.25


class AlreadySaid(Exception):
    """The start failed and the reason stands on the console."""


@dataclass(frozen=True)
class Order:
    """What `care run` was asked for."""

    folder: Path
    county: str
    host: str
    port: int
    workers: int


class Supervisor:
    """The processes of one installation on one machine."""

    def __init__(self, order: Order, say: Callable[[str], None]) -> None:
        self._order = order
        self._say = say
        self._folder = DataFolder(order.folder)
        self._stages: list[list[Child]] = []  # in the order in which they are stopped
        self._signals = 0

    def run(self) -> None:
        """Start, stay, and stop at Ctrl-C or SIGTERM; raise CannotRun with one clear sentence."""
        signal.signal(signal.SIGINT, self._heard)
        signal.signal(signal.SIGTERM, self._heard)
        listening = open_port(self._order.host, self._order.port)
        try:
            self._folder.open()
            self._run(listening)
        finally:
            listening.close()
            self._folder.close()

    def _run(self, listening: socket.socket) -> None:
        settings = Settings.from_environment(data_dir=self._folder.path)
        environment = self._environment(settings)
        try:
            sign_ins = self._prepare(environment)
            if not (settings.redis_url or self._signals):
                self._say("Starting the queue ...")
                self._stages.append([valkey.start(self._folder)])
            if not self._signals:
                self._wait_for(self._start_processes(listening, environment))
            if not self._signals:
                self._greet(sign_ins)
            self._stay()
        finally:
            self._stop()

    def _environment(self, settings: Settings) -> dict[str, str]:
        """Return what tells every child where this installation's data are."""
        return {
            "CARE_DATA": str(self._folder.path),
            "DATABASE_URL": settings.database_url,
            "REDIS_URL": settings.redis_url or self._folder.redis_url,
            "PUBLIC_URL": os.environ.get("PUBLIC_URL") or self._address,
            "PYTHONUNBUFFERED": "1",
        }

    @property
    def _address(self) -> str:
        return f"http://{self._order.host}:{self._order.port}"

    def _prepare(self, environment: dict[str, str]) -> str:
        """Migrate and fill in a process of its own, so that this one stays small; return the sample sign-ins."""
        process = subprocess.Popen(  # noqa: S603 - our own command, no shell
            care("prepare", "--county", self._order.county),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env={**os.environ, **environment},
            text=True,
            start_new_session=True,
            preexec_fn=die_with_parent,
        )
        while True:
            try:
                answer, _ = process.communicate(timeout=LOOK_SECONDS)
                break
            except subprocess.TimeoutExpired:
                if self._signals:
                    process.terminate()
        if process.returncode and not self._signals:
            raise AlreadySaid  # on the error stream that it shares with us
        return answer.strip()

    def _start_processes(self, listening: socket.socket, environment: dict[str, str]) -> Child:
        """Start workers, ticker and web server; return the web server."""
        self._say(f"Starting {self._order.workers} worker(s), the ticker and the web server ...")
        number, log = listening.fileno(), self._folder.log
        workers = [
            Child(f"Worker {n}", care("worker"), log(f"worker-{n}"), environment)
            for n in range(1, self._order.workers + 1)
        ]
        ticker = Child("The ticker", care("tick"), log("ticker"), environment)
        web = Child("The web server", care("serve", str(number)), log("web"), environment, inherited=(number,))
        # Nobody asks for more, then work is finished, and only then the queue ends.
        self._stages[:0] = [[web], workers, [ticker]]
        for child in (*workers, ticker, web):
            child.start()
        return web

    def _wait_for(self, web: Child) -> None:
        """Wait until a page is answered; raise CannotRun when the web server cannot start."""
        deadline = time.monotonic() + WEB_SECONDS
        while web.alive and time.monotonic() < deadline and not self._signals:
            if answers(self._order.host, self._order.port):
                return
            time.sleep(LOOK_SECONDS)
        if not self._signals:
            story = self._folder.log("web")
            raise CannotRun(f"The web server did not start: {web.last_words()} (the whole story: {story})")

    def _greet(self, sign_ins: str) -> None:
        self._say(f"\nCare Circle 守护圈: {self._address}\n")
        if sign_ins:
            self._say(sign_ins + "\n")
        self._say(f"Data are kept in {self._folder.path}. Stop with Ctrl-C.")

    def _stay(self) -> None:
        while not self._signals:
            time.sleep(LOOK_SECONDS)
            for child in (child for stage in self._stages for child in stage):
                sentence = child.revive()
                if sentence:
                    self._say(sentence)

    def _heard(self, _signal: int, _frame: FrameType | None) -> None:
        self._signals += 1

    def _stop(self) -> None:
        """Stop stage by stage; a second Ctrl-C ends running jobs at once."""
        if not self._stages:
            return
        heard = self._signals
        self._say(
            "\nStopping; a running job is finished first (Ctrl-C again: it is ended and taken up at the next start) ..."
        )
        for stage in self._stages:
            stop_together(stage, STOP_SECONDS, hurry=lambda: self._signals > heard)
        self._say("Stopped. Everything is kept.")


def care(*arguments: str) -> list[str]:
    """Return the command line of another `care` command in this environment."""
    return [sys.executable, "-m", "app.commands", *arguments]


def answers(host: str, port: int) -> bool:
    """Say whether a web server gives a page on this port."""
    host = "127.0.0.1" if host in {"", "0.0.0.0"} else host  # noqa: S104 - not bound, only asked
    try:
        with urllib.request.urlopen(f"http://{host}:{port}/", timeout=5):
            return True
    except urllib.error.HTTPError as answer:
        return answer.code < 500
    except OSError:
        return False


def open_port(host: str, port: int) -> socket.socket:
    """Return a listening socket; raise CannotRun when the port is taken or not allowed."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(128)
    except (OSError, OverflowError) as fault:
        listening.close()
        why = getattr(fault, "strerror", None) or fault
        raise CannotRun(
            f"Port {port} on {host} cannot be used ({why}): stop what uses it, or choose another with --port."
        ) from fault
    return listening
