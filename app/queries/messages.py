"""Messages: one's own, those that could not be sent, and a sample installation's outbox."""

from __future__ import annotations

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from app.clock import now
from app.database import db
from app.models.messages import Message, MessageState

#: kinds that only matter outside: they are not listed in the app
OUTSIDE = ("sign_in_code", "invitation")


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


def due_messages(limit: int) -> list[int]:
    """Return ids of messages that wait to be sent now, the longest waiting first."""
    query = (
        select(Message.id)
        .where(Message.state == MessageState.WAITING, or_(Message.not_before.is_(None), Message.not_before <= now()))
        .order_by(Message.id)
        .limit(limit)
    )
    return list(db.session.scalars(query))


def failed_messages() -> Select[Message]:
    """Return the query for messages that could not be sent, the newest first."""
    query = select(Message).where(Message.state == MessageState.FAILED)
    return query.options(joinedload(Message.account)).order_by(Message.created_at.desc(), Message.id.desc())


def outbox() -> Select[Message]:
    """Return the query for everything that was told, the newest first."""
    return select(Message).options(joinedload(Message.account)).order_by(Message.created_at.desc(), Message.id.desc())
