"""The one place that knows the queue: which bells exist, how to ring one, how to reach Redis.

The row is the truth, the queue is a doorbell: a ring carries the name of a listed bell and a row's id, nothing else.
A ring that fails is logged and forgotten, because the ticker rings again for every row left waiting.
"""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from flask import current_app
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry
from rq import Queue, Worker
from rq.serializers import JSONSerializer

log = logging.getLogger(__name__)

#: JSON, because RQ's default (pickle) turns write access to Redis into code execution.
SERIALIZER = JSONSerializer
#: Seconds a page may wait for Redis, and seconds it then does not ask again.
PATIENCE_SECONDS = 1.0
QUIET_SECONDS = 10.0
#: A bell nobody heard for an hour is dropped; the ticker has rung again long before.
RING_TTL_SECONDS = 3600
#: Why a job failed stays readable for a day. Successes leave nothing behind.
FAILURE_TTL_SECONDS = 86_400


class UnknownBell(Exception):
    """A name was rung, or found in the queue, that is not in BELLS."""


@dataclass(frozen=True)
class Bell:
    """Something a worker may be asked to do for one row."""

    #: one of QUEUES
    queue: str
    #: `package.module:function`, taking the row's id; a string because the queue stands below the jobs
    function: str
    #: the worker kills the job after this long. A solver cannot be interrupted by it: its own limit lies far below
    seconds: int


#: Queues in the order a worker empties them: short work never waits behind a round.
QUEUES = ("messages", "uploads", "rounds")

#: Everything a worker runs. A name that is not here is refused by `ring` and, whoever put it there, by the worker.
BELLS: dict[str, Bell] = {
    # One letter: the mail server may take fifteen seconds for each of a few steps.
    "messages.send": Bell("messages", "app.jobs.messages:send_now", 120),
    # One opening: everybody is ranked in a second or two, then a few people are asked.
    "replacements.ask": Bell("messages", "app.jobs.replacements:ask_next", 120),
    # One offer: everybody is ranked in a second or two, then a few people are told.
    "swaps.tell": Bell("messages", "app.jobs.swaps:tell_who_qualifies", 120),
    # A few gaps: some seconds, up to a minute where many places and few people are free, by somebody who waits for it.
    "rota_repairs.search": Bell("uploads", "app.jobs.rota_repairs:search_repair", 600),
    # A question after a round: dozens of small solves, seconds for a county, minutes for a city.
    "what_ifs.find_out": Bell("uploads", "app.jobs.what_ifs:answer", 900),
    # One person's circles: read in seconds, then a second or two of looking.
    "circle_repairs.search": Bell("uploads", "app.jobs.circle_repairs:search_repair", 600),
    # A whole city's workbook is read and written within a minute or two.
    "uploads.apply": Bell("uploads", "app.jobs.uploads:apply_upload", 900),
    # A whole county's offers, written at once: seconds, under a minute in a city.
    "rounds.publish": Bell("uploads", "app.jobs.publications:publish_round", 600),
    # One district of a large round: its share of the round's time.
    "rounds.part": Bell("rounds", "app.jobs.round_parts:solve_part", 1800),
    # Half an hour: the longest round a coordinator may ask for is ten minutes of solving.
    "rounds.solve": Bell("rounds", "app.jobs.rounds:solve_round", 1800),
}


def bell(name: str | None) -> Bell:
    """Return the listed bell; raise UnknownBell."""
    found = BELLS.get(name or "")
    if found is None:
        raise UnknownBell(f"{name!r} is not a listed job")
    return found


def function_of(name: str | None) -> Any:
    """Return the function behind a listed bell; raise UnknownBell."""
    module, _, function = bell(name).function.partition(":")
    return getattr(import_module(module), function)


def ring(name: str, row_id: int) -> bool:
    """Tell a worker that the row `row_id` waits for it; say whether the bell was heard.

    Call it through `after_commit`, never inside a transaction: a worker may answer before the row is visible.
    Raises UnknownBell for a name that is not listed; a queue that is away raises nothing.
    """
    listed = bell(name)
    return doorbell().ring(name, listed, row_id)


@dataclass(frozen=True)
class QueueState:
    """What Redis holds at this moment."""

    #: worker processes that showed a sign of life within their time-out
    workers: int
    #: rings not yet answered, by queue
    waiting: dict[str, int]
    #: jobs that failed within the last day, by queue
    failed: dict[str, int]


def look() -> QueueState | None:
    """Return the state of the queue, or None when it is away or was never set up."""
    return doorbell().look()


def doorbell() -> Doorbell:
    """Return this application's client of Redis."""
    if "doorbell" not in current_app.extensions:
        current_app.extensions["doorbell"] = Doorbell(current_app.config["SETTINGS"].redis_url)
    client: Doorbell = current_app.extensions["doorbell"]
    return client


class Doorbell:
    """A client of Redis that gives up quickly and then leaves Redis alone for a while."""

    def __init__(self, redis_url: str) -> None:
        self._redis = brief_connection(redis_url) if redis_url else None
        self._quiet_until = 0.0

    def ring(self, name: str, listed: Bell, row_id: int) -> bool:
        """Put the ring into its queue; return False when the queue is away."""
        if self._redis is None or time.monotonic() < self._quiet_until:
            return False
        queue = Queue(listed.queue, connection=self._redis, serializer=SERIALIZER)
        try:
            queue.enqueue_call(
                name,
                args=(row_id,),
                timeout=listed.seconds,
                ttl=RING_TTL_SECONDS,
                result_ttl=0,
                failure_ttl=FAILURE_TTL_SECONDS,
                description=name,
            )
        except RedisError as fault:
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            log.warning("The queue is away (%s); row %s of %s waits for the ticker.", fault, row_id, name)
            return False
        return True

    def look(self) -> QueueState | None:
        """Return what Redis holds, or None when it is away."""
        if self._redis is None or time.monotonic() < self._quiet_until:
            return None
        try:
            queues = [Queue(name, connection=self._redis, serializer=SERIALIZER) for name in QUEUES]
            return QueueState(
                workers=len(Worker.all(connection=self._redis, serializer=SERIALIZER)),
                waiting={queue.name: queue.count for queue in queues},
                failed={queue.name: queue.failed_job_registry.count for queue in queues},
            )
        except RedisError as fault:
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            log.warning("The queue is away (%s).", fault)
            return None


def brief_connection(redis_url: str) -> Redis:
    """Return a connection for pages and the ticker: at most about two seconds, no second try."""
    return Redis.from_url(
        redis_url,
        socket_connect_timeout=PATIENCE_SECONDS,
        socket_timeout=PATIENCE_SECONDS,
        retry=Retry(NoBackoff(), 0),
    )


def patient_connection(redis_url: str) -> Redis:
    """Return a worker's own connection: it blocks on the queue, and RQ sets its time-outs."""
    return Redis.from_url(redis_url, health_check_interval=30)
