"""Names of the units that can be made to answer: 县住建局, 五龙镇, 县政府督查室, 公安, 专家组.

A name ends as offices end; in a list whose last member ends so, the others may be short (“公安、住建部门”).
"""

from __future__ import annotations

import re

_OWN = (
    "监委|督查室|督查局|办公室|组织部|宣传部|统战部|政法委|党校|政研室|目标办|农办|编办|网信办|财经办|国资委|党组|党委|教育局"
    "|财政局"
)
# The last character first and what stands before it after: so most characters are passed at once.
END = (
    r"(?:[局委办厅室科站所院会心司团行社关位门队班指府道组校联部县区市州旗镇乡](?:(?<=[局委办厅室科站所院])|(?<=委员会)|(?<=联合会)|(?<=工商联)|(?<=[妇残]联)|(?<=中心)"
    r"|(?<=公司)|(?<=集团)|(?<=银行)|(?<=商行)|(?<=[用作]社)|(?<=联社)|(?<=销社)|(?<=机关)|(?<=单位)|(?<=部门)|(?<=[大支中总分]队)|(?<=作队)"
    r"|(?<=专班)|(?<=防指)|(?<=政府)|(?<=街道)|(?<=[作家灾导督战评小]组)|(?<=[学党]校)"
    rf"|(?<=部)(?![分位落门])|(?<=[一-鿿][县区市州旗镇])|(?<=[一-鿿]乡)(?!镇)))(?:(?<=[委府组部])(?:{_OWN}))?"
)
UNIT = rf"[一-鿿]{{1,14}}?{END}"
_PERSONS = "领导|负责人|责任人|干部|第一书记|书记|专干|文书"
_NAME_ENDS = re.compile(
    r"(?:局|委员会|委|办公室|办|厅|中心|公司|集团|银行|商行|信用社|联社|部门|机关|单位|[大支中总分]队|工作队|[作家灾导督战评小]组|指挥部|防指"
    rf"|{_PERSONS}|专班|党委|党组|党支部|政府|两委”?|公室|学校|医院|法院|检察院|合作社|供销社|联合会|工商联|[妇残]联|企业|督查室"
    r"|[组宣统]\S[部]|科|站|所|卫生院|[一-鿿](?:街道|镇|乡|县|区|市|州|旗|村|社区)|[县市区镇乡州][直级][一-鿿]{0,8})$"
)
_SHORT = frozenset([
    "公安", "住建", "财政", "民政", "教育", "教体", "人社", "卫健", "卫计", "农业", "农业农村", "水利", "水务",
    "交通", "交通运输", "发改", "自然资源", "国土", "环保", "生态环境", "林业", "林草", "扶贫", "乡村振兴", "应急",
    "应急管理", "残联", "妇联", "团委", "工会", "工商", "税务", "市场监管", "文旅", "商务", "审计", "统计", "司法",
    "法院", "检察", "医保", "电力", "供电", "通信", "移动", "电信", "联通", "人行", "金融", "银监", "纪委", "监委",
    "纪检", "组织部", "宣传部", "城管", "气象", "消防", "交警", "畜牧", "农机", "乡镇", "街道", "镇街", "村组",
    "村委会", "专家组", "专干", "村医",
])  # fmt: skip
_LEVELS = frozenset("省市县区州旗镇乡")
SHORT = f"[{''.join(sorted(_LEVELS))}]?(?:{'|'.join(sorted(_SHORT, key=lambda name: (-len(name), name)))})"
"""The short name of one unit: 县财政."""
_VAGUE = re.compile(
    r"^(?:全|所有|有关|相关|凡|其他|其余|每|各(?:相关|有关|级|部门|单位|方|地|行业))|^(?:部门|单位|企业|干部|集镇|城镇)$"
)
GENERIC = re.compile(
    r"(?:[全各本]?(?:[省市县区州旗镇乡村直级]{0,3}|行业|职能|成员|牵头|责任|包保|帮扶)(?:部门|单位|机关|领导|干部|乡镇|镇街|街道|企业|支部|党委)|[帮包]\S?干部|驻村干部)$"
)
"""A kind of unit, not one: “市直部门”, “县级领导”; fullmatch."""
_NO_NAME = re.compile(r"[以把对在从让使将给向按凡）)]|经(?!信)|完成|任何|会[前后]|为了")
_STRAY = re.compile(
    r"牵头|负责$|主抓$|\d|各级|实行|报(?![社业])|交(?![通警运管投委])|送(?!变)|向|[日月周天底节期五六一”]前|请"
)
"""What no name holds: an office is reported to (报县扶贫办), a date or an act stands before it."""
_SUMMED = re.compile(
    r"(?<=[一-鿿]{2})(?:等[一-鿿]{0,4}?(?:部门|单位|镇|乡|街道|县|区|市|村)"
    r"|等?[两二三四五六七八九十]个?(?:街道|乡镇|镇街|镇|乡|县|市|区|旗|村))$"
)
"""“甲、乙等部门”, “甲、乙两镇”: what sums up the names is no part of the last."""
_PARTS = re.compile(
    r"、|以及|(?<=[局委办部厅院所站社会司行队组镇乡县区市州旗村校心道室府班门位安建政育社健农水通发源保业草贫兴急联电干员记长导人）])"
    r"和(?![平顺田政县龙]|规划|城乡建设|社会保障|信息化)|及(?!时)|与(?!会)"
)
"""Not the 和 of 自然资源和规划局, 住房和城乡建设局: no name ends before it."""
_BRACKETED = re.compile(r"（[^）]{0,40}）")
_BEFORE = re.compile(
    r"^(?:请|下步|会后|即日起|近期)?(?:(?:[今明]年|本月)?[\d一二三四五六七八九十两]{0,4}个?(?:月|日|天|周|小时|工作日)?[\d上中下旬底初末]{0,4}日?(?:之前|以前|前|之内|以内|内)"
    r"|年底前|年内)?"
)


def units_in(listed: str) -> tuple[str, ...]:
    """The members of a list that may be names."""
    parts = (part.strip(" 等“”") for part in _PARTS.split(_BRACKETED.sub("", listed)))
    named = (_BEFORE.sub("", part.rsplit("由", 1)[-1]) for part in parts)
    return tuple(
        p for p in named if 2 <= len(p) <= 20 and "的" not in p and not (_NO_NAME.match(p) or _STRAY.search(p))
    )


def is_unit(name: str) -> bool:
    """Whether a name ends as units end, or is the short name of one."""
    return name in _SHORT or (name[0] in _LEVELS and name[1:] in _SHORT) or _NAME_ENDS.search(name) is not None


def named_units(listed: str, sure: bool = False) -> tuple[str, ...]:
    """The units of a list whose last one shows that they are units (“市场监管、商务部门”); 各部门 is none.

    ``sure``: what stands around the list says that units stand in it (“A牵头,B、C配合”).
    """
    units = units_in(listed)
    if not units or "的" in listed or not (is_unit(units[-1]) or (sure and max(map(len, units)) <= 8)):
        return ()
    return tuple(_SUMMED.sub("", unit) for unit in units if not _VAGUE.search(unit))
