"""From rows to a rota problem: dated shifts, who can come when, what stands already; in a constant number of queries.

Shifts, openings and supporters go by their public ids, places by their codes; no name, phone or address is read.
The problem begins on the Monday a week before the first day, so that runs of days, weeks and rest are counted across
the edge: what stood there is frozen. What the same people do elsewhere (other places, circle meetings) is busy time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, select, true

from app.clock import local, midnight, monday, today
from app.database import db
from app.models.assignments import LIVE
from app.models.places import Place
from app.models.programmes import ProgrammeVersion
from app.models.rotas import PairRule, PlaceExclusion, RotaPlacement
from app.models.rounds import Decision, Round
from app.planning.geography import Place as Spot
from app.planning.geography import Point
from app.queries.installation import roads
from app.queries.places import inside
from app.queries.rota_ground import Ground, assignment_rows, lay_ground, plannable, shift_rows
from app.queries.rota_pairs import standing_pairs, with_partners
from app.queries.rota_people import People, Stretch
from app.queries.rota_records import people_of
from app.queries.rota_rules import RotaRules, rota_rules_of
from app.scheduling import rota
from app.scheduling.rota.people import LATEST_END, BusySpan
from app.scheduling.rota.shifts import Assignment as Seat


@dataclass
class RotaSnapshot:
    """A rota problem, and the way back from its ids to rows."""

    problem: rota.RotaProblem
    shifts: dict[str, int]
    openings: dict[str, int]
    supporters: dict[str, int]
    #: (person, opening) as the problem calls them → the assignment that stands today
    standing: dict[tuple[str, str], int]
    #: standing assignments of planned shifts whose supporter is in no rota any more
    stranded: list[int]
    #: shifts that ask for more adults than they have places: they cannot be staffed whoever comes
    unplannable: list[int]
    rules: RotaRules


def rota_snapshot_of(this: Round) -> RotaSnapshot:
    """Return the problem of a round as of now."""
    assert this.first_day is not None
    assert this.days is not None
    scope = true() if this.scope_id is None else inside(frozenset({this.scope_id}))
    chosen = and_(scope, Place.id.in_(this.place_ids)) if this.place_ids else scope
    first = max(this.first_day, today())
    days = (this.first_day + timedelta(days=this.days) - first).days
    return rota_snapshot(
        this.programme_version, first, max(1, days), chosen, f"round-{this.id}", keeps=this.keeps,
        earlier_id=this.earlier_id,
    )  # fmt: skip


def rota_snapshot(
    version: ProgrammeVersion,
    first: date,
    days: int,
    places: ColumnElement[bool],
    name: str,
    *,
    keeps: bool = False,
    earlier_id: int | None = None,
    only: Collection[int] | None = None,
    willing: int | None = None,
) -> RotaSnapshot:
    """Return the problem of the shifts at `places` on `days` days from `first` on, under a version's rules.

    `keeps`: who stands on a shift stays there unless more can be filled, whatever the programme's order says.
    `earlier_id`: a proposal to start from; what it proposed and nobody declined counts as standing, so that solving
    again moves only what was changed since, and what was pinned there is pinned. `only`: read no more people than these
    (all who stand on the shifts in question must be among them). `willing`: who asks for a shift themselves; what they
    once said no to they may take all the same.
    """
    rules = rota_rules_of(version)
    only = None if only is None else with_partners(only)
    stretch = Stretch(start=monday(first) - timedelta(weeks=1), first=first, last=first + timedelta(days=days - 1))
    spots = {row.id: row for row in db.session.execute(select(Place.id, Place.code, Place.lat, Place.lon))}
    chosen = frozenset(db.session.scalars(select(Place.id).where(places)))
    rows = shift_rows(stretch)
    planned = {row.id for row in rows if plannable(row, stretch, chosen)}
    assigned = assignment_rows(stretch)
    ground = lay_ground(stretch, rows, planned, assigned, spots)
    people = people_of(stretch, rules, ground.codes, spots, earlier_id, only, willing)
    standing, stranded = sort_assignments(ground, people, assigned, spots)
    frozen = pins_of_freeze(ground, assigned, people, rules)
    proposed, pinned = earlier_proposal(earlier_id, ground, people)
    apart, together, alone = sort_pairs(people)
    excluded = exclusions_of(people, spots)
    excluded += [rota.Exclusion(code, place=place) for code in alone for place in places_of(ground)]
    known = {shift.place for shift in ground.shifts} | {shift.series for shift in ground.shifts}
    persons = tuple(people.built({key for key in known if key}))
    used = {shift.place for shift in ground.shifts} | {person.base for person in persons}
    used |= {busy.place for person in persons for busy in person.busy}
    used |= {exclusion.place for exclusion in excluded}
    return RotaSnapshot(
        rota.RotaProblem(
            name=name,
            start=stretch.start,
            days=stretch.days,
            programme=rules.programme.keeping() if keeps else rules.programme,
            shifts=tuple(ground.shifts),
            openings=tuple(ground.openings),
            people=persons,
            places=tuple(Spot(row.code, Point(row.lat, row.lon)) for row in spots.values() if row.code in used),
            travel=roads(),
            freeze_until=stretch.day_of(first),
            standing=unique([*(Seat(*key) for key in standing), *proposed]),
            pins=unique([*frozen, *pinned]),
            exclusions=tuple(excluded),
            apart=apart,
            together=together,
        ),
        ground.shift_ids,
        ground.opening_ids,
        people.ids,
        standing,
        stranded,
        ground.unplannable,
        rules,
    )


def sort_assignments(
    ground: Ground, people: People, assigned: list[Any], spots: dict[int, Any]
) -> tuple[dict[tuple[str, str], int], list[int]]:
    """Return what stands in the problem and what stands without its supporter; all else makes its people busy."""
    standing: dict[tuple[str, str], int] = {}
    stranded: list[int] = []
    for row in assigned:
        person, opening = people.codes.get(row.supporter_id), ground.codes.get(row.opening_id)
        if person and opening:
            standing[person, opening] = row.id
        elif opening and row.state in LIVE:
            stranded.append(row.id)
        elif person:
            day, start, end = ground.stretch.span(row.starts_at, row.ends_at)
            minutes = min(end - start + 2 * row.minutes, LATEST_END)
            people.busy(row.supporter_id, BusySpan(day, start, end, minutes, spots[row.place_id].code))
    return standing, stranded


def pins_of_freeze(ground: Ground, assigned: list[Any], people: People, rules: RotaRules) -> list[Seat]:
    """Return the assignments nobody is taken off: their shift lies within the freeze counted from today."""
    until = midnight(today() + timedelta(days=rules.freeze_days + 1))
    return [
        Seat(people.codes[row.supporter_id], ground.codes[row.opening_id])
        for row in assigned
        if row.starts_at < until
        and local(row.starts_at).date() >= ground.stretch.first
        and row.supporter_id in people.codes
        and row.opening_id in ground.codes
    ]


def earlier_proposal(earlier_id: int | None, ground: Ground, people: People) -> tuple[list[Seat], list[Seat]]:
    """Return what an earlier proposal wanted and nobody declined, and what of it is pinned."""
    if earlier_id is None:
        return [], []
    columns = (RotaPlacement.opening_id, RotaPlacement.supporter_id, RotaPlacement.pinned, RotaPlacement.change)
    query = select(*columns).where(RotaPlacement.round_id == earlier_id, RotaPlacement.decision != Decision.DECLINED)
    wanted: list[Seat] = []
    pinned: list[Seat] = []
    for row in db.session.execute(query.order_by(RotaPlacement.id)):
        person, opening = people.codes.get(row.supporter_id), ground.codes.get(row.opening_id)
        if person and opening and row.change != "ended":
            wanted.append(Seat(person, opening))
            if row.pinned:
                pinned.append(Seat(person, opening))
    return wanted, pinned


def exclusions_of(people: People, spots: dict[int, Any]) -> list[rota.Exclusion]:
    """Return who never comes to which place."""
    query = select(PlaceExclusion.supporter_id, PlaceExclusion.place_id).where(PlaceExclusion.lifted_at.is_(None))
    return [
        rota.Exclusion(people.codes[row.supporter_id], place=spots[row.place_id].code)
        for row in db.session.execute(query.order_by(PlaceExclusion.id))
        if row.supporter_id in people.codes
    ]


def sort_pairs(people: People) -> tuple[tuple[rota.PersonPair, ...], tuple[rota.PersonPair, ...], list[str]]:
    """Return who is kept apart, who comes together, and who cannot come: the one they come with is in no rota now."""
    found: dict[str, list[rota.PersonPair]] = {PairRule.APART: [], PairRule.TOGETHER: []}
    alone: list[str] = []
    for row in standing_pairs():
        one, other = people.codes.get(row.one_id), people.codes.get(row.other_id)
        if one and other:
            found[row.rule].append(rota.PersonPair(one, other))
        elif row.rule == PairRule.TOGETHER:
            alone += [code for code in (one, other) if code]
    return tuple(found[PairRule.APART]), tuple(found[PairRule.TOGETHER]), list(dict.fromkeys(alone))


def places_of(ground: Ground) -> list[str]:
    """Return the places the shifts are at, in order."""
    return sorted({shift.place for shift in ground.shifts if shift.place is not None})


def unique(seats: Iterable[Seat]) -> tuple[Seat, ...]:
    """Return each seat once, in order."""
    return tuple(dict.fromkeys(seats))
