"""The town of the rota's journey: one centre, one after-school class a week, and just enough people for every decision.

Fang likes Wednesdays and Lu can come: they are the plan. Qin would rather not, Bao lives a village away, Mu is never free
on a Wednesday. Only Fang, Qin and Bao are women, and one of them must be there. Director Lan keeps the centre.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import time_machine
from flask import Flask

from app.actors import SYSTEM
from app.clock import SHANGHAI
from app.database import db, transaction
from app.models.accounts import Account, Grant, Role
from app.models.encrypted import keyed_hash
from app.models.places import PlaceKind
from app.models.supporters import SupporterKind
from app.operations.activity_templates import ensure_ready_made as ensure_templates
from app.operations.installation import set_fact
from app.operations.passwords import hashed
from app.operations.programmes import ensure_ready_made, make_current
from app.operations.samples.ground import add_seasons
from app.operations.samples.staff import COORDINATOR, DIRECTOR, PASSWORD, STAFF, add_staff
from app.queries.installation import SAMPLE_COUNTY
from tests.cast import SATURDAY_MORNING, child, place, supporter

__all__ = [
    "BAO",
    "CENTRE",
    "COORDINATOR",
    "DIRECTOR",
    "FANG",
    "LU",
    "MU",
    "ORGANIZER",
    "PASSWORD",
    "PHONES",
    "QIN",
    "settle",
]

ORGANIZER = STAFF[2][1]
CENTRE = {"zh": "青坪儿童之家", "en": "Qingping-centre"}
FANG, LU, QIN, BAO, MU = "方晓晴", "卢致远", "秦若岚", "包慧", "穆长安"
PHONES = {name: f"1990000011{number}" for number, name in enumerate((FANG, LU, QIN, BAO, MU))}
#: half past four to half past six on Wednesdays, as half-hours of the week
CLASS_HOURS = [129, 133]

#: a Thursday in term without a holiday near; the class is on the Wednesday after
ASKED = datetime(2026, 3, 5, 10, 0, tzinfo=SHANGHAI)
CLASS_BEGINS = datetime(2026, 3, 11, 16, 30, tzinfo=SHANGHAI)
CLASS_ENDS = CLASS_BEGINS + timedelta(hours=2)


def settle(house: Flask) -> None:
    """Fill empty tables with the town as of that Thursday and let go of the database."""
    with house.app_context(), time_machine.travel(ASKED, tick=False):
        ensure_ready_made()
        ensure_templates()
        with transaction():
            make_current("care_365", by=SYSTEM)
            set_fact(SAMPLE_COUNTY, "qingping")
            add_seasons()
            add_staff()
            for account in db.session.query(Account):
                account.name = account.name.split()[0]  # one script each, so that a page shows what is not translated
            add_people()
        db.session.remove()
        db.engine.dispose()


def add_people() -> None:
    """Write the places, the director, two children and the five who come."""
    county = place(PlaceKind.COUNTY, "jinghe", "静河县", 27.95, 119.60)
    township = place(PlaceKind.TOWNSHIP, "qingping", "青坪镇", 27.93, 119.58, county)
    village = place(PlaceKind.VILLAGE, "qingping-village", "青坪村", 27.931, 119.581, township)
    other = place(PlaceKind.VILLAGE, "shiqiao", "石桥村", 27.96, 119.61, township)
    centre = place(PlaceKind.CENTRE, "qingping-centre", CENTRE["zh"], 27.932, 119.582, village)
    db.session.flush()
    db.session.add(
        Account(
            name="蓝桂香",
            handle=DIRECTOR,
            handle_hash=keyed_hash(DIRECTOR),
            password_hash=hashed(PASSWORD),
            totp_secret=pyotp.random_base32(),
            grants=[Grant(role=Role.DIRECTOR, place_id=village.id)],
        )
    )
    for pseudonym, number in (("xiaoman", 42), ("guyu", 17)):
        child(pseudonym, number, village, centre)
    for name, base, gender, windows in (
        (FANG, village, "female", [[*CLASS_HOURS, "prefer"]]),
        (LU, village, "male", [[*CLASS_HOURS, "can"]]),
        (QIN, village, "female", [[*CLASS_HOURS, "rather_not"]]),
        (BAO, other, "female", [[*CLASS_HOURS, "can"]]),
        (MU, village, "male", [SATURDAY_MORNING]),
    ):
        phone = PHONES[name]
        person = supporter(name, SupporterKind.VOLUNTEER, base, gender=gender, windows=windows, phone=phone)
        db.session.add(Account(name=name, phone=phone, handle=phone, handle_hash=keyed_hash(phone), supporter=person))
