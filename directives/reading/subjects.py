"""Who is told to act: the subject of a clause, up to its modal or its date."""

from __future__ import annotations

import re

_SUBJECT = re.compile(
    r"(?P<who>[^，]{2,34}?)(?:都|也|还|更|均|一定|同样|首先|特别是|就|又|仍)?"
    r"(?:要(?<![主重需首]要)(?!求)|必须|务必|应当|应该|应(?!急)|须|需(?!要|求)|得|不得|严禁|不能|不准|不许|绝不能|切实|确保|一律)"
)
_BODY = (
    r"局|委员会|委|办公室|办|部|厅|中心|部门|机关|单位|公司|集团|银行|信用社|联社|合作社|供销社|站|所|院|馆|校|学校|大队|支队"
    r"|工作队|队|组|专班|防指|政府|党委|党组"
)
_OWNED = re.compile(
    r"全[县市区州省镇乡]|各|[一-鿿]{2,10}(?:[县市区州镇乡村]|街道)|[县市区州镇乡](?:直|级|委|政府)?|有关|相关|所有"
    r"|凡|每个?"
    rf"|[一-鿿、]{{1,20}}(?:{_BODY}|书记|干部|河长|长)(?:$|会同)"
    r"|驻村|帮扶|村“?两委|第一书记|行业|职能|牵头|责任|成员|包联|联系"
)


def subject_of(text: str) -> str | None:
    """The subject that a clause with a modal names as its own; None if it names none that could act."""
    found = _SUBJECT.match(text)
    return found["who"] if found and _OWNED.match(found["who"]) else None
