"""A proposal standing in the tables, for tests of its review and publication.

Xiaoman gets volunteer Ye (new), doctor He (new, on duty) and keeps officer Lin; Bailu's volunteer stays open.
"""

from __future__ import annotations

from sqlalchemy import select

from app.actors import SYSTEM
from app.database import db, transaction
from app.models.children import Child
from app.models.matches import Match
from app.models.rounds import OpenRole, Placement
from app.models.supporters import Supporter
from app.operations import round_leases
from app.operations.rounds import ask_round
from tests.cast import Cast, live_match
from tests.programmes import programme_version


def placement(round_id: int, child_id: int, role: str, supporter_id: int, **values) -> Placement:
    """Return a new placement ten minutes away."""
    given = {"minutes": 10, "half_hour": 258 if role == "volunteer" else None, "change": "new", **values}
    return Placement(round_id=round_id, child_id=child_id, role=role, supporter_id=supporter_id, **given)


def propose(cast: Cast, asked_by: int | None = None) -> int:
    """Ask, claim and propose; return the round's id."""
    version = programme_version()
    with transaction():
        xiaoman, lin = db.session.get_one(Child, cast.xiaoman), db.session.get_one(Supporter, cast.lin)
        live_match(xiaoman, lin, "officer", half_hour=None, minutes=2)
    round_id = ask_round(request_key=f"for {asked_by}", by=SYSTEM, programme_version_id=version)
    claimed = round_leases.claim(round_id)
    rows = [
        placement(
            round_id, cast.xiaoman, "volunteer", cast.ye,
            reasons=[{"code": "interests", "words": "football"}, {"code": "travel", "minutes": 10, "mode": "scooter"}],
        ),
        placement(round_id, cast.xiaoman, "doctor", cast.he),
        placement(round_id, cast.xiaoman, "officer", cast.lin, change="kept"),
        OpenRole(
            round_id=round_id,
            child_id=cast.bailu,
            role="volunteer",
            funnel=[{"must": "holders", "left": 62}, {"must": "validity", "left": 41}, {"must": "travel", "left": 0}],
            bite="travel",
            near_misses=[
                {
                    "supporter": db.session.get_one(Supporter, cast.ye).public_id,
                    "must": "travel",
                    "minutes": 34,
                    "limit": 30,
                }
            ],
        ),
    ]  # fmt: skip
    outcome = {
        "children": 2,
        "filled": 3,
        "wanted": 4,
        "comparison": {"kept": 1, "new": 2, "replaced": 0, "open": 1},
        "wishes": [{"code": "complete", "value": 2, "bound": 6, "empty": 0}],
        "displaced": [],
        "stages": {"reading": 1.2, "solving": 4.0},
    }
    round_leases.propose(claimed, rows, outcome, "0" * 64)
    return round_id


def matches_of(round_id: int) -> dict[tuple[int, str], Match]:
    """Return what a publication wrote, by child and role."""
    found = db.session.query(Match).filter_by(round_id=round_id)
    return {(match.child_id, match.role): match for match in found}


def conflicts(round_id: int) -> dict[str, str]:
    """Why placements of a round were not written, by role."""
    found = db.session.scalars(select(Placement).filter_by(round_id=round_id))
    return {one.role: one.conflict for one in found if one.conflict}
