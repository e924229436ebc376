"""Tell people something: a row in the outbox, written with the change it tells of; and what people do with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app.actors import Actor
from app.clock import now
from app.database import after_commit, db, transaction
from app.models.accounts import Account
from app.models.common import public_id
from app.models.messages import Delivery, DeliveryState, Message, MessageWishes
from app.operations.bulk import BATCH, add_rows, add_rows_with_ids
from app.operations.traces import record
from app.queries.messages import OUTSIDE
from app.queries.quiet_hours import countys_quiet_hours, quiet_hours_of, urgent
from app.queries.reach import held, personal_gateways, ways_among, ways_of
from app.queues import ring

#: name of the bell that a worker answers (app.queues.BELLS)
BELL = "messages.send"
#: a secret (a sign-in code, a link) is neither sent nor kept any longer than this
SECRET_LASTS = {"sign_in_code": timedelta(minutes=10)}
OTHER_SECRETS_LAST = timedelta(days=7)


def tell(account_id: int, kind: str, *, path: str = "", secret: Any = None, **params: Any) -> None:
    """Put one message to one person into the outbox, with a delivery for each way they are reached by; jobs send them.

    `kind` is a code of app.wording.messages; `params` are numbers, codes, dates and places (ISO), never a child's
    name, address or need. `secret` is kept sealed (a sign-in code). A person no gateway reaches reads it in the app.
    """
    with transaction():
        account = db.session.get_one(Account, account_id)
        message = Message(account_id=account_id, kind=kind, path=path, secret=secret, params=params)
        message.deliveries = [Delivery(way=way, gateway=key) for way, key in ways_of(account, kind)]
        db.session.add(message)
        db.session.flush()
        for delivery in message.deliveries:
            ring_later(delivery)


def tell_all(account_ids: Collection[int], kind: str, *, path: str = "", **params: Any) -> None:
    """Put the same message to many people into the outbox in a few statements; what leaves the house goes by the timetable.

    `kind` and `params` as in `tell`; for what carries no secret.
    """
    with transaction():
        moment = now()
        told = {account_id: public_id() for account_id in account_ids}
        same = {"kind": kind, "path": path, "params": params, "created_at": moment}
        rows = [{"public_id": name, "account_id": account_id, **same} for account_id, name in told.items()]
        message_of = dict(zip(told, add_rows_with_ids(Message, rows), strict=True))
        gateways = personal_gateways()
        if not gateways:
            return
        usual = None if urgent(kind, params) else countys_quiet_hours().over_at(moment)
        deliveries = []
        for account, wishes in people(list(told)):
            own = wishes is not None and wishes.quiet_from is not None and not urgent(kind, params)
            until = quiet_hours_of(wishes).over_at(moment) if own else usual
            for way, gateway in ways_among(gateways, account, wishes, kind):
                about = {"message_id": message_of[account.id], "way": way, "gateway": gateway, "not_before": until}
                deliveries.append(about)
        add_rows(Delivery, deliveries)


def people(account_ids: list[int]) -> Iterator[tuple[Account, MessageWishes | None]]:
    """Give accounts with what their people wish about messages, many at once."""
    query = select(Account, MessageWishes).outerjoin(MessageWishes, MessageWishes.account_id == Account.id)
    for first in range(0, len(account_ids), BATCH):
        some = Account.id.in_(account_ids[first : first + BATCH])
        for row in db.session.execute(query.where(some).options(joinedload(Account.supporter))):
            yield row[0], row[1]


def ring_later(delivery: Delivery) -> None:
    """Ring for a delivery after the commit, or leave it to the timetable when quiet hours hold it; needs a transaction."""
    delivery.not_before = held(delivery)
    delivery_id = delivery.id
    if delivery.not_before is None:
        after_commit(lambda: ring(BELL, delivery_id))


def send_again(public_id: str, *, by: Actor) -> bool:
    """Let a message's failed deliveries wait once more; False when there are none or its secret ran out."""
    with transaction():
        message = db.session.scalar(select(Message).where(Message.public_id == public_id).with_for_update())
        failed = failed_deliveries(message)
        if message is None or not failed or (message.kind in OUTSIDE and message.secret is None):
            return False
        for delivery in failed:
            delivery.state, delivery.tries, delivery.failure = DeliveryState.WAITING, 0, ""
            delivery.not_before = None
        record(by, "message.again", "message", message.public_id)
    return True


def settle_unsent(public_id: str, *, by: Actor) -> bool:
    """Note that the person was told in another way; False when nothing had failed."""
    with transaction():
        message = db.session.scalar(select(Message).where(Message.public_id == public_id).with_for_update())
        failed = failed_deliveries(message)
        for delivery in failed:
            delivery.state = DeliveryState.DROPPED
        if message is not None and failed:
            record(by, "message.told", "message", message.public_id)
    return bool(failed)


def failed_deliveries(message: Message | None) -> list[Delivery]:
    """Return what could not be delivered of a message."""
    return [one for one in message.deliveries if one.state == DeliveryState.FAILED] if message else []


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
            for delivery in message.deliveries:
                if delivery.state == DeliveryState.WAITING:
                    delivery.state, delivery.failure = DeliveryState.FAILED, "expired"
    return len(old)


def expired(kind: str, told_at: datetime) -> bool:
    """Say whether a message of a kind that carries a secret has run out."""
    return kind in OUTSIDE and told_at + SECRET_LASTS.get(kind, OTHER_SECRETS_LAST) < now()
