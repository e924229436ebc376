"""How people want to be told, and the county's quiet hours."""

from __future__ import annotations

from sqlalchemy import Update, select, update

from app.actors import Actor
from app.database import db, transaction
from app.models.messages import Delivery, DeliveryState, Message, MessageWishes
from app.operations.installation import set_fact
from app.operations.traces import record
from app.queries.quiet_hours import QUIET_HOURS, QuietHours

DAY_MINUTES = 24 * 60


#: longer quiet hours would let nothing through in time
MOST_QUIET = 16 * 60


class BadHours(Exception):
    """Quiet hours that are none: each end is a minute of the day, and they cover at most MOST_QUIET minutes."""


def save_wishes(*, email: bool, sms: bool, reminders: bool, work: bool, quiet: QuietHours | None, by: Actor) -> None:
    """Keep how the actor wants to be told; `quiet` None means the county's hours. Raises BadHours."""
    if quiet is not None:
        check(quiet)
    with transaction():
        wishes = db.session.get(MessageWishes, by.account_id)
        if wishes is None:
            wishes = MessageWishes(account_id=by.account_id)
            db.session.add(wishes)
        wishes.email, wishes.sms, wishes.reminders, wishes.work = email, sms, reminders, work
        wishes.quiet_from = quiet.begin if quiet else None
        wishes.quiet_until = quiet.end if quiet else None
        theirs = select(Message.id).where(Message.account_id == by.account_id)
        db.session.execute(waiting_untried().where(Delivery.message_id.in_(theirs)).values(not_before=None))


def set_quiet_hours(quiet: QuietHours, *, by: Actor) -> None:
    """Set the quiet hours of everybody who has set none. Raises BadHours."""
    check(quiet)
    with transaction():
        set_fact(QUIET_HOURS, str(quiet))
        db.session.execute(waiting_untried().values(not_before=None))
        record(by, "quiet_hours.set", detail=str(quiet))


def waiting_untried() -> Update:
    """Return the change of all that only quiet hours hold back: its sender asks for the hours anew."""
    return update(Delivery).where(Delivery.state == DeliveryState.WAITING, Delivery.tries == 0)


def check(quiet: QuietHours) -> None:
    """Refuse hours outside a day, and such that hardly end."""
    inside = 0 <= quiet.begin < DAY_MINUTES and 0 <= quiet.end < DAY_MINUTES
    if not inside or (quiet.end - quiet.begin) % DAY_MINUTES > MOST_QUIET:
        raise BadHours
