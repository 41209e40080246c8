"""The vocabulary that judges a date: words of demand, of completion, of meetings, of results, of limits."""

from __future__ import annotations

import re


def either(*words: str) -> str:
    """Alternatives out of words divided by blanks.

    They stay without a group: a pattern whose alternatives all begin with a plain character is searched for at the
    speed of C.  For the same reason what must not stand before 要 is asked after it.
    """
    return "|".join(" ".join(words).split())


DEMANDING = either(
    "要(?<![主重需首只必次纲概摘若扼紧简机将].)(?![求点素件闻塞道害职员领义略案旨诀])",
    "应(?=[于在按将把全当该]) 需(?=[于在要按将]) 请(?=[于在各]) 得(?=[在于])",
    "务必 必须 务须 务求 须 务于 确保 力争 争取 保证 力保 一律 限期 限于 紧盯 盯住 盯紧 锁定 瞄准 抢抓 抓紧 加快",
    "不得 严禁 不能",
)
DEMAND = re.compile(DEMANDING)
"""A word that demands, anywhere in a clause; 要 not in 主要, 重要, 要求, 要点 and their like."""

ORDER = re.compile(r"要(?<![主重需首只必次].)(?!求)|必须|务必|务须|确保|须")
"""The plainest of them: what makes a forecast an order and a bare month firm."""

STRONG = re.compile(r"必须|务必|务须|确保|一定要|不得|一律|要(?<![主重需首只必次].)(?=[在于把将对按全确]|\Z)")
"""Demands that hold even for a day that lies before R."""

ACTION = either(
    "完成 实现 达到 达标 建成 建好 建立 竣工 完工 开工 动工 复工 开建 脱贫 摘帽 退出 出列 清零 清完 清底 清退 清洗",
    "入住 搬迁 搬入 搬完 投用 投入使用 投产 交付 交房 验收 到位 启动 上线 通车 通电 通水 贯通 落实 落地 解决 消除",
    "销号 办结 见效 见成效 上报 报送 报告 报到 报(?=[县乡镇市区省送至给到请]) 提交 兑现 拨付 支付 发放 整改 改造",
    "改完 修复 拆除 整治 清理 关停 归档 录入 更正 补齐 完善 制定 出台 印发 下发 签订 配齐 配备 选派 进驻 覆盖 收官",
    "拿出 交出 清结 结清 到岗 返岗 返校 复课 完(?!美|整) 收尾 结束 封顶 招标 开标 并网 核查 排查 摸清 摸排",
    "走访 入户 公示 兑付 交账 交卷 过关 通过 歼灭 打赢 啃下 拿下",
    "动员 开展 推进 组织 培训 种植 栽植 移栽 栽完 种完 播种 收割",
)
VERB = re.compile(ACTION)
"""A verb of completion or of getting to work."""

MEETING = re.compile(
    either(
        "召开 举行 主持 举办 出席 参加 到会 赴 深入 来到 前往 抵达 走进 率队 带队 率领 一行 调研 督导 督查 检查 考察",
        "视察 慰问 走访 座谈 开会 学习 传达 启动仪式 强调 指出 要求 表示 获悉 讯 电",
    )
)
"""A bare day before one of these dates a meeting, a visit or a speech."""

CONVENED = re.compile("召开|举行|举办|开幕|启幕|主持")
"""The same for a day that lies ahead: then only what is convened is an event."""

LIMIT_BEFORE = re.compile(
    r"(?:最迟|最晚|至迟|不[得能可应要]?(?:晚于|迟于|超过)|赶在|务必于|务于|限于|限|截止(?:日期|时间)?(?:为|是|到|至|:)?"
    r"|(?:时限|期限|节点|限期|工期|倒排|排|完成日期|时间(?<![布新稿开议载印传刊].{2})|时间表|大限|死线)(?:为|是|就是|到|至|:|定为|定在|截止到?|截至|锁定在?|放在)"
    r"|(?:提前|延[长期后迟]?|推[迟后]?|后延|后移|展期|放宽?|给|缓|顺延|调整|锁定|定|限定|安排|压缩|缩短|宽限)(?:到|至|在|为))[于在到至]?$"
)
"""Words that make a limit of the bare date right after them."""

LIMIT_AFTER = re.compile(
    r"为(?:限|期|节点|最后|截止|目标|底线)"
    r"|就?是(?:最后)?(?:期限|时限|底线|大限|死线|截止|最后)"
    r"|(?:作为|定为|列为|设为|确定为)[^,，]{0,6}(?:底线|节点|时限|期限|时间|大限|截止|目标)"
    r"|(?:这个|这一|的)?(?:时间)?节点|来(?:卡|排|赶)|倒[排推]|截止(?!到|至|时间)"
)
"""以6月5日为限, 将6月5日作为底线时间, 按6月5日来卡."""

RESULT = re.compile(
    r"已|累计|共(?![同享建青产性识])|合计|总计|达(?![标不])|占|率(?![先领队])|了(?![解然却])"
    r"|\d[\d.]{0,9}[多余]?[万亿]?[元户人个套间亩公里处件项家名头座条所辆次场株吨斤米平立%]"
)
"""What makes a clause a report of figures."""

PRESSED = re.compile(r"(?:确保|务必|必须|力争|争取|一定要|(?<![主重需首只必次])要)[在于到]?$")
"""A demand that stands right before the date."""

UP_TO = re.compile(r"(?:到|至|截至|截止)$")
