"""How Chinese names sound, so that 雷晓雨 and 雷小雨 are recognised as perhaps the same child."""

from __future__ import annotations

from functools import lru_cache

from pypinyin import lazy_pinyin

_SURNAMES = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "朴": "piao", "查": "zha", "盖": "ge", "区": "ou",
    "任": "ren", "华": "hua", "尹": "yin", "覃": "qin", "洗": "xian", "员": "yun", "翟": "zhai", "缪": "miao",
    "乐": "yue", "召": "shao", "晟": "cheng", "折": "she", "秘": "bi", "种": "chong", "隗": "wei", "郇": "xun",
}  # fmt: skip
"""Surnames the dictionary would read like the ordinary word."""


@lru_cache(maxsize=65_536)
def sound(name: str) -> str:
    """The syllables of a name without tones, joined by spaces: "lei xiao yu"."""
    syllables = [s for s in lazy_pinyin(name.lower()) if s.strip()]
    if name and name[0] in _SURNAMES and syllables:
        syllables[0] = _SURNAMES[name[0]]
    return " ".join(syllables)
