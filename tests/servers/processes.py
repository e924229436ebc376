"""Real processes of an installation on a test's database and queue: workers to start and to kill, `care run` itself."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

import pytest

from app.config import Settings
from app.running.supervisor import answers, open_port
from tests.servers.settings import FIELD_KEY, SECRET_KEY
from tests.servers.valkey import QueueServer

ROOT = Path(__file__).parents[2]
ELSEWHEN = str(Path(__file__).with_name("elsewhen.py"))
#: Longest wait for something that must happen; reaching it fails the test, so a slow machine costs time, not truth.
LONGEST_WAIT = 300.0

Answer = TypeVar("Answer")


def wait_until(happened: Callable[[], Answer], what: str, seconds: float = LONGEST_WAIT) -> Answer:
    """Return what `happened()` says as soon as that is true; fail the test with `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while not (answer := happened()):
        assert time.monotonic() < deadline, f"not within {seconds:.0f} s: {what}"
        time.sleep(0.02)
    return answer


def runs(pid: int) -> bool:
    """Whether a process runs: one that ended but was not yet waited for does not, nor one that ends while we look."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    except (FileNotFoundError, ProcessLookupError):
        return False


def end(pid: int) -> None:
    """Kill a process, wherever it is by now, and wait until it runs no more: nothing it does comes later."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not runs(pid), f"the end of process {pid}")


@dataclass
class Running:
    """One process with its words."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def words(self) -> str:
        """What it said so far."""
        return self.log.read_text(errors="replace")

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self.process.poll() is None

    def says(self, words: str) -> None:
        """Wait until it has said `words`; fail when it ends without."""
        wait_until(lambda: words in self.words or not self.alive, f"{words!r} in {self.log}")
        assert words in self.words, self.words

    def horse(self) -> int | None:
        """Return the process in which a worker runs its job, if one runs."""
        try:
            children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        except (FileNotFoundError, ProcessLookupError):
            return None
        return next((pid for pid in map(int, children) if runs(pid)), None)

    def kill_horse(self) -> None:
        """Kill the process that runs the job, waiting for one; the worker lives on."""
        end(self.some_horse())

    def some_horse(self) -> int:
        """Wait for a process that runs a job, and return it."""
        horse = wait_until(self.horse, "a job's process")
        assert horse
        return horse

    def kill(self) -> None:
        """Kill the process itself; a running job becomes an orphan."""
        self.process.kill()
        self.process.wait()

    def terminate(self, seconds: float = LONGEST_WAIT) -> int:
        """Ask it to stop, wait, and return its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=seconds)


@dataclass
class Processes:
    """Starts processes on one database and one queue, and leaves none behind."""

    settings: Settings
    folder: Path
    started: list[Running] = field(default_factory=list)
    #: the moment at which processes start, by their own clock; None: now
    moment: datetime | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment they get."""
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("CARE_")},
            "CARE_DATA": str(self.settings.data_dir),
            "DATABASE_URL": self.settings.database_url,
            "REDIS_URL": self.settings.redis_url,
            "SECRET_KEY": SECRET_KEY,
            "FIELD_KEY": FIELD_KEY,
            "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": str(ROOT),
        }

    def start(self, *command: str, inherited: tuple[int, ...] = (), **changes: str) -> Running:
        """Start `python COMMAND`, its environment changed by `changes`; it keeps the `inherited` open files."""
        self.folder.mkdir(exist_ok=True)
        log = self.folder / f"process-{len(self.started)}.log"
        travel = () if self.moment is None else (ELSEWHEN, self.moment.isoformat())
        with log.open("wb") as words:
            process = subprocess.Popen(
                [sys.executable, *travel, *command],
                cwd=ROOT,
                env={**self.environment, **changes},
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=inherited,
            )
        running = Running(process, log)
        self.started.append(running)
        return running

    def start_worker(self, script: str = "worker.py") -> Running:
        """Start a worker and wait until it listens."""
        worker = self.start(script)
        worker.says("Listening on")
        return worker

    def start_web(self) -> str:
        """Start a web server, wait until it gives a page, and return its address."""
        with open_port("127.0.0.1", 0) as listening:
            number, port = listening.fileno(), listening.getsockname()[1]
            web = self.start("-m", "app.commands", "serve", str(number), inherited=(number,))
        wait_until(lambda: not web.alive or answers("127.0.0.1", port), "a page")
        assert web.alive, web.words
        return f"http://127.0.0.1:{port}"

    def start_ticker(self) -> Running:
        """Start a ticker."""
        ticker = self.start("-m", "app.commands", "tick")
        ticker.says("The ticker follows")
        return ticker

    def end_all(self) -> None:
        """Kill what still runs, orphaned jobs included."""
        for running in self.started:
            while members := _session(running.process.pid):  # one may fork while we look
                for pid in members:
                    end(pid)
            running.process.wait()


def _session(leader: int) -> list[int]:
    """Return the processes of a session, found by its leader's id even when that one is gone."""
    members = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(fields[3]) == leader and fields[0] != "Z":
            members.append(int(stat.parent.name))
    return members


@pytest.fixture
def processes(settings: Settings, queue_server: QueueServer, tmp_path: Path) -> Iterator[Processes]:
    """Processes on this test's database and on a queue of its own."""
    object.__setattr__(settings, "redis_url", queue_server.url)
    started = Processes(settings, tmp_path / "processes")
    yield started
    started.end_all()
