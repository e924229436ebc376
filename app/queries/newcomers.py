"""Supporters on probation, and until when their meetings are accompanied."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.database import db
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState

#: probation is so many accompanied sessions (domain reference, 1.11); a coordinator then takes the mark away
ACCOMPANIED_MEETINGS = 3


@dataclass(frozen=True)
class Newcomer:
    """Somebody on probation: meetings that took place, and when the last accompanied one is (None: not dated yet)."""

    held: int
    until: datetime | None

    @property
    def done(self) -> bool:
        """Whether all accompanied meetings took place."""
        return self.held >= ACCOMPANIED_MEETINGS


def newcomers_among(matches: Iterable[Match]) -> dict[int, Newcomer]:
    """Return those of these matches' supporters who are on probation, by row id, in one question."""
    new = {match.supporter_id for match in matches if match.supporter.probation}
    if not new:
        return {}
    meetings = defaultdict[int, list[tuple[datetime, bool]]](list)
    planned = (Meeting.state == MeetingState.PLANNED) & (Match.state == MatchState.LIVE)
    query = (
        select(Match.supporter_id, Meeting.starts_at, Meeting.state)
        .join(Match, Match.id == Meeting.match_id)
        .where(Match.supporter_id.in_(new), planned | (Meeting.state == MeetingState.HELD))
        .order_by(Meeting.starts_at, Meeting.id)
    )
    for row in db.session.execute(query):
        meetings[row.supporter_id].append((row.starts_at, row.state == MeetingState.HELD))
    return {supporter_id: _newcomer(meetings[supporter_id]) for supporter_id in new}


def _newcomer(meetings: list[tuple[datetime, bool]]) -> Newcomer:
    last = meetings[ACCOMPANIED_MEETINGS - 1][0] if len(meetings) >= ACCOMPANIED_MEETINGS else None
    return Newcomer(sum(held for _, held in meetings), last)
