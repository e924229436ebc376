"""The many ways an office writes the same thing are all understood."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from app.imports import ChildRow, PlaceRow, read_import
from app.imports.hours import weekly_hours
from app.planning.availability import Preference, Span
from tests.imports.making import CHILD_HEADINGS, KNOWN, SUPPORTER_HEADINGS, child, supporter, text, xlsx
from tests.imports.old_excel import old_workbook

GOOD = ChildRow(
    sheet="csv", row=2, name="蓝小雨", gender="female", birth=date(2015, 3, 1), township="澄照乡", village="上洋村",
    guardian_name="蓝大山", guardian_phone="19900001234", interests=("drawing", "football"),
    free=weekly_hours("周六 8:30-11:30"),
)  # fmt: skip


def read_one(data: bytes, name: str = "c.csv") -> ChildRow:
    reading = read_import(data, name, KNOWN)
    assert reading.errors == ()
    (row,) = reading.rows
    assert isinstance(row, ChildRow)
    return row


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_in_every_usual_encoding(encoding: str) -> None:
    assert read_one(text([CHILD_HEADINGS, child()], encoding)) == GOOD


@pytest.mark.parametrize("newline", ["\n", "\r", "\r\n"])
@pytest.mark.parametrize("sign", [",", "\t", ";"])
def test_csv_with_every_usual_delimiter_and_line_end(newline: str, sign: str) -> None:
    assert read_one(text([CHILD_HEADINGS, child()], "utf-8", newline, sign)) == GOOD


def test_csv_with_mixed_line_ends_and_empty_lines() -> None:
    lines = text([CHILD_HEADINGS, child()]).replace(b"\r\n", b"\r\n\n\r")
    assert read_one(lines).name == "蓝小雨"


def test_old_excel() -> None:
    row = read_one(old_workbook([CHILD_HEADINGS, [str(cell) for cell in child()]]), "c.xls")
    assert (row.name, row.sheet) == ("蓝小雨", "花名册")


@pytest.mark.parametrize(
    "written",
    [
        "2015-03-12", "2015/3/12", "2015.3", "2015年3月", "2015年3月12日", "201503", "20150312", 201503, 20150312, 42075,
        2015.03, "２０１５年３月", "二〇一五年三月十二日", "二零一五年三月", date(2015, 3, 12), datetime(2015, 3, 12, 8),  # noqa: DTZ001
        "2015-03-12 00:00:00", " 2015 - 03 ",
    ],
)  # fmt: skip
def test_a_birth_month_however_it_is_written(written: object) -> None:
    assert read_one(xlsx([CHILD_HEADINGS, child(出生年月=written)]), "c.xlsx").birth == date(2015, 3, 1)


@pytest.mark.parametrize(
    "written",
    ["19900001234", 19900001234, "199 0000 1234", "+86 199-0000-1234", "１９９００００１２３４", "19900001234（奶奶）"[:11],
     "8619900001234", "199-0000-1234、19900001235"],
)  # fmt: skip
def test_a_phone_however_it_is_written(written: object) -> None:
    assert read_one(xlsx([CHILD_HEADINGS, child(联系电话=written)]), "c.xlsx").guardian_phone == "19900001234"


def test_headings_in_another_order_with_stars_brackets_and_titles_above() -> None:
    headings = [f"{heading}（必填）*" for heading in CHILD_HEADINGS][::-1]
    rows = [["2026年花名册"], [], ["单位：（样例）"], headings, child()[::-1], ["合计", "1人"], ["填表人：（样例）"]]
    row = read_one(xlsx(rows), "c.xlsx")
    assert (row.name, row.row) == ("蓝小雨", 5)


def test_a_merged_township_counts_for_all_its_rows() -> None:
    rows = [CHILD_HEADINGS, child(), child(姓名="雷明明", 居住乡镇=None), child(姓名="钟大明", 居住乡镇=None)]
    reading = read_import(xlsx(rows, lambda book: book.active.merge_cells("E2:E4")), "c.xlsx", KNOWN)
    assert [row.township for row in reading.rows] == ["澄照乡"] * 3


def test_headings_in_two_rows() -> None:
    headings = ["姓名", "性别", "出生年月", "乡镇", "村", "监护人", None, None]
    below = [None] * 5 + ["姓名", "电话", "关系"]
    cells = ["蓝小雨", "女", "2015.3", "澄照乡", "上洋", "蓝大山", "19900001234", "奶奶"]

    def merge(book: object) -> None:
        for block in ("A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:E2", "F1:H1"):
            book.active.merge_cells(block)

    row = read_one(xlsx([headings, below, cells], merge), "c.xlsx")
    assert (row.name, row.guardian_name, row.guardian_relation) == ("蓝小雨", "蓝大山", "paternal_grandparent")


def test_headings_repeated_for_printing_are_no_children() -> None:
    rows = [CHILD_HEADINGS, child(), CHILD_HEADINGS, child(姓名="雷明明")]
    reading = read_import(xlsx(rows), "c.xlsx", KNOWN)
    assert [row.row for row in reading.rows] == [2, 4]
    assert reading.errors == ()


def test_hidden_sheets_are_not_read_and_two_kinds_in_one_file_are() -> None:
    def more(book: object) -> None:
        people = book.create_sheet("志愿者")
        for row in (SUPPORTER_HEADINGS, supporter()):
            people.append(row)
        hidden = book.create_sheet("旧")
        hidden.append(["乱"])
        hidden.sheet_state = "hidden"

    reading = read_import(xlsx([CHILD_HEADINGS, child()], more), "all.xlsx", KNOWN)
    assert [(s.name, s.kind, s.good) for s in reading.sheets] == [
        ("花名册", "children", 1),
        ("志愿者", "supporters", 1),
    ]


PLACE_HEADINGS = ["类型", "名称", "所属乡镇", "纬度", "经度", "坐标系"]


@pytest.mark.parametrize(
    ("headings", "cells"),
    [
        (PLACE_HEADINGS, ["学校", "中心学校", "澄照乡", 27.9710295, 119.6354298, "GCJ-02"]),
        (["类型", "名称", "所属乡镇", "高德纬度", "高德经度"], ["学校", "中心学校", "澄照乡", 27.9710295, 119.6354298]),
        (PLACE_HEADINGS[:5], ["学校", "中心学校", "澄照乡", 27.97444, 119.63083]),
        (PLACE_HEADINGS, ["学校", "中心学校", "澄照乡", 27.97444, 119.63083, "WGS-84"]),
    ],
)
def test_coordinates_of_chinese_maps_are_turned_into_wgs84(headings: list[str], cells: list[object]) -> None:
    (row,) = read_import(xlsx([headings, cells]), "p.xlsx", KNOWN).rows
    assert isinstance(row, PlaceRow)
    assert (row.latitude, row.longitude) == (pytest.approx(27.97444, abs=1e-5), pytest.approx(119.63083, abs=1e-5))


@pytest.mark.parametrize(
    ("latitude", "longitude", "code"),
    [
        (119.63, 27.97, "coordinates_swapped"),
        (27.97, None, "coordinate_alone"),
        (48.85, 2.35, "coordinates_abroad"),
        ("27°58'", 119.63, "coordinate_not_decimal"),
        (27.97, 270, "coordinate_out_of_range"),
    ],
)
def test_coordinates_that_cannot_be_are_named(latitude: object, longitude: object, code: str) -> None:
    cells = ["学校", "中心学校", "澄照乡", latitude, longitude]
    reading = read_import(xlsx([PLACE_HEADINGS[:5], cells]), "p.xlsx", KNOWN)
    assert [p.code for p in reading.errors] == [code]


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ("周一至周三 17:30-19:00", [(35, 38), (83, 86), (131, 134)]),
        ("周一、周三 17:30-19:00", [(35, 38), (131, 134)]),
        ("星期六8点半-11点30分", [(257, 263)]),
        ("周末上午", [(257, 263), (305, 311)]),
        ("周六 8:40-11:20", [(258, 262)]),
        ("周日14:00～17:00；周六9:00-10:00", [(258, 260), (316, 322)]),
    ],
)
def test_free_hours_however_they_are_written(written: str, spans: list[tuple[int, int]]) -> None:
    assert [(s.start, s.end) for s in weekly_hours(written).spans] == spans


def test_free_hours_say_how_gladly() -> None:
    hours = weekly_hours("周六 8:30-11:30（优先）；周日 14:00-17:00（少排）")
    assert hours.spans == (Span(257, 263, Preference.PREFER), Span(316, 322, Preference.RATHER_NOT))
