"""Rotas for tests that need some: shifts on the cast's Wednesday afternoons, people who come, a proposal to review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.actors import SYSTEM, Actor
from app.clock import monday, today
from app.database import db, transaction
from app.models.accounts import Role
from app.models.activities import Opening, Shift
from app.models.assignments import Assignment, AssignmentState, How
from app.models.places import Place
from app.models.rotas import RotaPlacement, ShortHanded
from app.models.supporters import Supporter
from app.operations import round_leases
from app.operations.rounds import Span, ask_round
from tests.activities import afternoon
from tests.cast import Cast, supporter
from tests.programmes import programme_version


def wednesday(weeks: int = 1) -> date:
    """Return the Wednesday of the week so many weeks after this one: always a coming day, and outside the freeze."""
    return monday(today()) + timedelta(weeks=weeks, days=2 if weeks else 9)


def shift_on(day: date, place_id: int, **values: Any) -> Shift:
    """Add a shift from 16:30 to 18:30, when the cast's people are free on Wednesdays."""
    return afternoon(place_id, (day - today()).days, **values)


def assign(opening: Opening, supporter_id: int, seat: int = 0, **values: Any) -> Assignment:
    """Put somebody on an opening."""
    row = Assignment(
        **{
            "opening_id": opening.id,
            "shift_id": opening.shift_id,
            "supporter_id": supporter_id,
            "seat": seat,
            "state": AssignmentState.ACCEPTED,
            "how": How.ROUND,
            "minutes": 5,
            **values,
        }
    )
    db.session.add(row)
    db.session.flush()
    return row


def companions(cast: Cast, *names: str, **values: Any) -> list[int]:
    """Add vetted volunteers of Qingping village, women all; return their ids."""
    village = db.session.get_one(Place, cast.village)
    rows = [supporter(name, "volunteer", village, gender="female", **values) for name in names]
    db.session.flush()
    return [row.id for row in rows]


def two_of_three(cast: Cast) -> dict[str, int]:
    """Let Ye and Mei stand on a shift in two weeks, with Hua alone free; return their ids and those of the places.

    `first` is the opening, `mine` what Ye promised, `shift` the shift.
    """
    with transaction():
        for one in (cast.he, cast.lin):
            db.session.get_one(Supporter, one).windows = []
        ids = dict(zip(("Mei", "Hua"), companions(cast, "Mei", "Hua"), strict=True))
        opening = shift_on(wednesday(2), cast.centre).openings[0]
        mine = assign(opening, cast.ye)
        assign(opening, ids["Mei"], 1)
        return ids | {"first": opening.id, "mine": mine.id, "shift": opening.shift_id}


def coordinator_of(cast: Cast) -> Actor:
    """Return the coordinator of the whole county as an actor."""
    return Actor(cast.coordinator, {Role.COORDINATOR: frozenset()})


def code_of(supporter_id: int) -> str:
    """Return what a problem calls a supporter."""
    return db.session.get_one(Supporter, supporter_id).public_id


def proposed_rota(cast: Cast, **values: Any) -> tuple[int, dict[str, int]]:
    """Propose a rota for next week: Ye is new on Wednesday, one place stays open; return round and ids by name.

    Wednesday's shift at the centre: two companions are needed, Ye is proposed, nobody else was found.
    Thursday's shift: He stands there and is to be let go.
    """
    version = programme_version()
    with transaction():
        wednesdays = shift_on(wednesday(), cast.centre, **values)
        thursdays = shift_on(wednesday() + timedelta(days=1), cast.centre, children=0)
        stands = assign(thursdays.openings[0], cast.he)
        ids = {
            "wednesday": wednesdays.id,
            "wednesday_opening": wednesdays.openings[0].id,
            "thursday": thursdays.id,
            "thursday_opening": thursdays.openings[0].id,
            "stands": stands.id,
        }
    span = Span(wednesday() - timedelta(days=2), 7)
    round_id = ask_round(request_key="rota", by=SYSTEM, programme_version_id=version, span=span)
    claimed = round_leases.claim(round_id)
    with transaction():
        rows = [
            rota_placement(round_id, ids, "wednesday", cast.ye, change="new"),
            rota_placement(round_id, ids, "thursday", cast.he, change="ended"),
            ShortHanded(
                round_id=round_id,
                opening_id=ids["wednesday_opening"],
                shift_id=ids["wednesday"],
                missing=1,
                missing_least=1,
                closed=True,
                safe_children=0,
                funnel=[{"must": "holders", "left": 62}, {"must": "validity", "left": 41}, {"must": "available", "left": 0}],
                bite="available",
                near_misses=[{"supporter": code_of(cast.lin), "must": "available", "minutes": 4}],
            ),
        ]  # fmt: skip
    outcome = {
        "shifts": 2,
        "people": 1,
        "filled": 1,
        "wanted": 4,
        "comparison": {"kept": 0, "new": 1, "ended": 1, "open": 3, "closed": 1},
        "wishes": [{"code": "held", "value": 0, "bound": 1, "empty": 0}],
        "overruled": [],
        "unplannable": [],
    }
    round_leases.propose(claimed, rows, outcome, "0" * 64)
    placed = {one.change: one.id for one in db.session.query(RotaPlacement).filter_by(round_id=round_id)}
    return round_id, ids | {"new": placed["new"], "ended": placed["ended"]}


def rota_placement(round_id: int, ids: dict[str, int], shift: str, supporter_id: int, **values: Any) -> RotaPlacement:
    """Return a placement two minutes away."""
    return RotaPlacement(
        round_id=round_id,
        opening_id=ids[f"{shift}_opening"],
        shift_id=ids[shift],
        supporter_id=supporter_id,
        minutes=2,
        reasons=[{"code": "preferred_hours"}, {"code": "travel", "minutes": 2, "mode": "scooter"}],
        **values,
    )
