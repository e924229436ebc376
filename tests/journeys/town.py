"""The town the journeys go through: small, so that a round takes seconds, and just large enough for every decision.

Bailu is a girl of ten: only a woman may be her volunteer, and the newcomer is the only one. Xiaoman and Guyu are boys;
Ye and Mei can come to either, each to one child. Officer Lin and doctor He stand beside all three already.
"""

from __future__ import annotations

from flask import Flask

from app.actors import SYSTEM
from app.database import db, transaction
from app.models.children import Child
from app.models.places import Place
from app.models.supporters import Supporter, SupporterKind
from app.operations.installation import set_fact
from app.operations.programmes import ensure_ready_made, make_current
from app.operations.samples.staff import COORDINATOR, PASSWORD, SECOND, add_staff
from app.queries.installation import SAMPLE_COUNTY
from tests.cast import account, live_match, summon, supporter

__all__ = ["BOYS", "COORDINATOR", "GIRL", "PASSWORD", "REGULARS", "SECOND", "TOWNSHIP", "VILLAGE", "settle"]

TOWNSHIP, VILLAGE = "青坪镇", "石桥村"
GIRL, BOYS = "bailu", ("xiaoman", "guyu")
REGULARS = ("Ye Wenzhou", "Mei Changlai")


def settle(house: Flask) -> None:
    """Fill empty tables with the town and let go of the database."""
    with house.app_context():
        cast = summon()
        ensure_ready_made()
        with transaction():
            make_current("care_365", by=SYSTEM)
            set_fact(SAMPLE_COUNTY, "qingping")
            add_staff()
            village = db.session.get_one(Place, cast.village)
            mei = supporter("Mei Changlai", SupporterKind.VOLUNTEER, village, caseload=1)
            account("Mei Changlai", supporter=mei)
            db.session.get_one(Supporter, cast.ye).caseload = 1
            officer, doctor = (db.session.get_one(Supporter, row) for row in (cast.lin, cast.he))
            for row in (cast.xiaoman, cast.bailu, cast.guyu):
                child = db.session.get_one(Child, row)
                live_match(child, officer, "officer", half_hour=None)
                live_match(child, doctor, "doctor", half_hour=None)
        db.session.remove()
        db.engine.dispose()
