"""A worker: takes rings out of the queues and runs the listed job for each, in a process of its own.

Linux forks that process, so everything heavy is imported once, before the fork: a round starts at once instead of
after three seconds of imports. No database connection may be open at that moment, or parent and child would talk
over the same socket; the child starts with an empty pool all the same. macOS cannot fork safely and starts anew.
"""

from __future__ import annotations

import contextlib
import os
import resource
import sys
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from rq import Queue, Worker
from rq.job import Job
from rq.worker import SpawnWorker

from app import create_app, gateways, queues
from app.config import Settings
from app.database import db
from app.queries import calendars
from app.running.catalogues import compile_texts
from app.running.logs import speak
from app.running.refusals import CannotRun

if TYPE_CHECKING:
    from flask import Flask

#: An idle worker looks for dead ones only when its wait for a ring ends, after WORKER_TTL - 15 seconds. With these
#: three a machine's death is noticed after about 66 s; with RQ's defaults not within many minutes.
WORKER_TTL, MAINTENANCE_INTERVAL, MONITORING_INTERVAL = 20, 5, 5
#: Jobs give way to pages.
NICENESS = 5
#: Address space a job may take, in MB. More than any round needs; a runaway fails alone instead of with the machine.
MEMORY_MB = 6144
#: Modules with long imports, loaded before the fork where they exist.
HEAVY = ("app.matching.solver", "app.scheduling.rota.solver", "app.scheduling.visits.solver")


@cache
def application() -> Flask:
    """Return this process's application, built once."""
    return create_app()


class ListedJob(Job):
    """A job that runs only what app.queues lists, whatever stands in Redis."""

    @property
    def func(self) -> Any:
        """The listed function; raises UnknownBell for any other name, and for a ring that carries more than an id."""
        plain = self.instance is None and not self.kwargs and all(type(part) is int for part in self.args)
        if not plain:
            raise queues.UnknownBell(f"{self.func_name!r} was rung with something other than a row's id")
        return queues.function_of(self.func_name)

    # RQ would import and call whatever name Redis gives as a callback: we have none.
    success_callback = failure_callback = stopped_callback = property(lambda _self: None)

    def perform(self) -> Any:
        """Run the job inside the application, with database connections of its own."""
        os.nice(NICENESS)
        limit_memory()
        with application().app_context():
            db.engine.dispose(close=False)
            return super().perform()


class ForkingWorker(Worker):
    """The worker for Linux."""

    job_class = ListedJob


class StartingWorker(SpawnWorker):
    """The worker where forking is unsafe (macOS)."""

    job_class = ListedJob


def limit_memory() -> None:
    """Limit this process's address space (Linux)."""
    if sys.platform != "linux":
        return
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    wanted = int(os.environ.get("CARE_JOB_MEMORY_MB", MEMORY_MB)) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))


def build(settings: Settings) -> Worker:
    """Return a worker on its own connection; raise CannotRun without an address of a queue."""
    if not settings.redis_url:
        raise CannotRun("A worker needs the queue: set REDIS_URL, or use `care run`, which brings its own.")
    connection = queues.patient_connection(settings.redis_url)
    kind = ForkingWorker if sys.platform == "linux" else StartingWorker
    return kind(
        [
            Queue(name, connection=connection, serializer=queues.SERIALIZER, job_class=ListedJob)
            for name in queues.QUEUES
        ],
        connection=connection,
        serializer=queues.SERIALIZER,
        job_class=ListedJob,
        worker_ttl=WORKER_TTL,
        maintenance_interval=MAINTENANCE_INTERVAL,
        job_monitoring_interval=MONITORING_INTERVAL,
        log_job_description=False,
    )


def import_heavy_modules() -> None:
    """Import the solvers that are installed."""
    for name in HEAVY:
        with contextlib.suppress(ModuleNotFoundError):  # a parent package may not exist either
            if find_spec(name):
                import_module(name)


def main() -> None:
    """Work until SIGTERM or Ctrl-C; a job that runs is finished first, a second signal ends it too."""
    speak()
    compile_texts()
    app = application()
    if sys.platform == "linux":
        import_heavy_modules()
        gateways.warm_up()
        calendars.warm_up()
    build(app.config["SETTINGS"]).work()
