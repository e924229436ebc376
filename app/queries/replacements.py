"""Whom to ask when somebody cannot come: ranked by the rota's repair rules; who was asked already, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.clock import local
from app.database import db
from app.models.activities import ActivitySeries, Opening, Shift
from app.models.assignments import AskState, Assignment, ReplacementAsk, Standby, StandbyState
from app.models.places import Place
from app.models.replacements import ReplacementSearch, SearchState
from app.models.supporters import Supporter, SupporterState
from app.planning.geography import Point
from app.planning.travel import Mode
from app.queries.calendars import calendar
from app.queries.fitness import examine, seats_now
from app.queries.hours import mask_of
from app.queries.installation import roads
from app.queries.shift_fit import week_mask
from app.queries.shifts import coming
from app.scheduling.rota.repair import replacements
from app.scheduling.rota.shifts import Assignment as Seat


@dataclass(frozen=True)
class Ranked:
    """Somebody who could come, with the minutes there and what speaks for them."""

    supporter_id: int
    minutes: int
    reasons: list[dict[str, object]]


def ranking(opening: Opening, instead_of: Assignment | None = None) -> list[Ranked]:
    """Return everybody who could fill an opening, least recently asked first, then the nearest; nobody asked before."""
    rules = examine([opening.shift], could_come(opening.shift))
    code = rules.opening_of.get(opening.id)
    if code is None:
        return []
    gone = rules.person_of.get(instead_of.supporter_id, "") if instead_of else ""
    asked = {rules.person_of[row_id]: day for row_id, day in last_asked().items() if row_id in rules.person_of}
    refused = {rules.person_of.get(row_id, "") for row_id in asked_for(opening.id)}
    found = replacements(
        rules.problem, rules.standing(seats_now(rules)).assignments, Seat(gone, code), last_asked=asked, said_no=refused
    )
    return [
        Ranked(rules.facts.supporters[one.person], rules.minutes(Seat(one.person, code)), [plain(r) for r in one.reasons])
        for one in found
    ]  # fmt: skip


def could_come(shift: Shift) -> set[int]:
    """Return who reaches a shift within the time they named and offers its hours.

    The rules would leave all others out too, but only after reading much more of them. On a make-up workday people
    offer other hours than those of its weekday, so that hours are left to the rules there.
    """
    model, there = roads(), Point(shift.place.lat, shift.place.lon)
    first, last = local(shift.starts_at).date(), local(shift.ends_at).date()
    known = calendar(first, last)
    by_weekday = not (known.is_make_up(first) or known.is_make_up(last))
    wanted = week_mask(shift.starts_at, shift.ends_at) if by_weekday else 0
    columns = (Supporter.id, Supporter.base_id, Supporter.mode, Supporter.travel_limit, Place.lat, Place.lon)
    query = select(*columns, Supporter.windows).join(Place, Place.id == Supporter.base_id)
    return {
        row.id
        for row in db.session.execute(query.where(Supporter.state == SupporterState.ACTIVE))
        if not wanted & ~mask_of(row.windows)
        and (
            row.base_id == shift.place_id
            or model.minutes(Point(row.lat, row.lon), there, Mode(row.mode)) <= row.travel_limit
        )
    }


def plain(reason: object) -> dict[str, object]:
    """Return a reason of the pure half as rows keep it."""
    return {"code": reason.code, **dict(reason.facts)}  # type: ignore[attr-defined]


def last_asked() -> dict[int, date]:
    """Return when each supporter was last asked to step in."""
    query = select(ReplacementAsk.supporter_id, func.max(ReplacementAsk.created_at).label("at"))
    rows = db.session.execute(query.group_by(ReplacementAsk.supporter_id))
    return {row.supporter_id: local(row.at).date() for row in rows}


def asked_for(opening_id: int) -> set[int]:
    """Return who was asked for an opening, whatever they said: nobody is asked twice."""
    return set(db.session.scalars(select(ReplacementAsk.supporter_id).where(ReplacementAsk.opening_id == opening_id)))


def asks_of(opening_ids: Iterable[int]) -> list[ReplacementAsk]:
    """Return everybody asked for some openings, wave by wave."""
    query = select(ReplacementAsk).where(ReplacementAsk.opening_id.in_(list(opening_ids)))
    query = query.options(joinedload(ReplacementAsk.supporter)).order_by(ReplacementAsk.wave, ReplacementAsk.id)
    return list(db.session.scalars(query))


def searches_of(opening_ids: Iterable[int]) -> dict[int, ReplacementSearch]:
    """Return the newest search of each opening."""
    query = select(ReplacementSearch).where(ReplacementSearch.opening_id.in_(list(opening_ids)))
    return {one.opening_id: one for one in db.session.scalars(query.order_by(ReplacementSearch.id))}


def running_search(opening_id: int) -> ReplacementSearch | None:
    """Return the search that runs for an opening."""
    return db.session.scalar(
        select(ReplacementSearch).where(
            ReplacementSearch.opening_id == opening_id, ReplacementSearch.state == SearchState.RUNNING
        )
    )


def waiting_for(opening_ids: Iterable[int]) -> list[Standby]:
    """Return who waits for places, in the order of coming."""
    query = select(Standby).where(Standby.opening_id.in_(list(opening_ids)), Standby.state == StandbyState.WAITING)
    return list(db.session.scalars(query.options(joinedload(Standby.supporter)).order_by(Standby.id)))


def own_asks(supporter_id: int) -> Select[ReplacementAsk]:
    """Return the query for everything a supporter was asked to step in for."""
    shift = joinedload(ReplacementAsk.opening).joinedload(Opening.shift)
    return (
        select(ReplacementAsk)
        .where(ReplacementAsk.supporter_id == supporter_id)
        .options(
            shift.joinedload(Shift.place),
            shift.joinedload(Shift.series).joinedload(ActivitySeries.template),
            joinedload(ReplacementAsk.supporter).joinedload(Supporter.base),
        )
    )


def open_asks(supporter_id: int) -> Select[ReplacementAsk]:
    """Return the query for what a supporter is asked and may still answer."""
    shift_ids = select(Opening.id).join(Shift, Shift.id == Opening.shift_id).where(coming())
    return own_asks(supporter_id).where(
        ReplacementAsk.state == AskState.ASKED, ReplacementAsk.opening_id.in_(shift_ids)
    )
