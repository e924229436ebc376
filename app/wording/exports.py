"""Words for what can be taken out, what for, and the headings of sheets that are only taken out."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

WHAT = {
    "children": _l("Children"),
    "supporters": _l("Supporters"),
    "matches": _l("Running pairs"),
    "meetings": _l("Meetings"),
    "hours": _l("Service hours"),
    "open": _l("Open places and why"),
    "places": _l("Places"),
}
FORMATS = {"xlsx": _l("xlsx, for Excel or WPS"), "csv": _l("csv, for other programs")}
PURPOSES = {
    "correct": _l("to correct it and bring it in again"),
    "report": _l("for a report to the authorities"),
    "visits": _l("for work in the villages without a signal"),
    "check": _l("to compare it with the files on paper"),
    "move": _l("to move to another program"),
    "upkeep": _l("for the upkeep of this installation"),
}
#: names of the sheets; they and the headings stay Chinese, as the reader of sheets knows them
SHEETS = {
    "children": "儿童",
    "supporters": "支持者",
    "matches": "结对",
    "meetings": "陪伴见面",
    "hours": "志愿服务时长",
    "open": "空缺及原因",
    "places": "地点",
}
MEETING_HEADINGS = ("日期", "开始", "结束", "地点", "孩子（代称）", "支持者", "角色", "状态", "实际分钟")
#: as the national volunteer system asks: whose hours, for what, from when to when, how many hours
HOURS_HEADINGS = ("志愿者姓名", "手机尾号", "服务内容", "服务日期", "开始时间", "结束时间", "服务时长（小时）")
#: why places stay open: the limit that leaves nobody, how many there were before it, every step, who came nearest
OPEN_HEADINGS = (
    "轮次", "孩子（代称）", "村", "角色", "最先卡住", "卡住前人数", "逐步剩余人数", "最接近一", "最接近二", "最接近三",
)  # fmt: skip
