"""Something dated that lies ahead of somebody, whatever it is: what reminders are given of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.models.places import Place, PlaceKind

#: a village of few houses would say whose home it is
NAMED = frozenset({PlaceKind.CENTRE, PlaceKind.SCHOOL, PlaceKind.CLINIC, PlaceKind.STATION})


@dataclass(frozen=True)
class Coming:
    """One dated thing of one person. It holds nothing about a child."""

    account_id: int
    #: noun of the message kinds: "meeting" is reminded of by meeting_tomorrow and meeting_reminder
    kind: str
    starts_at: datetime
    #: where one is expected; a home is never named
    place: Place | None
    #: page that shows it; names it, too
    path: str


def names_of(place: Place | None) -> list[str]:
    """Return a public place's names, Chinese and English; nothing for a home or a village."""
    return [place.name_zh, place.name_en] if place is not None and place.kind in NAMED else []
