"""Invented names, phone numbers and pseudonyms.

Names are common surnames with freely joined given names. Phone numbers are 199 0000 0000 to 199 0009 9999: valid in
form (eleven digits, a mobile prefix) and visibly made up. Pseudonyms are a solar term or a plant and a number;
the number says nothing about village, age or order of registration.
"""

from __future__ import annotations

import numpy as np

from app.samples.draws import one

Name = tuple[str, str]
"""A name in characters and in Latin letters."""


def spelled(words: str) -> tuple[Name, ...]:
    """Words written as 王:Wang, as pairs."""
    pairs = (word.partition(":") for word in words.split())
    return tuple((hanzi, latin) for hanzi, _, latin in pairs)


SURNAMES = spelled(
    "王:Wang 李:Li 张:Zhang 刘:Liu 陈:Chen 杨:Yang 黄:Huang 赵:Zhao 吴:Wu 周:Zhou 徐:Xu 孙:Sun 马:Ma 朱:Zhu "
    "胡:Hu 郭:Guo 何:He 林:Lin 高:Gao 罗:Luo 郑:Zheng 梁:Liang 谢:Xie 宋:Song 唐:Tang 许:Xu 邓:Deng 冯:Feng "
    "韩:Han 曹:Cao 曾:Zeng 彭:Peng 潘:Pan 董:Dong 袁:Yuan 蔡:Cai 余:Yu 叶:Ye 程:Cheng 苏:Su 吕:Lü 丁:Ding "
    "沈:Shen 任:Ren 姚:Yao 卢:Lu 钱:Qian 戴:Dai 夏:Xia 汪:Wang 范:Fan 金:Jin 石:Shi 季:Ji 柳:Liu 毛:Mao"
)
SHE_SURNAMES = spelled("蓝:Lan 雷:Lei 钟:Zhong")
GIVEN = spelled(
    "晓:xiao 雨:yu 明:ming 芳:fang 军:jun 丽:li 华:hua 伟:wei 静:jing 敏:min 强:qiang 磊:lei 洋:yang 艳:yan "
    "勇:yong 杰:jie 娟:juan 涛:tao 超:chao 秀:xiu 霞:xia 平:ping 刚:gang 桂:gui 英:ying 兰:lan 玉:yu 萍:ping "
    "红:hong 春:chun 文:wen 建:jian 志:zhi 海:hai 飞:fei 思:si 佳:jia 欣:xin 怡:yi 子:zi 涵:han 梓:zi 轩:xuan "
    "浩:hao 宇:yu 诗:shi 琪:qi 梦:meng 瑶:yao 俊:jun 博:bo 嘉:jia 依:yi 宁:ning 安:an 乐:le 航:hang 睿:rui"
)
PSEUDONYM_WORDS = spelled(
    "立春:Lichun 雨水:Yushui 惊蛰:Jingzhe 春分:Chunfen 清明:Qingming 谷雨:Guyu 立夏:Lixia 小满:Xiaoman "
    "芒种:Mangzhong 夏至:Xiazhi 小暑:Xiaoshu 大暑:Dashu 立秋:Liqiu 处暑:Chushu 白露:Bailu 秋分:Qiufen 寒露:Hanlu "
    "霜降:Shuangjiang 立冬:Lidong 小雪:Xiaoxue 大雪:Daxue 冬至:Dongzhi 小寒:Xiaohan 大寒:Dahan 青竹:Qingzhu "
    "山茶:Shancha 杜鹃:Dujuan 桂花:Guihua 银杏:Yinxing 白兰:Bailan 芦苇:Luwei 松果:Songguo 木槿:Mujin "
    "紫藤:Ziteng 海棠:Haitang 忍冬:Rendong 石榴:Shiliu 枇杷:Pipa 杨梅:Yangmei 香樟:Xiangzhang 水杉:Shuishan "
    "薄荷:Bohe 百合:Baihe 蒲公英:Pugongying 向日葵:Xiangrikui 茉莉:Moli 金桔:Jinju 山楂:Shanzha"
)


def person_name(rng: np.random.Generator, surname: tuple[str, str] | None = None, she_share: float = 0.0) -> Name:
    """A name in characters and in Latin letters; `she_share` is the chance of a She surname."""
    if surname is None:
        surname = _surname(rng, she_share)
    first = one(rng, GIVEN)
    second = one(rng, GIVEN) if rng.random() < 0.85 else ("", "")
    return f"{surname[0]}{first[0]}{second[0]}", f"{surname[1]} {(first[1] + second[1]).capitalize()}"


def surname_of(name: Name) -> tuple[str, str]:
    """The surname of an invented name, for brothers and sisters."""
    return name[0][0], name[1].split(" ")[0]


def _surname(rng: np.random.Generator, she_share: float) -> tuple[str, str]:
    pool = SHE_SURNAMES if rng.random() < she_share else SURNAMES
    hanzi, latin = one(rng, pool)
    return hanzi, latin


class Phones:
    """Hands out each invented number once."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rest = iter(rng.permutation(100_000).tolist())

    def next(self) -> str:
        """The next unused number, eleven digits."""
        return f"199000{next(self._rest):05d}"


def pseudonyms(rng: np.random.Generator, count: int) -> list[Name]:
    """`count` different pseudonyms in characters and in Latin letters, such as 小满042 and Xiaoman 042."""
    words = len(PSEUDONYM_WORDS)
    picks = rng.permutation(words * 999)[:count]
    named = [(PSEUDONYM_WORDS[int(p) % words], int(p) // words + 1) for p in picks]
    return [(f"{word[0]}{number:03d}", f"{word[1]} {number:03d}") for word, number in named]
