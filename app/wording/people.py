"""Words for people: pseudonyms, kinds, roles, languages, interests, needs."""

from __future__ import annotations

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l

#: solar terms and plants that name the children: code → Chinese (the English name is the code)
PSEUDONYMS = {
    "lichun": "立春",
    "yushui": "雨水",
    "jingzhe": "惊蛰",
    "chunfen": "春分",
    "qingming": "清明",
    "guyu": "谷雨",
    "lixia": "立夏",
    "xiaoman": "小满",
    "mangzhong": "芒种",
    "xiazhi": "夏至",
    "xiaoshu": "小暑",
    "dashu": "大暑",
    "liqiu": "立秋",
    "chushu": "处暑",
    "bailu": "白露",
    "qiufen": "秋分",
    "hanlu": "寒露",
    "shuangjiang": "霜降",
    "lidong": "立冬",
    "xiaoxue": "小雪",
    "daxue": "大雪",
    "dongzhi": "冬至",
    "xiaohan": "小寒",
    "dahan": "大寒",
    "qingzhu": "青竹",
    "shancha": "山茶",
    "dujuan": "杜鹃",
    "guihua": "桂花",
    "yinxing": "银杏",
    "bailan": "白兰",
    "luwei": "芦苇",
    "songguo": "松果",
    "mujin": "木槿",
    "ziteng": "紫藤",
    "haitang": "海棠",
    "rendong": "忍冬",
    "shiliu": "石榴",
    "pipa": "枇杷",
    "yangmei": "杨梅",
    "xiangzhang": "香樟",
    "shuishan": "水杉",
    "bohe": "薄荷",
    "baihe": "百合",
    "pugongying": "蒲公英",
    "xiangrikui": "向日葵",
    "moli": "茉莉",
    "jinju": "金桔",
    "shanzha": "山楂",
}


def child_name(pseudonym: str, number: int) -> str:
    """Return the name a child goes by in every room: 小满 042 / Xiaoman 042."""
    chinese = str(get_locale() or "zh").startswith("zh")
    word = PSEUDONYMS.get(pseudonym, pseudonym) if chinese else pseudonym.capitalize()
    return f"{word} {number:03}"


KINDS = {
    "volunteer": _l("volunteer"),
    "loving_mother": _l("loving mother"),
    "teacher": _l("teacher"),
    "retired": _l("retired person"),
    "public_employee": _l("public employee"),
    "student": _l("student volunteer"),
    "remote": _l("remote volunteer"),
    "tutor": _l("tutor"),
    "officer": _l("police officer"),
    "doctor": _l("doctor"),
    "counsellor": _l("counsellor"),
    "village_official": _l("village official"),
    "chair": _l("federation chairperson"),
}
ROLES = {
    "supporter": _l("supporter"),
    "director": _l("child director"),
    "coordinator": _l("coordinator"),
    "organizer": _l("organizer"),
    "admin": _l("administrator"),
}
SEXES = {"female": _l("girl"), "male": _l("boy")}
GENDERS = {"female": _l("woman"), "male": _l("man")}
