"""Every malformed cell is named by sheet, row, column and code; the good rows beside it are read."""

from __future__ import annotations

from datetime import date

import pytest

from app.imports import Severity, read_import
from tests.imports.making import (
    CHILD_HEADINGS,
    KNOWN,
    SUPPORTER_HEADINGS,
    child,
    repacked,
    supporter,
    text,
    xlsx,
)

ID = "990001201503120023"


def with_check(body: str) -> str:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


GIRLS_ID = with_check(ID[:17])
WRONG_CHECK = GIRLS_ID[:17] + ("0" if GIRLS_ID[17] != "0" else "1")

BAD_CHILDREN: list[tuple[str, object, str]] = [
    ("姓名", None, "cell_missing"),
    ("姓名", "蓝", "name_too_short"),
    ("姓名", "蓝小雨2", "name_with_digits"),
    ("姓名", "<script>", "name_with_signs"),
    ("姓名", "蓝" * 250, "text_too_long"),
    ("性别", "不详", "word_unknown"),
    ("出生年月", None, "cell_missing"),
    ("出生年月", "三年级", "date_unclear"),
    ("出生年月", "15.3", "year_two_digits"),
    ("出生年月", "2015年13月", "date_impossible"),
    ("出生年月", "2015-02-30", "date_impossible"),
    ("出生年月", "农历2015年三月", "date_lunar"),
    ("出生年月", 2015.1, "month_ambiguous"),
    ("出生年月", 12.5, "date_unclear"),
    ("出生年月", "2105-03", "date_in_future"),
    ("出生年月", "1925-03", "age_out_of_range"),
    ("居住乡镇", "外县镇", "township_unknown"),
    ("居住乡镇", "澄照鎮", "township_misspelt"),
    ("居住村", "老庙旁边", "village_unknown"),
    ("居住村", "上羊村", "village_misspelt"),
    ("居住村", None, "cell_missing"),
    ("联系电话", "1990000123", "phone_too_short"),
    ("联系电话", "199000012345", "phone_too_long"),
    ("联系电话", "199O0001234", "phone_with_letters"),
    ("联系电话", "1.99E+10", "number_rounded"),
    ("联系电话", "10000001234", "phone_unknown_prefix"),
    ("兴趣爱好", "画画、喝酒", "word_in_list_unknown"),
    ("空闲时间", "有空就行", "hours_unclear"),
    ("空闲时间", "周六 11:30-8:30", "hours_end_before_start"),
    ("空闲时间", "周六 25:00-26:00", "hours_unclear"),
]


@pytest.mark.parametrize(("heading", "value", "code"), BAD_CHILDREN)
def test_a_bad_cell_of_a_child_is_named_and_its_row_left_out(heading: str, value: object, code: str) -> None:
    rows = [["花名册（样例）"], CHILD_HEADINGS, child(), child(**{"姓名": "雷明明", heading: value})]
    reading = read_import(xlsx(rows), "children.xlsx", KNOWN)
    assert [row.row for row in reading.rows] == [3]
    assert [(p.code, p.sheet, p.row, p.column) for p in reading.errors] == [(code, "花名册", 4, heading)]


@pytest.mark.parametrize(
    ("heading", "value", "code"),
    [
        ("手机号", None, "cell_missing"),
        ("角色", "群众", "word_unknown"),
        ("出行方式", "骑马", "word_unknown"),
        ("审核日期", "2026年3月", "day_missing"),
        ("审核日期", "2027-03-01", "date_in_future"),
        ("可结对人数", "很多", "not_a_whole_number"),
        ("可结对人数", "2.5", "not_a_whole_number"),
        ("可结对人数", "500", "number_out_of_range"),
    ],
)
def test_a_bad_cell_of_a_supporter_is_named(heading: str, value: object, code: str) -> None:
    reading = read_import(xlsx([SUPPORTER_HEADINGS, supporter(**{heading: value})]), "s.xlsx", KNOWN)
    assert [(p.code, p.row, p.column) for p in reading.errors] == [(code, 2, heading)]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (5.1e17, "id_rounded"),
        ("9.9E+17", "id_rounded"),
        ("99000120150312", "id_wrong_length"),
        (WRONG_CHECK, "id_wrong_check_sign"),
        (with_check("99000120140312002"), "id_other_birth"),
        (with_check("99000120150312001"), "id_other_gender"),
        ("990001150312002", "id_other_birth"),
    ],
)
def test_a_doubtful_identity_number_is_pointed_out_and_never_repeated(number: object, code: str) -> None:
    reading = read_import(xlsx([CHILD_HEADINGS, child(身份证号=number)]), "c.xlsx", KNOWN)
    assert len(reading.rows) == 1
    found = [p for p in reading.problems if p.row == 2]
    assert [(p.code, p.severity, p.value) for p in found] == [(code, Severity.WARNING, "")]


def test_a_right_identity_number_even_with_an_x_is_not_kept_anywhere() -> None:
    body = next(b for n in range(0, 1000, 2) if with_check(b := f"99000120150312{n:03d}")[17] == "X")
    reading = read_import(xlsx([CHILD_HEADINGS, child(身份证号=with_check(body).lower())]), "c.xlsx", KNOWN)
    assert [p.code for p in reading.problems] == ["id_not_kept"]
    assert body not in repr(reading)


def test_two_children_with_one_identity_number_are_pointed_out() -> None:
    rows = [CHILD_HEADINGS, child(身份证号=GIRLS_ID), child(姓名="雷明明", 身份证号=GIRLS_ID)]
    reading = read_import(xlsx(rows), "c.xlsx", KNOWN)
    assert [(p.row, p.params) for p in reading.problems if p.code == "id_twice"] == [(3, {"other_row": 2})]
    assert GIRLS_ID not in repr(reading)


def test_a_formula_without_a_result_is_named_not_taken_for_an_empty_cell() -> None:
    reading = read_import(xlsx([CHILD_HEADINGS, child(联系电话='="199"&"00001234"')]), "c.xlsx", KNOWN)
    assert [(p.code, p.row, p.column) for p in reading.errors] == [("formula_without_result", 2, "联系电话")]


def test_a_cell_that_shows_an_error_is_named() -> None:
    def spoil(book: object) -> None:
        book.active["H2"].value = "#N/A"
        book.active["H2"].data_type = "e"

    reading = read_import(xlsx([CHILD_HEADINGS, child()], spoil), "c.xlsx", KNOWN)
    assert [(p.code, p.column) for p in reading.errors] == [("formula_without_result", "联系电话")]


def test_a_missing_column_is_named_with_other_words_for_it() -> None:
    rows = [[cell for cell in row if cell not in ("监护人", "蓝大山")] for row in (CHILD_HEADINGS, child())]
    reading = read_import(xlsx(rows), "c.xlsx", KNOWN)
    assert [(p.code, p.column) for p in reading.errors] == [("heading_missing", "监护人")]
    assert "照护人" in str(reading.errors[0].params["also"])
    assert reading.rows == ()


def test_a_column_twice_is_named_and_the_first_is_read() -> None:
    reading = read_import(xlsx([[*CHILD_HEADINGS, "儿童姓名"], [*child(), "别人"]]), "c.xlsx", KNOWN)
    assert [(p.code, p.column, p.params["first"]) for p in reading.errors] == [("heading_twice", "儿童姓名", "姓名")]
    assert [row.name for row in reading.rows] == ["蓝小雨"]


def test_columns_nobody_asked_for_are_left_out_and_told() -> None:
    reading = read_import(xlsx([[*CHILD_HEADINGS, "鞋码", "序号"], [*child(), 35, 1]]), "c.xlsx", KNOWN)
    assert [p.params["names"] for p in reading.problems if p.code == "columns_left_out"] == ["鞋码"]


def test_a_child_over_sixteen_and_a_parent_who_came_home_are_pointed_out() -> None:
    headings = [*CHILD_HEADINGS, "父母返乡情况"]
    rows = [headings, [*child(出生年月="2010-08"), "已返乡"], [*child(姓名="雷明明", 出生年月="2010-10"), "在外"]]
    reading = read_import(xlsx(rows), "c.xlsx", KNOWN)
    assert [(p.code, p.row) for p in reading.problems if p.row and p.row > 1] == [
        ("over_age", 2),
        ("parent_returned", 2),
    ]
    assert [row.parent_returned for row in reading.rows] == [True, False]


def test_the_same_child_under_two_spellings_and_one_phone_for_four_are_pointed_out() -> None:
    names = ["雷晓雨", "雷小雨", "钟明明", "钟大明", "钟二明"]
    reading = read_import(xlsx([CHILD_HEADINGS, *[child(姓名=name) for name in names]]), "c.xlsx", KNOWN)
    assert [(p.code, p.row) for p in reading.problems if p.code.startswith(("same", "phone"))] == [
        ("same_child_twice", 3),
        ("phone_of_many_children", 2),
    ]
    assert len(reading.rows) == 5


def test_a_renamed_file_is_read_and_told() -> None:
    reading = read_import(xlsx([CHILD_HEADINGS, child()]), "children.xls", KNOWN)
    assert [(p.code, p.params) for p in reading.problems if p.row is None] == [
        ("name_tells_otherwise", {"said": "xls", "found": "xlsx"})
    ]
    assert len(reading.rows) == 1


def test_a_csv_that_calls_itself_xlsx_is_read() -> None:
    assert len(read_import(text([CHILD_HEADINGS, child()]), "children.xlsx", KNOWN).rows) == 1


def test_more_rows_than_allowed_are_refused_as_a_whole() -> None:
    reading = read_import(
        text([["姓名", "手机号", "角色"], *[["王芳", "19900002345", "志愿者"]] * 20_001]), "s.csv", KNOWN
    )
    assert (reading.errors[0].code, reading.rows) == ("too_many_rows", ())


def test_dates_count_from_1904_where_the_workbook_says_so() -> None:
    days = (date(2015, 3, 12) - date(1904, 1, 1)).days
    data = xlsx([CHILD_HEADINGS, child(出生年月=days)])
    data = repacked(data, r"xl/workbook\.xml", lambda d: d.replace(b"<workbookPr", b'<workbookPr date1904="1"'))
    assert read_import(data, "c.xlsx", KNOWN).rows[0].birth == date(2015, 3, 1)
