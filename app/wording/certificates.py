"""Words of certificates: why one is taken back, why none is issued; and the paper itself, which is Chinese."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l

from app.wording.paper import first_name

REASONS = {
    "mistake": _l("issued by mistake"),
    "replaced": _l("replaced by another one"),
    "hours": _l("the hours were corrected"),
    "other": _l("another reason"),
}
CANNOT = {
    "nobody": _l("Choose at least one person."),
    "no_hours": _l("Nobody chosen has signed-off hours in these days."),
    "order": _l("The last day lies before the first: please look again."),
    "future": _l("The last day lies ahead: hours are certified when they are over."),
    "issuer": _l("Write the organisation that certifies, in at most 80 characters."),
    "in_charge": _l("Write who is in charge, in at most 80 characters."),
    "contact": _l("Write how to reach you, in at most 80 characters."),
    "revoked": _l("It was revoked already."),
    "reason": _l("Choose why."),
}
#: the paper is read by Chinese authorities; it is Chinese whatever its maker reads
TITLE = "志愿服务记录证明"
PAPER = {
    "number": "编号",
    "name": "志愿者姓名",
    "sex": "性别",
    "born": "出生年份",
    "identity": "身份证件号码",
    "span": "服务起止日期",
    "total": "志愿服务时间合计",
    "content": "服务内容",
    "times": "次数",
    "hours": "时间",
    "issuer": "出具单位",
    "in_charge": "负责人",
    "contact": "联系方式",
    "date": "出具日期",
    "seal": "（盖章处）",
    "signature": "负责人签字",
    "verify": "扫码或登录下列网址，凭编号和验证码核验：",
    "code": "验证码",
    "revoked": "本证明已撤销",
    "by_hand": "（系统不保存，由出具单位手工填写）",
}
SEXES = {"male": "男", "female": "女"}
ACTIVITIES = {
    "after_school": "四点半课堂、课后陪伴",
    "weekend_home": "周末儿童之家",
    "daily_centre": "村儿童之家",
    "drawing": "绘画活动",
    "recreation": "文体活动",
    "caring_activity": "关爱活动",
    "home_education": "家庭教育指导",
    "parent_lecture": "家长课堂",
    "parent_calls": "亲情连线",
    "counselling": "心理辅导",
    "psychologist_day": "心理咨询日",
    "circle_meeting": "结对陪伴",
}


def chinese_length(minutes: int) -> str:
    """Word a length on paper: 12小时30分."""
    hours, rest = divmod(minutes, 60)
    return f"{hours}小时{rest}分" if rest else f"{hours}小时"


def chinese_day(day: date) -> str:
    """Word a day on paper: 2026年11月22日."""
    return f"{day.year}年{day.month}月{day.day}日"


def masked_name(name: str) -> str:
    """Return what a stranger may read of a holder's name: the family name, or initials; nothing once it is erased."""
    name = name.strip()
    if not name:
        return ""
    if name.isascii():
        return " ".join(f"{part[0]}." for part in name.split())
    given = first_name(name)
    return name[: len(name) - len(given)] + "＊" * len(given)
