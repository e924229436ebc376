"""A real worker on a real queue runs what is listed, refuses the rest, and leaves when asked."""

from __future__ import annotations

import contextlib
import os
import zlib
from pathlib import Path

import pytest
from rq import Callback, Queue
from rq.job import Job

from app import queues
from tests.servers.processes import Processes, Running, wait_until
from tests.servers.valkey import QueueServer

pytestmark = pytest.mark.processes


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "notes"
    path.touch()
    monkeypatch.setenv("NOTES", str(path))
    for name in ("note", "swallow", "look"):
        monkeypatch.setitem(queues.BELLS, name, queues.Bell("rounds", f"tests.running.noting_worker:{name}", 60))
    return path


@pytest.fixture
def worker(notes: Path, processes: Processes) -> Running:
    return start(processes)


def start(processes: Processes) -> Running:
    worker = processes.start("-m", "tests.running.noting_worker")
    worker.says("Listening on")
    return worker


def ring(queue_server: QueueServer, row_id: int, name: str = "note") -> None:
    assert queues.Doorbell(queue_server.url).ring(name, queues.BELLS[name], row_id)


def forge(queue_server: QueueServer, function: str, *arguments: object, **options: object) -> Job:
    """Put a job into the queue the way an intruder in Redis would."""
    queue = Queue("rounds", connection=queue_server.client(), serializer=queues.SERIALIZER)
    return queue.enqueue_call(function, args=arguments, result_ttl=60, **options)


def test_a_listed_job_runs_with_the_row_id_it_was_rung_with(worker, notes, queue_server):
    ring(queue_server, 7)
    wait_until(lambda: "ended 7" in notes.read_text(), "the note")


def test_a_ring_leaves_nothing_behind_in_the_queue_but_its_name_and_id(notes, queue_server):
    ring(queue_server, 7)
    client = queue_server.client()
    (key,) = client.keys("rq:job:*")
    held = client.hgetall(key)
    assert held[b"description"] == b"note"
    assert queues.SERIALIZER.loads(zlib.decompress(held[b"data"])) == ["note", None, [7], {}]


@pytest.mark.parametrize(
    ("function", "arguments"),
    [("os.system", ["touch {trace}"]), ("app.queues.brief_connection", [1]), ("note", ["touch {trace}"])],
)
def test_a_job_that_is_not_listed_is_refused(worker, notes, queue_server, tmp_path, function, arguments):
    trace = tmp_path / "trace"
    job = forge(queue_server, function, *[str(part).format(trace=trace) for part in arguments])
    wait_until(lambda: job.get_status(refresh=True) == "failed", "the refusal")
    assert "UnknownBell" in job.latest_result().exc_string
    assert not trace.exists()
    assert notes.read_text() == ""


def test_a_callback_smuggled_in_beside_a_listed_job_is_not_called(worker, notes, queue_server):
    job = forge(queue_server, "note", 7, on_success=Callback("tests.running.noting_worker.smuggled"))
    wait_until(lambda: job.get_status(refresh=True) == "finished", "the end of the listed job")
    assert notes.read_text() == "began 7\nended 7\n"


def test_asked_to_stop_a_worker_first_finishes_its_job(worker, notes, queue_server):
    ring(queue_server, 1500)
    wait_until(lambda: "began 1500" in notes.read_text(), "the job's begin")
    assert worker.terminate() == 0
    assert "ended 1500" in notes.read_text()


def test_a_job_whose_process_is_killed_fails_and_the_worker_takes_the_next(worker, notes, queue_server):
    ring(queue_server, 30_000)
    wait_until(lambda: "began 30000" in notes.read_text(), "the job's begin")
    worker.kill_horse()
    ring(queue_server, 8)
    wait_until(lambda: "ended 8" in notes.read_text(), "the next job")
    assert "ended 30000" not in notes.read_text()


def test_rings_survive_a_killed_queue(notes, queue_server, processes):
    for row_id in range(20):
        ring(queue_server, row_id)
    wait_until(queue_server.wrote_everything, "the rings in the file")
    queue_server.kill()
    queue_server.restart()
    start(processes)
    wait_until(lambda: notes.read_text().count("ended") == 20, "all twenty jobs")


def test_a_waiting_worker_survives_a_restart_of_the_queue(worker, notes, queue_server):
    """One that is not waiting at that moment ends instead, and whoever started it starts it again."""
    wait_until(lambda: has_begun_to_wait(queue_server), "the worker waiting")
    queue_server.kill()
    queue_server.restart()
    ring(queue_server, 9)
    wait_until(lambda: "ended 9" in notes.read_text() or not worker.alive, "the job after the restart")
    assert "ended 9" in notes.read_text(), worker.words


def has_begun_to_wait(queue_server: QueueServer) -> bool:
    """Whether a worker waits for a ring since less than a second: it looks up after some, and must not do so now."""
    return any("b" in client["flags"] and client["idle"] == "0" for client in queue_server.client().client_list())


def test_a_job_that_wants_all_memory_fails_alone(worker, notes, queue_server):
    job = forge(queue_server, "swallow", 1)
    wait_until(lambda: job.get_status(refresh=True) == "failed", "the refusal of memory")
    assert "MemoryError" in job.latest_result().exc_string
    ring(queue_server, 3)
    wait_until(lambda: "ended 3" in notes.read_text(), "the next job")


def test_a_worker_itself_never_holds_a_database_connection(worker, notes, queue_server):
    ring(queue_server, 1, "look")
    wait_until(lambda: "ended 1" in notes.read_text(), "a job that used the database")
    assert [path for path in open_files(worker.process.pid) if "care.sqlite" in path] == []


def open_files(pid: int) -> list[str]:
    """Return what a process holds open; a file it lets go of while we look is none."""
    found = []
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found.append(os.readlink(link))
    assert found
    return found
