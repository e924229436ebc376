"""By which ways a person is reached."""

from __future__ import annotations

from datetime import datetime

import phonenumbers

from app.clock import now
from app.database import db
from app.models.accounts import Account
from app.models.messages import TRIAL, Delivery, MessageWishes, Way
from app.queries.gateways import outlets
from app.queries.messages import OUTSIDE
from app.queries.quiet_hours import REMINDERS, WORK, countys_quiet_hours, quiet_hours_of, urgent

#: carry what proves who one is: they go to what one signs in with and nowhere else
TO_THE_HANDLE = frozenset({*OUTSIDE, "new_start"})


def address_of(account: Account, way: str, kind: str = "") -> str:
    """Return a person's e-mail address or number for messages of a kind, or ""."""
    handle, mail = account.handle, "@" in account.handle
    if mail == (way == Way.EMAIL) and handle:
        return handle if mail else international(handle)
    if kind in TO_THE_HANDLE or account.supporter is None:
        return ""
    return account.supporter.email if way == Way.EMAIL else international(account.supporter.phone)


def international(number: str) -> str:
    """Return a phone number as gateways want it (+86…), or "" when no phone can have it."""
    try:
        found = phonenumbers.parse(number, "CN")
    except phonenumbers.NumberParseException:
        return ""
    return phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164)


def wishes_of(account_id: int) -> MessageWishes | None:
    """Return what a person asked for, or None: the county's way."""
    return db.session.get(MessageWishes, account_id)


def ways_of(account: Account, kind: str) -> list[tuple[str, str]]:
    """Return the ways on which a message of a kind leaves the house for a person, each with its gateway's key."""
    wishes = None if kind in TO_THE_HANDLE else wishes_of(account.id)
    return ways_among(personal_gateways(), account, wishes, kind)


def personal_gateways() -> dict[str, str]:
    """Return the key of the gateway that sends to one person on each way there is."""
    firsts: dict[str, str] = {}
    for outlet in outlets():
        if outlet.kind in (Way.EMAIL, Way.SMS):
            firsts.setdefault(outlet.kind, outlet.key)
    return firsts


def ways_among(
    gateways: dict[str, str], account: Account, wishes: MessageWishes | None, kind: str
) -> list[tuple[str, str]]:
    """Return the same for somebody whose wishes are at hand, on gateways that are."""
    if account.disabled_at is not None:
        return []
    return [
        (way.value, gateways[way])
        for way in (Way.EMAIL, Way.SMS)
        if way in gateways and wanted(wishes, way, kind) and address_of(account, way, kind)
    ]


def wanted(wishes: MessageWishes | None, way: str, kind: str) -> bool:
    """Say whether a person wants a kind of message on a way."""
    if wishes is None:
        return True
    if (kind.endswith(REMINDERS) and not wishes.reminders) or (kind in WORK and not wishes.work):
        return False
    return wishes.email if way == Way.EMAIL else wishes.sms


def held(delivery: Delivery) -> datetime | None:
    """Return when the quiet hours end that hold a delivery back now, or None when it may go."""
    message = delivery.message
    if message is None:
        trial = delivery.notice is not None and delivery.notice.kind == TRIAL
        return None if trial else countys_quiet_hours().over_at(now())
    if urgent(message.kind, message.params):
        return None
    return quiet_hours_of(wishes_of(message.account_id)).over_at(now())
