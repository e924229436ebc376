"""A child process that neither outlives its parent nor hears its Ctrl-C."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

#: First and longest pause before a died process is started again, in seconds.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
#: A process that lived this long was healthy: the next pause is the first again.
HEALTHY_SECONDS = 60.0
#: How often, and seconds apart, SIGTERM is repeated before a kill; RQ ignores a second one within a second.
INSISTENCES, INSIST_SECONDS = 3, 1.5


def die_with_parent() -> None:
    """Ask Linux to send this process SIGTERM when its parent is gone, also by kill -9 (elsewhere: nothing happens)."""
    if sys.platform == "linux":
        set_parent_death_signal = 1
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


class Child:
    """One child process, in a session of its own: Ctrl-C reaches the supervisor alone, which stops them in order."""

    def __init__(
        self,
        name: str,
        command: Sequence[str | Path],
        log: Path,
        environment: Mapping[str, str] | None = None,
        inherited: Sequence[int] = (),
    ) -> None:
        self.name = name
        self._command = [str(part) for part in command]
        self._log = log
        self._environment = {**os.environ, **(environment or {})}
        self._inherited = inherited
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = FIRST_PAUSE
        self._not_before = 0.0

    def start(self) -> None:
        """Start the process, its words going to the log."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own commands, no shell
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment,
                pass_fds=self._inherited,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        self._started = time.monotonic()

    @property
    def pid(self) -> int:
        """The process id of the last start."""
        assert self._process, f"{self.name} was never started"
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def revive(self) -> str | None:
        """Start the process again if it died, not more often than the growing pause allows; say what was done."""
        if self.alive or self._process is None:
            return None
        now = time.monotonic()
        if not self._not_before:
            if now - self._started >= HEALTHY_SECONDS:
                self._pause = FIRST_PAUSE
            self._not_before = now + self._pause
            ended = _ending(self._process.returncode)
            sentence = f"{self.name} ended ({ended}); starting it again in {self._pause:.0f} s. See {self._log}"
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            return sentence
        if now >= self._not_before:
            self._not_before = 0.0
            self.start()
        return None

    def wait(self, seconds: float) -> bool:
        """Wait for the end; say whether it came."""
        _wait_while_alive([self], seconds, lambda: False)
        return not self.alive

    def ask_to_stop(self) -> None:
        """Send SIGTERM if the process runs."""
        if self._process and self.alive:
            self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the process and its group at once."""
        if self._process and self.alive:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def last_words(self) -> str:
        """Return the last line of the log."""
        lines = self._log.read_text(errors="replace").strip().splitlines() if self._log.exists() else []
        return lines[-1] if lines else "it said nothing"


def stop_together(children: Sequence[Child], seconds: float, hurry: Callable[[], bool] = lambda: False) -> None:
    """Ask the processes to stop and give them `seconds`, or until `hurry` says yes; then insist, then kill.

    To insist is to send SIGTERM again: a worker then also ends its running job's process, which a kill would orphan.
    """
    for child in children:
        child.ask_to_stop()
    _wait_while_alive(children, seconds, hurry)
    for _ in range(INSISTENCES):
        for child in children:
            child.ask_to_stop()
        _wait_while_alive(children, INSIST_SECONDS, lambda: False)
    for child in children:
        child.kill()


def _wait_while_alive(children: Sequence[Child], seconds: float, hurry: Callable[[], bool]) -> None:
    deadline = time.monotonic() + seconds
    while any(child.alive for child in children) and time.monotonic() < deadline and not hurry():
        time.sleep(0.02)


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit {code}"
