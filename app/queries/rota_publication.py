"""What publishing a rota would do by today's facts: who is asked, who is let go, what has changed since it was solved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select

from app.clock import today
from app.database import db
from app.models.accounts import Account
from app.models.assignments import Assignment
from app.models.rotas import RotaPlacement
from app.models.rounds import Round
from app.queries.books import Objection
from app.queries.rota_examination import RotaExamination
from app.queries.rota_plans import holds, live_assignments, placements_of
from app.queries.rota_snapshots import rota_snapshot_of
from app.scheduling.rota.shifts import Assignment as Seat

#: the place was taken by somebody else since the rota was solved
FULL = "headcount"
#: somebody to be let go is needed soon: nobody is taken off a shift within the freeze
FROZEN = "freeze"


@dataclass
class Draft:
    """A publication before it is written."""

    #: placements to write, in order
    offers: list[RotaPlacement] = field(default_factory=list)
    #: assignments that end
    endings: list[Assignment] = field(default_factory=list)
    #: placement → what speaks against it today
    conflicts: dict[int, Objection] = field(default_factory=dict)
    #: people with an account who will hear
    told: int = 0
    #: assignments that stay as they are
    kept: int = 0


def draft_rota(this: Round) -> Draft:
    """Return what publishing `this` now would write. Reads everything anew; changes nothing."""
    examination = RotaExamination(rota_snapshot_of(this))
    placements = list(db.session.scalars(placements_of(this.id)))
    standing = live_assignments({placement.opening_id for placement in placements})
    draft = Draft()
    leaving = endings(draft, placements, standing, examination)
    offers = wanted(placements, standing)
    settle(draft, offers, leaving, examination)
    draft.kept = len(standing) - len(draft.endings)
    draft.told = people_told(draft)
    return draft


def endings(
    draft: Draft,
    placements: list[RotaPlacement],
    standing: dict[tuple[int, int], Assignment],
    examination: RotaExamination,
) -> set[Seat]:
    """Note who is let go: they stand today and the reviewed rota does without them. Nobody inside the freeze is."""
    leaving: set[Seat] = set()
    for placement in placements:
        there = standing.get((placement.opening_id, placement.supporter_id))
        if there is None or holds(placement):
            continue
        seat = examination.seat(placement.supporter_id, placement.opening_id)
        if seat is not None and frozen(examination, seat):
            draft.conflicts[placement.id] = Objection(FROZEN)
            continue
        draft.endings.append(there)
        if seat is not None:
            leaving.add(seat)
    return leaving


def frozen(examination: RotaExamination, seat: Seat) -> bool:
    """Say whether a shift is so near that a round takes nobody off it."""
    problem = examination.problem
    day = problem.date_of(problem.shift_of(seat.opening).day)
    return day <= today() + timedelta(days=examination.facts.rules.freeze_days)


def wanted(placements: list[RotaPlacement], standing: dict[tuple[int, int], Assignment]) -> list[RotaPlacement]:
    """Return the placements that are not there yet; somebody who stands there already stays as they are.

    One that stood when the rota was solved and is gone since (they cancelled, or were let go) is not written anew.
    """
    return [
        placement
        for placement in placements
        if placement.change == "new"
        and holds(placement)
        and (placement.opening_id, placement.supporter_id) not in standing
    ]


def settle(draft: Draft, offers: list[RotaPlacement], leaving: set[Seat], examination: RotaExamination) -> None:
    """Take out of the offers what a must forbids today; whoever was to make room for such a one stays if they can.

    The independent checker looks at the whole once; only the people and shifts it names are asked one by one.
    """
    stay = [Seat(*key) for key in examination.facts.standing if Seat(*key) not in leaving]
    known: dict[int, Seat] = {}
    for placement in offers:
        seat = examination.seat(placement.supporter_id, placement.opening_id)
        if seat is None:
            draft.conflicts[placement.id] = examination.missing(placement.supporter_id, placement.opening_id)
        else:
            known[placement.id] = seat
    doubtful = examination.doubtful([*stay, *known.values()])
    seats = [*stay, *(seat for seat in known.values() if seat not in doubtful)]
    for placement in offers:
        seat = known.get(placement.id)
        if seat is not None and seat in doubtful:
            against = examination.against(seats, seat)
            if against:
                draft.conflicts[placement.id] = against[0]
                continue
            seats.append(seat)
        if seat is not None:
            draft.offers.append(placement)
    let_stay(draft, offers, seats, examination)


def let_stay(draft: Draft, offers: list[RotaPlacement], seats: list[Seat], examination: RotaExamination) -> None:
    """Keep people on openings whose new person falls out: an ending must not leave a gap nobody decided on."""
    gaps = {placement.opening_id for placement in offers if placement.id in draft.conflicts}
    for assignment in list(draft.endings):
        if assignment.opening_id not in gaps:
            continue
        seat = examination.seat(assignment.supporter_id, assignment.opening_id)
        if seat is not None and not examination.against(seats, seat):
            seats.append(seat)
            draft.endings.remove(assignment)


def people_told(draft: Draft) -> int:
    """Return how many people with an account a publication speaks to."""
    supporters = {placement.supporter_id for placement in draft.offers}
    supporters |= {assignment.supporter_id for assignment in draft.endings}
    accounts = select(Account.id).where(Account.supporter_id.in_(supporters), Account.disabled_at.is_(None))
    return len(db.session.scalars(accounts).all())
