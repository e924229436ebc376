"""A city like Shaodong, for scale: 25 units, 521 villages, 17,543 children and 8,600 volunteers.

One volunteer for every child; volunteers take one to four children by the life they lead, so that on paper there are
just enough. Unit points and village points are drawn inside the city's box.
"""

from __future__ import annotations

from datetime import date

from app.planning.travel import TravelModel
from app.samples.children import Setting, invent_children
from app.samples.county import VOLUNTEER, County
from app.samples.draws import apportion, stream
from app.samples.names import Phones
from app.samples.places import Layout, Unit, township_rows
from app.samples.running import running_pairs, wishes_and_exclusions
from app.samples.staff import village_staff
from app.samples.supporters import Recruiter

CHILDREN, VILLAGES, COUNSELLORS = 17_543, 521, 60
VOLUNTEERS = {
    "teacher": 2_900,
    "loving_mother": 2_600,
    "public_employee": 1_500,
    "retired": 1_000,
    "student": 600,
}
PREFIX = "SD"


def shaodong(seed: int, today: date) -> County:
    """The city as it stands on `today`."""
    layout = _layout(seed)
    phones = Phones(stream(seed, PREFIX, "phones"))
    per_unit = [unit.children for unit in layout.units]
    children = invent_children(layout, per_unit, Setting("xiang"), seed, today, phones)
    recruiter = Recruiter(layout, seed, today, phones, "xiang", she=False)
    for archetype, count in VOLUNTEERS.items():
        recruiter.recruit(archetype, layout.spread(count, per_unit, "school" if archetype == "teacher" else "village"))
    recruiter.recruit("counsellor", layout.spread(COUNSELLORS, [1.0] * len(per_unit), "school"))
    supporters = tuple(recruiter.people)
    travel = TravelModel(road_factor=1.4)
    pairs = running_pairs(layout, children, supporters, {VOLUNTEER: 0.3}, travel, seed, today)
    children, exclusions = wishes_and_exclusions(layout, children, supporters, pairs, seed)
    return County(
        code="shaodong",
        name="邵东（示例市）",
        name_latin="Shaodong (sample city)",
        programme="volunteer_for_each",
        seed=seed,
        today=today,
        road_factor=travel.road_factor,
        places=tuple(layout.by_code.values()),
        children=children,
        supporters=supporters,
        staff=village_staff(layout, phones, seed),
        pairs=pairs,
        exclusions=exclusions,
    )


def _layout(seed: int) -> Layout:
    rows = township_rows("shaodong.csv")
    residents = [float(row["residents_thousand"]) for row in rows]
    children, villages = apportion(CHILDREN, residents), apportion(VILLAGES, residents)
    units = [
        Unit(
            name=row["name_zh"],
            name_latin=row["name_en"],
            latitude=float(row["lat_wgs84"]),
            longitude=float(row["lon_wgs84"]),
            point_source="invented",
            children=children[i],
            villages=villages[i],
            spread_km=5.0,
            mountain=False,
        )
        for i, row in enumerate(rows)
    ]
    layout = Layout(PREFIX, "邵东（示例市）", "Shaodong (sample city)", units, stream(seed, PREFIX, "places"))
    for code, unit in layout.unit_of.items():
        short = unit.name.rstrip("镇乡").removesuffix("街道")
        for number in range(1 + unit.villages // 12):
            tail = f"第{number + 1}学校", f"School {number + 1}"
            layout.add_institution(code, "school", f"{short}{tail[0]}", f"{unit.name_latin} {tail[1]}")
        layout.add_institution(code, "clinic", f"{short}卫生院", f"{unit.name_latin} Township Hospital")
        layout.add_institution(code, "station", f"{short}派出所", f"{unit.name_latin} Police Station")
    layout.add_centres(VILLAGES, 60)
    return layout
