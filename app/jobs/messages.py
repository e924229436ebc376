"""Send what waits in the outbox: by one's own mail server, or by whatever gateway stands for the way."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field

from flask import current_app

from app.config import Settings
from app.database import db
from app.gateways import MAIL_SERVER, hand_over, scheme_of
from app.jobs.letters import letter, post
from app.languages import speak
from app.models.messages import Delivery, Message, Notice, Way
from app.operations.deliveries import claim_delivery, hold_delivery, note_dropped, note_failure, note_sent
from app.operations.messages import expired
from app.queries.gateways import Outlet, outlet, outlet_for
from app.queries.messages import OUTSIDE, due_deliveries
from app.queries.quiet_hours import over
from app.queries.reach import address_of, held
from app.wording.messages import words_of
from app.wording.notices import notice_words

AT_ONCE = 100


class Unreachable(Exception):
    """The gateway could not be reached; the next message would fare no better."""


class NotWanted(Exception):
    """The delivery need not leave the house any more; its text is the code why."""


class CannotGo(Exception):
    """The delivery cannot leave the house; its text is the code why."""


@dataclass(frozen=True)
class Parcel:
    """Everything a gateway needs, so that the database waits for nobody while it thinks."""

    to: str = field(repr=False)
    subject: str
    text: str = field(repr=False)
    link: str
    #: names the text for good
    mark: str


def send_waiting() -> int:
    """Send what is due; return how many were settled. For the timetable; any number may run at once.

    A gateway that is away is asked once and then left alone until the next time.
    """
    settled, away = 0, set()
    for delivery_id, gateway in due_deliveries(AT_ONCE):
        if gateway in away:
            continue
        try:
            settled += send_delivery(delivery_id)
        except Unreachable:
            away.add(gateway)
    return settled


def send_now(delivery_id: int) -> None:
    """Send one because the bell rang; when its gateway is away the timetable tries again."""
    with suppress(Unreachable):
        send_delivery(delivery_id)


def send_delivery(delivery_id: int) -> bool:
    """Take one delivery up and send or drop it; say whether that settled it. Raises Unreachable after noting it."""
    delivery = db.session.get(Delivery, delivery_id)
    if delivery is None:
        return False
    if until := held(delivery):
        hold_delivery(delivery_id, until)
        return False
    way_out = outlet_of(delivery)
    attempt = claim_delivery(delivery_id, way_out.key if way_out else delivery.gateway)
    if not attempt:
        return False
    try:
        failure = hand_out(db.session.get_one(Delivery, delivery_id), way_out)
    except NotWanted as why:
        return note_dropped(delivery_id, attempt, str(why))
    except CannotGo as why:
        return note_failure(delivery_id, attempt, str(why))
    if not failure:
        return note_sent(delivery_id, attempt)
    settled = note_failure(delivery_id, attempt, failure)
    if failure == "unreachable":
        raise Unreachable
    return settled


def outlet_of(delivery: Delivery) -> Outlet | None:
    """Return the gateway that stands for a delivery now; a notice keeps to the one it was written for."""
    return outlet(delivery.gateway) if delivery.notice else outlet_for(delivery.way)


def hand_out(delivery: Delivery, way_out: Outlet | None) -> str:
    """Word a delivery and give it to its gateway; return "" or the code of what went wrong, or raise NotWanted, CannotGo."""
    message, notice, way = delivery.message, delivery.notice, delivery.way
    if way_out is None:  # it was switched off: a message is read in the app, a notice nowhere
        raise NotWanted("no_gateway") if message else CannotGo("no_gateway")
    parcel = message_parcel(message, way) if message else notice_parcel(notice, way)
    db.session.rollback()  # the database waits for nobody while the gateway thinks
    return hand_to(way_out, parcel)


def message_parcel(message: Message, way: str) -> Parcel:
    """Word a message in its reader's language."""
    if message.kind in OUTSIDE and (message.secret is None or expired(message.kind, message.created_at)):
        raise CannotGo("expired")
    if message.read_at is not None:
        raise NotWanted("read")
    if over(message):
        raise NotWanted("over")
    to = address_of(message.account, way, message.kind)
    if not to:
        raise CannotGo("no_such_address")
    speak(message.account.language)
    words = words_of(message)
    return Parcel(to, words.subject, words.text, link_to(message.path), message.public_id)


def notice_parcel(notice: Notice | None, way: str) -> Parcel:
    """Word a notice in its group's language."""
    assert notice is not None, "every delivery has one text"
    if way != Way.GROUP and not notice.to:
        raise CannotGo("no_such_address")
    speak(notice.language)
    words = notice_words(notice.kind, notice.params)
    return Parcel(notice.to or "", words.subject, words.text, link_to(notice.path), notice.public_id)


def link_to(path: str) -> str:
    """Return the whole address of a page."""
    settings: Settings = current_app.config["SETTINGS"]
    return f"{settings.public_url}{path}"


def hand_to(way_out: Outlet, parcel: Parcel) -> str:
    """Give a parcel to its gateway; return "" or the code of what went wrong. An SMS is paid by its length."""
    if scheme_of(way_out.url) in MAIL_SERVER:
        settings: Settings = current_app.config["SETTINGS"]
        text = f"{parcel.text}\n\n{parcel.link}\n"
        return post(letter(parcel.to, parcel.subject, text, parcel.mark, settings), way_out.url)
    if way_out.kind == Way.SMS:
        return hand_over(way_out.url, parcel.to, "", f"{parcel.text} {parcel.link}")
    return hand_over(way_out.url, parcel.to, parcel.subject, f"{parcel.text}\n\n{parcel.link}")
