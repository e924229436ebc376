"""The cast's township with more people, so that every rule keeps somebody from some child: for figures on pages.

Xiaoman keeps Ye. Bailu, a girl of eleven who needs help with study, gets only women, and the tutors' papers run out.
Hanlu is free on Monday evenings alone. Shuangjiang lives half an hour away and meets people with the grandmother,
Lidong lives in the far mountains, Chushu meets people where nobody is recorded. Lixia's grandmother speaks She alone.
Dashu is Xiaoman's brother. The Xiaoxues are more than there are places for. Mangzhong is with the parents for now; Shi still has a place beside him.
"""

from __future__ import annotations

from datetime import timedelta

from app.clock import now, today
from app.database import db, transaction
from app.models.children import Child, ChildState, Exclusion, Guardian
from app.models.matches import MatchState
from app.models.places import Place, PlaceKind
from app.models.rounds import Declined
from app.models.supporters import Evidence, Supporter, SupporterState
from tests.cast import SATURDAY_MORNING, WEDNESDAY_AFTERNOON, Cast, child, evidence, live_match, place, supporter

MONDAY_EVENING = [36, 42, "can"]
BOTH = [SATURDAY_MORNING, WEDNESDAY_AFTERNOON]


def fill(cast: Cast) -> None:
    """Add everybody."""
    with transaction():
        township, village = db.session.get_one(Place, cast.township), db.session.get_one(Place, cast.village)
        near, centre = db.session.get_one(Place, cast.other_village), db.session.get_one(Place, cast.centre)
        edge = place(PlaceKind.VILLAGE, "huyan", "湖岩村", 27.997, 119.581, township)
        far = place(PlaceKind.VILLAGE, "gaoshan", "高山村", 28.30, 119.60, township)
        yard = place(PlaceKind.VILLAGE, "laoyuan", "老院村", 27.933, 119.583, township)
        db.session.flush()
        children(cast, centre, edge, far, yard)
        volunteers(cast, village, near)
        professionals(village)


def children(cast: Cast, centre: Place, edge: Place, far: Place, yard: Place) -> None:
    """Add the children, and change those of the cast."""
    xiaoman, bailu = (db.session.get_one(Child, row) for row in (cast.xiaoman, cast.bailu))
    guyu = db.session.get_one(Child, cast.guyu)
    live_match(xiaoman, db.session.get_one(Supporter, cast.ye))
    # free on Monday evenings too, when nobody keeps the centre
    for one in (xiaoman, db.session.get_one(Supporter, cast.ye)):
        one.windows = [SATURDAY_MORNING, MONDAY_EVENING]
    xiaoman.sibling_group, xiaoman.interests = 7, ["football", "chess", "reading"]
    bailu.born, bailu.study_help, bailu.windows = bailu.born.replace(year=today().year - 11), True, BOTH
    guyu.windows = BOTH
    home = centre.parent
    assert home is not None
    dashu = child("dashu", 2, home, centre, sibling_group=7, rhythm=2)
    gone = {
        "state": MatchState.ENDED,
        "live_from": today() - timedelta(days=90),
        "ended_at": now() - timedelta(days=12),
    }
    live_match(dashu, supporter("Wei Gone", "volunteer", home, state="left"), **gone)
    child("hanlu", 3, home, centre, windows=[MONDAY_EVENING])
    child("shuangjiang", 4, edge, edge, second_adult="guardian", windows=BOTH)
    child("lidong", 5, far, far, second_adult="director", rhythm=1)
    child("chushu", 6, yard, yard)
    child("lixia", 8, home, centre, windows=BOTH, guardian=Guardian(name="Invented Nai", languages=["she"]))
    qiufen = child("qiufen", 9, home, centre, rhythm=4)
    qiufen.consents[0].given_on = today() - timedelta(days=44)
    for number in (11, 12, 13):
        child("xiaoxue", number, home, centre)


def volunteers(cast: Cast, village: Place, near: Place) -> None:
    """Add volunteers, each with something of their own."""
    mei = supporter("Mei Lan", "volunteer", village, gender="female", caseload=1, interests=["chess", "reading"])
    supporter("Zhu Newcomer", "teacher", near, gender="female", probation=True, travel_limit=45)
    supporter("Gu Leaving", "volunteer", village, stays_until=today() + timedelta(days=90))
    supporter("Kong Busy", "volunteer", village, weekly_minutes=30)
    supporter("Fang Walker", "retired", near, mode="foot", travel_limit=60, languages=["wu"])
    supporter("Bao Rider", "loving_mother", near, gender="female", mode="bus", travel_limit=40, languages=["mandarin"])
    supporter("Jin Driver", "public_employee", near, mode="car", travel_limit=20, caseload=1)
    for name in ("Yin Wednesday", "Shen Wednesday"):
        supporter(name, "retired", near, gender="female", windows=[WEDNESDAY_AFTERNOON], travel_limit=45)
    paused = supporter("Tao Paused", "volunteer", village)
    paused.state = SupporterState.PAUSED
    short = supporter("Qu Papers", "volunteer", village, vetted=False)
    short.state = SupporterState.ACTIVE
    evidence(short, today() - timedelta(days=290))  # the check, the course and all else end in ten days
    shi = supporter("Shi Full", "volunteer", village, caseload=1)
    away = child("mangzhong", 10, village, db.session.get_one(Place, cast.centre), state=ChildState.PAUSED)
    live_match(away, shi, half_hour=129)
    db.session.flush()
    ask = {"child_id": cast.guyu, "role": "volunteer", "until": now() + timedelta(days=30)}
    db.session.add(Exclusion(child_id=cast.bailu, supporter_id=mei.id))
    db.session.add(Declined(supporter_id=shi.id, said_by="coordinator", **ask))
    db.session.add(Declined(supporter_id=cast.ye, said_by="supporter", **ask))


def professionals(village: Place) -> None:
    """Add a doctor without a licence and tutors whose papers run out."""
    supporter("Luo Physician", "doctor", village, caseload=20, mode="bus", travel_limit=60)
    hua = supporter("Hua Unlicensed", "doctor", village, caseload=20)
    db.session.flush()
    for row in db.session.query(Evidence).filter_by(supporter_id=hua.id, kind="licence"):
        db.session.delete(row)
    for name in ("Wu Tutor", "Xi Tutor"):
        one = supporter(name, "tutor", village, vetted=False, gender="female")
        one.state = SupporterState.ACTIVE
        evidence(one, today() - timedelta(days=290))
