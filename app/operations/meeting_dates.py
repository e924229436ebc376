"""Put dates to the weekly hour of live pairs. Doing it again makes no second meeting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from app.clock import now, today
from app.database import db, transaction
from app.models.children import Child, ChildState
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting, MeetingState
from app.models.supporters import Supporter
from app.queries.meeting_times import WEEKS_AHEAD, diary, place_of, rhythm

#: pairs dated in one transaction: whether papers hold is asked once for each day and such a part
PAIRS_AT_ONCE = 500


def date_meetings(match_id: int, weeks: int = WEEKS_AHEAD) -> int:
    """Date the meetings of one live pair for the coming `weeks`; return how many are new.

    A pair without a weekly hour meets by appointment: nothing is dated. Days on which one cannot meet are left out.
    """
    return date_pairs([match_id], weeks)


def extend_meetings() -> int:
    """Date what has come into view for every live pair; return how many meetings are new. For the timetable, daily."""
    live = select(Match.id).where(Match.state == MatchState.LIVE, Match.half_hour.is_not(None)).order_by(Match.id)
    match_ids = list(db.session.scalars(live))
    return sum(date_pairs(some) for some in parts(match_ids, PAIRS_AT_ONCE))


def parts(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """Cut `ids` into runs of at most `size`."""
    return (ids[first : first + size] for first in range(0, len(ids), size))


def date_pairs(match_ids: Sequence[int], weeks: int = WEEKS_AHEAD) -> int:
    """Date the meetings of some live pairs in one transaction; return how many are new."""
    with transaction():
        pairs = load_pairs(match_ids)
        first, last = today(), today() + timedelta(weeks=weeks)
        wanted = {match.id: list(rhythm(match, last)) for match in pairs}
        known = dated(match_ids)
        missing = [match for match in pairs if any((match.id, moment) not in known for moment in wanted[match.id])]
        book = diary(missing, first, last)
        called_off = returning(match_ids)
        made = 0
        for match in missing:
            for moment in wanted[match.id]:
                if (match.id, moment) not in known and book.free(match, moment):
                    set_date(match, moment, called_off.get((match.id, moment)))
                    book.enter(match, moment, -made - 1)
                    made += 1
    return made


def set_date(match: Match, moment: datetime, called_off: Meeting | None) -> None:
    """Plan a meeting at a moment of the rhythm; one that was called off with an ended right comes back."""
    place = place_of(match)
    meeting = called_off or Meeting(match_id=match.id, planned_for=moment)
    meeting.starts_at, meeting.place_id = moment, place.id if place else None
    meeting.state, meeting.reason, meeting.changed_by = MeetingState.PLANNED, "", None
    db.session.add(meeting)


def returning(match_ids: Sequence[int]) -> dict[tuple[int, datetime], Meeting]:
    """Return the coming meetings that were called off because a right had ended, by pair and moment of the rhythm."""
    query = select(Meeting).where(
        Meeting.match_id.in_(match_ids),
        Meeting.planned_for > now(),
        Meeting.state == MeetingState.CANCELLED,
        Meeting.reason != "",
    )
    return {
        (meeting.match_id, meeting.planned_for): meeting for meeting in db.session.scalars(query) if meeting.planned_for
    }


def load_pairs(match_ids: Sequence[int]) -> list[Match]:
    """Return the live pairs among `match_ids`, with their people held until the commit.

    Two datings of the same supporter or child at once would not see each other's meetings.
    """
    query = (
        select(Match)
        .join(Child)
        .where(
            Match.id.in_(match_ids),
            Match.state == MatchState.LIVE,
            Match.half_hour.is_not(None),
            Child.state == ChildState.ACTIVE,
        )
        .options(joinedload(Match.child).joinedload(Child.meeting_place), joinedload(Match.place))
        .order_by(Match.id)
    )
    pairs = list(db.session.scalars(query))
    hold(sorted({match.supporter_id for match in pairs}), sorted({match.child_id for match in pairs}))
    return pairs


def hold(supporter_ids: list[int], child_ids: list[int]) -> None:
    """Keep others from dating these people until the commit (SQLite writes one by one anyway)."""
    db.session.execute(
        select(Supporter.id).where(Supporter.id.in_(supporter_ids)).order_by(Supporter.id).with_for_update()
    )
    db.session.execute(select(Child.id).where(Child.id.in_(child_ids)).order_by(Child.id).with_for_update())


def dated(match_ids: Sequence[int]) -> set[tuple[int, datetime]]:
    """Return which moments of the rhythm already have their meeting, moved ones and those people called off too.

    A meeting called off because vetting, consent or the like had ended carries that as its reason; it may come back.
    """
    query = select(Meeting.match_id, Meeting.planned_for).where(
        Meeting.match_id.in_(match_ids),
        Meeting.planned_for > now(),
        or_(Meeting.state != MeetingState.CANCELLED, Meeting.reason == ""),
    )
    return {(match_id, moment) for match_id, moment in db.session.execute(query) if moment}
