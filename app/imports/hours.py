"""Free hours written in words: "周一至周四 17:30-19:00；周六上午（优先）". Raises CellFault."""

from __future__ import annotations

import re

from app.imports.cells import plain
from app.imports.problems import CellFault
from app.imports.sheets import Cell
from app.planning.availability import HALF_HOURS_A_DAY, Availability, Preference, Span

_DAY = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 6}
_GROUPS = {
    "周末": (5, 6),
    "双休日": (5, 6),
    "工作日": tuple(range(5)),
    "平时": tuple(range(5)),
    "每天": tuple(range(7)),
}
_PARTS = {"全天": (17, 34), "上午": (17, 23), "中午": (23, 28), "下午": (28, 34), "傍晚": (33, 37), "晚上": (38, 41)}
_WISHES = {"优先": Preference.PREFER, "少排": Preference.RATHER_NOT}
_RANGE = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])\s*[至到~-]\s*(?:周|星期|礼拜)?([一二三四五六日天])")
_SINGLE = re.compile(r"(?:周|星期|礼拜)?([一二三四五六日天])")
_TIMES = re.compile(r"(\d{1,2})[:.点时](\d{2}|半)?分?\s*[-~至到]+\s*(\d{1,2})[:.点时](\d{2}|半)?分?")


def weekly_hours(cell: Cell) -> Availability:
    """The availability a text describes; hours are narrowed to whole half hours."""
    half_hours: dict[int, Preference] = {}
    for piece in re.split(r"[;；。\n]+|,(?=\s*(?:周|星期|礼拜|工作日|每天|平时|双休日))", plain(cell)):
        if piece.strip():
            _add(piece.strip(), half_hours)
    return _joined(half_hours)


def written(hours: Availability) -> str:
    """The text that `weekly_hours` reads as these hours, one piece a day."""
    marks = {preference: f"（{word}）" for word, preference in _WISHES.items()}
    pieces = []
    for span in by_day(hours).spans:
        day, start = divmod(span.start, HALF_HOURS_A_DAY)
        times = "-".join(f"{half // 2:02}:{half % 2 * 30:02}" for half in (start, start + span.end - span.start))
        pieces.append(f"周{'一二三四五六日'[day]} {times}{marks.get(span.preference, '')}")
    return "；".join(pieces)


def by_day(hours: Availability) -> Availability:
    """The same hours in spans as a sheet tells them: none goes past midnight, neighbours are one."""
    return _joined({half: span.preference for span in hours.spans for half in range(span.start, span.end)})


def _add(piece: str, half_hours: dict[int, Preference]) -> None:
    wish = next((preference for word, preference in _WISHES.items() if word in piece), Preference.CAN)
    bare = re.sub(r"[(（](?:优先|少排)[)）]|优先|少排", "", piece).strip()
    times = [_span(found, piece) for found in _TIMES.finditer(bare)]
    days_text = _TIMES.sub("", bare)
    for word, part in _PARTS.items():
        if word in days_text:
            days_text = days_text.replace(word, "")
            times.append(part)
    days = _days(days_text, piece)
    if not days or not times:
        raise CellFault("hours_unclear", part=piece[:30])
    for day in days:
        for start, end in times:
            for half_hour in range(start, end):
                half_hours.setdefault(day * HALF_HOURS_A_DAY + half_hour, wish)


def _span(found: re.Match[str], piece: str) -> tuple[int, int]:
    start_hour, start_minute, end_hour, end_minute = (30 if g == "半" else int(g or 0) for g in found.groups())
    start, end = start_hour * 60 + start_minute, end_hour * 60 + end_minute
    if start_minute > 59 or end_minute > 59 or end > 24 * 60:
        raise CellFault("hours_unclear", part=piece[:30])
    first, last = -(-start // 30), end // 30
    if last <= first:
        raise CellFault("hours_end_before_start", part=piece[:30])
    return first, last


def _days(text: str, piece: str) -> list[int]:
    days: dict[int, None] = {}
    for word, group in _GROUPS.items():
        if word in text:
            text = text.replace(word, "")
            days |= dict.fromkeys(group)
    for found in _RANGE.finditer(text):
        first, last = _DAY[found.group(1)], _DAY[found.group(2)]
        if last < first:
            raise CellFault("hours_unclear", part=piece[:30])
        days |= dict.fromkeys(range(first, last + 1))
    text = _RANGE.sub("", text)
    days |= {_DAY[found.group(1)]: None for found in _SINGLE.finditer(text)}
    if re.sub(r"[、,，\s和及:：]|周|星期|礼拜", "", _SINGLE.sub("", text)):
        raise CellFault("hours_unclear", part=piece[:30])
    return sorted(days)


def _joined(half_hours: dict[int, Preference]) -> Availability:
    spans: list[Span] = []
    for half_hour in sorted(half_hours):
        wish = half_hours[half_hour]
        last = spans[-1] if spans else None
        if last and last.end == half_hour and last.preference is wish and half_hour % HALF_HOURS_A_DAY:
            spans[-1] = Span(last.start, half_hour + 1, wish)
        else:
            spans.append(Span(half_hour, half_hour + 1, wish))
    return Availability(tuple(spans))
