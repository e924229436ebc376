"""A city like Shaodong, for scale: 25 units, 521 villages, 17,543 children and 8,600 volunteers.

One volunteer for every child; volunteers take one to four children by the life they lead, so that on paper there are
just enough. Unit points and village points are drawn inside the city's box.
"""

from __future__ import annotations

from datetime import date

from app.samples.assembly import Outline, assemble
from app.samples.children import Setting
from app.samples.county import VOLUNTEER, County
from app.samples.draws import apportion, stream
from app.samples.places import Layout, Unit, township_rows
from app.samples.supporters import Recruiter

CHILDREN, VILLAGES, COUNSELLORS = 17_543, 521, 60
VOLUNTEERS = {
    "teacher": 2_900,
    "loving_mother": 2_600,
    "public_employee": 1_500,
    "retired": 1_000,
    "student": 600,
}
PREFIX, NAME, NAME_LATIN = "SD", "邵东（示例市）", "Shaodong (sample city)"


def shaodong(seed: int, today: date) -> County:
    """The city as it stands on `today`."""
    outline = Outline(
        code="shaodong",
        prefix=PREFIX,
        name=NAME,
        name_latin=NAME_LATIN,
        programme="volunteer_for_each",
        setting=Setting("xiang"),
        road_factor=1.4,
        shares={VOLUNTEER: 0.3},
    )
    return assemble(outline, _layout(seed), _recruit, seed, today)


def _recruit(layout: Layout, recruiter: Recruiter) -> None:
    per_unit = [unit.children for unit in layout.units]
    for archetype, count in VOLUNTEERS.items():
        recruiter.recruit(archetype, layout.spread(count, per_unit, "school" if archetype == "teacher" else "village"))
    recruiter.recruit("counsellor", layout.spread(COUNSELLORS, [1.0] * len(per_unit), "school"))


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
    layout = Layout(PREFIX, NAME, NAME_LATIN, units, stream(seed, PREFIX, "places"))
    for code, unit in layout.unit_of.items():
        short = unit.name.rstrip("镇乡").removesuffix("街道")
        for number in range(1 + unit.villages // 12):
            tail = f"第{number + 1}学校", f"School {number + 1}"
            layout.add_institution(code, "school", f"{short}{tail[0]}", f"{unit.name_latin} {tail[1]}")
        layout.add_institution(code, "clinic", f"{short}卫生院", f"{unit.name_latin} Township Hospital")
        layout.add_institution(code, "station", f"{short}派出所", f"{unit.name_latin} Police Station")
    layout.add_centres(VILLAGES, 60)
    return layout
