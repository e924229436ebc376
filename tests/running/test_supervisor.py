"""`care run` as a person meets it: one command, clear refusals, nothing left behind."""

from __future__ import annotations

import os
import signal
import socket
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.processes import Processes, Running, wait_until
from tests.servers.settings import invented_settings

pytestmark = pytest.mark.processes

PARTS = ("serve", "worker", "tick", "valkey")


class Installation:
    """`care run` on an empty county, and its parts as the system sees them."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.port = free_port()
        self.processes = Processes(
            invented_settings(database_url="", redis_url="", data_dir=self.data), folder / "words"
        )
        self.care = self.start()

    def start(self) -> Running:
        return self.run("--port", str(self.port))

    def run(self, *options: str, **changes: str) -> Running:
        """Start `care run`; its place defaults to this installation's."""
        command = ["run", "--county", "none", "--workers", "1", "--data", str(self.data), *options]
        return self.processes.start("-m", "app.commands", *command, **changes)

    def refusal(self, *options: str, **changes: str) -> str:
        """Start `care run`, which must refuse; return its only sentence."""
        refused = self.run(*options, **changes)
        assert refused.process.wait(60) == 1
        assert "Traceback" not in refused.words
        return refused.words.strip().splitlines()[-1]

    def part(self, name: str) -> int | None:
        """Return the process that is this part now."""
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
                command = (folder / "cmdline").read_text().split("\0")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(parent) == self.care.process.pid and any(Path(word).name.startswith(name) for word in command[:4]):
                return int(folder.name)
        return None

    def answers(self) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=10) as page:
            return page.status == 200


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def running(pid: int) -> bool:
    """Whether the process still runs; one that ended but was not yet waited for shows no command any more."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text() != ""
    except (FileNotFoundError, ProcessLookupError):
        return False


def started_in(folder: Path) -> Iterator[Installation]:
    started = Installation(folder)
    started.care.says("Stop with Ctrl-C")
    yield started
    started.processes.end_all()
    wait_until(lambda: not any(started.part(name) for name in PARTS), "the end of every part")


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation for the tests that leave its supervisor running."""
    yield from started_in(tmp_path_factory.mktemp("installation"))


@pytest.fixture
def own_installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation for a test that ends it."""
    yield from started_in(tmp_path)


def test_it_prints_its_address_and_answers_there(installation):
    assert f"http://127.0.0.1:{installation.port}" in installation.care.words
    assert installation.answers()


def test_ctrl_c_stops_web_then_workers_then_ticker_then_queue(own_installation):
    pids = {name: own_installation.part(name) for name in PARTS}
    assert all(pids.values())
    own_installation.care.process.send_signal(signal.SIGINT)
    gone: list[str] = []
    while len(gone) < len(PARTS):
        gone += [name for name in PARTS if name not in gone and not running(pids[name])]
        time.sleep(0.001)
    assert gone == list(PARTS)
    assert own_installation.care.process.wait(30) == 0
    assert "Traceback" not in own_installation.care.words


def test_a_part_that_dies_is_started_again_and_the_console_says_so(installation):
    worker = installation.part("worker")
    os.kill(worker, signal.SIGKILL)
    installation.care.says("Worker 1 ended (signal SIGKILL)")
    wait_until(lambda: installation.part("worker") not in {None, worker}, "a new worker")


def test_nothing_outlives_a_killed_supervisor_and_the_next_start_works(own_installation):
    pids = [own_installation.part(name) for name in PARTS]
    own_installation.care.kill()
    wait_until(lambda: not any(running(pid) for pid in pids), "the end of every part")
    own_installation.care = own_installation.start()
    own_installation.care.says("Stop with Ctrl-C")
    assert own_installation.answers()


def test_a_second_one_on_the_same_folder_is_refused(installation):
    sentence = installation.refusal("--port", str(free_port()))
    assert sentence == (
        f"care: {installation.data} is in use by process {installation.care.process.pid}: "
        "stop that one first, or choose another folder with --data."
    )


def test_a_busy_port_is_refused(installation, tmp_path):
    sentence = installation.refusal("--port", str(installation.port), "--data", str(tmp_path / "other"))
    assert f"Port {installation.port} on 127.0.0.1 cannot be used" in sentence
    assert "--port" in sentence


@pytest.fixture
def nowhere(tmp_path: Path) -> Iterator[Installation]:
    """An installation that never came to run."""
    installation = Installation.__new__(Installation)
    installation.data = tmp_path / "data"
    installation.port = free_port()
    settings = invented_settings(database_url="", redis_url="", data_dir=installation.data)
    installation.processes = Processes(settings, tmp_path / "words")
    yield installation
    installation.processes.end_all()


def test_a_folder_that_cannot_be_written_is_refused(nowhere, tmp_path):
    (tmp_path / "file").touch()
    sentence = nowhere.refusal("--port", str(nowhere.port), "--data", str(tmp_path / "file" / "data"))
    assert f"The data folder {tmp_path / 'file' / 'data'} cannot be written" in sentence


def test_a_broken_database_is_refused(nowhere):
    nowhere.data.mkdir()
    (nowhere.data / "care.sqlite").write_bytes(b"not a database " * 100)
    sentence = nowhere.refusal("--port", str(nowhere.port))
    assert sentence.startswith("care: The database cannot be used: file is not a database.")


def test_a_database_that_does_not_answer_is_refused(nowhere):
    address = f"postgresql://nobody@127.0.0.1:{free_port()}/care"
    sentence = nowhere.refusal("--port", str(nowhere.port), DATABASE_URL=address)
    assert sentence.startswith("care: The database cannot be used: ")
    assert "Connection refused" in sentence


def test_a_missing_queue_server_is_refused(nowhere):
    sentence = nowhere.refusal("--port", str(nowhere.port), VALKEY_SERVER_BIN="/nonexistent/valkey-server")
    assert sentence.startswith("care: VALKEY_SERVER_BIN names /nonexistent/valkey-server, which does not run")


def test_two_addresses_move_it_to_a_database_and_a_queue_of_ones_own(nowhere, empty_postgresql, queue_server):
    care = nowhere.run("--port", str(nowhere.port), DATABASE_URL=empty_postgresql, REDIS_URL=queue_server.url)
    care.says("Stop with Ctrl-C")
    assert nowhere.answers()
    nowhere.care = care
    assert nowhere.part("valkey") is None
    assert not (nowhere.data / "care.sqlite").exists()
    wait_until(lambda: queue_server.client().scard("rq:workers") == 1, "the worker at our own queue")
    assert care.terminate() == 0
