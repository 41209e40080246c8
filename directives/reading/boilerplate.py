"""What a web page puts around a report: which lines are furniture, and of what kind.

Patterns look at one line without blanks.  Each is anchored and bounded, so that no line costs more than its
length.  A line that could be speech (it ends in a full stop, or demands something) is furniture only where
its opening leaves no doubt.
"""

from __future__ import annotations

import re

LONGEST = 160
"""Characters above which a line is text, whatever it begins with."""

_TIME = r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?"
_DATE = rf"(?:19|20)\d\d[-年/.]\d{{1,2}}[-月/.]\d{{1,2}}日?(?:T?\(?{_TIME}\)?)?|{_TIME}"
_STAMPED = re.compile(r"(?:19|20)\d\d[-年/.]\d{1,2}[-月/.]\d{1,2}日?\d{1,2}[:：]\d\d(?:[:：]\d\d)?")
_DATED = re.compile(_DATE)
_NO_METADATA = re.compile("[前底。；！？]|完成|要求|召开")
_CLAUSE_SIGN = re.compile("[。，；：]")
_OUTLET_LENGTH = 12  # characters of a publisher's name beside a stamp of day and hour
_LABEL = (
    "(?:发布|发表|更新|录入|上传|添加|创建|成文|采编)?(?:时间|日期)|(?:信息|文章|新闻|稿件|内容)?(?:来源|出处|作者)|稿源|"
    "(?:责任|本期|本文|值班|网络|执行|实习)?(?:编辑|编审|主编|校对|审核|审签|初审|复审|终审|监制|统筹)|[一二三]审|责编|签发|"
    "(?:本报|本网|特约|见习|实习|全媒体)?(?:记者|通讯员)|供稿(?:人|单位)?|撰稿|撰文|报送(?:单位)?|信息员|摄影|"
    "(?:总|累计)?(?:点击|浏览|阅读|访问|查看|点播|热度|人气|围观|点赞|评论|回复)(?:率|量|次数|人数|数)?|次数|"
    "(?:文字|字体|字号)(?:大小|选择)?|视力保护色|保护视力色|背景色|索引号|发文字号|发布机构|信息分类|主题词|关键词|关键字|标签|所属栏目|栏目|"
    "类别|分类|打印本页|打印|关闭本页|关闭窗口|关闭|收藏|分享到|分享|双击滚屏|朗读|听新闻|新闻报料"
)
_META_HEAD = re.compile(f"[【\\[（(|]*(?:{_DATE}|{_LABEL}|[图文/]{{1,3}}[：:])")
_META = re.compile(f"(?:{_DATE}|(?:{_LABEL})[：:/]?|[|【】\\[\\]［］（）()、·•\\-—_/：:，,>]|[大中小]+|次|T)")
_VALUE = re.compile(
    f"(?:{_LABEL}|图文|文图|图|文)[：:/][^。；！？：:|【】\\[\\]]{{0,24}}?(?=$|[|【】\\[\\]（）()]|{_LABEL}|{_DATE})"
)

_TOOLS = (
    "小字号|大字号|中字号|字号|字体|繁体|简体|无障碍(?:阅读|浏览)?|长者(?:模式|版)|关怀版|适老化?|收藏本页|收藏|分享到|分享|打印本页|打印|关闭窗口|关闭|"
    "举报|纠错|点赞|评论|复制链接|返回(?:顶部|首页|列表)|复制|保存|默认|微信|新浪微博|腾讯微博|微博|QQ空间|QQ好友|QQ|人人网|豆瓣|朋友圈|更多|首页|末页|尾页|"
    "上一页|下一页|[大中小|/·、，：【】\\[\\]]"
)
# Lines known by how they begin: each pattern opens with a literal, so that a line of text fails at once.
_KINDS = {
    "breadcrumb": (
        "(?:当前|您的|你的|您现在的|你现在的|您当前的|现在的?|您所在的|所在)的?位置.{0,140}|(?:网站)?首页[>»›/|-].{0,140}"
    ),
    "pager": (
        "[【\\[]?(?:上|下)一(?:篇|条|页|则)[】\\]]?.{0,80}|共\\d{1,4}页.{0,30}|第?\\d{1,4}页(?:共\\d{1,4}页)?|[-—－–]+\\d{1,4}[-—－–]+|页[：:]?|"
        "[\\[【(（<]?\\d{1,4}(?:/\\d{1,4})?[\\]】)）>]?"
    ),
    "copyright": (
        "(?:主办|承办|协办|主管|运维|建设维护|制作|技术)(?:单位)?[：:].{0,60}|"
        "(?:联系|举报|报料|热线|新闻热线|投稿|服务|咨询|监督)?(?:电话|邮箱|QQ|qq|热线|传真|地址|邮编|邮政编码)[：:].{0,80}|"
        "(?:联系我们|关于我们|网站地图|网站声明|隐私政策|隐私保护|法律声明|友情链接|站点地图|站内搜索|广告服务|加入收藏|设为首页).{0,80}"
    ),
    "disclaimer": (
        "[（(【]?(?:免责|版权|特别|郑重|本站|本网|网站)声明[】）)]?.{0,150}|"
        "[（(]?(?:凡(?:注明|本网|本站|来源|转载|署名)|本站|本网|本文|以上内容|文章(?:来源|内容|仅)).{0,140}(?:转载|版权|侵权|侵犯|观点|立场|删除|出处).{0,40}"
    ),
    "share_bar": (
        "(?:扫一扫|扫码|扫描二维码|微信扫|用微信|打开微信|长按|点击(?:下载|查看|进入|关注|上方|下方|蓝字|此处|这里|刷新|更多)|分享(?:到|至|本页|文章|按钮)|一键(?:分享|拨打)|"
        f"关注(?:我们|微信|公众号|官方)|官方微[信博]|微信公众|公众号|手机(?:版|看|扫|浏览|阅读)|客户端下载).{{0,60}}|(?:{_TOOLS})+"
    ),
    "related": (
        "(?:相关|推荐|热门|延伸|更多|最新|精彩|热点|猜你|为您|大家都在)(?:阅读|文章|新闻|链接|推荐|信息|资讯|报道|内容|喜欢|看|附件|搜索|专题|评论|动态|图片)[：:>]?.{0,40}|"
        "(?:标签|关键词|关键字|Tags?|TAG|附件下载|正文|摘要|内容|详情|导航|菜单|搜索|视频|图片新闻|往期推荐|往期回顾|点击标题即可阅读)[：:]?"
    ),
    "captcha": (
        "(?:验证码|看不清|换一张|请输入|点击换|匿名|登录|注册|忘记密码|用户名|密码|发表评论|网友评论|我要评论|提交评论|发布评论|暂无评论|查看评论|全部评论|游客|跳转中|正在加载|加载中).{0,60}"
    ),
    "error_message": (
        "(?:Fatalerror|Warning|Notice|Parseerror|Deprecated|StrictStandards|Exception|Stacktrace|Traceback|SQLSTATE)[：:(\\[].{0,160}|#\\d+[/{].{0,160}|"
        "(?:var|function|document\\.|window\\.|\\$\\()[^\u4e00-\u9fff]{0,160}"
    ),
    "caption": (
        "(?:[▲△▼▽◆↑↓●■□]|[（(]?图为|[（(]?图[一二三四五六七八九十\\d]+[：:]|[（(]?资料图|图片[：:]|[（(]?图片来源|[（(]?资料图片来源).{0,80}|"
        "在[^。，；：]{2,14}(?:观摩|调研|督查|检查|视察|察看|查看|走访|考察|参观|暗访|座谈|指导|慰问)"
    ),
}  # fmt: skip
_CERTAIN = frozenset({"copyright", "disclaimer", "error_message", "breadcrumb"})
_OPENS = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items()))
_OPENS_CERTAIN = re.compile("|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _KINDS.items() if kind in _CERTAIN))
# Lines known by a word in them, or by how they end.
_HOLDS = re.compile(
    "(?P<copyright>版权所有|版权归|[Cc]opyright|COPYRIGHT|©|AllRightsReserved|ICP备|ICP证|icp备|公网安备|备案号|备案序号|网站标识码|技术支持[：:])|"
    "(?P<disclaimer>不代表本|如有侵权|若有侵权|转载请注明|未经授权|侵权必究|仅供参考)|(?P<breadcrumb>[>»›](?:正文|内容|详情)$)"
)
_HINT = re.compile(
    "版权|opyright|COPYRIGHT|©|AllRights|ICP|icp备|公网安备|备案|标识码|技术支持|不代表|侵权|转载|授权|仅供|>|»|›"
)
_PICTURE_ENDS = (
    "摄",
    "摄影",
    "供图",
    "配图",
    "摄）",
    "供图）",
    "配图）",
    ".jpg",
    ".jpeg",
    ".png",
    ".gif",
    ".JPG",
    ".PNG",
    ".GIF",
)
_PLACE_ENDS = ("现场", "会场", "合影", "现场照片", "现场图片")
_CAPTION_LENGTH = 45
_PLACE_LENGTH = 18
_SPEECH = re.compile("[。！？；]|要求|强调|指出|务必|必须|月底|底前|完成")
_SPAM = re.compile(
    "在线观看|免费(?:影视|观看|视频|小说|下载)|高清视频|影视大全|电影排行|最新电影|电视剧|彩票|博彩|棋牌|开奖|六合|时时彩|娱乐(?:城|平台)|老虎机|澳门|"
    "代孕|成人|色情|情色|私服|外挂|发票代开|代开发票|减肥|丰胸|壮阳|无码|约炮|一夜情|投注|百家乐|国产精品|午夜|福利视频|小说阅读|最新章节|刷单|网赚"
)
_ERROR_TAIL = re.compile(r"(?:Fatal error|Parse error|Warning|Notice|Deprecated) ?[：:] [^\n]{0,400}? on line \d+")
_SUMMARY = re.compile(
    "[【\\[（(]?(?:文章|内容|新闻|本文)?(?:简介|摘要|导读|提要|概要|核心提示|内容提示|描述|导语|编者按)[】\\])）]?[：:]?"
)


def error_tails() -> re.Pattern[str]:
    """A PHP message glued to a sentence."""
    return _ERROR_TAIL


def summary_label(line: str) -> int:
    """Length of a label such as 文章简介： at the head of a line; 0 without one."""
    match = _SUMMARY.match(line)
    return match.end() if match else 0


def furniture_kind(line: str) -> str | None:
    """The kind of furniture that a whole line is, or None for text.

    ``line`` has its blanks taken out and its signs full-width.
    """
    if not line or len(line) > LONGEST:
        return None
    if "。" in line and _HINT.search(line) is None:
        # Speech: metadata it is only by its stamp, furniture only where its opening leaves no doubt.
        if _is_stamped(line):
            return "publication_line"
        match = _OPENS_CERTAIN.fullmatch(line)
        return match.lastgroup if match else None
    if _is_metadata(line):
        return "publication_line"
    match = _OPENS.fullmatch(line) or (_HOLDS.search(line) if _HINT.search(line) else None)
    kind = match.lastgroup if match else _caption(line)
    if kind and (kind in _CERTAIN or _SPEECH.search(line) is None):
        return kind
    return "spam" if len(line) <= 80 and "。" not in line and _SPAM.search(line) else None


def _caption(line: str) -> str | None:
    """The words under a picture, by whom it was taken or what it shows."""
    if len(line) <= _CAPTION_LENGTH and line.endswith(_PICTURE_ENDS):
        return "caption"
    short = len(line) <= _PLACE_LENGTH and line.endswith(_PLACE_ENDS)
    return "caption" if short and _CLAUSE_SIGN.search(line) is None else None


def _is_stamped(line: str) -> bool:
    """A day and an hour, and the name of an outlet besides."""
    if ":" not in line and "：" not in line:
        return False
    stamp = _STAMPED.search(line)
    return stamp is not None and len(line) - len(stamp[0]) <= _OUTLET_LENGTH


def _is_metadata(line: str) -> bool:
    """Date, source, clicks, editors and the like, and next to nothing besides."""
    if _is_stamped(line):
        return True
    if _META_HEAD.match(line) is None or _NO_METADATA.search(line):
        return False
    values = _VALUE.sub("", line)
    rest = _META.sub("", values)
    # Without a date or a "label：value" only a bare row of labels will do: 时间紧任务重 is a heading.
    room = max(8, len(line) // 4) if values != line or _DATED.search(line) else 1
    return len(rest) <= room and len(rest) < len(line)
