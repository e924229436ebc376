"""Who can have a roster at all, and which pins can be kept: asked before anything is sought."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from app.scheduling.rota.columns import Columns
from app.scheduling.rota.engine.arrays import INFINITE, OFF, Int32
from app.scheduling.rota.engine.compile import Compiled
from app.scheduling.rota.engine.pricing import Desk, make_desk, quick_roster
from app.scheduling.rota.plan import OverruledPin
from app.scheduling.rota.rules import OPEN_MUSTS, PERSON_MUSTS, must_freeze, must_one_place, must_travel_between
from app.scheduling.rota.shifts import Assignment
from app.scheduling.rota.standing import Standing


@dataclass
class Settled:
    """People (rows) who are planned; rosters: what the others do, and a roster with little more than their pins for these;
    pins kept (openings by person and day) and pins that gave way; people who cannot reach what they are owed."""

    who: Int32
    rosters: Int32
    pins: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    overruled: list[OverruledPin] = field(default_factory=list)
    below_least: list[str] = field(default_factory=list)


def settle_people(compiled: Compiled) -> Settled:
    """Pin what can be pinned (into `compiled.allowed` and `may_rest`) and name who cannot be planned."""
    columns = compiled.columns
    desk = make_desk(*compiled.uncounted, compiled.days, 1)
    # labels keep one way to be in a state: the one with the least work leaves the most room for pins to come
    desk.price[:] = 1.0
    rosters = np.full((columns.shape[0], columns.problem.days), OFF, np.int32)
    able = np.zeros(columns.shape[0], dtype=np.bool_)
    found = Settled(np.zeros(0, np.int32), rosters)
    for person in range(columns.shape[0]):
        able[person] = _has_roster(compiled, person, desk, rosters)
        if not able[person]:
            rosters[person] = _frozen_alone(compiled, person)
            told = columns.problem.people[person]
            if told.limits.least_minutes > 0 and not _reached(compiled, person, rosters[person]):
                found.below_least.append(told.id)
    _pin(compiled, able, desk, found)
    found.who = np.flatnonzero(able).astype(np.int32)
    return found


def _has_roster(compiled: Compiled, person: int, desk: Desk, rosters: Int32) -> bool:
    """Whether a person has a roster; it is kept."""
    staff, choices = compiled.uncounted
    cost = quick_roster(staff, choices, compiled.days, person, compiled.may_rest, compiled.allowed, desk)
    if cost >= INFINITE / 2:
        return False
    rosters[person] = desk.roster
    return True


def _frozen_alone(compiled: Compiled, person: int) -> Int32:
    roster = np.full(len(compiled.days.week), OFF, np.int32)
    frozen = compiled.columns.problem.freeze_until
    mine = np.flatnonzero((compiled.choices.person == person) & (compiled.choices.day < frozen))
    roster[compiled.choices.day[mine]] = mine
    return roster


def _reached(compiled: Compiled, person: int, roster: Int32) -> bool:
    chosen = roster[roster != OFF]
    return int(compiled.choices.load[chosen].sum()) >= int(compiled.staff.least_units[person])


def _pin(compiled: Compiled, able: np.ndarray[tuple[int], np.dtype[np.bool_]], desk: Desk, found: Settled) -> None:
    columns = compiled.columns
    kept = list(must_freeze.fixed(columns))
    heads = np.bincount([columns.opening_row[a.opening] for a in kept], minlength=columns.shape[1])
    for pin in columns.problem.pins:
        if pin in kept:
            continue
        person, opening = columns.person_row[pin.person], columns.opening_row[pin.opening]
        code = _barred(columns, person, opening)
        if not code and heads[opening] >= columns.problem.openings[opening].most:
            code = "headcount"
        if not code and not (able[person] and _bind(compiled, person, opening, desk, found)):
            code = _clashing(columns, kept, person, opening)
        if code:
            found.overruled.append(OverruledPin(pin, code))
        else:
            kept.append(pin)
            heads[opening] += 1


def _barred(columns: Columns, person: int, opening: int) -> str:
    """The must that forbids a pin by itself: that of the freeze, of the person and opening, or of busy hours."""
    shift = columns.shift_of[opening]
    if columns.frozen[shift]:
        return "freeze"
    for must in OPEN_MUSTS:
        if not must.allowed(columns)[person, opening]:
            return must.code
    for code, rule in (("one_place", must_one_place), ("travel_between", must_travel_between)):
        if not rule.unhindered(columns)[person, shift]:
            return code
    return ""


def _clashing(columns: Columns, kept: list[Assignment], person: int, opening: int) -> str:
    """The first must about everything one person does that a pin breaks beside what is kept."""
    standing = Standing(columns, kept)
    for must in PERSON_MUSTS:
        if not must.allowed(standing, opening)[person]:
            return must.code
    return "days_in_a_row"


def _bind(compiled: Compiled, person: int, opening: int, desk: Desk, found: Settled) -> bool:
    """Bind the person's day to one opening more, if the person still has a roster then."""
    day = int(compiled.columns.day[compiled.columns.shift_of[opening]])
    pins = found.pins.setdefault((person, day), [])
    pins.append(opening)
    _apply(compiled, person, day, pins)
    if _has_roster(compiled, person, desk, found.rosters):
        return True
    pins.pop()
    _apply(compiled, person, day, pins)
    return False


def _apply(compiled: Compiled, person: int, day: int, pins: list[int]) -> None:
    """Allow what holds all the pins of a day, and a day off only without any."""
    choices, cell = compiled.choices, person * len(compiled.days.week) + day
    first = choices.first_choice[compiled.staff.first_group[cell]]
    last = choices.first_choice[compiled.staff.first_group[cell + 1]]
    for choice in range(first, last):
        held = choices.openings[choices.first_opening[choice] : choices.first_opening[choice + 1]]
        compiled.allowed[choice] = set(pins) <= {int(opening) for opening in held}
    compiled.may_rest[person, day] = not pins


def overrule(compiled: Compiled, found: Settled, person: int, shift: int, must: str) -> None:
    """Let a person's pins on a shift give way to a must about everybody there."""
    columns, day = compiled.columns, int(compiled.columns.day[shift])
    pins = found.pins.get((person, day), [])
    for opening in [opening for opening in pins if columns.shift_of[opening] == shift]:
        pins.remove(opening)
        pin = Assignment(columns.problem.people[person].id, columns.problem.openings[opening].id)
        found.overruled.append(OverruledPin(pin, must))
    if (person, day) in found.pins:
        _apply(compiled, person, day, pins)
