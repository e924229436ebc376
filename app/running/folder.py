"""The data folder of an installation: SQLite file, queue log, secrets, logs; used by one `care run` at a time."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO

from app.running.refusals import CannotRun

#: Unix socket paths are limited to 107 bytes by the kernel.
LONGEST_SOCKET_PATH = 100
#: A log that has grown beyond this is put aside (one older copy is kept) when its process starts.
LARGEST_LOG_BYTES = 10_000_000


class DataFolder:
    """Paths inside the data folder, and its lock."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._lock: IO[str] | None = None

    def open(self) -> None:
        """Make the folder and lock it; raise CannotRun when it cannot be written or is in use."""
        try:
            for folder in (self.path, self.logs, self.queue):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = (self.path / "run.lock").open("a+")
        except OSError as fault:
            raise CannotRun(
                f"The data folder {self.path} cannot be written ({fault.strerror}): choose another with --data."
            ) from fault
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            owner = lock.read().strip() or "another process"
            lock.close()
            raise CannotRun(
                f"{self.path} is in use by {owner}: stop that one first, or choose another folder with --data."
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}")
        lock.flush()
        self._lock = lock

    def close(self) -> None:
        """Give the folder free."""
        if self._lock:
            self._lock.close()
            self._lock = None

    @property
    def logs(self) -> Path:
        """What the processes said."""
        return self.path / "logs"

    @property
    def queue(self) -> Path:
        """The embedded queue's append-only file."""
        return self.path / "queue"

    @property
    def socket(self) -> Path:
        """The embedded queue's socket: in the data folder, or under a short name derived from it."""
        inside = self.path / "queue" / "valkey.sock"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_PATH:
            return inside
        short = hashlib.sha256(os.fsencode(self.path)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"care-{os.getuid()}-{short}" / "valkey.sock"

    @property
    def redis_url(self) -> str:
        """The address of the embedded queue."""
        return f"unix://{self.socket}?db=0"

    def log(self, name: str) -> Path:
        """Return the log file of a process, put aside first when it has grown large."""
        path = self.logs / f"{name}.log"
        if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return path
