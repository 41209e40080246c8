"""A web page to text: one block a line, scripts and navigation left out, what its head states put first."""

from __future__ import annotations

import re

from lxml import etree, html  # type: ignore[import-untyped]

_DROP = (
    "script",
    "style",
    "noscript",
    "template",
    "iframe",
    "nav",
    "select",
    "button",
    "svg",
    "object",
    "form",
    "head",
)
_BLOCK = frozenset(
    [
        "address", "article", "aside", "blockquote", "br", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
        "section", "table", "tbody", "td", "th", "thead", "tr", "ul",
    ]
)  # fmt: skip
_TAG = re.compile("<[^<>]{0,2000}>")
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff]")
# Government sites state these by a national convention (政府网站发展指引); others use the social ones.
_STATED = {
    "articletitle": "标题", "og:title": "标题", "contentsource": "来源", "source": "来源",
    "pubdate": "发布时间", "publishdate": "发布时间", "article:published_time": "发布时间",
}  # fmt: skip


def text_of_html(page: str) -> str:
    """The page's text; "" where it holds none.  Never raises: a page that cannot be parsed is text with its tags."""
    page = _CONTROL.sub("", _DECLARATION.sub("", page))
    try:
        root = html.document_fromstring(page, parser=html.HTMLParser(huge_tree=False, remove_comments=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return page
    stated = _stated(root)
    for element in list(root.iter(*_DROP)):
        _drop(element)
    for element in [e for e in root.iter() if isinstance(e.tag, str) and _HIDDEN.search(e.get("style") or "")]:
        _drop(element)
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if element.tag in _BLOCK:
                pieces.append("\n")
            pieces.append(_BLANKS.sub(" ", element.text or ""))
        else:
            if element.tag in _BLOCK:
                pieces.append("\n")
            pieces.append(_BLANKS.sub(" ", element.tail or ""))
    text = "".join(pieces)
    if not text.strip():
        # Nested deeper than the parser goes: what is left is the words between the tags.
        text = _TAG.sub("\n", page)
    return "\n".join([*stated, re.sub(r"\n(?:[ \xa0]*\n)+", "\n", text).strip("\n ")])


def _stated(root: html.HtmlElement) -> list[str]:
    """Title, day and source as the page's head gives them, worded like a publication line."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        label = _STATED.get((meta.get("name") or meta.get("property") or "").lower())
        content = _BLANKS.sub(" ", meta.get("content") or "").strip()
        if label and content and len(content) <= 120:
            found.setdefault(label, content)
    return [f"{label}：{content}" for label, content in found.items()]


def _drop(element: html.HtmlElement) -> None:
    parent = element.getparent()
    if parent is not None:
        element.drop_tree()
