"""What the records say of the people of a rota: circles, earlier shifts, what they said no to, what they wish for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.clock import local, midnight, now, today
from app.database import db
from app.models.activities import Opening, Shift
from app.models.assignments import (
    COUNTED,
    AskState,
    Assignment,
    AssignmentState,
    ReplacementAsk,
    Standby,
    StandbyState,
    SwapOffer,
    SwapState,
)
from app.models.matches import TAKEN, Match, MatchState
from app.models.meetings import MEETING_MINUTES, Meeting, MeetingState
from app.models.rotas import RotaPlacement
from app.models.rounds import Decision, Round, RoundState
from app.models.supporters import Away, Supporter, SupporterState
from app.planning.capacity import WEEKS_A_YEAR, weekly_minutes
from app.queries.calendars import calendar
from app.queries.evidence_dates import evidence_dates
from app.queries.rota_people import People, Stretch
from app.queries.rota_rules import RotaRules
from app.queries.snapshots import YOUNGEST_SUPPORTER
from app.scheduling.rota.people import BusySpan

#: shifts of so many days make a place familiar, and count as burden carried before
FAMILIAR_DAYS, BURDEN_DAYS = 180, 90
#: how much a wish weighs: who waits for a place, who would give one away, who said why it did not suit
WAITS, WOULD_GIVE, DID_NOT_SUIT = 3, 3, 2
#: a reason given with a no counts this long
NO_COUNTS_DAYS = 60
#: cancellations that were not the supporter's wish
OURS = ("shift_cancelled", "shift_changed", "replaced", "moved", "lapsed")


def people_of(
    stretch: Stretch,
    rules: RotaRules,
    openings: dict[int, str],
    spots: dict[int, Any],
    earlier_id: int | None,
    only: Collection[int] | None = None,
    willing: int | None = None,
) -> People:
    """Read everybody active; who is vetted, free and near is for the rules to say (and for the funnel to count).

    `only`: read no more than these. `willing`: who asks for a shift themselves; a no they once said does not bind them.
    """
    columns = (
        Supporter.id, Supporter.public_id, Supporter.kind, Supporter.gender, Supporter.birth_year, Supporter.base_id,
        Supporter.skills, Supporter.mode, Supporter.travel_limit, Supporter.weekly_minutes, Supporter.stays_until,
        Supporter.windows, Supporter.probation, Supporter.first_aid_until,
    )  # fmt: skip
    active = (
        select(*columns)
        .where(Supporter.state == SupporterState.ACTIVE, Supporter.erased_at.is_(None))
        .where(Supporter.birth_year <= today().year - YOUNGEST_SUPPORTER)
        .where(true() if only is None else Supporter.id.in_(only))
        .order_by(Supporter.id)
    )
    people = People(
        stretch,
        rules,
        {row.id: row for row in db.session.execute(active)},
        evidence_dates(today(), only),
        calendar(stretch.start, stretch.end),
        spots,
        days_away(stretch),
        only,
        willing,
    )
    read_circles(people)
    read_past(people)
    read_refusals(people, openings, earlier_id)
    read_wishes(people, openings)
    return people


def among(people: People, column: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Return the condition that a row is of somebody the problem is about."""
    return true() if people.only is None else column.in_(people.only)


def days_away(stretch: Stretch) -> defaultdict[int, list[tuple[date, date]]]:
    """Return the days each supporter cannot come."""
    found: defaultdict[int, list[tuple[date, date]]] = defaultdict(list)
    columns = (Away.supporter_id, Away.first_day, Away.last_day)
    for row in db.session.execute(select(*columns).where(Away.first_day < stretch.end, Away.last_day >= stretch.start)):
        found[row.supporter_id].append((row.first_day, row.last_day))
    return found


def read_circles(people: People) -> None:
    """Note what circles take of everybody: dated meetings as busy hours, all others as minutes of each week."""
    columns = (Match.id, Match.supporter_id, Match.half_hour, Match.state, Match.minutes, Match.every_weeks)
    place = Match.place_id.label("met_at")
    circles = select(*columns, place).where(Match.state.in_(TAKEN), among(people, Match.supporter_id))
    for row in db.session.execute(circles.order_by(Match.id)):
        if row.met_at is not None and row.state == MatchState.LIVE:
            people.familiar[row.supporter_id][people.spots[row.met_at].code] += 1
        if row.half_hour is None or row.state != MatchState.LIVE:
            meetings = WEEKS_A_YEAR // max(1, row.every_weeks)
            people.undated[row.supporter_id] += weekly_minutes(meetings, row.minutes, MEETING_MINUTES)
    meetings_query = (
        select(Match.supporter_id, Match.minutes, Match.half_hour, Meeting.starts_at, Meeting.place_id)
        .join(Match, Match.id == Meeting.match_id)
        .where(Meeting.state == MeetingState.PLANNED, Match.state == MatchState.LIVE)
        .where(among(people, Match.supporter_id))
        .where(Meeting.starts_at >= midnight(people.stretch.start), Meeting.starts_at < midnight(people.stretch.end))
        .order_by(Meeting.id)
    )
    length = timedelta(minutes=MEETING_MINUTES)
    for met in db.session.execute(meetings_query):
        day, start, end = people.stretch.span(met.starts_at, met.starts_at + length)
        # A meeting by appointment is already counted in every week's minutes; it only takes its hours.
        minutes = 0 if met.half_hour is None else MEETING_MINUTES + 2 * met.minutes
        spot = people.spots[met.place_id].code if met.place_id is not None else None
        people.busy(met.supporter_id, BusySpan(day, start, end, minutes, spot))


def read_past(people: People) -> None:
    """Note where everybody was before (familiar places) and how much they carried."""
    since = people.stretch.first - timedelta(days=FAMILIAR_DAYS)
    carried_since = midnight(people.stretch.first - timedelta(days=BURDEN_DAYS))
    columns = (
        Assignment.supporter_id, Assignment.minutes, Shift.place_id, Shift.series_id, Shift.starts_at, Shift.ends_at,
    )  # fmt: skip
    query = (
        select(*columns)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(Assignment.state.in_(COUNTED), Shift.starts_at >= midnight(since))
        .where(among(people, Assignment.supporter_id))
        .where(Shift.starts_at < midnight(people.stretch.first))
    )
    for row in db.session.execute(query):
        known = people.familiar[row.supporter_id]
        known[people.spots[row.place_id].code] += 1
        known[f"series-{row.series_id}"] += 1
        if row.starts_at >= carried_since:
            minutes = int((row.ends_at - row.starts_at).total_seconds() // 60) + 2 * row.minutes
            people.burden[row.supporter_id] += minutes


def read_refusals(people: People, openings: dict[int, str], earlier_id: int | None) -> None:
    """Note who said no to what, themselves or a coordinator for them, and what their reasons say of other shifts."""
    no = (AssignmentState.DECLINED, AssignmentState.CANCELLED)
    said = (
        select(Assignment.supporter_id, Assignment.opening_id, Assignment.state, Assignment.reason)
        .add_columns(Shift.place_id, Shift.series_id, Shift.starts_at)
        .join(Shift, Shift.id == Assignment.shift_id)
        .where(Assignment.state.in_(no), Assignment.reason.not_in(OURS))
        .where(Assignment.created_at >= now() - timedelta(days=NO_COUNTS_DAYS), among(people, Assignment.supporter_id))
        .order_by(Assignment.id)
    )
    reasons = []
    for row in db.session.execute(said):
        if row.supporter_id != people.willing:
            refuse(people, openings, row)
        if row.state == AssignmentState.DECLINED and row.reason:
            reasons.append(row)
    for asked in db.session.execute(
        select(ReplacementAsk.supporter_id, ReplacementAsk.opening_id).where(ReplacementAsk.state == AskState.NO)
    ):
        if asked.supporter_id != people.willing:
            refuse(people, openings, asked)
    later = select(Round.earlier_id).where(Round.earlier_id.is_not(None))
    decided = (
        select(RotaPlacement.supporter_id, RotaPlacement.opening_id)
        .join(Round, Round.id == RotaPlacement.round_id)
        .where(RotaPlacement.decision == Decision.DECLINED, RotaPlacement.change != "ended")
        .where((Round.state == RoundState.PUBLISHED) | (Round.id == earlier_id) | Round.id.in_(later))
        .order_by(RotaPlacement.id)
    )
    for row in db.session.execute(decided):
        refuse(people, openings, row)
    dislike(people, openings, reasons)


def refuse(people: People, openings: dict[int, str], row: Any) -> None:
    """Note one no."""
    if row.supporter_id in people.rows and row.opening_id in openings:
        people.wishes[row.supporter_id].refused.append(openings[row.opening_id])


def dislike(people: People, openings: dict[int, str], reasons: list[Any]) -> None:
    """Carry a reason over to the shifts it speaks of: too far to the place, the time to that hour, too much to all."""
    if not reasons:
        return
    columns = (Opening.id, Shift.place_id, Shift.series_id, Shift.starts_at)
    query = select(*columns).join(Shift, Shift.id == Opening.shift_id).where(Shift.starts_at >= now())
    coming = [row for row in db.session.execute(query) if row.id in openings]
    for no in reasons:
        if no.supporter_id not in people.rows:
            continue
        disliked = people.wishes[no.supporter_id].disliked
        for row in coming:
            if speaks_of(no, row):
                disliked[openings[row.id]] = DID_NOT_SUIT


def speaks_of(no: Any, shift: Any) -> bool:
    """Say whether the reason of a no speaks against another shift too."""
    if no.reason == "too_far":
        return bool(no.place_id == shift.place_id)
    if no.reason == "times":
        then, other = local(no.starts_at), local(shift.starts_at)
        return (then.weekday(), then.hour) == (other.weekday(), other.hour)
    return bool(no.reason == "overloaded")


def read_wishes(people: People, openings: dict[int, str]) -> None:
    """Note who waits for a place, and who would give theirs away."""
    waiting = select(Standby.supporter_id, Standby.opening_id).where(Standby.state == StandbyState.WAITING)
    giving = (
        select(Assignment.supporter_id, Assignment.opening_id)
        .join(SwapOffer, SwapOffer.assignment_id == Assignment.id)
        .where(SwapOffer.state == SwapState.OPEN)
    )
    for row in db.session.execute(waiting):
        if row.supporter_id in people.rows and row.opening_id in openings:
            people.wishes[row.supporter_id].asked[openings[row.opening_id]] = WAITS
    for row in db.session.execute(giving):
        if row.supporter_id in people.rows and row.opening_id in openings:
            people.wishes[row.supporter_id].disliked[openings[row.opening_id]] = WOULD_GIVE
