"""Traditional characters to Simplified ones, character for character, so that no offset moves.

OpenCC's t2s knows the words in which a character stays as it is (乾隆, 瞭望).  It leaves 著 alone, which in a
text converted from the mainland is nearly always 着: that is mended here.
"""

from __future__ import annotations

import re
from functools import lru_cache
from operator import ne

import opencc

from directives.reading.drafting import Draft

# Frequent characters that only Traditional writing has: enough to tell that there is anything to convert.
_TELLTALE = re.compile(
    "[們這來對會時為個國問題機關實現業發產動員過應將與學長開見農貧鄉鎮縣區書記張強調議進無後從電話戶項務際辦裡裏點讓領導"
    "組織聽說視頻網訊報據經濟結幹堅戰黨與幫貴賬臺賑脫貧層級責標準確數據隊護環綠陽陝蘇雲廣東滿聯繫體頭車馬門風飛龍齊"
    "檢驗證監總線約終統繼續維護計劃設訂認該詳請謝課論負財貨質貸費資賴購輕輪較輔轉辭邊達遠適選遷還郵鄭鄧銀錢鍵鐵長閉間"
    "陳陸隨險離難靜順須預領頓類顧願飲館驅驟鬆鬥魚鳥麗麥齡嚴單圍場塊壓執報壞壯夢奮寧審寫寬專尋屬嶺帶幣庫廟廠廢廳張彈"
    "徑復憂懷憑應擁擇擊擔據擠擴擺攝攜敗敵斷暫極構樣樓樹橋檔權歡歲歷殘毀氣決況淨測減溫準溝滅滯漲漁漢澤潔濕灣災煉煙爐爭"
    "牆狀獎獲獨獻瑪畝畫異當療盡盜盤眾睜硯碼礎禮種稅穩窮競筆節範築簡籌糧紀紅納級紛純紙細紹緊編緩縮績繳罰罷義習聖聞聲職"
    "膚臉臨舉舊艱芻莊葉蒼蓋薦藝藥蘭虛號虧蝕術衛裝補複襲規覺覽觀觸訓託設許診詞試詢誠誤誰諧諸諾謀謂講謹識譜譯譽讀變]"
)  # fmt: skip
# In a mainland text these are names or words of their own (乾县, 毕昇, 宫商角徵).
_KEPT = frozenset("乾昇夥徵閤陞濛崑崙")
# 著 that stays: 著名, 显著, 专著 …
_ZHU = re.compile("著(?<![显名编论原专昭卓土巨译合遗所拙顯編論專譯遺]著)(?![名作称述者书录稱書錄])")
_ASPECT = re.compile(
    "著(?=[力手眼重急想装陆實实])|"
    "(?<=[沿随有等接朝带盯向跟本坐看拿走抱围顺凭隔站听想忙冒顶守護护靠味])著(?=[^名作称述者书录])"
)
_SAMPLE = 4_000  # characters that tell which of the two a text is
_MANY = 0.02  # share of Traditional characters above which a text is Traditional as a whole
_FROM, _TO = 0x3400, 0xA000


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@lru_cache(maxsize=1)
def _single() -> dict[int, str]:
    """Traditional -> Simplified for single characters outside words, without those a mainland text may mean."""
    block = "".join(map(chr, range(_FROM, _TO)))
    pairs = zip(block, _converter().convert("\n".join(block)).split("\n"), strict=True)
    return {ord(a): b for a, b in pairs if a != b and a not in _KEPT}


@lru_cache(maxsize=1)
def _traditional() -> re.Pattern[str]:
    """Any of those: where they are few, to find them costs a tenth of asking the table about each character."""
    return re.compile(f"[{''.join(map(chr, _single()))}]")


def simplified(text: str) -> str:
    """The text with each character for itself made Simplified, where it cannot mean anything else."""
    return text.translate(_single())


def simplify(draft: Draft) -> None:
    """Convert what is Traditional in the draft; a mainland text keeps its 著名, 干部 and 乾县."""
    text = draft.text
    telltale = _TELLTALE.search(text) is not None
    sample = text[:_SAMPLE]
    if not telltale or len(_TELLTALE.findall(sample)) < _MANY * len(sample):
        if telltale:
            single = _single()
            draft.swap(_traditional(), lambda match: single[ord(match[0])], "traditional")
        if "著" in draft.text:
            draft.swap(_ASPECT, "着", "traditional")
        return
    new = _ZHU.sub("着", _converter().convert(text))
    if len(new) != len(text):  # a word list of OpenCC that changes lengths would break the map
        new = _ZHU.sub("着", text.translate(_single()))
    draft.count("traditional", sum(map(ne, text, new)))
    draft.text = new
