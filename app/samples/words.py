"""Chinese words for the codes of a sample county, as an office would write them into its sheets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time

from app.planning.availability import HALF_HOURS_A_DAY, Availability, Preference

PLACE_KIND = {
    "township": "乡镇", "village": "村", "school": "学校", "centre": "儿童之家", "clinic": "卫生院",
    "station": "派出所",
}  # fmt: skip
GENDER = {"female": "女", "male": "男"}
RHYTHM = {"R1": "重点陪伴", "R2": "密切陪伴", "R3": "常规陪伴", "R4": "关注"}
GUARDIANSHIP = {"good": "良好", "fair": "一般", "weak": "较差"}
RELATION = {"paternal_grandparent": "祖父母", "maternal_grandparent": "外祖父母", "other_kin": "其他亲属"}
PHONE_KIND = {"smartphone": "智能手机", "feature": "老人机", "none": "无手机"}
LANGUAGE = {"mandarin": "普通话", "wu": "吴语", "she": "畲语", "xiang": "湘语", "jianghuai": "江淮话"}
NEED = {
    "study_help": "学业辅导", "lost_in_class": "听课吃力", "homework_undone": "作业未完成", "phone_overuse": "手机沉迷",
    "conduct": "行为习惯", "loneliness": "情感陪伴", "weak_guardianship": "监护薄弱", "poverty": "经济困难",
    "health_follow_up": "健康跟进", "disability": "残疾", "chronic_illness": "慢性病",
}  # fmt: skip
INTEREST = {
    "drawing": "画画", "football": "足球", "basketball": "篮球", "singing": "唱歌", "dance": "舞蹈", "reading": "阅读",
    "chess": "下棋", "cooking": "做饭", "nature": "自然观察", "handcraft": "手工", "coding": "编程",
    "phone_games": "手机游戏", "she_songs": "畲歌", "badminton": "羽毛球",
}  # fmt: skip
SKILL = {
    "chinese": "语文", "maths": "数学", "english": "英语", "science": "科学", "music": "音乐", "sports": "体育",
    "drawing": "美术", "computers": "电脑", "cooking": "烹饪", "handcraft": "手工", "first_aid": "急救",
    "listening": "倾听", "calligraphy": "书法", "chess": "棋类", "stories": "讲故事", "law": "法律",
}  # fmt: skip
ROLE = {
    "volunteer": "志愿者", "tutor": "学业辅导员", "officer": "结对民警", "doctor": "结对医生",
    "counsellor": "心理辅导员", "companion": "结对人",
}  # fmt: skip
KIND = {
    "teacher": "教师", "student": "大学生", "loving_mother": "爱心妈妈", "retired": "五老",
    "public_employee": "机关干部", "remote": "在外人员", "tutor": "学校导师", "volunteer": "志愿者",
    "village_official": "村干部", "chair": "妇联主席", "officer": "民警", "doctor": "医生", "counsellor": "心理咨询师",
}  # fmt: skip
TRAVEL_MODE = {"foot": "步行", "scooter": "电动车", "bus": "班车", "car": "自驾"}
CITY = {
    "Hangzhou": "杭州", "Ningbo": "宁波", "Wenzhou": "温州", "Shanghai": "上海", "Suzhou": "苏州", "inland": "内地省份",
    "abroad": "国外", "other": "其他",
}  # fmt: skip
WISH = {Preference.PREFER: "（优先）", Preference.CAN: "", Preference.RATHER_NOT: "（少排）"}
DAYS = "一二三四五六日"


def listed(codes: Iterable[str], words: Mapping[str, str]) -> str:
    """Several codes as one cell."""
    return "、".join(words[code] for code in codes)


def hours(availability: Availability) -> str:
    """Free hours as one cell, days with the same hours together: 周一、周三16:30-19:00（优先）；周六08:30-11:30."""
    days: dict[tuple[int, int, Preference], list[int]] = {}
    for span in availability.spans:
        day = span.start // HALF_HOURS_A_DAY
        key = (span.start % HALF_HOURS_A_DAY, span.end - day * HALF_HOURS_A_DAY, span.preference)
        days.setdefault(key, []).append(day)
    return "；".join(
        f"{'、'.join('周' + DAYS[day] for day in on)}{_clock(start)}-{_clock(end)}{WISH[wish]}"
        for (start, end, wish), on in days.items()
    )


def _clock(half_hours: int) -> str:
    return f"{time(half_hours // 2, half_hours % 2 * 30):%H:%M}" if half_hours < HALF_HOURS_A_DAY else "24:00"
