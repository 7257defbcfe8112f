# ruff: noqa: E501 - a sentence is read in one piece
"""Where a figure of the law data comes from, in the reader's words.

The data name their sources by short marks and keep notes in English. A reader who is to trust a figure, or to
confirm it, needs a name he can look for. A test finds a mark, a note or a reference that was added without its words.
"""

from collections.abc import Mapping, Sequence

SOURCES: Mapping[str, tuple[str, str]] = {
    "AD": (
        "公开项目 baijiahei-code/AttendanceDesktop（2026-10）：自述依据人社部 2026 年 1 月最低工资表和各省通知",
        "open project baijiahei-code/AttendanceDesktop (2026-10): by its own word the labour ministry's table of minimum wages of 2026-01",
    ),
    "CS": (
        "公开项目 weante/city-salary 的 337 城计算器（2026-09-26 核对），未见官方原文",
        "open project weante/city-salary, calculator for 337 cities (checked 2026-09-26); the official text was not seen",
    ),
    "CS-doc": (
        "公开项目 weante/city-salary 的官方页面查阅记录（2026-10-01）",
        "open project weante/city-salary, its record of official pages opened (2026-10-01)",
    ),
    "CS-test": (
        "公开项目 weante/city-salary 的测试，逐条写明所读文件或网址（2026-10）",
        "open project weante/city-salary, its tests, each naming the document or address read (2026-10)",
    ),
    "CS-year": (
        "公开项目 weante/city-salary 的各省缴费基数年度与文号表",
        "open project weante/city-salary, year and document of every province's base",
    ),
    "DB": (
        "公开简报（2026-08-23），引北京市人社局 2026-08-21 通知",
        "public brief of 2026-08-23 quoting the Beijing labour bureau's notice of 2026-08-21",
    ),
    "LH": (
        "公开项目 linianhui/blog 的北京缴费基数（2024、2025 年）",
        "open project linianhui/blog, Beijing bases of 2024 and 2025",
    ),
    "LRB": (
        "法律法规文本库 LawRefBook/Laws @2f4c5c23",
        "texts of law, LawRefBook/Laws at 2f4c5c23",
    ),
    "MEM": ("凭记忆，未核实", "from memory, unverified"),
    "MT": (
        "公开的 21 城生育假规则（作者 2026-08-11 逐条对照条文和官方网址）",
        "public file of maternity rules of 21 cities, checked by its authors on 2026-08-11",
    ),
    "PB": (
        "公开的养老金计发基数表（2026-09-30 核对，每个数字附官方网址）",
        "public table of pension calculation bases (checked 2026-09-30, an official address for each figure)",
    ),
    "PR": (
        "公开的政策参数库（全国、上海、广东、四川），注有文号",
        "public base of policy parameters (nation, Shanghai, Guangdong, Sichuan), with document numbers",
    ),
    "RULE": ("本数据的公式，不是一个数字", "formula of these data, not a figure"),
    "SHK": ("公开的上海劳动争议资料", "public notes on labour disputes in Shanghai"),
    "TP": (
        "公开的 12 城政策库（2026-09-04 更新）",
        "public policy library of 12 cities (updated 2026-09-04)",
    ),
}
"""What each mark stands for, in Chinese and in English."""

REFERENCES: Mapping[str, str] = {
    "address per figure in the source": "",
    "no fixed monthly amount unless a city sets one": "除非当地另有规定，没有每月定额",
    "no local figure: province contribution ceiling / 3": "当地没有公布：本省缴费基数上限÷3",
    "no national entitlement": "国家层面没有规定",
    "no national entitlement; every province sets one": "国家层面没有规定，由各省规定",
    "no national extra": "国家层面没有另加",
}
"""References of the data that name no document. Empty: it only points to the source."""

NOTES: Mapping[str, str] = {
    "CNY per month, large-sum or long-term-care item": "每月元数，大额医疗或长期护理项目",
    "lowest tier of the province: used only where the tier of a city is unknown": "本省最低一档：只在不知道城市属于哪一档时参考",
    "[monthly, hourly] per tier, tier 1 first": "各档依次为月、小时，一档在前",
    "rate of industry class 1; other classes scale by local rule": "一类行业的费率；其他行业按当地规定浮动",
    "the wage behind the contribution base of this year": "本年度缴费基数所依据的工资",
    "three areas 2270/2120/1970 as that notice gives them; read off the housing-fund floor": "该通知列出三类地区 2270／2120／1970；由公积金缴存下限读出",
    "derived: contribution ceiling / 3": "推算：缴费基数上限÷3",
    "tier membership carried over from the 2025 scope": "所属档次沿用 2025 年的划分",
    "same as the general base unless a province or city says otherwise": "省、市没有另行规定的，与一般缴费基数相同",
    "large-sum item of 100 CNY a year is taken from the personal account; its monthly figure conflicts within the source, left absent": "每年 100 元大额费用从个人账户扣；来源中的每月数字自相矛盾，未采用",
    "Suzhou Industrial Park runs its own fund: floor 4952, ceiling 38900": "苏州工业园区自有公积金制度：下限 4952，上限 38900",
    "tier 4 from 2026-09-01 not found; this is the figure before it, so the true one is higher": "没有找到 2026-09-01 起的四档；这是之前的数字，实际更高",
    "an official 2026 ceiling of 24433 was reported, unchecked": "有消息称 2026 年官方上限为 24433，未核对",
    "26 districts of tier 1; Chengkou, Fengdu, Dianjiang, Zhongxian, Yunyang, Fengjie, Wushan, Wuxi, Shizhu, Xiushan, Youyang, Pengshui: 2200/22": "一档 26 个区县；城口、丰都、垫江、忠县、云阳、奉节、巫山、巫溪、石柱、秀山、酉阳、彭水为 2200／22",
    "floor is of 2026, ceiling still that of 2025": "下限为 2026 年，上限仍是 2025 年",
    "a second-hand figure of 35283 circulates for the HF ceiling; not adopted": "公积金上限另有流传的二手数字 35283，未采用",
    "lowest tier": "最低一档",
    "read off the housing-fund floors of the three areas; hourly rates not found": "由三类地区公积金缴存下限读出；没有找到小时标准",
    "5% without maternity": "不含生育为 5%",
    "a 9.5% figure is also reported, thought older": "另有 9.5% 的说法，应为较早的标准",
    "medical base by the city at 60%-300%": "医疗缴费基数按本市工资的 60%－300%",
    "other-unit rate; public bodies 9%/2%": "其他单位的费率；机关事业单位 9%／2%",
    "with personal account; without: 5.5%/1%": "建个人账户的；不建的为 5.5%／1%",
    "source says both 7.5% incl. maternity and 8.5% with maternity: check": "来源既写含生育 7.5%，又写含生育 8.5%：请核对",
    "the source dates it 2024-07-01; memory says 2023-07-01": "来源写 2024-07-01；另记得是 2023-07-01",
    "9% is a temporary cut valid 2026-03-01..2027-02-28": "9% 为阶段性降低，2026-03-01 至 2027-02-28 有效",
    "source field says 8%, its own note derives 8% + 0.5%; the note is used": "来源的字段写 8%，其说明推算为 8%＋0.5%；采用说明",
    "a national reference of 1998, not a local rate: never use it in a payroll, ask for the local rate": "1998 年的全国参考值，不是当地费率：不得用于发薪，请查当地费率",
    "the figure in force is the one the municipal government published; this is a stand-in": "现行数字以市政府公布的为准；这里只是替代值",
    "tier 4 not found in any stored source; Shenzhen is set apart at 2700/25.4": "没有找到四档；深圳单列，为 2700／25.4",
    "medical tier 1; rate includes maternity 0.5%": "医疗一档；费率含生育 0.5%",
    "public bodies 8.35%; Yongdeng/Yuzhong/Gaolan floor 2130": "机关事业单位 8.35%；永登、榆中、皋兰下限 2130",
    "no ceiling": "没有上限",
    "medical rate 10.5% since 2026-03-01 (10% before); fixed part is 260 CNY a year": "医疗费率自 2026-03-01 起 10.5%（之前 10%）；定额每年 260 元",
    "the 40 CNY/month is the fund's medical-aid item as the source states it": "每月 40 元为来源所写的医疗救助项目",
    "province-wide 8% + 0.9% maternity; old local 6% may run until 2027-01-01": "全省 8%＋生育 0.9%；原地方 6% 可能执行到 2027-01-01",
    "old local 6% may run until 2027-01-01": "原地方 6% 可能执行到 2027-01-01",
    "8% + maternity 0.5%; employer also pays 1.5% large-sum aid": "8%＋生育 0.5%；单位另缴大额互助 1.5%",
    "temporarily 7% since 2025-12": "自 2025-12 起阶段性 7%",
    "public bodies 7.7%": "机关事业单位 7.7%",
}
"""What stands beside a figure in the data."""


def source(mark: str, words: str, language: str) -> str:
    """What a mark stands for, in the reader's language; `words` are those of the data."""
    return words if language.startswith("en") else SOURCES.get(mark, (words, words))[0]


def reference(ref: str, language: str) -> str:
    """The document a figure is read from, in the reader's language; empty if none is named."""
    if language.startswith("en"):
        return ref if REFERENCES.get(ref, ref) else ""
    return REFERENCES.get(ref, ref)


def origin(ref: str, marks: Sequence[str], language: str) -> str:
    """The document of a figure, or what its sources are where the data name no document."""
    at = 1 if language.startswith("en") else 0
    return reference(ref, language) or "；".join(SOURCES[mark][at] if mark in SOURCES else mark for mark in marks)


def note(words: str, language: str) -> str:
    """What stands beside a figure, in the reader's language."""
    return words if language.startswith("en") else NOTES.get(words, words)
