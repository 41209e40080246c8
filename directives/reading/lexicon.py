"""The words of the genre that tell a demand from a report: modals, imperative verbs, coverbs, marks of fact.

Grouped by what they do in a clause, so that a reader of the code can say why a word is here.  Every alternative of a
pattern begins with a literal character and looks behind itself: so `re` can skip to the characters that may begin
one, which makes these searches several times faster.
"""

from __future__ import annotations

import re

from .vocabulary import vocabulary

_STRONG = (
    r"要(?<![主需重想只将次摘纲概紧必首险显扼简撮提纪]要)(?!来(?:抽|检|督|考|验|暗|巡|评)|素|点(?!面)|件|么|领(?!导)"
    r"|害|塞|道|闻|职|义"
    r"|\d+(?:天|年|个月|小时)(?!之?内|以内)|紧(?![盯紧扣跟抓密贴咬追])|隘|不然|命|价|饭|地|犯|案|求(?!真|实|精|变|新|稳|进|突破)|[一-鿿]{1,3}的(?:事|工作"
    r"|问题|危房|路|人))"
    r"|必须|务必|务须|务要|不得|严禁|不准|不许|不允许|绝不能|决不能|应当|一律"
    r"|请(?=[各于认按尽及县市区州镇乡局交住财教农卫民人发水][^教客示假愿])"
)
STRONG_MODAL = re.compile(_STRONG)
"""Words with which a clause demands even in plain narration, where nobody is quoted."""

MODAL = re.compile(
    _STRONG + r"|"
    r"务求|须(?=[一-鿿])|严格禁止|禁止|不能(?!够)|切勿|切忌|确保|应该|应(?=[按依及加尽当立在于对将把])"
    r"|应(?<![供对相反适响效呼感]应)(?=[做抓建强主积认坚完])|力争|争取|力求|得(?=[抓把赶加])"
)
"""Words with which a clause demands where somebody speaks."""

ADVERB_RUN = re.compile(
    r"(?:"
    r"切实|认真|严格|积极|大力|充分|进一步|不断|持续|坚决|全面|深入|扎实|努力|加快|尽快|抓紧|立即|立刻|马上|及时|迅速"
    r"|着力|全力以赴|全力|稳步|稳妥|有序|有效|统筹|科学|合理|精准|主动|重点|逐步|逐条|逐项|逐户|逐村|逐一|共同|层层"
    r"|真正|真心实意地?|千方百计|不折不扣|持之以恒|高标准|高质量|高效|高位|继续|始终|定期|更加|牢牢|自觉|带头|多方"
    r"|多渠道|率先|统一|分类|分层|分级|集中|深刻|广泛|密切|坚定|大胆|系统性|全局性|系统|一鼓作气|实实在在|因地制宜"
    r"|从严|从快|从细|随时|按时|按期|按序时进度|如期|提前|适时|同步|优先|优质|彻底|足额|善于|敢于|勇于|再|多|勤|先|早"
    r"|快|必|还|也|更|又|都|须|得|各自|相互|互相|狠狠|深度|全方位|全过程|全程|创新性地?|创造性地?|有针对性地?"
    r"|有计划地?|、|地"
    r")++"
)

IMPERATIVES = vocabulary()["imperative"]
"""Two-character openings of a demanding verb phrase."""

COVERB = re.compile(
    r"立足于?|着眼于?|围绕|对标|对照|按照|遵照|依照|根据|依托|依据|结合|针对|遵循|本着|紧扣|紧盯|聚焦|秉承|秉持|参照"
    r"|通过|利用|采取|采用|借助|凭借|运用|以(?![及来上下内外后前案短至免防]|工代|奖代|点带|会代)"
    r"|用(?![好活足于工户水电完情心力])|与(?!会)|同(?![步时意心志样比])|在|从(?![严快细实而重])|随着|为了"
    r"|为(?![民主先期止]|全国|群众办)|面对|鉴于|对于|关于|就(?![业地近医读])|对(?![标照接口症表内外账策准付])"
    r"|按(?![时期揭下])|作为|沿着|朝着|向着|经|由(?![此于])"
)
BEFORE_COVERB = re.compile(r"(?:.*[要应须再])?(?:切实|积极|紧密|充分|密切|紧紧|认真|严格|主动|继续|始终)*")
"""All that may stand before a coverb that opens a phrase: a subject with its modal, adverbs."""

NOMINAL_ENDS = vocabulary()["nominal_end"]
"""How a coverb phrase without a verb of its own ends (one to three characters)."""

SECOND_VERB = re.compile(
    r"抓好|做好|抓实|做实|推进|推动|加快|制定|制订|完善|落实|落细|开展|调整|逐[条户村项一个]|马上|尽快|抓紧|立即|及时"
    r"|全面|扎实|认真|切实|进一步|深入|积极|大力|强化|加强|建立|健全|实现|打下|打造|发展|改善|助推|带动|增加|扶持"
    r"|解决|破解|提高|提升|培育|培养|激发|贯彻|完成|确保|促进|做到|形成|营造|筑牢|夯实|赢得|换取|狠抓|彻底|倒排|细化"
    r"|明确|压实|核查|核对|排查|整改|消除|推行|实施|实行|实事求是|负责|办实事|补齐|把|狠下|再上|反思|着手|配合|发力"
    r"|救助|特事特办"
)

FACT = re.compile(
    r"已|了(?<!不了)(?<!定了)(?![解然结算])|曾|正在|正(?=按|全力|有序|抓紧)|以来|目前|仍(?![要须需])|依然|尚未|还有"
    r"|存在(?!的)|取得|获得(?!感)|明显(?=[提改增转好])|不容忽视|值得|面临|进入(?=[一-鿿“]{2,12}(?:阶段|期|年)(?!之?前|以前))|艰巨"
    r"|紧迫$|繁重|距离|涵盖|包含|体现了|也体现|事关|关乎|关系到|关系(?=[^，]{0,8}(?:利益|全局|大局|民生|成败))"
    r"|有利于|标志着|意味着|反映出|表明|说明(?<![作题况面]说明)|不够"
    r"|不足(?!部分)|不高|不强|不均|不清(?!零)|滞后|缓慢|薄弱$|较(?=[大差慢低])|偏(?=[低慢差远])|如果|假如|倘若"
    r"|计划(?=于|在|今年|明年|年底|年内|[上下本]半?[年月]|\d)|拟于|就不可能|否则|不然|预计|将于|看到|表示感谢|得益于|实属|来之不易|有目共睹|显现|显著成效|逐年|同比|环比|较上年"
    r"|比去年|去年|过去|当前(?=[一-鿿]{0,8}(?:处于|是))"
    r"|是(?<![一二三四五六七八九十别其就或凡于但可要总正不先点]是)(?![否非])|作了|作出了|发生了|被(?!动)|属于|来自"
    r"|位于|共有|共计|累计|人均|时间不等人|时不我待|任务(?=(?:很|较|非常|十分)?重$|不轻)|怎么样|如何(?![做加])|吗$"
    r"|呢$|有的|一些地方|个别|部分(?=干部|乡镇|村|群众)"
)
"""Marks of a stated fact, an appraisal or a forecast: such a clause orders nothing unless a modal stands in it."""

FUTURE = re.compile(
    r"将(?<=[一-鿿0-9]将)(?<![实正力步面决并要须必极且地前]将)"
    r"(?![一-鿿“”、]{1,20}(?:作为|[纳列]入|列为|[变作化成]为|[造建]成|[落延送放摆]))"
    r"|将[在于](?<![即必]将.)(?=\d|[今明本下年月“])"
)
"""将 that foretells, not the bookish 把: “县里周末将派人督查”."""
