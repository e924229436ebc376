"""What becomes of a delivery: taken up by one sender, sent, put off, given up.

Sending is at least once: a sender that dies between the gateway's yes and the note of it leaves the delivery to be sent
again when its claim runs out. An e-mail of ours then carries the same Message-ID; no chat or SMS gateway knows one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, update

from app.clock import now
from app.database import db, transaction
from app.models.messages import TRIAL, Delivery, DeliveryState

#: a sender that says nothing for this long is taken for dead; another may take the delivery up
CLAIM = timedelta(minutes=5)
#: pauses after the first failure, the second …; after the last one more try, then it has failed
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 20, 60, 240))
#: failures that trying again does not mend
FINAL = frozenset({"expired", "no_such_address", "no_gateway"})


def claim_delivery(delivery_id: int, gateway: str) -> int:
    """Take a waiting delivery up for `gateway`; return the how-manieth try it is, or 0 when it is not the caller's.

    The condition stands in the UPDATE, so of any number of senders exactly one gets it.
    """
    with transaction():
        moment = now()
        query = (
            update(Delivery)
            .where(
                Delivery.id == delivery_id,
                Delivery.state == DeliveryState.WAITING,
                or_(Delivery.not_before.is_(None), Delivery.not_before <= moment),
            )
            .values(tries=Delivery.tries + 1, not_before=moment + CLAIM, tried_at=moment, gateway=gateway)
            .returning(Delivery.tries)
        )
        return db.session.scalar(query) or 0


def hold_delivery(delivery_id: int, until: datetime) -> None:
    """Let a waiting delivery wait for the end of quiet hours; that is no try."""
    with transaction():
        waiting = (Delivery.id == delivery_id, Delivery.state == DeliveryState.WAITING)
        db.session.execute(update(Delivery).where(*waiting).values(not_before=until))


def note_sent(delivery_id: int, attempt: int) -> bool:
    """Note that the gateway took it; say whether the claim still held."""
    with transaction():
        noted = settle(delivery_id, attempt, {"state": DeliveryState.SENT, "sent_at": now(), "failure": ""})
        delivery = db.session.get_one(Delivery, delivery_id, populate_existing=True)
        if noted and delivery.message is not None:
            delivery.message.secret = None
        return noted


def note_dropped(delivery_id: int, attempt: int, why: str) -> bool:
    """Note that it was no longer wanted; say whether the claim still held."""
    with transaction():
        return settle(delivery_id, attempt, {"state": DeliveryState.DROPPED, "failure": why})


def note_failure(delivery_id: int, attempt: int, failure: str) -> bool:
    """After a failed try: wait longer than the last time and try again, or give up; say whether that settled it.

    A trial is tried once: somebody looks on.
    """
    with transaction():
        delivery = db.session.get_one(Delivery, delivery_id)
        trial = delivery.notice is not None and delivery.notice.kind == TRIAL
        if trial or failure in FINAL or attempt > len(PAUSES):
            return settle(delivery_id, attempt, {"state": DeliveryState.FAILED, "failure": failure})
        write(delivery_id, attempt, {"not_before": now() + PAUSES[attempt - 1], "failure": failure[:40]})
        return False


def settle(delivery_id: int, attempt: int, values: dict[str, Any]) -> bool:
    """End a claimed delivery and forget the address of a trial; needs a transaction."""
    done = write(delivery_id, attempt, {"not_before": None, **values})
    delivery = db.session.get_one(Delivery, delivery_id, populate_existing=True)
    if done and delivery.notice is not None:
        delivery.notice.to = None
    return done


def write(delivery_id: int, attempt: int, values: dict[str, Any]) -> bool:
    """Change a delivery unless another sender has taken it up since; needs a transaction."""
    query = update(Delivery).where(
        Delivery.id == delivery_id, Delivery.tries == attempt, Delivery.state == DeliveryState.WAITING
    )
    return bool(db.session.execute(query.values(**values)).rowcount)  # type: ignore[attr-defined]
