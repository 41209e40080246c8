"""Task or principle: can a supervisor tick this demand off?

A demand is checkable when it has a deadline or a figure, or names something that exists or not: a document, an event, a
list, a facility, a named programme, a concrete group to be served.  What it asks of minds (“解放思想”) or of effort in
general ("高度重视") is a principle.  The score is linear in how many words of each class stand in the clause, so that
`why` can name the words that decided.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

import ahocorasick

_CLASSES: dict[str, str] = {
    # what a supervisor can ask to be shown
    "document": "方案 计划 规划 制度 机制 办法 细则 清单 台账 档案 资料 名单 名册 报告 协议 合同 责任书 责任状 承诺书 预案 通知 文件 告知单 手册 明白卡 明白纸 公示栏 图纸 简报 信息表 登记表 表册 卡片"
    " 作战图 路线图 时间表 任务书 施工图 任务单 责任清单 需求清单 问题清单 整改清单 负面清单 权责清单 工作计划 工作方案 实施方案 整改方案 帮扶计划 脱贫计划 帮扶措施 制定标准 村规民约 章程 标准 时限"
    " 激励机制 联结机制 长效机制 管理机制 带贫机制 联席会议 会议精神 月报 周报 日报 数据库 花名册 红黑榜 责任制 奖惩 考勤 请销假",
    # what happens on a day, in a place
    "event": "培训 培训班 招聘会 采摘节 座谈会 村民大会 动员会 推进会 现场会 观摩 排查 走访 入户 进村入户 督查 督导 检查 暗访 巡查 验收 考核 评估 演练 宣讲 回头看 大排查 大走访 核查 核对 比对 摸底 摸排 自查"
    " 普查 体检 义诊 慰问 公示 招标 签约 评审 审核 审批 审计 巡回 专项整治 整治 专项行动 专项活动 主题活动 教育活动 评选 表彰 约谈 通报 例会 调度 常务会 活动 行动 大摸排 竞赛 消费扶贫 结对 监管 监测 台账管理 挂图作战 动态管理"
    " 学习教育 业务知识 宣传到组到户 网格化 会战 百日攻坚 劳务协作 劳务输出 技能培训",
    # what can be seen, counted or inhabited
    "thing": "住房 危房 危改 房屋 安置点 安置房 安置区 旧房 旧宅 宅基地 搬迁房 建房 搬迁 入住 道路 公路 通村路 通组路 村道 入户路 桥梁 水渠 沟渠 饮水 供水 自来水 水源 管网 水厂 水窖 水池 机井 电网 电力 供电 光伏 电站 宽带"
    " 网络 路灯 卫生室 卫生院 医院 医生 村医 药品 学校 幼儿园 校舍 教师 学生 教学点 教学条件 车间 厂房 基地 园区 产业园 大棚 合作社 龙头企业 家庭农场 市场主体 经营主体 企业 项目 工程 厕所 旱厕 公厕 改厕 户厕 垃圾 污水 粪污 河道 沟塘"
    " 秸秆 圈舍 违建 乱搭乱建 广场 文化墙 活动室 活动场所 服务中心 实践中心 阵地 岗位 公益岗 公益性岗位 护林员 保洁员 贷款 小额信贷 基金 资金 补助 补贴 奖补 资产 收益 分红 低保 五保 特困 医保 参保 保险 救助 报销"
    " 户籍 档卡 户档 系统 平台 数据 信息 超市 网店 服务站 快递 物流 电商 示范村 示范点 示范户 示范带 样板 试点 核桃 苹果 茶叶 烟叶 药材 中药材 食用菌 蔬菜 花卉 苗木 养殖 种植 畜禽 生猪 肉牛 林下 土地 耕地 复垦 流转 造林 植树"
    " 水毁 灾毁 地质灾害 隐患 基础设施 公共服务 配套设施 设施 设备 物资 工作队 工作队员 第一书记 专干 村干部 带头人 帮扶干部 责任人 联络员 辍学 失学 返贫 学籍 资助 大病 慢性病 签约服务 残疾证 就业 务工 劳务 贫困村 边缘户 脱贫户 监测户"
    " 特困户 危改户 党组织 班子 农产品 特色产业 主导产业 生态特色产业 旅游线路 景区 民宿 村集体 集体经济 星火计划 订单 股份 托管 环境卫生 村容村貌 短板 施工 工期 进度 建设进度 消防 防火 防汛 疫苗 口罩",
    # verbs whose end can be seen
    "deliver": "制定 制订 编制 出台 印发 建立 建好 建成 建设 新建 修建 改建 修复 修缮 打造 搭建 设立 成立 组建 创建 举办 召开 开展 组织 启动 开工 动工 竣工 完工 投产 投用 投入使用 完成 上报 报送 报告 提交 归档 录入 更新 更正"
    " 公示 公开 兑现 发放 拨付 下拨 支付 拆除 腾退 搬迁 入住 安装 架设 铺设 配备 配齐 选派 选好 选聘 招聘 签订 填报 填写 建档 摸清 摸透 查清 核准 核实 排查 核查 清理 清运 清退 拆违 取消 关停 取缔 传达 宣讲 培训 推广 推行 实行 实施"
    " 整改 整顿 整治 解决 消除 销号 清零 补齐 归集 流转 复垦 倒排 落地 落户 并网 通水 通电 交付 验收 调整 细化 救助 救济 种植 栽植 补植 全面启动 全覆盖 到位 审定 用完 到组到户 变为 收集 督促 帮助 引入 培育发展",
    # verbs of progress: checkable if their object is
    "advance": "落实 完善 健全 推进 加快 加大 发展 培育 壮大 执行 严格执行 严格落实 用好 管好 办好 抓好 做好 规范 改善 改造 加强 深化 巩固 优化 保障 支持 引导 持续推进 持续开展 探索 对接 协调 统筹 谋划 争取 合理确定",
    # verbs that ask for an attitude or name an effect
    "stance": "坚持 增强 提高 提升 强化 深刻 树立 牢记 弘扬 坚定 正视 瞄准 把握 夯实 筑牢 激发 凝聚 压实 传导 注重 发挥 营造 突出 认识 促进 助推 带动 体现 注意 重视 克服 发扬 铭记 提振 鼓足 保持 担当 践行 贯彻 调动 密切 赢得 换取 确保 实现"
    " 享受 引领 聚焦 围绕 紧盯 结合 立足 着眼 善于 敢于 勇于 争当 争做 真抓实干 苦干 狠抓 抓住 抓紧 做到 努力 推动 形成 打赢 打好 融会贯通 明确 履行 理解 支持 丰富 满足",
    # what cannot be shown
    "abstract": "思想 认识 意识 信心 决心 作风 精神 担当 使命 合力 氛围 水平 能力 力度 重要性 紧迫性 获得感 幸福感 满意度 认可度 内生动力 动力 战斗堡垒 环节 主力军 信念 效应 作用 积极性 主动性 创造性 面貌 质量 成效 实效 硬仗 攻坚战 大局"
    " 站位 境界 格局 干劲 劲头 斗志 态度 感情 情怀 纪律 规矩 初心 理念 观念 志向 文化 生活 群众满意 模式 路径 思路 方向 局面 基础 责任 职责 压力 目标 目标任务 各项工作 工作落实 落到实处 落细落实 好日子 小康 脱贫攻坚 精准扶贫 脱贫摘帽"
    " 政策理论 素质 美好 状态 方针 先锋模范 堡垒 堵点 亮点 优势 内涵 举措 攻坚举措 要求 功夫 关口 原则 传统 道德 法律 党建 根本 主动权 底线 生命线 工作措施 组织保障 精力 奖惩机制 问题导向 结果导向",
}

# Weights fitted on annotated clauses (see benchmarks/checkable in the docs of the evaluation), rounded by hand.
_WEIGHTS = {
    "document": 1.9,
    "event": 1.5,
    "thing": 1.2,
    "deliver": 1.1,
    "advance": 0.3,
    "stance": -0.9,
    "abstract": -1.3,
    "date": 4.0,
    "figure": 3.5,
    "named": 1.2,
    "each": 1.3,
    "short": -0.8,
}
_BIAS = -2.0
_CAP = 2
"""Words of one class beyond the second add nothing: long lists are not better tasks."""

_DIGIT = re.compile(
    r"[\d０-９]+(?:\.\d+)?(?:[多余]?[万亿千百]*(?:户|人|个|套|亩|公里|%|％|元|间|处|条|座|所|名|家|场|次|万|吨|头|只|棵|株|平方米|米|件|项))|百分之|全覆盖|清零|一半以上|过半"
)
_ZERO = re.compile(r"(?:不|禁止|严禁|杜绝)[^,，]{0,6}一(?:个|例|户|人|件|起)|零(?:上访|事故|辍学|失学|返贫|新增|遗漏|死角)")
_NAMED = re.compile(r"[“《][^”》]{2,20}[”》](?=等|[^”]{0,8}(?:活动|工程|行动|计划|政策|制度|办法|模式|要求|方案|超市|做法|项目|问题|教育|建设|资金|平台|清单|责任))|《")
_EACH = re.compile(r"逐[户村人项条一级]|一户一|一村一|一人一|一项一|按户|到户|到人|户户|村村|挂牌|[户村人][户村人]")


class Verdict(NamedTuple):
    """The score (a task at 0 and above) and the words for and against."""

    score: float
    words_for: tuple[str, ...]
    words_against: tuple[str, ...]


@cache
def _automaton() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for name, words in _CLASSES.items():
        for word in words.split():
            automaton.add_word(word, (name, word))
    automaton.make_automaton()
    return automaton


def features(text: str, dated: bool) -> dict[str, list[str]]:
    """The deciding words of a demand by class."""
    found: dict[str, list[str]] = {}
    for _, (name, word) in _automaton().iter_long(text):
        found.setdefault(name, []).append(word)
    if dated:
        found["date"] = ["deadline"]
    for name, pattern in (("figure", _DIGIT), ("figure", _ZERO), ("named", _NAMED), ("each", _EACH)):
        hit = pattern.search(text)
        if hit:
            found[name] = [hit.group()]
    if len(text) <= 6:
        found["short"] = [text]
    return found


def judge(text: str, dated: bool = False) -> Verdict:
    """Weigh a demand; ``dated`` says that it has a due date of its own or inherited."""
    score, good, bad = _BIAS, [], []
    for name, words in features(text, dated).items():
        weight = _WEIGHTS[name]
        score += weight * min(len(words), _CAP)
        (good if weight > 0 else bad).extend(words)
    return Verdict(round(score, 2), tuple(good), tuple(bad))
