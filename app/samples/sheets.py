"""The rows a county would send, still clean: one table per sheet, in the words of an office."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from app.planning.geography import gcj02_from_wgs84
from app.samples import words
from app.samples.county import Child, County, Place, Supporter
from app.samples.draws import stream

Value = str | int | float | date | None
_CHECK_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(slots=True)
class Sheet:
    """A table with its title and headings. `groups` are headings over headings: first and last column and the word."""

    file: str
    name: str
    title: str
    headings: list[str]
    rows: list[list[Value]]
    groups: list[tuple[int, int, str]] = field(default_factory=list)
    footer: str = ""

    @property
    def first_row(self) -> int:
        """The number of the first row with data, as a spreadsheet shows it."""
        if not self.title:
            return 2
        return 4 if not self.groups else 5

    def column(self, heading: str) -> int:
        """The position of a heading."""
        return self.headings.index(heading)


def county_sheets(county: County) -> list[Sheet]:
    """All sheets of a county, in the order they are written."""
    at = {place.code: place for place in county.places}
    in_office = [
        s for s in county.supporters if s.kind in ("officer", "doctor", "counsellor", "chair", "village_official")
    ]
    others = [s for s in county.supporters if s not in set(in_office)]
    sheets = [_areas(county, at), _institutions(county, at), _children(county, at)]
    for role in dict.fromkeys(s.role for s in others):
        sheets.append(_volunteers(county, role, [s for s in others if s.role == role], at))
    return [*sheets, _officials(in_office, at), _pairs(county, at)]


def _township(place: Place, at: dict[str, Place]) -> str:
    while place.kind != "township" and place.parent:
        place = at[place.parent]
    return place.name


def _village(place: Place, at: dict[str, Place]) -> str:
    if place.kind == "village":
        return place.name
    return at[place.parent].name if place.parent and at[place.parent].kind == "village" else ""


def _areas(county: County, at: dict[str, Place]) -> Sheet:
    directors = {person.place: person for person in county.staff}
    rows: list[list[Value]] = []
    for place in county.places:
        if place.kind in ("township", "village"):
            person = directors[place.code]
            township = "" if place.kind == "township" else _township(place, at)
            kind = words.PLACE_KIND[place.kind]
            point: list[Value] = [place.longitude, place.latitude]
            rows.append([place.code, kind, place.name, township, *point, person.name, person.phone])
    headings = ["编码", "类型", "名称", "所属乡镇", "经度", "纬度", "负责人", "联系电话"]
    return Sheet("places.xlsx", "乡镇和村", f"{county.name}乡镇、村名录（虚构样例）", headings, rows)


def _institutions(county: County, at: dict[str, Place]) -> Sheet:
    rows: list[list[Value]] = []
    for place in county.places:
        if place.kind in ("school", "centre", "clinic", "station"):
            point = gcj02_from_wgs84(place.point)
            kind = words.PLACE_KIND[place.kind]
            where: list[Value] = [_township(place, at), _village(place, at)]
            grid: list[Value] = [round(point.lat, 6), round(point.lon, 6)]
            rows.append([place.code, place.name, kind, *where, *grid])
    headings = ["地点编码", "机构名称", "机构类型", "乡镇/街道", "村（社区）", "高德纬度", "高德经度"]
    return Sheet(
        "places.xlsx", "学校和机构", f"{county.name}学校、儿童之家、卫生院、派出所（虚构样例）", headings, rows
    )


CHILD_HEADINGS = [
    "序号", "姓名", "性别", "出生年月", "身份证号", "居住乡镇", "居住村", "详细地址", "户籍村", "学校", "是否住校",
    "姓名", "关系", "电话", "手机类型", "语言", "同意日期", "陪伴频率", "监护情况", "需求", "兴趣爱好", "空闲时间",
    "见面地点", "父母务工地", "父母返乡情况", "户编号", "档案号", "备注",
]  # fmt: skip
GUARDIAN = (11, 15, "监护人")


def _children(county: County, at: dict[str, Place]) -> Sheet:
    days = stream(county.seed, county.code, "birth days").integers(1, 29, len(county.children)).tolist()
    rows = [_child_row(number, child, at, days[number - 1]) for number, child in enumerate(county.children, start=1)]
    title = f"{county.name}农村留守儿童花名册（虚构样例）"
    footer = "填表人：（样例）"
    return Sheet("children.xlsx", "花名册", title, CHILD_HEADINGS, rows, [GUARDIAN], footer)


def identity_number(number: int, child: Child, day: int) -> str:
    """An invented identity number: of no existing region (99 …), but with the birth date and a right check sign."""
    sequence = number % 500 * 2 + (child.gender == "male")
    body = f"99{number // 500:04d}{child.birth_year:04d}{child.birth_month:02d}{day:02d}{sequence:03d}"
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, _CHECK_WEIGHTS, strict=True)) % 11]


def _child_row(number: int, child: Child, at: dict[str, Place], day: int) -> list[Value]:
    carer, home, school = child.guardian, at[child.home_village], at[child.weekday_place]
    return [
        number,
        child.name,
        words.GENDER[child.gender],
        date(child.birth_year, child.birth_month, day),
        identity_number(number, child, day),
        _township(home, at),
        home.name,
        f"{home.name}{1 + number % 97}号",
        at[child.hukou_village].name,
        school.name if school.kind == "school" else "",
        "是" if child.boards else "否",
        carer.name,
        words.RELATION[carer.relation],
        carer.phone,
        words.PHONE_KIND[carer.phone_kind],
        words.listed(carer.languages, words.LANGUAGE),
        child.consent_on,
        words.RHYTHM[child.rhythm],
        words.GUARDIANSHIP[child.guardianship],
        words.listed(child.needs, words.NEED),
        words.listed(child.interests, words.INTEREST),
        words.hours(child.free),
        at[child.meeting_place].name,
        words.CITY[child.parents_city],
        "在外",
        child.sibling_group or "",
        child.code,
        "",
    ]


def _volunteers(county: County, role: str, people: list[Supporter], at: dict[str, Place]) -> Sheet:
    headings = [
        "序号", "姓名", "性别", "手机号", "出生年份", "角色", "人员类别", "乡镇", "所在单位", "会说语言", "特长",
        "兴趣爱好", "出行方式", "单程分钟", "可结对人数", "每周可用分钟", "服务月数", "服务至", "报名日期", "审核日期",
        "审核有效期至", "培训日期", "保险有效期至", "守则签署日期", "可服务时间",
    ]  # fmt: skip
    rows: list[list[Value]] = [[number, *_supporter_cells(s, at)] for number, s in enumerate(people, start=1)]
    name = words.ROLE[role]
    if role == "tutor":  # another office, another order of columns
        order = [0, 1, 3, 2, *range(5, len(headings)), 4]
        headings = [headings[i] for i in order]
        rows = [[row[i] for i in order] for row in rows]
    return Sheet("supporters.xlsx", name, f"{county.name}{name}登记表（虚构样例）", headings, rows)


def _supporter_cells(person: Supporter, at: dict[str, Place]) -> list[Value]:
    return [
        person.name,
        words.GENDER[person.gender],
        person.phone,
        person.birth_year,
        words.ROLE[person.role],
        words.KIND[person.kind],
        _township(at[person.base], at),
        at[person.base].name,
        words.listed(person.languages, words.LANGUAGE),
        words.listed(person.skills, words.SKILL),
        words.listed(person.interests, words.INTEREST),
        words.TRAVEL_MODE[person.travel_mode.value],
        person.travel_limit,
        person.caseload,
        person.weekly_minutes,
        person.experience_months,
        person.stays_until,
        person.applied_on,
        person.vetted_on,
        person.vetted_until,
        person.trained_on,
        person.insured_until,
        person.code_signed_on,
        words.hours(person.availability),
    ]


def _officials(people: list[Supporter], at: dict[str, Place]) -> Sheet:
    headings = [
        "姓名", "性别", "联系电话", "出生年份", "岗位", "人员类别", "乡镇街道", "单位", "沟通语言", "擅长", "兴趣",
        "交通方式",
        "出行时限(分钟)", "负责人数", "每周服务分钟", "服务月数", "可服务至", "登记日期", "查询日期", "审核有效期",
        "培训日期", "保险到期", "行为守则签署日期", "服务时间", "证件编号",
    ]  # fmt: skip
    rows: list[list[Value]] = [[*_supporter_cells(s, at), s.licence_number or ""] for s in people]
    return Sheet("officials_gbk.csv", "csv", "", headings, rows)


def _pairs(county: County, at: dict[str, Place]) -> Sheet:
    children = {child.code: child for child in county.children}
    supporters = {person.code: person for person in county.supporters}
    rows: list[list[Value]] = []
    for pair in county.pairs:
        if pair.supporter in supporters:
            child, person = children[pair.child], supporters[pair.supporter]
            who: list[Value] = [child.name, at[child.home_village].name, words.ROLE[person.role]]
            rows.append([*who, person.name, person.phone, pair.since])
    headings = ["儿童姓名", "居住村", "角色", "结对人姓名", "结对人电话", "结对日期"]
    return Sheet("pairs_bom.csv", "csv", "", headings, rows)
