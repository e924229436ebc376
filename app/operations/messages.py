"""Tell people something: a row in the outbox, written with the change it tells of; and what becomes of the row."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, update

from app.actors import Actor
from app.clock import now
from app.database import after_commit, db, transaction
from app.models.messages import Message, MessageState
from app.operations.traces import record
from app.queries.messages import OUTSIDE
from app.queues import ring

#: name of the bell that a worker answers (app.queues.BELLS)
BELL = "messages.send"
#: a sender that says nothing for this long is taken for dead; another may take the message up
CLAIM = timedelta(minutes=5)
#: pauses after the first and the second failure; after the third the message has failed
PAUSES = (timedelta(minutes=1), timedelta(minutes=10))
#: a secret (a sign-in code, a link) is neither sent nor kept any longer than this
SECRET_LASTS = {"sign_in_code": timedelta(minutes=10)}
OTHER_SECRETS_LAST = timedelta(days=7)


def tell(account_id: int, kind: str, *, path: str = "", secret: Any = None, **params: Any) -> None:
    """Put one message to one person into the outbox; a job sends it after the commit.

    `kind` is a code of app.wording.messages; `params` are numbers, codes and dates (ISO), never a child's
    name, address or need. `secret` is kept sealed (a sign-in code).
    """
    with transaction():
        message = Message(account_id=account_id, kind=kind, path=path, secret=secret, params=params)
        db.session.add(message)
        db.session.flush()
        message_id = message.id
        after_commit(lambda: ring(BELL, message_id))


def claim_message(message_id: int) -> int:
    """Take a waiting message up for sending; return the how-manieth try it is, or 0 when it is not the caller's.

    The condition stands in the UPDATE, so of any number of senders exactly one gets it.
    """
    with transaction():
        moment = now()
        query = (
            update(Message)
            .where(
                Message.id == message_id,
                Message.state == MessageState.WAITING,
                or_(Message.not_before.is_(None), Message.not_before <= moment),
            )
            .values(tries=Message.tries + 1, not_before=moment + CLAIM)
            .returning(Message.tries)
        )
        return db.session.scalar(query) or 0


def settle_message(message_id: int, attempt: int, state: MessageState, failure: str = "") -> bool:
    """Write what became of a claimed message; say whether the claim still held."""
    values: dict[str, Any] = {"state": state, "failure": failure[:200], "not_before": None}
    if state == MessageState.SENT:
        values |= {"sent_at": now(), "secret": None}
    return write(message_id, attempt, values)


def put_off_message(message_id: int, attempt: int, failure: str) -> bool:
    """After a failed try: wait and try again, or give up after the third; say whether the claim still held."""
    if attempt > len(PAUSES):
        return settle_message(message_id, attempt, MessageState.FAILED, failure)
    return write(message_id, attempt, {"not_before": now() + PAUSES[attempt - 1], "failure": failure[:200]})


def write(message_id: int, attempt: int, values: dict[str, Any]) -> bool:
    """Change a message unless another sender has taken it up since."""
    with transaction():
        query = update(Message).where(
            Message.id == message_id, Message.tries == attempt, Message.state == MessageState.WAITING
        )
        return bool(db.session.execute(query.values(**values)).rowcount)  # type: ignore[attr-defined]


def send_again(public_id: str, *, by: Actor) -> bool:
    """Let a failed message wait for sending once more; False when it is not there, has not failed or ran out."""
    with transaction():
        query = select(Message).where(Message.public_id == public_id, Message.state == MessageState.FAILED)
        message = db.session.scalar(query.with_for_update())
        if message is None or (message.kind in OUTSIDE and message.secret is None):
            return False
        message.state, message.tries, message.failure, message.not_before = MessageState.WAITING, 0, "", None
        record(by, "message.again", "message", message.public_id)
    return True


def open_message(public_id: str, *, by: Actor) -> str | None:
    """Mark one's own message as read and return the path it leads to; None when it is not there or not one's own."""
    with transaction():
        query = select(Message).where(Message.public_id == public_id, Message.account_id == by.account_id)
        message = db.session.scalar(query)
        if message is None:
            return None
        message.read_at = message.read_at or now()
        return message.path


def open_all(*, by: Actor) -> int:
    """Mark all one's own messages as read; return how many were not."""
    with transaction():
        query = update(Message).where(Message.account_id == by.account_id, Message.read_at.is_(None))
        return db.session.execute(query.values(read_at=now())).rowcount  # type: ignore[attr-defined]


def forget_secrets() -> int:
    """Forget codes and links that have run out, sent or not; return how many. For the timetable, every few minutes."""
    with transaction():
        query = select(Message).where(Message.secret.is_not(None))
        old = [message for message in db.session.scalars(query) if expired(message.kind, message.created_at)]
        for message in old:
            message.secret = None
            if message.state == MessageState.WAITING:
                message.state, message.failure = MessageState.FAILED, "expired"
    return len(old)


def expired(kind: str, told_at: datetime) -> bool:
    """Say whether a message of a kind that carries a secret has run out."""
    return kind in OUTSIDE and told_at + SECRET_LASTS.get(kind, OTHER_SECRETS_LAST) < now()
