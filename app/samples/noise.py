"""The faults real sheets have, planted into clean rows at known places, so that an import can be tested against them.

Nothing of this reaches `circles.json` or the County value. A planted fault names the problem codes an import must
raise for it; some faults (an outdated city, full-width digits) cannot or need not be noticed and name none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from app.samples.draws import stream
from app.samples.names import GIVEN
from app.samples.sheets import Sheet, Value

_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
_SAME_SOUND = {hanzi: other for hanzi, latin in GIVEN for other, latin2 in GIVEN if latin == latin2 and other != hanzi}
VAGUE_PLACE = "老庙旁边"


@dataclass(frozen=True, slots=True)
class Planted:
    """One planted fault: what, where, and the codes an import must give for that row."""

    fault: str
    file: str
    sheet: str
    row: int
    codes: tuple[str, ...] = ()


class Spoiler:
    """Plants faults into one sheet, never two into one row."""

    def __init__(self, sheet: Sheet, rng: np.random.Generator) -> None:
        self.sheet = sheet
        self.planted: list[Planted] = []
        self._rng = rng
        self._free = rng.permutation(len(sheet.rows)).tolist()

    def rows(self, count: int, suits: Callable[[list[Value]], bool] = lambda _row: True) -> list[int]:
        """Take up to `count` untouched rows that suit."""
        taken: list[int] = []
        for i in self._free:
            if len(taken) == count:
                break
            if suits(self.sheet.rows[i]):
                taken.append(i)
        self._free = [i for i in self._free if i not in set(taken)]
        return taken

    def note(self, fault: str, index: int, *codes: str) -> None:
        """Write down a fault planted in the row with this index."""
        sheet = self.sheet
        self.planted.append(Planted(fault, sheet.file, sheet.name, sheet.first_row + index, codes))

    def change(self, fault: str, heading: str, rows: list[int], new: Callable[[Value], Value], *codes: str) -> None:
        """Rewrite one cell of each of these rows."""
        column = self.sheet.column(heading)
        for i in rows:
            self.sheet.rows[i][column] = new(self.sheet.rows[i][column])
            self.note(fault, i, *codes)


def spoil(sheets: list[Sheet], seed: int, county: str, today: date) -> list[Planted]:
    """Plant faults into the sheets of a county, changing them in place; returns what was planted."""
    planted: list[Planted] = []
    for sheet in sheets:
        spoiler = Spoiler(sheet, stream(seed, county, "noise", sheet.file, sheet.name))
        if sheet.file == "children.xlsx":
            _spoil_children(spoiler, today)
        elif sheet.file in ("supporters.xlsx", "officials_gbk.csv"):
            _spoil_supporters(spoiler)
        planted += spoiler.planted
    return planted


def _share(sheet: Sheet, share: float) -> int:
    return max(1, round(share * len(sheet.rows)))


def _spoil_children(spoiler: Spoiler, today: date) -> None:
    sheet = spoiler.sheet
    phone, name = CHILD_PHONE, sheet.column("姓名")
    _spell_differently(spoiler, name)
    birth = sheet.column("出生年月")
    for i in spoiler.rows(_share(sheet, 0.004)):
        _birth(sheet, i, birth, 2105 if i % 2 else 1925)
        spoiler.note("wrong_birth_year", i, "date_in_future" if i % 2 else "age_out_of_range")
    for i in spoiler.rows(_share(sheet, 0.01)):
        day = (today.replace(day=1) - timedelta(days=1)).replace(day=15)
        _birth(sheet, i, birth, day.year - 16, day.month)
        spoiler.note("turned_16_last_month", i, "over_age")
    single = spoiler.rows(4, lambda row: not row[sheet.column("户编号")] and bool(row[phone]))
    for i in single:
        sheet.rows[i][phone] = sheet.rows[single[0]][phone]
        first = min(single)
        spoiler.note("one_phone_for_four", i, *(["phone_of_many_children"] if i == first else []))
    _mix_up_identities(spoiler, birth)
    for i in spoiler.rows(_share(sheet, 0.004)):
        sheet.rows[i][sheet.column("居住村")] = sheet.rows[i][sheet.column("详细地址")] = VAGUE_PLACE
        spoiler.note("address_by_the_old_temple", i, "village_unknown")
    spoiler.change("outdated_city", "父母务工地", spoiler.rows(_share(sheet, 0.02)), lambda city: f"{city}（2019年）")
    spoiler.change(
        "parent_returned", "父母返乡情况", spoiler.rows(_share(sheet, 0.02)), lambda _: "已返乡", "parent_returned"
    )
    for i in spoiler.rows(_share(sheet, 0.003), lambda row: bool(row[phone])):
        sheet.rows[i][phone] = str(sheet.rows[i][phone])[:-1]
        spoiler.note("phone_short_a_digit", i, "phone_too_short")
    for i in spoiler.rows(_share(sheet, 0.03), lambda row: bool(row[phone])):
        sheet.rows[i][phone] = str(sheet.rows[i][phone]).translate(_FULL_WIDTH)
        spoiler.note("full_width_digits", i)
    for i in spoiler.rows(1, lambda row: bool(row[phone])):
        sheet.rows[i][phone] = f'="199"&"{str(sheet.rows[i][phone])[3:]}"'
        spoiler.note("formula", i, "formula_without_result")
    for i in spoiler.rows(2, lambda row: str(row[birth])[4:8] == "-10-"):
        sheet.rows[i][birth] = int(str(sheet.rows[i][birth])[:4]) + 0.1
        spoiler.note("october_as_number", i, "month_ambiguous")
    spoiler.change("consent_missing", "同意日期", spoiler.rows(_share(sheet, 0.008)), lambda _: None)
    _mix_date_formats(sheet, birth)


CHILD_PHONE = 13
"""Position of the guardian's phone: 电话 under 监护人."""


def _birth(sheet: Sheet, index: int, column: int, year: int, month: int | None = None) -> None:
    """Another birth date, with an identity number that agrees."""
    value = sheet.rows[index][column]
    old = value if isinstance(value, date) else date(2015, 1, 1)
    new = old.replace(year=year, month=month or old.month)
    sheet.rows[index][column] = new
    sheet.rows[index][sheet.column("身份证号")] = ""


def _spell_differently(spoiler: Spoiler, name: int) -> None:
    """A child a second time, the name written with another character of the same sound."""
    sheet = spoiler.sheet
    suits = spoiler.rows(_share(sheet, 0.005), lambda row: any(c in _SAME_SOUND for c in str(row[name])[1:]))
    for i in suits:
        copy = list(sheet.rows[i])
        written = str(copy[name])
        position = next(k for k in range(1, len(written)) if written[k] in _SAME_SOUND)
        copy[name] = written[:position] + _SAME_SOUND[written[position]] + written[position + 1 :]
        copy[0] = len(sheet.rows) + 1
        copy[sheet.column("身份证号")] = copy[CHILD_PHONE] = copy[sheet.column("档案号")] = ""
        sheet.rows.append(copy)
        spoiler.note("second_transcription", len(sheet.rows) - 1, "same_child_twice")


def _mix_up_identities(spoiler: Spoiler, birth: int) -> None:
    sheet = spoiler.sheet
    identity = sheet.column("身份证号")
    first, second = spoiler.rows(2)
    sheet.rows[second][identity] = sheet.rows[first][identity]
    codes = ["id_twice"]
    one, other = sheet.rows[first], sheet.rows[second]
    if str(one[birth])[:7] != str(other[birth])[:7]:
        codes.append("id_other_birth")
    if one[sheet.column("性别")] != other[sheet.column("性别")]:
        codes.append("id_other_gender")
    later = max(first, second)
    spoiler.note("two_on_one_identity", second, *[c for c in codes if c != "id_twice"])
    spoiler.note("two_on_one_identity", later, "id_twice")
    for i in spoiler.rows(_share(sheet, 0.003)):
        number = str(sheet.rows[i][identity])
        sheet.rows[i][identity] = number[:15] + str((int(number[15]) + 1) % 10) + number[16:]
        spoiler.note("identity_digit_wrong", i, "id_wrong_check_sign")


def _mix_date_formats(sheet: Sheet, birth: int) -> None:
    """Every office its own way to write a month; rows that already hold something else keep it."""
    ways: list[Callable[[date], Value]] = [
        lambda d: d,
        lambda d: f"{d:%Y-%m-%d}",
        lambda d: f"{d.year}.{d.month}",
        lambda d: f"{d.year}年{d.month}月",
        lambda d: int(f"{d:%Y%m}"),
        lambda d: f"{d:%Y/%m/%d}".translate(_FULL_WIDTH),
    ]
    picks = stream(len(sheet.rows), sheet.title, "formats").integers(0, len(ways), len(sheet.rows)).tolist()
    for row, pick in zip(sheet.rows, picks, strict=True):
        value = row[birth]
        if isinstance(value, date):
            row[birth] = ways[pick](value)


def _spoil_supporters(spoiler: Spoiler) -> None:
    sheet = spoiler.sheet
    if len(sheet.rows) < 10:
        return
    phone = next(h for h in ("手机号", "联系电话") if h in sheet.headings)
    spoiler.change("phone_short_a_digit", phone, spoiler.rows(2), lambda v: str(v)[:-1], "phone_too_short")
    spoiler.change(
        "full_width_digits", phone, spoiler.rows(_share(sheet, 0.02)), lambda v: str(v).translate(_FULL_WIDTH)
    )
    mode = next(h for h in ("出行方式", "交通方式") if h in sheet.headings)
    spoiler.change("unknown_word", mode, spoiler.rows(1), lambda _: "骑马", "word_unknown")
    first, second = sorted(spoiler.rows(2))
    column = sheet.column(phone)
    sheet.rows[second][column] = sheet.rows[first][column]
    spoiler.note("same_phone", second, "same_phone_twice")
