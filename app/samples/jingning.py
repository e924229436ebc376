"""A county like Jingning: real township geography, invented people, 1,260 children and a circle of three or four.

Decision on tutors: a supporter has one role. Of the 260 teachers among the 840 volunteers TUTORS serve as tutors
(three children each, on paper enough for the 57 % of school children with nobody to help them study) and the rest
as volunteers. Study help is asked of children of school age only. A programme may open a role to more kinds.

Supply is dealt so that there is more than enough around the county seat and about 40 % too little in the six
townships of FAR; everywhere else it is nearly balanced. Caseloads: teachers 3, loving mothers, retired people and
public employees 2 (3 with a year's record), students and remote workers 1; officers 20, doctors 15.
"""

from __future__ import annotations

from datetime import date

from app.samples.assembly import Outline, assemble
from app.samples.children import Setting
from app.samples.county import DOCTOR, OFFICER, TUTOR, VOLUNTEER, County
from app.samples.draws import apportion, stream
from app.samples.places import Layout, Unit, township_rows
from app.samples.supporters import Recruiter

PREFIX, NAME, NAME_LATIN = "JN", "景宁（示例县）", "Jingning (sample county)"
SEAT = ("红星街道", "鹤溪街道")
FAR = ("英川镇", "鸬鹚乡", "毛垟乡", "秋炉乡", "大地乡", "家地乡")
STATIONS = (*SEAT, "渤海镇", "东坑镇", "英川镇", "沙湾镇", "澄照乡", "梅岐乡", "大漈乡", "毛垟乡", "九龙乡")
VOLUNTEERS = {
    "teacher": 260,
    "student": 150,
    "loving_mother": 220,
    "retired": 80,
    "public_employee": 90,
    "remote": 40,
}
TUTORS = 170
OFFICERS, DOCTORS, COUNSELLORS = 70, 120, 14
CENTRES, DEMONSTRATION_CENTRES = 62, 12
SUPPLY = {"seat": 1.3, "far": 0.75, "elsewhere": 1.0}
COUNTY_CLINICS = (
    ("县人民医院", "County People's Hospital"),
    ("县中医院", "County Hospital of Chinese Medicine"),
    ("县妇幼保健院", "County Maternal and Child Health Hospital"),
    ("县疾病预防控制中心", "County Centre for Disease Control"),
    ("县口腔门诊部", "County Dental Clinic"),
    ("县眼科门诊部", "County Eye Clinic"),
    ("县康复门诊部", "County Rehabilitation Clinic"),
    ("县学生保健所", "County School Health Office"),
)


def jingning(seed: int, today: date) -> County:
    """The county as it stands on `today`; the same seed gives the same people, their dates relative to `today`."""
    layout = _layout(seed)
    setting = Setting(
        local_language="wu",
        registered_elsewhere=0.45,
        seat_school=layout.within(_township(layout, "鹤溪街道"), "school")[0],
        she=True,
    )
    outline = Outline(
        code="jingning",
        prefix=PREFIX,
        name=NAME,
        name_latin=NAME_LATIN,
        programme="care_in_365_days_with_tutor",
        setting=setting,
        road_factor=1.6,
        shares={VOLUNTEER: 0.35, TUTOR: 0.2, OFFICER: 0.5, DOCTOR: 0.4},
    )
    return assemble(outline, layout, _recruit, seed, today)


def _layout(seed: int) -> Layout:
    units = [
        Unit(
            name=row["name_zh"],
            name_latin=row["name_en"],
            latitude=float(row["lat_wgs84"]),
            longitude=float(row["lon_wgs84"]),
            point_source=row["point_source"],
            children=int(row["children_synthetic"]),
            villages=int(row["villages"]),
            communities={"红星街道": 4, "鹤溪街道": 5}.get(row["name_zh"], 0),
            spread_km=2.5 if row["name_zh"] in SEAT else 4.5,
            she_share=float(row["she_share"]),
        )
        for row in township_rows("townships.csv")
    ]
    layout = Layout(PREFIX, NAME, NAME_LATIN, units, stream(seed, PREFIX, "places"))
    for code, unit in layout.unit_of.items():
        short = unit.name[:2]
        seat = unit.name in SEAT
        for number in range(3 if seat else 1):
            level = ("中学", "小学", "第二小学")[number] if seat else "中心学校"
            latin = ("Middle School", "Primary School", "Second Primary School")[number] if seat else "Central School"
            layout.add_institution(code, "school", f"{short}{level}", f"{unit.name_latin} {latin}")
        layout.add_institution(code, "clinic", f"{short}卫生院", f"{unit.name_latin} Township Hospital")
        if unit.name in STATIONS:
            layout.add_institution(code, "station", f"{short}派出所", f"{unit.name_latin} Police Station")
    seat_code = _township(layout, "鹤溪街道")
    for hanzi, latin in COUNTY_CLINICS:
        layout.add_institution(seat_code, "clinic", hanzi, latin)
    layout.add_centres(CENTRES, DEMONSTRATION_CENTRES)
    return layout


def _township(layout: Layout, name: str) -> str:
    return next(code for code, unit in layout.unit_of.items() if unit.name == name)


def _recruit(layout: Layout, recruiter: Recruiter) -> None:
    supply = [unit.children * SUPPLY[_zone(unit)] for unit in layout.units]
    need = [float(unit.children) for unit in layout.units]
    counts = {**VOLUNTEERS, "teacher": VOLUNTEERS["teacher"] - TUTORS}
    recruiter.recruit("teacher", layout.spread(TUTORS, supply, "school"), TUTOR, "tutor")
    for archetype, count in counts.items():
        recruiter.recruit(archetype, layout.spread(count, supply, "school" if archetype == "teacher" else "village"))
    recruiter.recruit("officer", _officers(layout))
    county_clinics = layout.within(_township(layout, "鹤溪街道"), "clinic")[1:]
    township_doctors = [
        layout.within(layout.township_of(clinic), "clinic")[0]
        for clinic in layout.spread(DOCTORS - 2 * len(county_clinics), need, "clinic")
    ]
    recruiter.recruit("doctor", township_doctors + county_clinics * 2)
    seats = [layout.within(_township(layout, name), "school")[0] for name in SEAT]
    recruiter.recruit("counsellor", [seats[i % 2] for i in range(COUNSELLORS)])


def _zone(unit: Unit) -> str:
    return "seat" if unit.name in SEAT else "far" if unit.name in FAR else "elsewhere"


def _officers(layout: Layout) -> list[str]:
    """Officers by the children of each precinct; a township belongs to the nearest station."""
    stations = [code for township in layout.townships for code in layout.within(township, "station")]
    load = dict.fromkeys(stations, 0)
    for township, unit in layout.unit_of.items():
        load[layout.nearest(township, stations)] += unit.children
    counts = apportion(OFFICERS - len(stations), list(load.values()))
    return [station for station, count in zip(stations, counts, strict=True) for _ in range(count + 1)]
