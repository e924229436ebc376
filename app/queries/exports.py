"""What somebody may take out, as rows of cells: fixed columns, each row within the reader's places."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, true

from app.actors import Actor
from app.clock import local, today
from app.database import db
from app.imports import ChildRow, PlaceRow, SupporterRow, columns_of, headings, neutral, written
from app.imports.sheets import Cell
from app.models.accounts import Role
from app.models.children import Child, ChildState
from app.models.matches import Match, MatchState
from app.models.meetings import Meeting
from app.models.places import Place, PlaceKind
from app.models.supporters import Supporter, SupporterState
from app.queries import why
from app.queries.ground import Ground
from app.queries.meetings import MEETING, between, reachable_meetings, with_faces
from app.queries.places import inside
from app.queries.policy import consented, visible_children
from app.queries.policy import seen_by as child_seen_by
from app.queries.service_hours import served
from app.queries.supporters import seen_by as supporter_seen_by
from app.queries.uploads import NOT_KEPT, existing_children, existing_pairs, existing_places, existing_supporters
from app.wording.exports import HOURS_HEADINGS, MEETING_HEADINGS, OPEN_HEADINGS
from app.wording.meetings import MEETING_STATES
from app.wording.people import child_name
from app.wording.rounds import role_name
from app.wording.service_hours import activity_name

#: fields never written: only a hash of the file's number is kept, and a household's number means nothing elsewhere
SEALED = frozenset({"file_key", "household"})
#: a home's address goes out only when it is asked for (security reference, T9)
ADDRESS = frozenset({"address"})
DAYS_BACK, DAYS_AHEAD = timedelta(days=90), timedelta(days=60)
HOURS_BACK = timedelta(days=365)

Rows = list[list[Cell]]


def rows_of(what: str, reader: Actor, addresses: bool) -> tuple[list[str], Rows]:
    """Return headings and rows of one of WHAT, of the coordinator `reader`'s places only."""
    return WHAT[what](reader, addresses)


def children(reader: Actor, addresses: bool) -> tuple[list[str], Rows]:
    """Return the children in company or paused whose guardians consent today (security reference, E1)."""
    columns = columns_of("children", SEALED | frozenset(NOT_KEPT[ChildRow]) | (frozenset() if addresses else ADDRESS))
    found = existing_children(Ground(), child_seen_by(reader), Child.state != ChildState.CLOSED, consented())
    return headings(columns), list(written((one.row for one in found), columns))


def supporters(reader: Actor, _addresses: bool) -> tuple[list[str], Rows]:
    """Return the supporters who are with the house or want to be."""
    columns = columns_of("supporters", frozenset(NOT_KEPT[SupporterRow]))
    here = Supporter.state.not_in((SupporterState.DECLINED, SupporterState.LEFT))
    found = existing_supporters(Ground(), supporter_seen_by(reader), here)
    return headings(columns), list(written((one.row for one in found), columns))


def matches(reader: Actor, _addresses: bool) -> tuple[list[str], Rows]:
    """Return the live pairs of children whose guardians consent today."""
    columns = columns_of("pairs")
    found = existing_pairs(Ground(), Match.state == MatchState.LIVE, child_seen_by(reader), consented())
    return headings(columns), list(written((one.row for one in found), columns))


def places(reader: Actor, _addresses: bool) -> tuple[list[str], Rows]:
    """Return the places in use; the county itself stands in no sheet of a county."""
    columns = columns_of("places", frozenset(NOT_KEPT[PlaceRow]))
    mine = reader.roles[Role.COORDINATOR]
    found = existing_places(Ground(), Place.kind != PlaceKind.COUNTY, inside(mine) if mine else true())
    return headings(columns), list(written((one.row for one in found), columns))


def meetings(reader: Actor, _addresses: bool) -> tuple[list[str], Rows]:
    """Return the meetings of the last and the coming weeks; children by pseudonym, times by the county's clock."""
    day = today()
    mine: ColumnElement[bool] = Match.child_id.in_(
        visible_children(reader).where(consented()).with_only_columns(Child.id)
    )
    query = with_faces(reachable_meetings(reader)).where(between(day - DAYS_BACK, day + DAYS_AHEAD), mine)
    rows: Rows = []
    for meeting in db.session.scalars(query.order_by(Meeting.starts_at, Meeting.id)):
        began, match = local(meeting.starts_at), meeting.match
        ended = began + MEETING
        told: list[Any] = [
            began.date().isoformat(), f"{began:%H:%M}", f"{ended:%H:%M}", meeting.place.name_zh if meeting.place else None,
            child_name(match.child.pseudonym, match.child.number), match.supporter.name, str(role_name(match.role)),
            str(MEETING_STATES[meeting.state]), meeting.minutes_held,
        ]  # fmt: skip
        rows.append([neutral(cell) for cell in told])
    return list(MEETING_HEADINGS), rows


def hours(reader: Actor, _addresses: bool) -> tuple[list[str], Rows]:
    """Return the service hours that counted in the last year, a row for each time, for the national system.

    Two people of one name are told apart by the last digits of their phone numbers.
    """
    mine = select(Supporter).where(supporter_seen_by(reader))
    people = {one.id: one for one in db.session.scalars(mine)}
    rows: Rows = []
    for one in served(people, today() - HOURS_BACK, today()):
        who = people[one.supporter_id]
        told: list[Any] = [
            who.name, who.phone[-4:], activity_name(one.activity), one.day.isoformat(), f"{one.begins:%H:%M}",
            f"{one.ends:%H:%M}", round(one.minutes / 60, 2),
        ]  # fmt: skip
        rows.append([neutral(cell) for cell in told])
    return list(HOURS_HEADINGS), rows


def open_places(reader: Actor, _addresses: bool) -> tuple[list[str], Rows]:
    """Return the open places of the newest round, each with the limit that bites and who came nearest."""
    return list(OPEN_HEADINGS), why.open_places(reader)


WHAT: dict[str, Callable[[Actor, bool], tuple[list[str], Rows]]] = {
    "children": children,
    "supporters": supporters,
    "matches": matches,
    "meetings": meetings,
    "hours": hours,
    "open": open_places,
    "places": places,
}
