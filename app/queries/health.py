"""Is the house well? What an administrator looks at first. Counts and times only, no people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

from app.clock import now
from app.database import db
from app.models.messages import Delivery, DeliveryState, Message, Notice
from app.models.rounds import Round, RoundState
from app.models.ticks import Tick
from app.queries.gateways import Failing, failing_gateways
from app.queues import QueueState, look

#: the ticker looks every second and its busiest entry runs every few; a silence this long is none of its own
TICKER_SILENT = timedelta(minutes=90)
#: rounds and messages begin within seconds; who waits longer than this waits for something that is away
WAITS_LONG = timedelta(minutes=5)


@dataclass(frozen=True)
class Health:
    """What was found at `at`. The database answered, or there would be no Health."""

    at: datetime
    #: sqlite or postgresql
    database: str
    queue_wanted: bool
    #: None: the queue is away
    queue: QueueState | None
    last_tick: datetime | None
    messages_waiting: int
    messages_failed: int
    oldest_message: datetime | None
    rounds_waiting: int
    oldest_round: datetime | None
    #: rounds whose worker has not been heard of since its lease ran out
    rounds_lost: int
    gateways_failing: list[Failing]

    @property
    def ticker_runs(self) -> bool:
        """Say whether the ticker was heard lately."""
        return self.last_tick is not None and self.at - self.last_tick < TICKER_SILENT

    @property
    def has_workers(self) -> bool:
        """Say whether anybody would answer the bell."""
        return self.queue is not None and self.queue.workers > 0

    def long_ago(self, moment: datetime | None) -> bool:
        """Say whether something has waited since `moment` for longer than it should."""
        return moment is not None and self.at - moment > WAITS_LONG


def health(redis_url: str) -> Health:
    """Look at everything once."""
    moment = now()
    waiting = Delivery.state == DeliveryState.WAITING
    due = waiting & (Delivery.not_before.is_(None) | (Delivery.not_before <= moment))
    queued = Round.state == RoundState.QUEUED
    lost = (Round.state == RoundState.SOLVING) & (Round.lease_until < moment)
    return Health(
        at=moment,
        database=db.engine.dialect.name,
        queue_wanted=bool(redis_url),
        queue=look(),
        last_tick=db.session.scalar(select(func.max(Tick.ran_at))),
        messages_waiting=_count(Delivery, waiting),
        messages_failed=_count(Delivery, Delivery.state == DeliveryState.FAILED),
        oldest_message=_oldest(due),
        rounds_waiting=_count(Round, queued),
        oldest_round=db.session.scalar(select(func.min(Round.created_at)).where(queued)),
        rounds_lost=_count(Round, lost),
        gateways_failing=failing_gateways(),
    )


def _count(table: type[Delivery] | type[Round], condition: object) -> int:
    return db.session.scalar(select(func.count()).select_from(table).where(condition)) or 0  # type: ignore[arg-type]


def _oldest(due: ColumnElement[bool]) -> datetime | None:
    since = func.coalesce(Delivery.not_before, Message.created_at, Notice.created_at)
    return db.session.scalar(
        select(func.min(since)).select_from(Delivery).outerjoin(Message).outerjoin(Notice).where(due)
    )
