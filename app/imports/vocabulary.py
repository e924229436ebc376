"""The words offices write in their sheets, and the codes they stand for."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, str]


def _words(**codes: str) -> dict[str, str]:
    """Turn code="word word" into word → code, the code itself included."""
    table = {code: code for code in codes}
    for code, words in codes.items():
        table |= dict.fromkeys(words.lower().split(), code)
    return table


GENDER = _words(female="女 女孩 女性 女童 f girl woman 2", male="男 男孩 男性 男童 m boy man 1")
YES_NO = _words(
    yes="是 有 √ ✓ y 1 已签 已同意 同意 住校 寄宿 true", no="否 无 没有 × ✗ x n 0 未签 未同意 不同意 走读 false"
)
PLACE_KIND = _words(
    township="乡镇 乡镇街道 乡 镇 街道",
    village="村 行政村 社区 村社区 村(社区)",
    school="学校 中学 小学 幼儿园",
    centre="儿童之家 童伴之家 儿童快乐家园 center",
    clinic="卫生院 医院 卫生室 卫生服务中心",
    station="派出所 警务室",
)
RHYTHM = _words(R1="重点陪伴 重点 r1", R2="密切陪伴 密切 r2", R3="常规陪伴 常规 r3", R4="关注 一般关注 r4")
GUARDIANSHIP = _words(good="好 良好", fair="一般 尚可", weak="差 较差 弱 监护能力不足")
RELATION = _words(
    paternal_grandparent="爷爷 奶奶 祖父 祖母 祖父母 爷爷奶奶",
    maternal_grandparent="外公 外婆 外祖父 外祖母 外祖父母 姥姥 姥爷 外公外婆",
    other_kin="亲戚 亲属 叔叔 伯伯 姑姑 舅舅 阿姨 其他亲属 朋友",
    parent="父母",
    father="父亲 爸爸 父",
    mother="母亲 妈妈 母",
    grandparents="祖辈",
    grandmother="奶奶或外婆",
    grandfather="爷爷或外公",
    kin="其他亲人",
    other="其他人",
)
PHONE_KIND = _words(smartphone="智能手机 智能机 智能", feature="老人机 功能机 老年机", none="无手机 无 没有")
LANGUAGE = _words(
    mandarin="普通话 国语 汉语",
    wu="吴语 本地话 景宁话 处州话 丽水话",
    she="畲语 畲话",
    xiang="湘语 邵东话 湘方言",
    jianghuai="江淮话 海安话 江淮官话",
)
NEED = _words(
    study_help="学业辅导 无人辅导 学习辅导 学业帮助",
    lost_in_class="听课吃力 听不懂课",
    homework_undone="作业未完成 作业困难",
    phone_overuse="手机沉迷 沉迷手机 手机使用过度 常用手机",
    conduct="行为习惯",
    loneliness="情感陪伴 孤独 情绪 需要倾听",
    weak_guardianship="监护薄弱 监护人支持",
    poverty="经济困难 低保",
    health_follow_up="健康跟进 健康随访 健康关注",
    disability="残疾",
    chronic_illness="慢性病",
    injury="居家安全",
)
INTEREST = _words(
    drawing="画画 绘画 美术",
    football="足球",
    basketball="篮球",
    singing="唱歌",
    dance="舞蹈 跳舞",
    reading="阅读 读书 看书",
    chess="下棋 象棋 棋类",
    cooking="做饭 烹饪",
    nature="自然 自然观察",
    handcraft="手工",
    coding="编程",
    phone_games="手机游戏",
    she_songs="畲歌 畲族山歌",
    badminton="羽毛球",
)
SKILL = _words(
    chinese="语文", maths="数学", english="英语", science="科学", music="音乐", sports="体育", drawing="美术 绘画",
    computers="电脑 计算机", cooking="烹饪 做饭", handcraft="手工", first_aid="急救", listening="倾听 心理",
    calligraphy="书法", chess="棋类 下棋", stories="讲故事", law="法律",
)  # fmt: skip
ROLE = _words(
    volunteer="志愿者 志愿服务者",
    tutor="学业辅导员 辅导老师 辅导员",
    officer="民警 结对民警 警察 派出所民警",
    doctor="医生 结对医生 家庭医生 医师",
    counsellor="心理咨询师 心理辅导员 心理老师",
    companion="陪伴人 结对人 结对帮扶人",
)
KIND = _words(
    teacher="教师 老师",
    student="学生 大学生 职校生",
    loving_mother="爱心妈妈 代理妈妈",
    retired="五老 退休人员 五老人员",
    public_employee="机关干部 公务员 机关工作人员 党员干部",
    remote="在外人员 远程",
    tutor="学业辅导员 学校导师",
    volunteer="志愿者",
    village_official="村干部",
    chair="主席 妇联主席",
    officer="民警 警察",
    doctor="医生 医师",
    counsellor="心理咨询师",
)
TRAVEL_MODE = _words(
    foot="步行 走路",
    scooter="电动车 电瓶车 电动自行车 摩托车",
    bus="公交 班车 公交车 客车",
    car="自驾 汽车 开车 小汽车",
)
COORDINATE_SYSTEM = _words(wgs84="wgs84 wgs-84 gps 大地坐标", gcj02="gcj02 gcj-02 高德 腾讯 火星坐标 国测局")
PARENT_RETURNED = _words(yes="已返乡 返乡 已回 回来了 是", no="未返乡 在外 否 无")


def written(words: Words, code: str) -> str:
    """Return the Chinese word a sheet tells a code with; the code itself where there is none."""
    return next((word for word, meant in words.items() if meant == code and not word.isascii()), code)
