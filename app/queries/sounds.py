"""How Chinese names are typed by their sound."""

from __future__ import annotations

from pypinyin import lazy_pinyin

#: compound surnames, and surnames that sound otherwise than the same characters elsewhere
SURNAMES: dict[str, str] = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha", "盖": "ge", "朴": "piao",
    "乐": "yue", "翟": "zhai", "缪": "miao", "覃": "qin", "员": "yun", "召": "shao", "秘": "bi", "种": "chong",
    "折": "she", "黑": "he", "祭": "zhai", "薄": "bo", "繁": "po", "句": "gou", "隗": "wei", "洗": "xian",
    "牟": "mu", "佴": "nai", "贠": "yun", "都": "du", "尉迟": "yu chi", "万俟": "mo qi", "长孙": "zhang sun",
    "单于": "chan yu", "澹台": "tan tai", "令狐": "ling hu", "欧阳": "ou yang", "司马": "si ma",
    "上官": "shang guan", "诸葛": "zhu ge", "皇甫": "huang fu", "公孙": "gong sun", "慕容": "mu rong",
    "钟离": "zhong li", "宇文": "yu wen", "夏侯": "xia hou", "东方": "dong fang", "司徒": "si tu",
    "司空": "si kong", "轩辕": "xuan yuan", "端木": "duan mu", "独孤": "du gu", "南宫": "nan gong",
    "闻人": "wen ren", "赫连": "he lian", "申屠": "shen tu", "太史": "tai shi", "公冶": "gong ye",
    "宗政": "zong zheng", "濮阳": "pu yang", "鲜于": "xian yu", "呼延": "hu yan", "百里": "bai li",
    "东郭": "dong guo", "西门": "xi men",
}  # fmt: skip
#: keyboards lack the vowel of 吕: people type lü (spelled lv here), lv, lu or lyu
UMLAUTS = ("v", "u", "yu")


def sounds(characters: str) -> list[tuple[str, ...]]:
    """Return, per character, the ways its everyday sound is typed."""
    return [_typed(sound) for sound in lazy_pinyin(characters)]


def surname_sounds(name: str) -> tuple[str, list[tuple[str, ...]]]:
    """Return the surname a Chinese name begins with and, per character, the ways people type its sound.

    Beside the surname's own sound stands the everyday one (单: shan, dan), for those who do not know better.
    """
    surname = name[:2] if len(name) > 2 and name[:2] in SURNAMES else name[:1]
    everyday = sounds(surname)
    proper = SURNAMES[surname].split() if surname in SURNAMES else [typed[0] for typed in everyday]
    return surname, [tuple(dict.fromkeys((own, *typed))) for own, typed in zip(proper, everyday, strict=True)]


def _typed(sound: str) -> tuple[str, ...]:
    if sound not in {"lv", "nv", "lve", "nve"}:
        return (sound,)
    return tuple(sound.replace("v", letters) for letters in UMLAUTS)


def sound_of(name: str) -> str:
    """Return how a name sounds, without tones and spaces: what two transcriptions of one name share."""
    surname, family = surname_sounds(name) if name else ("", [])
    typed = [*family, *sounds(name[len(surname) :])]
    return "".join(character for way in typed for character in way[0] if character.isalnum()).lower()
