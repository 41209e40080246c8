"""Reports by the hundred, each another one: the facts vary, and so do the demands that are made."""

from __future__ import annotations

import random
from collections.abc import Iterator

_SURNAMES, _NAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡", ["立群", "海波", "建国", "晓岚", "志远", "文彬", "春梅", "国栋"]
_PLACES = [
    "青石",
    "白河",
    "龙湾",
    "双塘",
    "梅岭",
    "石门",
    "柳林",
    "大坪",
    "云盘",
    "金鸡",
    "红岩",
    "清溪",
    "土桥",
    "官庄",
]
_MEETINGS = ["推进会", "调度会", "现场会", "专题会", "座谈会", "部署会"]
_THEMES = ["危房改造", "易地搬迁", "安全饮水", "产业奖补", "控辍保学", "健康签约", "就业培训", "人居环境", "村级道路"]
_DEMANDS = [
    "{place}镇要在{month}月{day}日前完成{n}户土坯房的加固验收",
    "市住建局要在{month}月底前把{n}套安置房交到群众手中",
    "各乡镇务必在{month}月{day}日前核准{n}名易返贫人口的台账",
    "{place}乡要在{month}月中旬前打通通往{other}村的{n}公里断头路",
    "市水利局必须在{month}月底前修好{n}处塌损的引水渠",
    "各驻村工作队要在{month}月{day}日前逐户走完{n}家低保户",
    "市教育局要在{month}月初前劝返{n}名辍学的孩子",
    "{place}镇要在{month}月底前让{n}名外出务工的乡亲领到交通补贴",
    "市农业农村局要在{month}月{day}日前拨付{n}万元茶园奖补资金",
    "市卫健局要在{month}月底前给{n}名慢性病患者签好家庭医生协议",
    "{other}村要在{month}月{day}日前建成{n}盏路灯并通电",
    "市交通局要在{month}月底前养护{n}公里通村道路",
    "各乡镇要在{month}月{day}日前拆除{n}间无人居住的旧房",
    "市人社局要在{month}月底前开办{n}期护理员培训班",
    "{place}乡要在{month}月{day}日前清走{n}吨河道垃圾",
    "市民政局要在{month}月底前改建{n}个日间照料点",
]
_FILLERS = [
    "会前，与会人员到{place}镇{other}村看了新修的晒谷场和{n}亩茶园。",
    "今年以来，全市已有{n}户群众搬进新居，{place}乡走在前列。",
    "{place}镇负责人汇报了{n}个项目的进度，并说明了雨季停工的缘由。",
    "从抽查的{n}户看，{other}村的厨房和水窖仍有漏项。",
    "会上通报了{place}乡、{other}村等{n}处现场的照片。",
]


def report(number: int) -> str:
    """The report with that number, always the same: a meeting with its day, its speaker and three dated demands."""
    chance = random.Random(number)
    month, day = chance.randint(1, 6), chance.randint(1, 28)
    theme, meeting = chance.choice(_THEMES), chance.choice(_MEETINGS)
    speaker = chance.choice(_SURNAMES) + chance.choice(_NAMES)

    def filled(sentence: str) -> str:
        place, other = chance.sample(_PLACES, 2)
        due = {"month": month + chance.randint(1, 5), "day": chance.randint(1, 28), "n": chance.randint(12, 989)}
        return sentence.format(place=place, other=other, **due)

    demands = "。".join(map(filled, chance.sample(_DEMANDS, 3)))
    fillers = [filled(each) for each in chance.sample(_FILLERS, 2)]
    return (
        f"全市召开{theme}{meeting}\n"
        f"本报讯 2019年{month}月{day}日，全市{theme}第{number}次{meeting}召开。市长{speaker}出席并讲话。\n"
        f"{fillers[0]}{fillers[1]}\n"
        f"{speaker}要求，{demands}。\n"
    )


def reports(count: int, first: int = 0) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of that many reports."""
    for number in range(first, first + count):
        yield f"简报{number:04}.txt", report(number).encode()
