"""Write to the group behind a gateway: a text of the house's own, with numbers, days and places and no room for a name."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from app.actors import Actor
from app.database import db, transaction
from app.models.messages import Delivery, Notice, Way
from app.models.places import Place
from app.operations.messages import ring_later
from app.operations.traces import record
from app.queries.coming import NAMED
from app.queries.gateways import groups_of

#: kind → what it has to be told
ASKED: dict[str, tuple[str, ...]] = {
    "open_places": ("number", "span"),
    "training": ("day", "place"),
    "closed": ("day", "place"),
    "look_again": (),
    "thanks": (),
}
SPANS = ("this_week", "next_week", "this_month")
#: pages a text may lead to; whoever opens one signs in first, or signs up
PATHS = ("/", "/me/schedule", "/sign-up")
MOST_PLACES = 999


class NoticeRefused(Exception):
    """A text cannot be sent that way; `field` names what is wrong: group, kind, number, span, day, place, path."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def announce(key: str, kind: str, answers: dict[str, Any], path: str, asked: str, *, by: Actor) -> None:
    """Send a text to the group of gateway `key`; the same `asked` twice sends once. Raises NoticeRefused.

    In the county's quiet hours it waits until they are over.
    """
    params = checked(kind, answers)
    if path not in PATHS:
        raise NoticeRefused("path")
    with transaction():
        group = next((found for found in groups_of(by) if found.key == key), None)
        if group is None:
            raise NoticeRefused("group")
        if db.session.scalar(select(Notice.id).where(Notice.asked == asked)) is not None:
            return
        notice = Notice(
            gateway=key, kind=kind, params=params, path=path, language=group.language, asked=asked, by=by.account_id
        )
        notice.delivery = Delivery(way=Way.GROUP, gateway=key)
        db.session.add(notice)
        db.session.flush()
        record(by, "notice.sent", "gateway", key, kind)
        ring_later(notice.delivery)


def checked(kind: str, answers: dict[str, Any]) -> dict[str, Any]:
    """Return the parameters of a text, or raise NoticeRefused with what is missing."""
    if kind not in ASKED:
        raise NoticeRefused("kind")
    return {name: CHECKS[name](answers.get(name)) for name in ASKED[kind]}


def checked_number(value: Any) -> int:
    """Return how many places are open."""
    if not isinstance(value, int) or not 1 <= value <= MOST_PLACES:
        raise NoticeRefused("number")
    return value


def checked_span(value: Any) -> str:
    """Return the span a text is about."""
    if value not in SPANS:
        raise NoticeRefused("span")
    return str(value)


def checked_day(value: Any) -> str:
    """Return a day as ISO text."""
    if not isinstance(value, date):
        raise NoticeRefused("day")
    return value.isoformat()


def checked_place(value: Any) -> list[str]:
    """Return the names of a public place, given by its id."""
    place = db.session.get(Place, value) if isinstance(value, int) else None
    if place is None or place.kind not in NAMED:
        raise NoticeRefused("place")
    return [place.name_zh, place.name_en]


CHECKS: dict[str, Any] = {
    "number": checked_number,
    "span": checked_span,
    "day": checked_day,
    "place": checked_place,
}
