"""The headings of each kind of sheet with their synonyms, and how their cells are read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.imports import cells, dates, hours, identity, vocabulary
from app.imports.checks import check_child, check_pair, check_place, check_supporter
from app.imports.kinds import ChildRow, PairRow, PlaceRow, SupporterRow
from app.imports.sheets import Cell, Sheet
from app.imports.tables import Cells, Column, Table, Write
from app.imports.vocabulary import Words


def _as_it_is(value: Any) -> Cell:
    return value


def _plainly(read: Callable[[Cell], object], write: Write = _as_it_is) -> Cells:
    return Cells(lambda cell, _sheet: read(cell), write)


def _word(words: Words) -> Cells:
    return _plainly(lambda cell: cells.word(cell, words), lambda code: vocabulary.written(words, code))


def _list(words: Words) -> Cells:
    return _plainly(
        lambda cell: cells.listed(cell, words),
        lambda codes: "、".join(vocabulary.written(words, code) for code in codes),
    )


def _whole(least: int, most: int) -> Cells:
    return _plainly(lambda cell: cells.whole(cell, least, most))


def _degrees(least: float, most: float) -> Cells:
    return _plainly(lambda cell: cells.degrees(cell, least, most))


def _read_birth_year(cell: Cell, sheet: Sheet) -> object:
    written = cells.plain(cell).rstrip("年")
    if len(written) == 4 and written.isdigit():
        return cells.whole(written, 1900, 2100)
    return dates.month(cell, sheet.starts_1904).year


_TEXT, _NAME, _PHONE = _plainly(cells.text), _plainly(cells.name), _plainly(cells.phone)
_YES = _plainly(cells.yes_or_no, cells.plain)
_HOURS = _plainly(hours.weekly_hours, hours.written)
_DAY = Cells(lambda cell, sheet: dates.day(cell, sheet.starts_1904), lambda day: day.isoformat())
_MONTH = Cells(lambda cell, sheet: dates.month(cell, sheet.starts_1904), lambda month: f"{month:%Y-%m}")
_BIRTH_YEAR = Cells(_read_birth_year, _as_it_is)

TOWNSHIP = ("乡镇", "乡镇街道", "乡镇(街道)", "乡镇/街道", "所属乡镇", "所在乡镇", "居住乡镇", "township")
VILLAGE = (
    "村", "行政村", "村社区", "村(社区)", "村/社区", "居住村", "现居住村", "所在村", "所属村", "村居", "village",
)  # fmt: skip

PLACES = Table(
    "places",
    (
        Column("kind", ("类型", "类别", "地点类型", "机构类型", "kind"), _word(vocabulary.PLACE_KIND), required=True),
        Column("name", ("名称", "地点名称", "单位名称", "机构名称", "地点", "name"), _TEXT, required=True),
        Column("code", ("地点编码", "编码", "代码", "code"), _TEXT),
        Column("township", TOWNSHIP, _TEXT),
        Column("village", VILLAGE, _TEXT),
        Column("latitude", ("纬度", "高德纬度", "gcj02纬度", "latitude", "lat"), _degrees(-90, 180)),
        Column("longitude", ("经度", "高德经度", "gcj02经度", "longitude", "lon", "lng"), _degrees(-180, 180)),
        Column("system", ("坐标系", "坐标系统", "坐标类型"), _word(vocabulary.COORDINATE_SYSTEM)),
        Column("contact", ("负责人", "联系人", "儿童主任", "负责人姓名"), _NAME),
        Column("contact_phone", ("联系电话", "电话", "负责人电话", "联系方式"), _PHONE),
        Column("opening_hours", ("开放时间", "服务时间"), _HOURS),
    ),
    check_place,
    PlaceRow,
)

CHILDREN = Table(
    "children",
    (
        Column("name", ("姓名", "儿童姓名", "孩子姓名", "学生姓名", "name"), _NAME, required=True),
        Column("gender", ("性别", "gender", "sex"), _word(vocabulary.GENDER), required=True),
        Column("birth", ("出生年月", "出生日期", "出生年月日", "生日", "birth"), _MONTH, required=True),
        Column(
            "identity",
            ("身份证号", "身份证", "公民身份号码", "身份证号码", "公民身份证号"),
            _plainly(identity.identity),
            secret=True,
        ),
        Column("township", TOWNSHIP, _TEXT, required=True),
        Column("village", VILLAGE, _TEXT, required=True),
        Column("file_key", ("档案号", "档案编号", "儿童编号", "儿童档案号"), _TEXT),
        Column("hukou_village", ("户籍村", "户籍地", "户籍所在村", "户籍所在地"), _TEXT),
        Column("address", ("详细地址", "地址", "家庭住址", "现居住地", "居住地址"), _TEXT),
        Column("school", ("学校", "就读学校", "所在学校"), _TEXT),
        Column("boards", ("是否住校", "住校", "寄宿", "是否寄宿"), _YES),
        Column(
            "guardian_name",
            ("监护人", "监护人姓名", "照护人", "照护人姓名", "受委托照护人", "家长姓名"),
            _NAME,
            required=True,
        ),
        Column("guardian_relation", ("与儿童关系", "关系", "监护人关系", "与孩子关系"), _word(vocabulary.RELATION)),
        Column(
            "guardian_phone",
            ("监护人电话", "监护人联系电话", "联系电话", "联系方式", "监护人手机", "家长电话", "电话"),
            _PHONE,
        ),
        Column("guardian_phone_kind", ("手机类型", "监护人手机类型"), _word(vocabulary.PHONE_KIND)),
        Column("guardian_languages", ("语言", "监护人语言", "沟通语言", "监护人沟通语言"), _list(vocabulary.LANGUAGE)),
        Column("guardian_birth_year", ("监护人出生年份", "监护人出生年"), _BIRTH_YEAR),
        Column("consent_on", ("同意日期", "知情同意日期", "监护人同意日期"), _DAY),
        Column("rhythm", ("陪伴频率", "频率", "关爱频次"), _word(vocabulary.RHYTHM)),
        Column("guardianship", ("监护情况", "监护能力", "监护评估"), _word(vocabulary.GUARDIANSHIP)),
        Column("needs", ("需求", "帮扶需求", "主要需求"), _list(vocabulary.NEED)),
        Column("interests", ("兴趣", "兴趣爱好", "爱好"), _list(vocabulary.INTEREST)),
        Column("free", ("空闲时间", "可陪伴时间", "孩子空闲时间"), _HOURS),
        Column("parents_city", ("父母务工地", "务工地", "父母外出地", "父亲务工地"), _TEXT),
        Column("parent_returned", ("父母返乡情况", "是否返乡", "父母是否返乡"), _word(vocabulary.PARENT_RETURNED)),
        Column("meeting_place", ("见面地点", "陪伴地点"), _TEXT),
        Column("household", ("户编号", "家庭编号", "户号"), _TEXT),
    ),
    check_child,
    ChildRow,
)

SUPPORTERS = Table(
    "supporters",
    (
        Column("name", ("姓名", "志愿者姓名", "人员姓名", "name"), _NAME, required=True),
        Column("phone", ("手机", "手机号", "手机号码", "联系电话", "电话", "联系方式"), _PHONE, required=True),
        Column("role", ("角色", "岗位", "结对角色", "role"), _word(vocabulary.ROLE), required=True),
        Column("kind", ("人员类别", "类别", "身份", "职业"), _word(vocabulary.KIND)),
        Column("gender", ("性别", "gender", "sex"), _word(vocabulary.GENDER)),
        Column("birth_year", ("出生年份", "出生年", "出生年月"), _BIRTH_YEAR),
        Column("identity", ("身份证号", "身份证", "身份证号码"), _plainly(identity.identity), secret=True),
        Column("licence_number", ("证件编号", "警号", "执业证号", "证书编号", "资格证号"), _TEXT),
        Column("township", TOWNSHIP, _TEXT),
        Column("village", VILLAGE, _TEXT),
        Column("base", ("单位", "所在单位", "工作单位", "出发地", "服务起点"), _TEXT),
        Column("languages", ("语言", "会说语言", "沟通语言"), _list(vocabulary.LANGUAGE)),
        Column("skills", ("特长", "擅长", "技能"), _list(vocabulary.SKILL)),
        Column("interests", ("兴趣", "兴趣爱好", "爱好"), _list(vocabulary.INTEREST)),
        Column("travel_mode", ("出行方式", "交通方式", "交通工具"), _word(vocabulary.TRAVEL_MODE)),
        Column("travel_limit", ("出行时限", "单程分钟", "最远路程", "出行时限(分钟)"), _whole(0, 240)),
        Column("caseload", ("可结对人数", "结对人数", "负责人数", "可结对孩子数"), _whole(0, 60)),
        Column("weekly_minutes", ("每周可用分钟", "每周分钟", "每周服务分钟"), _whole(0, 5000)),
        Column("experience_months", ("服务月数", "经验月数", "已服务月数"), _whole(0, 720)),
        Column("stays_until", ("服务至", "可服务至", "预计服务到"), _DAY),
        Column("applied_on", ("报名日期", "登记日期"), _DAY),
        Column("vetted_on", ("审核日期", "查询日期", "审核通过日期"), _DAY),
        Column("vetted_until", ("审核有效期", "审核有效期至"), _DAY),
        Column("trained_on", ("培训日期", "培训时间"), _DAY),
        Column("insured_until", ("保险有效期", "保险有效期至", "保险到期"), _DAY),
        Column("code_signed_on", ("行为守则签署日期", "守则签署日期"), _DAY),
        Column("availability", ("可服务时间", "服务时间", "空闲时间"), _HOURS),
    ),
    check_supporter,
    SupporterRow,
)

PAIRS = Table(
    "pairs",
    (
        Column("child_name", ("儿童姓名", "孩子姓名", "结对儿童"), _NAME, required=True),
        Column("child_village", VILLAGE, _TEXT),
        Column(
            "supporter_name", ("结对人姓名", "结对人", "志愿者姓名", "支持者姓名", "陪伴人姓名"), _NAME, required=True
        ),
        Column(
            "supporter_phone",
            ("结对人电话", "志愿者电话", "支持者电话", "陪伴人电话", "结对人联系电话"),
            _PHONE,
            required=True,
        ),
        Column("role", ("角色", "结对角色", "岗位"), _word(vocabulary.ROLE)),
        Column("since", ("结对日期", "开始日期", "结对时间"), _DAY),
    ),
    check_pair,
    PairRow,
)

TABLES = (PLACES, CHILDREN, SUPPORTERS, PAIRS)
