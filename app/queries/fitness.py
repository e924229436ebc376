"""May somebody come to a shift, by the rota's own rules and today's facts? Asked of a few shifts and a few people."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta

from sqlalchemy import or_, select

from app.clock import local, monday, today
from app.database import db
from app.models.activities import Shift
from app.models.assignments import LIVE, SEATED, Assignment
from app.models.places import Place
from app.models.programmes import Programme, ProgrammeVersion
from app.queries.books import Objection
from app.queries.rota_examination import RotaExamination
from app.queries.rota_snapshots import rota_snapshot
from app.scheduling.rota.shifts import Assignment as Seat

#: days after a shift that count for rest, runs of days and the week's hours
DAYS_AFTER = timedelta(days=6)
#: the must that only says every place is taken
FULL = "headcount"


def version_in_force() -> ProgrammeVersion:
    """Return the newest version of the current programme; while there is none, the usual rules."""
    query = select(ProgrammeVersion).join(Programme).where(Programme.current, Programme.closed.is_(False))
    found = db.session.scalar(query.order_by(ProgrammeVersion.number.desc()).limit(1))
    return found or ProgrammeVersion(number=1, rota={}, programme=Programme(code="usual"))


def examine(
    shifts: Collection[Shift], people: Collection[int] | None, *, willing: int | None = None
) -> RotaExamination:
    """Return the rules by today's facts, ready to be asked of these shifts and people (None: everybody active).

    Whoever stands on the shifts is there too. `willing` asks for the shift: an earlier no of theirs does not bind.
    """
    ids = [shift.id for shift in shifts]
    if people is not None:
        there = select(Assignment.supporter_id).where(Assignment.shift_id.in_(ids), Assignment.state.in_(SEATED))
        people = frozenset({*people, *db.session.scalars(there)})
    days = [local(shift.starts_at).date() for shift in shifts]
    first, last = max(today(), monday(min(days))), max(days) + DAYS_AFTER
    elsewhere = select(Shift.place_id).join(Assignment, Assignment.shift_id == Shift.id)
    elsewhere = elsewhere.where(Assignment.state.in_(LIVE))
    if people is not None:
        elsewhere = elsewhere.where(Assignment.supporter_id.in_(people))
    places = or_(Place.id.in_({shift.place_id for shift in shifts}), Place.id.in_(elsewhere))
    span = (last - first).days + 1
    return RotaExamination(
        rota_snapshot(version_in_force(), first, span, places, "shifts", only=people, willing=willing)
    )


def seats_now(examination: RotaExamination, without: Iterable[int] = ()) -> list[Seat]:
    """Return the seats that stand today, without these assignments."""
    gone = set(without)
    return [Seat(*key) for key, row_id in examination.facts.standing.items() if row_id not in gone]


def against(
    examination: RotaExamination, supporter_id: int, opening_id: int, without: Iterable[int] = ()
) -> list[Objection]:
    """Return what speaks against somebody joining an opening beside all that stands `without` some assignments.

    Every rule counts, as when a rota is solved; of whoever stands there and whose shift changes, ask `shift_fit.misfit`.
    """
    seat = examination.seat(supporter_id, opening_id)
    if seat is None:
        return [examination.missing(supporter_id, opening_id)]
    return examination.against(seats_now(examination, without), seat)
