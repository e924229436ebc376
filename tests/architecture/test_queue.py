"""Everything that may be rung exists, and somebody listens for it."""

from __future__ import annotations

import inspect
from importlib import import_module
from pathlib import Path

from app import queues
from app.running.worker import build
from tests.servers.settings import invented_settings
from tests.servers.valkey import QueueServer


def test_every_listed_job_is_a_function_of_app_jobs_that_takes_one_row_id():
    functions = {bell.function: queues.function_of(name) for name, bell in queues.BELLS.items()}
    assert [place for place in functions if not place.startswith("app.jobs.")] == []
    assert [place for place, function in functions.items() if len(inspect.signature(function).parameters) != 1] == []


def test_every_queue_that_is_rung_is_one_the_worker_listens_to(queue_server: QueueServer):
    worker = build(invented_settings(redis_url=queue_server.url))
    assert {bell.queue for bell in queues.BELLS.values()} <= {queue.name for queue in worker.queues}


def test_only_the_commands_and_processes_name_the_queue_library():
    """The allow-list is worth something only if nobody enqueues beside it."""
    app = Path(import_module("app").__file__).parent
    allowed = {"queues.py", "worker.py"}
    strangers = [
        str(path.relative_to(app))
        for path in app.rglob("*.py")
        if path.name not in allowed
        and any(line.startswith(("from rq", "import rq")) for line in path.read_text().splitlines())
    ]
    assert strangers == []
