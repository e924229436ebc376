"""A real queue server that a test may kill and start again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from app.queues import brief_connection
from app.running import valkey
from app.running.folder import DataFolder
from app.running.processes import Child, stop_together

#: seconds a killed process may take to be gone
LONGEST_WAIT = 60


class QueueServer:
    """The embedded queue of a data folder, exactly as `care run` starts it."""

    def __init__(self, folder: Path) -> None:
        self._folder = DataFolder(folder)
        self._folder.open()
        self._server: Child = valkey.start(self._folder)

    @property
    def url(self) -> str:
        """Its address."""
        return self._folder.redis_url

    def client(self) -> Redis:
        """Return a client that does not wait."""
        return brief_connection(self.url)

    def kill(self) -> None:
        """End it the way a power cut of the process does: SIGKILL."""
        os.kill(self._server.pid, signal.SIGKILL)
        assert self._server.wait(LONGEST_WAIT)

    def wrote_everything(self) -> bool:
        """Whether everything it acknowledged is written to its file: a slow disk may keep it up to two seconds."""
        return self.client().info("persistence")["aof_buffer_length"] == 0

    def restart(self) -> None:
        """Start it again on the same files."""
        self._server = valkey.start(self._folder)

    def stop(self) -> None:
        """Stop it and give the folder free."""
        stop_together([self._server], 10)
        self._folder.close()


@pytest.fixture
def queue_server(tmp_path: Path) -> Iterator[QueueServer]:
    """A queue server of this test's own."""
    server = QueueServer(tmp_path / "queue-data")
    yield server
    server.stop()
