"""The shifts of a rota problem: those to fill with their openings, and what was worked in the week before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from app.clock import local, midnight, now
from app.database import db
from app.models.activities import ActivitySeries, Opening, Shift, ShiftState
from app.models.assignments import COUNTED, Assignment
from app.queries.rota_people import Stretch
from app.scheduling import rota

#: states of shifts that happened or will
REAL = (ShiftState.PLANNED, ShiftState.HELD, ShiftState.CLOSED)


@dataclass
class Ground:
    """The shifts of a problem while it is built."""

    stretch: Stretch
    shifts: list[rota.Shift] = field(default_factory=list)
    openings: list[rota.Opening] = field(default_factory=list)
    shift_ids: dict[str, int] = field(default_factory=dict)
    opening_ids: dict[str, int] = field(default_factory=dict)
    #: opening row → what the problem calls it
    codes: dict[int, str] = field(default_factory=dict)
    unplannable: list[int] = field(default_factory=list)


def shift_rows(stretch: Stretch) -> list[Any]:
    """Return every shift that happened or will in a stretch."""
    columns = (
        Shift.id, Shift.public_id, Shift.series_id, Shift.place_id, Shift.starts_at, Shift.ends_at, Shift.state,
        Shift.children, Shift.ratio, Shift.least_adults, Shift.needs_woman, Shift.needs_first_aider, Shift.urgency,
        Shift.may_stay_closed, ActivitySeries.kind,
    )  # fmt: skip
    query = select(*columns).join(ActivitySeries, ActivitySeries.id == Shift.series_id)
    query = query.where(Shift.state.in_(REAL), starts_in(stretch))
    return list(db.session.execute(query.order_by(Shift.starts_at, Shift.id)))


def starts_in(stretch: Stretch) -> ColumnElement[bool]:
    """Return the condition that a shift starts in a stretch."""
    return and_(Shift.starts_at >= midnight(stretch.start), Shift.starts_at < midnight(stretch.end))


def plannable(row: Any, stretch: Stretch, chosen: Collection[int]) -> bool:
    """Say whether a shift is this rota's to fill: planned, in its span and places, not begun."""
    day = local(row.starts_at).date()
    return (
        row.state == ShiftState.PLANNED
        and row.place_id in chosen
        and stretch.first <= day <= stretch.last
        and row.starts_at > now()
    )


def assignment_rows(stretch: Stretch) -> list[Any]:
    """Return everybody who was, or will be, on a shift of a stretch, wherever it is."""
    columns = (
        Assignment.id, Assignment.opening_id, Assignment.shift_id, Assignment.supporter_id, Assignment.state,
        Assignment.minutes, Shift.starts_at, Shift.ends_at, Shift.place_id,
    )  # fmt: skip
    query = select(*columns).join(Shift, Shift.id == Assignment.shift_id)
    query = query.where(Assignment.state.in_(COUNTED), Shift.state.in_(REAL), starts_in(stretch))
    return list(db.session.execute(query.order_by(Assignment.id)))


def lay_ground(
    stretch: Stretch, rows: Iterable[Any], planned: set[int], assigned: list[Any], spots: dict[int, Any]
) -> Ground:
    """Return the shifts to fill with their openings, and before them the frozen ones as bare hours somebody worked."""
    ground = Ground(stretch)
    there: defaultdict[int, list[Any]] = defaultdict(list)
    for row in assigned:
        there[row.opening_id].append(row)
    worked = {row.shift_id for row in assigned if local(row.starts_at).date() < stretch.first}
    openings: defaultdict[int, list[Any]] = defaultdict(list)
    columns = (
        Opening.id, Opening.public_id, Opening.shift_id, Opening.duty, Opening.least, Opening.wanted, Opening.most,
        Opening.licences, Opening.skills,
    )  # fmt: skip
    inside_stretch = select(Shift.id).where(Shift.state.in_(REAL), starts_in(stretch))
    for row in db.session.execute(select(*columns).where(Opening.shift_id.in_(inside_stretch)).order_by(Opening.id)):
        openings[row.shift_id].append(row)
    for row in rows:
        if row.id in planned:
            add_planned(ground, row, openings[row.id], spots)
        elif row.id in worked:
            add_worked(ground, row, openings[row.id], there, spots)
    return ground


def add_planned(ground: Ground, row: Any, openings: list[Any], spots: dict[int, Any]) -> None:
    """Add a shift to fill."""
    places = sum(opening.most for opening in openings)
    adults = row.least_adults if row.children else 0
    if openings and adults > places:
        ground.unplannable.append(row.id)
        return
    ground.shifts.append(
        rota.Shift(
            **hours(ground.stretch, row, spots),
            children=row.children,
            ratio=row.ratio,
            least_adults=min(adults, places),
            needs_woman=row.needs_woman,
            needs_first_aider=row.needs_first_aider,
            urgency=row.urgency,
            may_stay_closed=row.may_stay_closed,
        )
    )
    ground.shift_ids[row.public_id] = row.id
    for opening in openings:
        if opening.most:
            add_opening(
                ground,
                opening,
                row,
                least=opening.least,
                wanted=opening.wanted,
                most=opening.most,
                # nobody is asked beyond what is wanted but to make a shift sound: one too many weighs as one too few
                over_weight=row.urgency,
                licences=tuple(opening.licences),
                skills=tuple(opening.skills),
            )


def add_worked(
    ground: Ground, row: Any, openings: list[Any], there: dict[int, list[Any]], spots: dict[int, Any]
) -> None:
    """Add a shift of the week before, with as many places as people were there."""
    ground.shifts.append(rota.Shift(**hours(ground.stretch, row, spots), least_adults=0))
    ground.shift_ids[row.public_id] = row.id
    for opening in openings:
        came = len(there.get(opening.id, ()))
        if came:
            add_opening(ground, opening, row, least=0, wanted=came, most=came)


def add_opening(ground: Ground, opening: Any, row: Any, **values: Any) -> None:
    """Add an opening of a shift."""
    ground.openings.append(rota.Opening(id=opening.public_id, shift=row.public_id, duty=opening.duty, **values))
    ground.opening_ids[opening.public_id] = opening.id
    ground.codes[opening.id] = opening.public_id


def hours(stretch: Stretch, row: Any, spots: dict[int, Any]) -> dict[str, Any]:
    """Return what every shift of a problem has."""
    day, start, end = stretch.span(row.starts_at, row.ends_at)
    return {
        "id": row.public_id,
        "day": day,
        "start": start,
        "end": end,
        "place": spots[row.place_id].code,
        "activity": row.kind,
        "series": f"series-{row.series_id}",
    }
