"""Bytes of unknown encoding to text: UTF-8, UTF-16, GB18030, Big5, or lines of several of them."""

from __future__ import annotations

import codecs
import re

SAMPLE = 1 << 16
"""Bytes that are looked at to tell one encoding from another."""

# The characters that running Chinese is made of, in both scripts: a wrong decoding hits few of them.
_FREQUENT = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理府县镇乡村市委书记贫困扶脱攻坚"
    "這為個國時來們會發動過說產種後經進著裡現實體機當點從業應開還樣與關線內數問題變條沒結無系軍總黨員設長資邊統組見計別論運農強決將據處縣鎮鄉書記貧脫堅項務區導領調達開"
    "，。、：；！？“”（）《》"
)
_CANDIDATES = ("gb18030", "big5hkscs")
_META = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(data: bytes) -> str | None:
    """The text, or None where the bytes are none in any encoding known here.

    Bytes that fit nowhere become U+FFFD, which the cleaning removes.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if b"\0" in data[:SAMPLE]:
        return _wide(data)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    declared = _META.search(data[:4096])
    names = [*_CANDIDATES, "utf-8"]
    scores = {name: plausibility(data[:SAMPLE].decode(name, "replace")) for name in names}
    if declared and (name := _known(declared[1].decode("ascii"))) in scores:
        scores[name] += 0.05
    best = max(names, key=lambda name: scores[name])
    if scores[best] < _LEAST:
        mixed = _by_lines(data)
        return mixed if plausibility(mixed[:SAMPLE]) >= _LEAST else None
    if _clean_in(data, best):
        return data.decode(best)
    mixed = _by_lines(data)
    whole = data.decode(best, "replace")
    return mixed if mixed.count("\ufffd") < whole.count("\ufffd") else whole


_LEAST = 0.15


def plausibility(text: str) -> float:
    """How much of a text is what Chinese running text is made of, from below 0 (noise) to 1.

    ASCII neither counts for a decoding nor against it.
    """
    told = [char for char in text[:SAMPLE] if char > "\x7f"]
    if not told:
        return 1.0
    hits = sum(char in _FREQUENT for char in told)
    noise = sum(char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or "\x80" <= char < "\xa0" for char in told)
    return (hits - noise) / len(told)


def _known(name: str) -> str:
    name = name.lower().replace("_", "-")
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "utf8": "utf-8"}.get(name, name)


def _clean_in(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _by_lines(data: bytes) -> str:
    """A file pasted together: each line in the first encoding that takes it and reads like Chinese."""
    lines: list[str] = []
    for line in data.split(b"\n"):
        tries = [line.decode(name, "replace") for name in ("utf-8", *_CANDIDATES)]
        lines.append(tries[0] if "\ufffd" not in tries[0] else max(tries, key=plausibility))
    return "\n".join(lines)


def _wide(data: bytes) -> str | None:
    """UTF-16 without its mark."""
    tries = [data.decode(name, "replace") for name in ("utf-16-le", "utf-16-be")]
    best = max(tries, key=plausibility)
    has_chinese = any(char in _FREQUENT for char in best[:SAMPLE])
    return best if has_chinese and plausibility(best) >= _LEAST and "\0" not in best[:SAMPLE] else None
