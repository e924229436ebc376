"""Makes spreadsheets for tests, good ones and ones with a single thing wrong."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from datetime import date

from openpyxl import Workbook

from app.imports import Known

TODAY = date(2026, 9, 1)
KNOWN = Known(TODAY, frozenset({"澄照乡", "大均乡"}), frozenset({("澄照乡", "上洋村"), ("大均乡", "下坑村")}))
CHILD_HEADINGS = [
    "姓名",
    "性别",
    "出生年月",
    "身份证号",
    "居住乡镇",
    "居住村",
    "监护人",
    "联系电话",
    "兴趣爱好",
    "空闲时间",
]
CHILD = ["蓝小雨", "女", "2015-03", "", "澄照乡", "上洋村", "蓝大山", "19900001234", "画画、足球", "周六 8:30-11:30"]
SUPPORTER_HEADINGS = ["姓名", "手机号", "角色", "人员类别", "性别", "出行方式", "审核日期", "可结对人数"]
SUPPORTER = ["王芳", "19900002345", "志愿者", "教师", "女", "电动车", "2026-03-01", "3"]


def child(**changes: object) -> list[object]:
    """A good child row with some cells changed, by heading."""
    return [changes.get(heading, cell) for heading, cell in zip(CHILD_HEADINGS, CHILD, strict=True)]


def supporter(**changes: object) -> list[object]:
    """A good supporter row with some cells changed, by heading."""
    return [changes.get(heading, cell) for heading, cell in zip(SUPPORTER_HEADINGS, SUPPORTER, strict=True)]


def xlsx(rows: Sequence[Sequence[object]], change: Callable[[Workbook], object] | None = None) -> bytes:
    """A workbook with one sheet of these rows."""
    workbook = Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "花名册"
    for row in rows:
        sheet.append(list(row))
    if change:
        change(workbook)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


def text(rows: Sequence[Sequence[object]], encoding: str = "utf-8", newline: str = "\r\n", sign: str = ",") -> bytes:
    """A csv of these rows, nothing quoted."""
    return newline.join(sign.join("" if c is None else str(c) for c in row) for row in rows).encode(encoding)


def repacked(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same package with one part rewritten."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = source.read(entry)
            target.writestr(entry.filename, change(content) if re.fullmatch(part, entry.filename) else content)
    return result.getvalue()


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return result.getvalue()
