"""`care run` as a person meets it: one command, clear refusals, nothing left behind."""

from __future__ import annotations

import os
import signal
import socket
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.ports import reserved
from tests.servers.processes import LONGEST_WAIT, Processes, Running, runs, wait_until
from tests.servers.settings import invented_settings

pytestmark = pytest.mark.processes

PARTS = ("serve", "worker", "tick", "valkey")


class Installation:
    """`care run` on an empty county, and its parts as the system sees them."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self.reserved: list[socket.socket] = []
        self.port = self.free_port()
        self.processes = Processes(
            invented_settings(database_url="", redis_url="", data_dir=self.data), folder / "words"
        )
        self.care: Running | None = None

    def free_port(self) -> int:
        """Reserve a port for this test."""
        held, port = reserved()
        self.reserved.append(held)
        return port

    def start(self, **changes: str) -> None:
        """Start it on its own port, and wait until it runs."""
        self.care = self.run("--port", str(self.port), **changes)
        self.care.says("Stop with Ctrl-C")

    def run(self, *options: str, **changes: str) -> Running:
        """Start `care run`; its place defaults to this installation's."""
        command = ["run", "--county", "none", "--workers", "1", "--data", str(self.data), *options]
        return self.processes.start("-m", "app.commands", *command, **changes)

    def refusal(self, *options: str, **changes: str) -> str:
        """Start `care run`, which must refuse; return its only sentence."""
        refused = self.run(*options, **changes)
        assert refused.process.wait(LONGEST_WAIT) == 1
        assert "Traceback" not in refused.words
        return refused.words.strip().splitlines()[-1]

    def part(self, name: str) -> int | None:
        """Return the process that is this part now."""
        assert self.care
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
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=LONGEST_WAIT) as page:
            return page.status == 200

    def end(self) -> None:
        """End it with all its parts, which have sessions of their own, and give its ports back."""
        pids = [self.part(name) for name in PARTS] if self.care else []
        self.processes.end_all()
        wait_until(lambda: not any(pid and runs(pid) for pid in pids), "the end of every part")
        for held in self.reserved:
            held.close()


def started_in(folder: Path) -> Iterator[Installation]:
    installation = Installation(folder)
    try:
        installation.start()
        yield installation
    finally:
        installation.end()


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

    def all_gone() -> bool:
        # the last first: what ends between two looks of one round is then never taken for having ended too early
        ended = [name for name in reversed(PARTS) if name not in gone and not runs(pids[name])]
        gone.extend(reversed(ended))
        return len(gone) == len(PARTS)

    wait_until(all_gone, "the end of every part")
    assert gone == list(PARTS)
    assert own_installation.care.process.wait(LONGEST_WAIT) == 0
    assert "Traceback" not in own_installation.care.words


def test_a_part_that_dies_is_started_again_and_the_console_says_so(installation):
    worker = installation.part("worker")
    os.kill(worker, signal.SIGKILL)
    installation.care.says("Worker 1 ended (signal SIGKILL)")
    wait_until(lambda: installation.part("worker") not in {None, worker}, "a new worker")


def test_nothing_outlives_a_killed_supervisor_and_the_next_start_works(own_installation):
    pids = [own_installation.part(name) for name in PARTS]
    assert all(pids)
    own_installation.care.kill()
    wait_until(lambda: not any(runs(pid) for pid in pids), "the end of every part")
    own_installation.start()
    assert own_installation.answers()


def test_a_second_one_on_the_same_folder_is_refused(installation):
    sentence = installation.refusal("--port", str(installation.free_port()))
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
    installation = Installation(tmp_path)
    yield installation
    installation.end()


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
    address = f"postgresql://nobody@127.0.0.1:{nowhere.free_port()}/care"
    sentence = nowhere.refusal("--port", str(nowhere.port), DATABASE_URL=address)
    assert sentence.startswith("care: The database cannot be used: ")
    assert "Connection refused" in sentence


def test_a_missing_queue_server_is_refused(nowhere):
    sentence = nowhere.refusal("--port", str(nowhere.port), VALKEY_SERVER_BIN="/nonexistent/valkey-server")
    assert sentence.startswith("care: VALKEY_SERVER_BIN names /nonexistent/valkey-server, which does not run")


def test_two_addresses_move_it_to_a_database_and_a_queue_of_ones_own(nowhere, empty_postgresql, queue_server):
    nowhere.start(DATABASE_URL=empty_postgresql, REDIS_URL=queue_server.url)
    assert nowhere.answers()
    assert nowhere.part("valkey") is None
    assert not (nowhere.data / "care.sqlite").exists()
    wait_until(lambda: queue_server.client().scard("rq:workers") == 1, "the worker at our own queue")
    assert nowhere.care.terminate() == 0
