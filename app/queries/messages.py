"""Messages: one's own, those that could not be sent, and a sample installation's outbox."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.clock import now
from app.database import db
from app.models.messages import Delivery, DeliveryState, Message

#: kinds that only matter outside: they are not listed in the app
OUTSIDE = ("sign_in_code", "invitation")
#: a message given up longer ago is no longer asked about on Today
UNSENT_WITHIN = timedelta(days=14)


def own_messages(account_id: int) -> Select[Message]:
    """Return the query for a person's messages, unread ones first, then the newest."""
    return (
        select(Message)
        .where(Message.account_id == account_id, Message.kind.not_in(OUTSIDE))
        .order_by(Message.read_at.is_not(None), Message.created_at.desc(), Message.id.desc())
    )


def unread(account_id: int) -> int:
    """Return how many messages a person has not opened."""
    query = select(func.count()).where(
        Message.account_id == account_id, Message.kind.not_in(OUTSIDE), Message.read_at.is_(None)
    )
    return db.session.scalar(query) or 0


def due_deliveries(limit: int) -> list[tuple[int, str]]:
    """Return id and gateway of what waits to be sent now, the longest waiting first."""
    query = (
        select(Delivery.id, Delivery.gateway)
        .where(
            Delivery.state == DeliveryState.WAITING,
            or_(Delivery.not_before.is_(None), Delivery.not_before <= now()),
        )
        .order_by(Delivery.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def failed_messages() -> Select[Message]:
    """Return the query for messages given up on some way that their reader has not read in the app either."""
    failed = exists().where(Delivery.message_id == Message.id, Delivery.state == DeliveryState.FAILED)
    query = select(Message).where(failed, Message.read_at.is_(None))
    query = query.options(joinedload(Message.account), selectinload(Message.deliveries))
    return query.order_by(Message.created_at.desc(), Message.id.desc())


def unsent_count() -> int:
    """Return how many messages of the last two weeks were given up."""
    lately = failed_messages().where(Message.created_at > now() - UNSENT_WITHIN)
    return db.session.scalar(select(func.count()).select_from(lately.order_by(None).subquery())) or 0


def outbox() -> Select[Message]:
    """Return the query for everything that was told, the newest first."""
    query = select(Message).options(joinedload(Message.account), selectinload(Message.deliveries))
    return query.order_by(Message.created_at.desc(), Message.id.desc())
