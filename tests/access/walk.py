"""Every address of the URL configuration, asked for by everybody, and what was answered."""

from __future__ import annotations

import csv
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.core.handlers.base import BaseHandler
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import Resolver404, get_resolver, resolve
from django.urls.resolvers import URLPattern, URLResolver

from tests.access.world import MISSING, NAME, PEOPLE, World

FOLDER = Path(__file__).parent
ROUTE = re.compile(r"<[^>]+>|\(\[\^/\]\+\)|\(\?P<\w+>[^)]*\)")
"""A place for a value in a pattern."""

Values = Callable[[World], list[Any]]
Row = dict[str, str]


@dataclass(frozen=True)
class Cell:
    """One question: who asks which address how."""

    url: str
    method: str
    who: str


@dataclass
class Answer:
    """What came back in a word (`in_a_word`), its bytes without what differs each time, and whether it wrote."""

    word: str
    body: str
    wrote: list[str] = field(default_factory=list)


def patterns() -> list[str]:
    """All patterns, as they stand in the tables; an address that two patterns match is listed once."""
    return list(dict.fromkeys(_walk(get_resolver())))


def _walk(resolver: URLResolver, prefix: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        path = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each, path)
        elif isinstance(each, URLPattern):
            yield path


def _model_values(model: str) -> Values:
    keys: dict[str, Values] = {
        "assignment": lambda w: [w.items["running"].pk],
        "directive": lambda w: [w.directives["draft"].pk, w.things["directive record"].pk],
        "meeting": lambda w: [w.meeting.pk, w.things["record"].pk],
        "importjob": lambda w: [w.things["failed"].pk],
        "division": lambda w: [w.units["county"].division_id],
        "unit": lambda w: [w.units["county"].pk],
        "member": lambda w: [w.members["liaison"].pk],
        "user": lambda w: [w.users["liaison"].pk],
        "reminder": lambda w: [w.things["reminder"].pk],
        "reminderpolicy": lambda w: [w.things["policy"].pk],
    }
    return keys[model]


SPECIAL: dict[str, Values] = {
    "admin/mail/<slug:name>/": lambda w: [w.things["mail"]],
    "admin/mail/<slug:name>/html/": lambda w: [w.things["mail"]],
    "admin/r/<path:content_type_id>/<path:object_id>/": lambda w: [w.things["type"].pk, w.things["event"].pk],
    "admin/directives/meeting/<int:pk>/adopt/<int:commitment>/": lambda w: [w.meeting.pk, w.things["commitment"].pk],
    "admin/directives/directive/<int:pk>/correct/": lambda w: [w.items["running"].directive_id],
    "admin/directives/directive/<int:pk>/withdraw/": lambda w: [w.items["running"].directive_id],
    "admin/^(?P<app_label>directives)/$": lambda w: ["directives"],
    "admin/(?P<url>.*)$": lambda w: ["nowhere/"],
    "choose-password/<uidb64>/<token>/": lambda w: [w.things["uid"], w.things["password"]],
    "profile/absence/<int:pk>/": lambda w: [w.members["liaison"].pk],
    "profile/calendar/<int:pk>/": lambda w: [w.members["liaison"].pk],
    "calendar/<slug:token>.ics": lambda w: [w.things["calendar"]],
    "open/<slug:token>/": lambda w: [w.things["door"]],
    "checklist/<int:pk>/": lambda w: [w.items["running"].pk],
    "checklist/<int:pk>.ics": lambda w: [w.items["running"].pk],
    "checklist/<int:pk>/<slug:kind>/": lambda w: [w.items["running"].pk, "report"],
    "proof/<int:pk>/": lambda w: [w.things["attachment"].pk],
    "proof/<int:pk>/small/": lambda w: [w.things["attachment"].pk],
    "people/<int:pk>/": lambda w: [w.members["liaison"].pk],
    "people/<int:pk>/<slug:kind>/": lambda w: [w.members["liaison"].pk, "links"],
}
KEPT = ("report", "links", "directives", "nowhere/")
"""Values that name no row: they stay where a row's key is replaced."""


def values(url: str, world: World) -> list[Any]:
    """What stands in the places of a pattern.

    Raises:
        KeyError: for a pattern that nobody has told an example for.
    """
    if not ROUTE.search(url):
        return []
    if url in SPECIAL:
        return SPECIAL[url](world)
    if "<uuid:batch>" in url:
        return [world.things["failed"].batch]
    return _model_values(url.split("/")[2])(world)


def address(url: str, found: list[Any]) -> str:
    """The pattern with these values in its places."""
    given = iter(found)
    path = ROUTE.sub(lambda _place: str(next(given)), url)
    return "/" + path.replace("^", "").replace("$", "")


def missing(found: list[Any]) -> list[Any]:
    """The same with keys that nothing has."""
    blank: dict[type, Any] = {int: MISSING, uuid.UUID: uuid.UUID(int=0)}
    return [each if each in KEPT else blank.get(type(each), NAME) for each in found]


@cache
def handler() -> BaseHandler:
    """The whole site with its middleware; the test client would copy the context of every template besides."""
    made = BaseHandler()
    made.load_middleware()
    return made


def ask(world: World, who: str, method: str, path: str, data: Any = None, *, forged: bool = False) -> Answer:
    """Ask, and put everything back that the asking changed; `forged`: from a form of another site."""
    cookies = {"HTTP_COOKIE": f"sessionid={world.sessions[who]}"} if who in world.sessions else {}
    browser = RequestFactory(**cookies)
    request = browser.get(path) if method == "GET" else browser.post(path, data or {})
    request._dont_enforce_csrf_checks = not forged  # type: ignore[attr-defined]  # as the test client does it
    with transaction.atomic(), writes() as wrote:
        response: Any = handler().get_response(request)
        answer = Answer(in_a_word(response), _plain(response), wrote)
        transaction.set_rollback(True)
    return answer


WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(directives_\w+)"')


@contextmanager
def writes() -> Iterator[list[str]]:
    """The tables of ours that are written while it lasts."""
    found: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if written := WRITES.match(sql):
            found.append(written[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def in_a_word(response: HttpResponse) -> str:
    """The status; of a redirect, the name of the page that it leads to."""
    if response.status_code not in {301, 302}:
        return str(response.status_code)
    path = response.headers["Location"].partition("#")[0].partition("?")[0]
    try:
        return f"> {resolve(path).view_name or path}"
    except Resolver404:
        return f"> {path}"


VARYING = re.compile(rb'csrfmiddlewaretoken" value="\w+"|"csrfToken": "\w+"')


def _plain(response: Any) -> str:
    return VARYING.sub(b"", response.content).decode(errors="replace") + str(response.headers.get("Location", ""))


def without(body: str, found: list[Any]) -> str:
    """A body without the keys that were asked for."""
    for each in found:
        body = re.sub(rf"/{re.escape(str(each))}(?=[/.])", "/~", body)
    return body


def read(name: str) -> list[Row]:
    """A table of the repository."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


HEAD = ("url", "method", *PEOPLE)
